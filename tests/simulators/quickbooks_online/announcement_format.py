"""The two bodies of a webhook (vendor page, section 3)."""

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from .books import Change
from .records import Record, write_json

WORDS = {
    "Create": "created",
    "Update": "updated",
    "Delete": "deleted",
    "Merge": "merged",
    "Void": "void",
    "Emailed": "emailed",
}


@dataclass(frozen=True)
class Event:
    """One announced change; ``id`` is the same in every copy of it."""

    realm_id: str
    kind: str
    entity_id: str
    operation: str
    at: datetime
    deleted_id: str = ""
    id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @classmethod
    def of(cls, change: Change) -> "Event":
        """Return the event of a change in the books."""
        return cls(
            change.realm_id,
            change.kind,
            change.id,
            change.operation,
            change.at,
            change.deleted_id,
        )


def body_of(events: list[Event], form: str) -> bytes:
    """Return the exact bytes of a post in one of the two formats."""
    if form == "cloudevents":
        return write_json([_cloud_event(event) for event in events])
    by_realm: dict[str, list[Record]] = defaultdict(list)
    for event in events:
        by_realm[event.realm_id].append(_legacy(event))
    return write_json(
        {
            "eventNotifications": [
                {"realmId": realm_id, "dataChangeEvent": {"entities": entities}}
                for realm_id, entities in by_realm.items()
            ]
        }
    )


def _legacy(event: Event) -> Record:
    entity: Record = {
        "id": event.entity_id,
        "operation": event.operation,
        "name": event.kind,
        "lastUpdated": f"{event.at:%Y-%m-%dT%H:%M:%S}.{event.at.microsecond // 1000:03d}Z",
    }
    return {**entity, "deletedId": event.deleted_id} if event.deleted_id else entity


def _cloud_event(event: Event) -> Record:
    return {
        "specversion": "1.0",
        "id": event.id,
        "source": "intuit.dsnBgbseACLLRZNxo2dfc4evmEJdxde58xeeYcZliOU=",
        "type": f"qbo.{event.kind.lower()}.{WORDS[event.operation]}.v1",
        "datacontenttype": "application/json",
        "time": f"{event.at:%Y-%m-%dT%H:%M:%S}.{event.at.microsecond:06d}000Z",
        "intuitentityid": event.entity_id,
        "intuitaccountid": event.realm_id,
        "data": {"deletedid": event.deleted_id} if event.deleted_id else {},
    }
