"""The queue of events for the operator, and an endpoint of his: they only remember what they were given."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Final

from bookbridge.ports.event_webhooks import EventEndpoint, QueuedEvent

EVENTS_URL: Final = "https://app.test/events"
EVENTS_SECRET: Final = f"whsec_{base64.b64encode(b'an invented key, 32 bytes long..').decode()}"


class FakeEventQueue:
    """Implements `EventQueue`."""

    def __init__(self) -> None:
        self.pauses: dict[str, int] = {}
        """Seconds by receipt."""
        self.buried: list[tuple[QueuedEvent, str]] = []
        self.is_closed = False

    def put_off(self, pauses: Mapping[str, int]) -> None:
        self.pauses |= pauses

    def bury(self, queued: QueuedEvent, reason: str) -> None:
        self.buried.append((queued, reason))

    def close(self) -> None:
        self.is_closed = True


def endpoint(secret: str = EVENTS_SECRET) -> EventEndpoint:
    """An endpoint."""
    return EventEndpoint(lambda: EVENTS_URL, lambda: secret)
