"""The control API for webhooks."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING

from .announcement_format import WORDS, Event
from .announcements import Post
from .records import Record
from .routes import Problem, Route

if TYPE_CHECKING:
    from .simulator import Simulator

FORMATS = ("legacy", "cloudevents")


class WebhookControl:
    """Sets, sends and shows announcements."""

    def __init__(self, simulator: "Simulator") -> None:
        """Know the simulator that is controlled."""
        self._simulator = simulator

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            ("GET", "/webhooks", self._show),
            ("PUT", "/webhooks", self._set),
            ("POST", "/webhooks/send", self._send),
            ("GET", "/webhooks/deliveries", self._deliveries),
            ("DELETE", "/webhooks/deliveries", self._forget),
        ]

    def _show(self, **_: object) -> Record:
        return asdict(self._simulator.config.webhooks)

    def _set(self, *, body: Record, **_: object) -> Record:
        settings = self._simulator.config.webhooks
        unknown = set(body) - set(asdict(settings))
        if unknown:
            raise Problem(400, f"not known: {', '.join(sorted(unknown))}")
        if body.get("format", settings.format) not in FORMATS:
            raise Problem(400, f"format must be one of {', '.join(FORMATS)}")
        for name, value in body.items():
            if name == "duplicate":
                settings.duplicate = int(value or 0)
            elif name.endswith(("_seconds", "_factor")):
                setattr(settings, name, float(value))
            elif value is not None:
                setattr(settings, name, value)
        return self._show()

    def _send(self, *, body: Record, **_: object) -> Record:
        """Post any events, or any text, correctly signed unless told otherwise."""
        webhooks = self._simulator.webhooks
        copies = int(body.get("copies", 1))
        form = body.get("format", "")
        if form and form not in FORMATS:
            raise Problem(400, f"format must be one of {', '.join(FORMATS)}")
        if "body" in body:
            posts = [webhooks.sign(str(body["body"]).encode()) for _ in range(copies)]
        else:
            events = [self._event(event) for event in body.get("events") or []]
            posts = webhooks.make_posts(events, form=form, copies=copies)
        for post in posts:
            if body.get("signature") is not None:
                post.headers["intuit-signature"] = str(body["signature"])
        if body.get("deliver", True):
            webhooks.send(posts)
        return {"posts": [_shown(post) for post in posts]}

    def _event(self, event: Record) -> Event:
        operation = str(event.get("operation", "Update")).capitalize()
        if operation not in WORDS:
            raise Problem(400, f"operation must be one of {', '.join(WORDS)}")
        try:
            at = datetime.fromisoformat(event["time"]) if "time" in event else None
        except ValueError as error:
            raise Problem(400, "time must be ISO 8601") from error
        made = Event(
            str(event.get("organisation_id", "")),
            str(event.get("entity", "")),
            str(event.get("id", "")),
            operation,
            at or self._simulator.clock.now(),
            str(event.get("deleted_id", "")),
        )
        wanted = event.get("event_id")
        return made if not wanted else _with_id(made, str(wanted))

    def _deliveries(self, **_: object) -> Record:
        return self._simulator.webhooks.deliveries()

    def _forget(self, **_: object) -> Record:
        self._simulator.webhooks.forget()
        return self._simulator.webhooks.deliveries()


def _with_id(event: Event, event_id: str) -> Event:
    return Event(
        event.realm_id,
        event.kind,
        event.entity_id,
        event.operation,
        event.at,
        event.deleted_id,
        event_id,
    )


def _shown(post: Post) -> Record:
    return {
        "number": post.number,
        "url": post.url,
        "headers": post.headers,
        "body": post.body.decode("utf-8", "replace"),
        "events": post.events,
    }
