"""Announce on the bus what changed in the tables, once it is certain to have happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bookbridge.domain.announcements import Image, announcements_of, event_id
from bookbridge.ports.messages import Event, EventBus


@dataclass(frozen=True, slots=True)
class TableChange:
    """One item's change: its table's name in the design (`records`), when, and the item before and after.

    `change_id` is the stream's own id of the change: the same when the change is handed out again.
    """

    table: str
    at: datetime
    before: Image
    after: Image
    change_id: str


@dataclass(frozen=True, slots=True)
class AnnounceChanges:
    """Events follow from stored changes alone, so that none is lost and none is told before its time."""

    bus: EventBus

    def __call__(self, changes: Sequence[TableChange]) -> tuple[int, ...]:
        """Publish; returns the positions of the changes whose events were not taken."""
        events: list[Event] = []
        positions: list[int] = []
        for position, change in enumerate(changes):
            told = announcements_of(change.table, change.before, change.after)
            for number, (kind, company_id, detail) in enumerate(told):
                events.append(Event(kind, company_id, detail, change.at, event_id(change.change_id, number)))
                positions.append(position)
        failed = self.bus.publish(events) if events else ()
        return tuple(sorted({positions[index] for index in failed}))
