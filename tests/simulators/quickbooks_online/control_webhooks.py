"""The control API for webhooks: what this package adds to it."""

from dataclasses import replace
from datetime import datetime

from typing_extensions import override

from tests.simulators.chassis import control_webhooks
from tests.simulators.chassis.routes import Problem

from .announcement_format import WORDS, Event
from .records import Record


class WebhookControl(control_webhooks.WebhookControl[Event]):
    """Sets, sends and shows announcements."""

    formats = ("legacy", "cloudevents")

    @override
    def event(self, body: Record, at: datetime) -> Event:
        operation = str(body.get("operation", "Update")).capitalize()
        if operation not in WORDS:
            raise Problem(400, f"operation must be one of {', '.join(WORDS)}")
        made = Event(
            str(body.get("organisation_id", "")),
            str(body.get("entity", "")),
            str(body.get("id", "")),
            operation,
            at,
            str(body.get("deleted_id", "")),
        )
        wanted = body.get("event_id")
        return replace(made, id=str(wanted)) if wanted else made
