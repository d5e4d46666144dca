"""Webhooks: which events wait, what is posted, what became of it.

This part is pure: it keeps signed posts and takes their outcome; ``delivery`` is
the thread that sends them. How a body looks, and what a refused post means, is the
package's business.
"""

import base64
import hashlib
import hmac
import random
import threading
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Generic, TypeVar

from .clock import Clock
from .records import Record
from .settings import WebhookSettings

_LOG_LENGTH = 2000

E = TypeVar("E")


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


class AnnouncementQueue(ABC, Generic[E]):
    """The events of all organisations on their way to the one endpoint of the app."""

    signature_header: str

    def __init__(self, settings: WebhookSettings, clock: Clock) -> None:
        """Start with nothing to announce."""
        self.settings = settings
        self.changed = threading.Condition()
        self.clock = clock
        self._events: list[E] = []
        self._collecting_since = 0.0
        self._waiting: list[Post] = []
        self._deliveries: deque[Record] = deque(maxlen=_LOG_LENGTH)
        self._numbers = count(1)
        # A fixed seed: a failing order can be seen again.
        self._random = random.Random(20260731)  # noqa: S311 - order, not secrets

    @property
    @abstractmethod
    def key(self) -> str:
        """Return the secret that posts are signed with."""

    @abstractmethod
    def make_posts(self, events: list[E], *, form: str = "", copies: int = 1) -> list[Post]:
        """Return signed posts for events; ``form`` names one of the package's formats."""

    @abstractmethod
    def next_wait(self, post: Post, status: int | None, error: str) -> float | None:
        """Return in how many seconds a post is sent again, ``None`` when it is done with."""

    def complaint(self, headers: Mapping[str, str], body: bytes) -> str:
        """Return what is wrong with an accepting answer besides its status, if anything is."""
        del headers, body
        return ""

    def add(self, events: list[E]) -> None:
        """Put events in the window that is being collected."""
        with self.changed:
            if not self._events:
                self._collecting_since = self.clock.seconds()
            self._events += events
            self.changed.notify_all()

    def sign(self, body: bytes, *, events: int = 0) -> Post:
        """Return a post of exactly these bytes."""
        headers = {"Content-Type": "application/json", self.signature_header: signature(self.key, body)}
        return Post(next(self._numbers), self.settings.url, headers, body, events)

    def send(self, posts: list[Post]) -> None:
        """Let posts go out as soon as possible."""
        with self.changed:
            for post in posts:
                post.due_at = self.clock.seconds()
            self._waiting += posts
            self.changed.notify_all()

    def take_due(self, *, at_once: bool = False) -> list[Post]:
        """Take the posts that are due now, or all of them when ``at_once``."""
        with self.changed:
            now = self.clock.seconds()
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
            return max(0.0, min(moments) - self.clock.seconds())

    def record(self, post: Post, status: int | None, error: str = "") -> None:
        """Note how an attempt ended; a post that was not accepted is tried again later."""
        with self.changed:
            self._deliveries.append(
                {
                    "number": post.number,
                    "attempt": post.attempts + 1,
                    "at": self.clock.now().isoformat(timespec="milliseconds"),
                    "url": post.url,
                    "events": post.events,
                    "status": status,
                    "error": error,
                    "headers": post.headers,
                    "body": post.body.decode("utf-8", "replace"),
                }
            )
            wait = self.next_wait(post, status, error)
            if wait is None:
                return
            post.attempts += 1
            post.due_at = self.clock.seconds() + wait
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


def signature(key: str, body: bytes) -> str:
    """Return base64(HMAC-SHA256(key as UTF-8 text, raw body))."""
    digest = hmac.new(key.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
