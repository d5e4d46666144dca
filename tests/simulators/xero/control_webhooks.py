"""The control API for webhooks: what this package adds to it."""

from datetime import UTC, datetime

from typing_extensions import override

from tests.simulators.chassis import control_webhooks
from tests.simulators.chassis.records import Record
from tests.simulators.chassis.routes import Problem

from .announcement_format import Event
from .announcements import Announcements
from .kinds import BY_WORD
from .settings import Webhooks

TYPES = ("CREATE", "UPDATE")


class WebhookControl(control_webhooks.WebhookControl[Event]):
    """Sets, sends and shows announcements."""

    def __init__(self, webhooks: Announcements) -> None:
        """Know the announcements that are controlled."""
        super().__init__(webhooks)
        self._announcements = webhooks

    @override
    def shown(self) -> Record:
        return {**super().shown(), **self._announcements.described()}

    @override
    def after_setting(self, before: Record) -> None:
        """Ask for the intent to receive after a new URL, and after it was off or disabled."""
        webhooks = self._announcements
        settings: Webhooks = webhooks.settings
        again = not before["enabled"] or before["url"] != settings.url or webhooks.status == "disabled"
        if settings.enabled and again:
            if settings.url and settings.ask_intent:
                webhooks.ask_intent()
            else:
                webhooks.skip_intent()
        elif not settings.ask_intent:
            webhooks.skip_intent()

    @override
    def event(self, body: Record, at: datetime) -> Event:
        """Take the words of this package, or those of the other simulators."""
        word = str(body.get("entity") or body.get("eventCategory") or "")
        kind = BY_WORD.get(word.lower())
        kind = kind or next((known for known in BY_WORD.values() if known.category == word.upper()), None)
        event = str(body.get("operation") or body.get("eventType") or "UPDATE").upper()
        if event not in TYPES:
            raise Problem(400, f"operation must be one of {', '.join(TYPES)}")
        category = kind.category if kind and kind.category else word.upper()
        return Event(
            str(body.get("organisation_id") or body.get("tenantId") or ""),
            category,
            kind.plural if kind else f"{word.capitalize()}s",
            str(body.get("id") or body.get("resourceId") or ""),
            event,
            at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC),
            int(body.get("sequence") or self._announcements.next_sequence()),
            tuple((str(name), str(value)) for name, value in (body.get("data") or {}).items()),
        )
