"""Webhook bodies: the old format (`eventNotifications`) and CloudEvents, into the same changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from bookbridge.domain.changes import Change, ChangeKind, ParsedDelivery
from bookbridge.domain.delivery_fields import DeliveryFields, read_delivery
from bookbridge.domain.errors import UnreadableDelivery
from bookbridge.domain.records import EntityType

from . import signature
from .entities import CHANGING, ENTITIES, TYPES

_ENTITY_TYPES: Final[dict[str, EntityType]] = {name.lower(): TYPES[name] for name in CHANGING}

_OPERATIONS: Final = {
    "create": ChangeKind.CREATED,
    "created": ChangeKind.CREATED,
    "update": ChangeKind.UPDATED,
    "updated": ChangeKind.UPDATED,
    "delete": ChangeKind.DELETED,
    "deleted": ChangeKind.DELETED,
    "void": ChangeKind.VOIDED,
    "voided": ChangeKind.VOIDED,
    "merge": ChangeKind.MERGED,
    "merged": ChangeKind.MERGED,
    # Sending a document raises its SyncToken: without reading it again our next update would be refused as stale.
    "emailed": ChangeKind.UPDATED,
}
"""Both formats' words. One that is not here means a look at the record: its announcement must not be lost."""

_CLOUD_EVENT_TYPE: Final = re.compile(r"qbo\.(\w+)\.(\w+)\.v\d+")


class QuickBooksWebhooks:
    """Implements `WebhookSource`."""

    def verify(self, raw_body: bytes, headers: Mapping[str, str], secret: str) -> bool:
        """See `signature.verify`."""
        return signature.verify(raw_body, headers, secret)

    def parse(self, raw_body: bytes) -> ParsedDelivery:
        """The changes of a verified body; an empty one has none. See `WebhookSource.parse`."""
        if not raw_body.strip():
            return ParsedDelivery(())
        changes: list[Change] = []
        ignored = 0
        for found in _events(read_delivery(raw_body)):
            changes += found
            ignored += not found
        return ParsedDelivery(tuple(changes), ignored)


def _events(body: object) -> Iterator[tuple[Change, ...]]:
    """The changes of each event in turn; none for an event about a kind of record we do not keep."""
    if isinstance(body, list):
        for place, event in enumerate(body):
            yield _cloud_event(DeliveryFields(event, f"[{place}]"))
    elif isinstance(body, dict) and "specversion" in body:
        yield _cloud_event(DeliveryFields(body, "the event"))
    elif isinstance(body, dict) and "eventNotifications" in body:
        yield from _notifications(DeliveryFields(body, "the body"))
    else:
        raise UnreadableDelivery("the body is neither a list of CloudEvents nor an object with eventNotifications")


def _notifications(body: DeliveryFields) -> Iterator[tuple[Change, ...]]:
    for notification in body.objects("eventNotifications"):
        for entity in notification.object("dataChangeEvent").objects("entities"):
            entity_type = _ENTITY_TYPES.get(entity.text("name").lower())
            if entity_type is None:
                yield ()
                continue
            yield _changes(
                organisation_id=notification.text("realmId"),
                entity_type=entity_type,
                package_id=entity.text("id"),
                operation=entity.text("operation"),
                at=entity.time("lastUpdated"),
                losing_id=entity.text("deletedId", default=""),
            )


def _cloud_event(event: DeliveryFields) -> tuple[Change, ...]:
    named = _CLOUD_EVENT_TYPE.fullmatch(event.text("type"))
    entity_type = _ENTITY_TYPES.get(named[1].lower()) if named else None
    if named is None or entity_type is None:
        return ()
    data = event.object("data", optional=True)
    return _changes(
        organisation_id=event.text("intuitaccountid"),
        entity_type=entity_type,
        package_id=event.text("intuitentityid"),
        operation=named[2],
        at=event.time("time"),
        losing_id=data.text("deletedid", default="") or data.text("deletedId", default=""),
    )


def _changes(
    *, organisation_id: str, entity_type: EntityType, package_id: str, operation: str, at: datetime, losing_id: str
) -> tuple[Change, ...]:
    kind = _OPERATIONS.get(operation.lower(), ChangeKind.UPDATED)
    if kind is ChangeKind.DELETED and ENTITIES[entity_type].is_list:
        # Entries of name lists are made inactive at most; reading it tells whether it is that or gone.
        kind = ChangeKind.UPDATED
    if kind is not ChangeKind.MERGED:
        return (Change(organisation_id, entity_type, package_id, kind, at),)
    # The survivor took over what the other had, so it has changed as well.
    survivor = Change(organisation_id, entity_type, package_id, ChangeKind.UPDATED, at)
    if not losing_id:
        return (survivor,)
    return (Change(organisation_id, entity_type, losing_id, kind, at, merged_into=package_id), survivor)
