"""Webhook bodies: the old format (`eventNotifications`) and CloudEvents, into the same changes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from bookbridge.domain.changes import Change, ChangeKind, ParsedDelivery
from bookbridge.domain.errors import UnreadableDelivery
from bookbridge.domain.records import EntityType
from bookbridge.domain.timestamps import from_text

from . import signature
from .entities import ENTITIES, TYPES

_ENTITY_TYPES: Final[dict[str, EntityType]] = {name.lower(): entity_type for name, entity_type in TYPES.items()}

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
        for found in _events(_json(raw_body)):
            changes += found
            ignored += not found
        return ParsedDelivery(tuple(changes), ignored)


def _json(raw_body: bytes) -> object:
    try:
        return json.loads(raw_body)
    except (ValueError, RecursionError) as error:
        raise UnreadableDelivery(f"the body is not JSON: {error}") from None


def _events(body: object) -> Iterator[tuple[Change, ...]]:
    """The changes of each event in turn; none for an event about a kind of record we do not keep."""
    if isinstance(body, list):
        for place, event in enumerate(body):
            yield _cloud_event(_Fields(event, f"[{place}]"))
    elif isinstance(body, dict) and "specversion" in body:
        yield _cloud_event(_Fields(body, "the event"))
    elif isinstance(body, dict) and "eventNotifications" in body:
        yield from _notifications(_Fields(body, "the body"))
    else:
        raise UnreadableDelivery("the body is neither a list of CloudEvents nor an object with eventNotifications")


def _notifications(body: _Fields) -> Iterator[tuple[Change, ...]]:
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


def _cloud_event(event: _Fields) -> tuple[Change, ...]:
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


class _Fields:
    """One JSON object of a body, read with errors that name the place."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise UnreadableDelivery(f"{place} is not an object")
        self._value: dict[str, Any] = value
        self._place = place

    def text(self, name: str, *, default: str | None = None) -> str:
        value = self._value.get(name, default)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or (not value and default is None):
            raise UnreadableDelivery(f"{self._place} has no {name}")
        return value

    def time(self, name: str) -> datetime:
        try:
            return from_text(self.text(name))
        except ValueError as error:
            raise UnreadableDelivery(f"{self._place}.{name} is {error}") from None

    def object(self, name: str, *, optional: bool = False) -> _Fields:
        value = self._value.get(name)
        return _Fields({} if optional and value is None else value, f"{self._place}.{name}")

    def objects(self, name: str) -> Iterator[_Fields]:
        values = self._value.get(name)
        if not isinstance(values, list):
            raise UnreadableDelivery(f"{self._place}.{name} is not a list")
        for place, value in enumerate(values):
            yield _Fields(value, f"{self._place}.{name}[{place}]")
