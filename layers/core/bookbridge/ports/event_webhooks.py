"""Where events wait that are posted to the operator, and where they are posted to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from bookbridge.domain.event_webhooks import OutgoingEvent


@dataclass(frozen=True, slots=True)
class QueuedEvent:
    """An event as its queue handed it out: `receipt` names this handing out, the `attempt`-th one (1 is the first).

    `message` is how it came, so that it can be kept as it is.
    """

    event: OutgoingEvent
    message_id: str
    receipt: str = field(repr=False)
    attempt: int
    message: str = field(repr=False)


class EventQueue(Protocol):
    """The events that are still to be posted."""

    def put_off(self, pauses: Mapping[str, int]) -> None:
        """Hand events out again after so many seconds each (0 to 41,400), by their receipts."""
        ...

    def bury(self, queued: QueuedEvent, reason: str) -> None:
        """Put an event among the dead letters at once, with the reason."""
        ...

    def close(self) -> None:
        """Let no more events in, until the operator lets them in again."""
        ...


@dataclass(frozen=True, slots=True)
class EventEndpoint:
    """The operator's address for events, and the secret that signs them (two, with a space, while it is replaced).

    Both are asked for when something is to be sent.
    """

    url: Callable[[], str]
    secret: Callable[[], str] = field(repr=False)
