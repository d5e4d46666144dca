"""Webhooks: which events wait, what is posted, what became of it (section 3).

This part is pure: it makes signed posts and takes their outcome; ``delivery`` is
the thread that sends them.

Decided where the page leaves a choice: later events are not held back while a post
is being retried, so that they overtake it; the simulator never gives up.
"""

import random
import threading
from collections import deque
from dataclasses import dataclass
from itertools import count

from .announcement_format import Event, body_of, signature
from .books import Change
from .clock import Clock
from .entities import KINDS
from .records import Record
from .settings import Webhooks

MOST_EVENTS = 100
RETRY_SECONDS = (10, 20, 30, 300, 1200, 7200, 14400, 21600)
_LOG_LENGTH = 2000


@dataclass
class Post:
    """One signed delivery."""

    number: int
    url: str
    headers: dict[str, str]
    body: bytes
    events: int
    due_at: float = 0.0
    attempts: int = 0


class Announcements:
    """The events of all realms on their way to the one endpoint of the app."""

    def __init__(self, settings: Webhooks, clock: Clock) -> None:
        """Start with nothing to announce."""
        self.settings = settings
        self.changed = threading.Condition()
        self._clock = clock
        self._events: list[Event] = []
        self._collecting_since = 0.0
        self._waiting: list[Post] = []
        self._deliveries: deque[Record] = deque(maxlen=_LOG_LENGTH)
        self._numbers = count(1)
        # A fixed seed: a failing order can be seen again.
        self._random = random.Random(20260731)  # noqa: S311 - order, not secrets

    def announce(self, change: Change) -> None:
        """Take an event, when the entity has events of that operation."""
        letter = change.operation[0].lower()
        if self.settings.enabled and letter in KINDS[change.kind].announces:
            self.add([Event.of(change)])

    def add(self, events: list[Event]) -> None:
        """Put events in the window that is being collected."""
        with self.changed:
            if not self._events:
                self._collecting_since = self._clock.seconds()
            self._events += events
            self.changed.notify_all()

    def make_posts(self, events: list[Event], *, form: str = "", copies: int = 1) -> list[Post]:
        """Return signed posts for events, each of at most 100."""
        repeated = events * copies
        if self.settings.shuffle:
            self._random.shuffle(repeated)
        form = form or self.settings.format
        return [
            self.sign(
                body_of(repeated[start : start + MOST_EVENTS], form),
                events=len(repeated[start : start + MOST_EVENTS]),
            )
            for start in range(0, len(repeated), MOST_EVENTS)
        ]

    def sign(self, body: bytes, *, events: int = 0) -> Post:
        """Return a post of exactly these bytes."""
        headers = {
            "Content-Type": "application/json",
            "intuit-signature": signature(self.settings.verifier_token, body),
        }
        return Post(next(self._numbers), self.settings.url, headers, body, events)

    def send(self, posts: list[Post]) -> None:
        """Let posts go out as soon as possible."""
        with self.changed:
            for post in posts:
                post.due_at = self._clock.seconds()
            self._waiting += posts
            self.changed.notify_all()

    def take_due(self, *, at_once: bool = False) -> list[Post]:
        """Take the posts that are due now, or all of them when ``at_once``."""
        with self.changed:
            now = self._clock.seconds()
            closes = self._collecting_since + self.settings.window_seconds
            if self._events and (at_once or closes <= now):
                events, self._events = self._events, []
                copies = 1 + self.settings.duplicate
                self._waiting += self.make_posts(events, copies=copies)
            due = [post for post in self._waiting if at_once or post.due_at <= now]
            taken = {post.number for post in due}
            self._waiting = [p for p in self._waiting if p.number not in taken]
            return due

    def seconds_to_next(self) -> float | None:
        """Return how long nothing is due, ``None`` when nothing waits at all."""
        with self.changed:
            moments = [post.due_at for post in self._waiting]
            if self._events:
                moments.append(self._collecting_since + self.settings.window_seconds)
            if not moments:
                return None
            return max(0.0, min(moments) - self._clock.seconds())

    def record(self, post: Post, status: int | None, error: str = "") -> None:
        """Note how an attempt ended; anything but 2xx is tried again later."""
        with self.changed:
            self._deliveries.append(
                {
                    "number": post.number,
                    "attempt": post.attempts + 1,
                    "at": self._clock.now().isoformat(timespec="milliseconds"),
                    "url": post.url,
                    "events": post.events,
                    "status": status,
                    "error": error,
                    "headers": post.headers,
                    "body": post.body.decode("utf-8", "replace"),
                }
            )
            if status is not None and 200 <= status < 300:
                return
            step = min(post.attempts, len(RETRY_SECONDS) - 1)
            wait = RETRY_SECONDS[step] * self.settings.retry_factor
            post.attempts += 1
            post.due_at = self._clock.seconds() + wait
            self._waiting.append(post)
            self.changed.notify_all()

    def deliveries(self) -> Record:
        """Return what was delivered and how much still waits."""
        with self.changed:
            return {
                "deliveries": list(self._deliveries),
                "waiting_posts": len(self._waiting),
                "waiting_events": len(self._events),
            }

    def forget(self) -> None:
        """Drop what waits and the record of what was delivered."""
        with self.changed:
            self._events.clear()
            self._waiting.clear()
            self._deliveries.clear()
