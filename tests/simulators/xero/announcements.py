"""Who is told of which change, the intent to receive, retries and the end of them (section 4).

Decided where the page leaves a choice: later events are not held back while a post is
being retried, so that they overtake it; a post carries at most 50 events; the intent is
asked with two requests that are signed well and two that are not, and asked again on
the schedule of retries; events from before the intent was passed are kept.
"""

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count

from typing_extensions import override

from tests.simulators.chassis.announcements import AnnouncementQueue, Post, signature
from tests.simulators.chassis.clock import Clock
from tests.simulators.chassis.records import Record

from .announcement_format import Event, body_of
from .books import Change
from .settings import Webhooks

MOST_EVENTS = 50
RETRY_SECONDS = 900.0
GIVES_UP_AFTER_SECONDS = 86_400.0
KEPT_SECONDS = 31 * 86_400.0


@dataclass
class XeroPost(Post):
    """A post with the events it carries and the status that is right for it."""

    carried: list[Event] = field(default_factory=list)
    expected: int = 200
    intent: bool = False
    first_failed_at: float | None = None


class Announcements(AnnouncementQueue[Event]):
    """The events of all tenants on their way to the one endpoint of the app.

    ``status`` is ``ok`` (events flow), ``pending`` (the intent to receive is being
    asked), or ``disabled``.
    """

    signature_header = "x-xero-signature"
    settings: Webhooks

    def __init__(self, settings: Webhooks, clock: Clock, base_url: Callable[[], str]) -> None:
        """Start with nothing to announce."""
        super().__init__(settings, clock)
        self.status = "ok"
        self._base_url = base_url
        self._sequence = count(1)
        self._unanswered: set[int] = set()

    @property
    @override
    def key(self) -> str:
        return self.settings.signing_key

    def announce(self, changes: list[Change]) -> None:
        """Take the events of changes that the app subscribed to."""
        if self.settings.enabled:
            known = [change for change in changes if change.category in self.settings.categories]
            self.add([Event.of(change, self.next_sequence()) for change in known])

    def next_sequence(self) -> int:
        """Return the number of the next event."""
        return next(self._sequence)

    @override
    def add(self, events: list[Event]) -> None:
        if events:
            super().add(events)

    def ask_intent(self) -> None:
        """Start again: no events flow until the endpoint has told good signatures from bad."""
        with self.changed:
            self._store_unsent()
            posts = [self._intent(well_signed=well) for well in (True, False, True, False)]
            self._unanswered = {post.number for post in posts}
            self.status = "pending"
        self.send([*posts])

    def skip_intent(self) -> None:
        """Let events flow without any question."""
        with self.changed:
            self.status = "ok"
            self.changed.notify_all()

    def _intent(self, *, well_signed: bool) -> XeroPost:
        post = self.sign(body_of([], self._base_url(), self._entropy()))
        post.intent = True
        if not well_signed:
            post.headers[self.signature_header] = signature(f"not {self.key}", post.body)
        return post

    @override
    def make_posts(self, events: list[Event], *, form: str = "", copies: int = 1) -> list[Post]:
        posts: list[Post] = []
        for start in range(0, len(events), MOST_EVENTS):
            part = events[start : start + MOST_EVENTS]
            if self.settings.shuffle:
                self._random.shuffle(part)
            body = body_of(part, self._base_url(), self._entropy())
            for _ in range(copies):
                post = self.sign(body, events=len(part))
                post.carried = part
                posts.append(post)
        if self.settings.shuffle:
            self._random.shuffle(posts)
        return posts

    @override
    def sign(self, body: bytes, *, events: int = 0) -> XeroPost:
        made = super().sign(body, events=events)
        return XeroPost(made.number, made.url, made.headers, made.body, made.events)

    @override
    def send(self, posts: list[Post]) -> None:
        """Let posts go out as soon as possible; one that is signed badly must be answered 401."""
        for post in posts:
            if isinstance(post, XeroPost) and post.headers[self.signature_header] != signature(self.key, post.body):
                post.expected = 401
        super().send(posts)

    @override
    def forget(self) -> None:
        """Drop what waits, but not the question that an endpoint has still to answer."""
        with self.changed:
            asked = [post for post in self._waiting if isinstance(post, XeroPost) and post.intent]
            super().forget()
            self._waiting += asked

    @override
    def take_due(self, *, at_once: bool = False) -> list[Post]:
        with self.changed:
            if self.status == "ok":
                return super().take_due(at_once=at_once)
            kept, self._events = self._events, []
            due = super().take_due(at_once=at_once)
            self._events = kept
            return due

    @override
    def seconds_to_next(self) -> float | None:
        with self.changed:
            if self.status == "ok":
                return super().seconds_to_next()
            kept, self._events = self._events, []
            seconds = super().seconds_to_next()
            self._events = kept
            return seconds

    @override
    def complaint(self, headers: Mapping[str, str], body: bytes) -> str:
        if body:
            return "the answer has a body"
        return "the answer sets cookies" if "set-cookie" in headers else ""

    @override
    def next_wait(self, post: Post, status: int | None, error: str) -> float | None:
        if not isinstance(post, XeroPost):
            raise TypeError("only posts of this queue come back to it")
        # A refusal has the status it should have; what else is noted then is only its text.
        if status == post.expected and not (error and status == 200):
            self._passed(post)
            return None
        now, factor = self.clock.seconds(), self.settings.retry_factor
        if post.first_failed_at is None:
            post.first_failed_at = now
        if self.status != "ok" and post.carried:
            # It was on its way when the events stopped flowing.
            self._store_unsent(post)
            return None
        if post.attempts == 0:
            return 0.0
        if now - post.first_failed_at >= GIVES_UP_AFTER_SECONDS * factor:
            if not post.carried and not post.intent:
                return None
            # Give up: what was not delivered is stored, to be replayed in order.
            self.status = "disabled"
            self._store_unsent(post)
            return None
        return RETRY_SECONDS * factor

    def _passed(self, post: XeroPost) -> None:
        if not post.intent:
            return
        self._unanswered.discard(post.number)
        if self.status == "pending" and not self._unanswered:
            self.status = "ok"
            self._collecting_since = self.clock.seconds()
            self._forget_what_is_too_old()

    def _store_unsent(self, *failed: XeroPost) -> None:
        """Take back the events of posts that wait or failed; posts without events are dropped."""
        unsent = [*failed, *(post for post in self._waiting if isinstance(post, XeroPost))]
        stored = {event.sequence: event for post in unsent for event in post.carried}
        stored |= {event.sequence: event for event in self._events}
        self._events = [stored[number] for number in sorted(stored)]
        self._waiting.clear()

    def _forget_what_is_too_old(self) -> None:
        oldest = self.clock.seconds() - KEPT_SECONDS
        self._events = [event for event in self._events if event.at.timestamp() >= oldest]

    def described(self) -> Record:
        """Return what the control API tells beyond the settings."""
        with self.changed:
            return {"status": self.status, "stored_events": len(self._events) if self.status != "ok" else 0}

    def _entropy(self) -> str:
        return "".join(self._random.choices(string.ascii_uppercase, k=20))
