"""The body of a webhook (vendor page, section 4)."""

from dataclasses import dataclass, field
from datetime import datetime

from tests.simulators.chassis.records import Record, write_json

from .books import Change


@dataclass(frozen=True)
class Event:
    """One announced change with its number in the subscription."""

    tenant_id: str
    category: str
    plural: str
    id: str
    event: str
    at: datetime
    sequence: int
    data: tuple[tuple[str, str], ...] = field(default=())

    @classmethod
    def of(cls, change: Change, sequence: int) -> "Event":
        """Return the event of a change in the books."""
        return cls(
            change.tenant_id, change.category, change.plural, change.id, change.event, change.at, sequence, change.data
        )

    def body(self, base: str) -> Record:
        """Return the event as an entry of a post."""
        entry: Record = {
            "resourceUrl": f"{base}/api.xro/2.0/{self.plural}/{self.id}",
            "resourceId": self.id,
            "tenantId": self.tenant_id,
            "tenantType": "ORGANISATION",
            "eventCategory": self.category,
            "eventType": self.event,
            "eventDateUtc": f"{self.at:%Y-%m-%dT%H:%M:%S}.{self.at.microsecond // 1000:03d}",
        }
        return {**entry, "data": dict(self.data)} if self.data else entry


def body_of(events: list[Event], base: str, entropy: str) -> bytes:
    """Return the exact bytes of a post; without events it is an intent to receive."""
    numbers = [event.sequence for event in events] or [0]
    return write_json(
        {
            "events": [event.body(base) for event in events],
            "firstEventSequence": min(numbers),
            "lastEventSequence": max(numbers),
            "entropy": entropy,
        }
    )
