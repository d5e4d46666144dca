"""The control API for webhooks."""

from abc import ABC, abstractmethod
from dataclasses import asdict
from datetime import datetime
from typing import Generic, TypeVar

from .announcements import AnnouncementQueue, Post
from .records import Record
from .routes import Problem, Route

E = TypeVar("E")


class WebhookControl(ABC, Generic[E]):
    """Sets, sends and shows announcements."""

    formats: tuple[str, ...] = ()

    def __init__(self, webhooks: AnnouncementQueue[E]) -> None:
        """Know the announcements that are controlled."""
        self.webhooks = webhooks

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            ("GET", "/webhooks", self._show),
            ("PUT", "/webhooks", self._set),
            ("POST", "/webhooks/send", self._send),
            ("GET", "/webhooks/deliveries", self._deliveries),
            ("DELETE", "/webhooks/deliveries", self._forget),
        ]

    @abstractmethod
    def event(self, body: Record, at: datetime) -> E:
        """Return the event that a test describes; 400 when it makes no sense."""

    def shown(self) -> Record:
        """Return the settings."""
        return asdict(self.webhooks.settings)

    def after_setting(self, before: Record) -> None:
        """Do what follows from changed settings; ``before`` is how they were."""

    def _show(self, **_: object) -> Record:
        return self.shown()

    def _set(self, *, body: Record, **_: object) -> Record:
        settings = self.webhooks.settings
        before = asdict(settings)
        unknown = set(body) - set(before)
        if unknown:
            raise Problem(400, f"not known: {', '.join(sorted(unknown))}")
        self._check_format(body.get("format"))
        for name, value in body.items():
            if name == "duplicate":
                settings.duplicate = int(value or 0)
            elif name.endswith(("_seconds", "_factor")):
                setattr(settings, name, float(value))
            elif value is not None:
                setattr(settings, name, value)
        self.after_setting(before)
        return self.shown()

    def _check_format(self, form: str | None) -> None:
        # A package with one format takes any word for it.
        if form and self.formats and form not in self.formats:
            raise Problem(400, f"format must be one of {', '.join(self.formats)}")

    def _send(self, *, body: Record, **_: object) -> Record:
        """Post any events, or any text, correctly signed unless told otherwise."""
        copies = int(body.get("copies", 1))
        form = body.get("format", "")
        self._check_format(form)
        if "body" in body:
            posts = [self.webhooks.sign(str(body["body"]).encode()) for _ in range(copies)]
        else:
            events = [self._event(event) for event in body.get("events") or []]
            posts = self.webhooks.make_posts(events, form=form, copies=copies)
        for post in posts:
            if body.get("signature") is not None:
                post.headers[self.webhooks.signature_header] = str(body["signature"])
        if body.get("deliver", True):
            self.webhooks.send(posts)
        return {"posts": [_shown(post) for post in posts]}

    def _event(self, body: Record) -> E:
        try:
            at = datetime.fromisoformat(body["time"]) if "time" in body else None
        except ValueError as error:
            raise Problem(400, "time must be ISO 8601") from error
        return self.event(body, at or self.webhooks.clock.now())

    def _deliveries(self, **_: object) -> Record:
        return self.webhooks.deliveries()

    def _forget(self, **_: object) -> Record:
        self.webhooks.forget()
        return self.webhooks.deliveries()


def _shown(post: Post) -> Record:
    return {
        "number": post.number,
        "url": post.url,
        "headers": post.headers,
        "body": post.body.decode("utf-8", "replace"),
        "events": post.events,
    }
