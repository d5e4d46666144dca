"""Queues, state machines and the bus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Delivery:
    """One verified webhook body, as received."""

    package: str
    received_at: datetime
    raw_body: bytes = field(repr=False)


class Messages(Protocol):
    """Durable messages between the functions."""

    def send_delivery(self, delivery: Delivery) -> None:
        """Queue a webhook body for reading."""
        ...

    def bury_delivery(self, delivery: Delivery, reason: str) -> None:
        """Put an unreadable body among the dead letters, with the reason."""
        ...

    def send_wake(self, company_id: str, delay_seconds: int) -> None:
        """Ask for a session of this company, after a delay of 0 to 900 seconds."""
        ...

    def send_polls(self, company_ids: Sequence[str]) -> None:
        """Ask for a poll of each company."""
        ...


class Workflows(Protocol):
    """The state machines."""

    def start_company_sync(self, company_id: str, session_id: str, trigger: str) -> None:
        """Start a run named by its session; starting the same one twice changes nothing."""
        ...

    def beat(self, token: str) -> None:
        """Tell the run that waits with this token that its connector is alive; silent when it waits no more."""
        ...

    def complete(self, token: str) -> None:
        """End the wait of a run: its connector has finished. Silent when it waits no more."""
        ...

    def fail(self, token: str, error: str, cause: str) -> None:
        """End the wait of a run with an error. Silent when it waits no more."""
        ...

    def start_export(self, company_id: str, report_id: str) -> None:
        """Start the making of a report; starting the same one twice changes nothing."""
        ...

    def start_failure_action(self, company_id: str, action_id: str) -> None:
        """Start an action on many failures; starting the same one twice changes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Event:
    """One event on the bus: `kind` such as `record.synced`, with what it concerns.

    An event that is published twice has the same `event_id` both times.
    """

    kind: str
    company_id: str
    detail: Mapping[str, Any]
    occurred_at: datetime
    event_id: str


class EventBus(Protocol):
    """Outgoing events."""

    def publish(self, events: Sequence[Event]) -> tuple[int, ...]:
        """Publish any number; returns the positions of those that were not taken."""
        ...
