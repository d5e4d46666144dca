"""EventBridge."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from bookbridge.ports.messages import Event

from .aws import Clients

if TYPE_CHECKING:
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

SOURCE: Final = "bookbridge"
EVENT_ID: Final = "event_id"
"""Where in the detail the event's own id is: EventBridge gives each publication another one."""
BATCH: Final = 10
BATCH_BYTES: Final = 256 * 1024
"""PutEvents takes ten entries and 256 KB together: source, kind, detail, and 14 bytes for the time."""
TIME_BYTES: Final = 14


class EventBridgeBus:
    """Implements `EventBus`."""

    def __init__(self, clients: Clients, bus_name: str) -> None:
        self._clients = clients
        self._bus_name = bus_name

    def publish(self, events: Sequence[Event]) -> tuple[int, ...]:
        """Publish any number; returns the positions of those that were not taken (one that is too large never is)."""
        entries = [self._entry(event) for event in events]
        refused = [position for position, entry in enumerate(entries) if _size(entry) > BATCH_BYTES]
        for positions in _batches(entries):
            answer = self._clients.events().put_events(Entries=[entries[position] for position in positions])
            if answer["FailedEntryCount"]:
                results = zip(positions, answer["Entries"], strict=True)
                refused += [position for position, result in results if result.get("ErrorCode")]
        return tuple(sorted(refused))

    def _entry(self, event: Event) -> PutEventsRequestEntryTypeDef:
        detail = {EVENT_ID: event.event_id, "company_id": event.company_id, **event.detail}
        return {
            "Source": SOURCE,
            "DetailType": event.kind,
            "Detail": json.dumps(detail, ensure_ascii=False),
            "Time": event.occurred_at,
            "EventBusName": self._bus_name,
        }


def _batches(entries: Sequence[PutEventsRequestEntryTypeDef]) -> Iterator[list[int]]:
    """Positions of the entries, as many together as one call takes; without those that no call takes."""
    batch: list[int] = []
    size = 0
    for position, entry in enumerate(entries):
        entry_size = _size(entry)
        if entry_size > BATCH_BYTES:
            continue
        if batch and (len(batch) == BATCH or size + entry_size > BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(position)
        size += entry_size
    if batch:
        yield batch


def _size(entry: PutEventsRequestEntryTypeDef) -> int:
    return TIME_BYTES + sum(len(text.encode()) for text in (entry["Source"], entry["DetailType"], entry["Detail"]))
