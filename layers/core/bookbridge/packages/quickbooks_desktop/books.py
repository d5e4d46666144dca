"""The books of a company file: the package's functions on one session's line."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from bookbridge.domain.closed_periods import sent_date
from bookbridge.domain.connector_sessions import Known as KnownObject
from bookbridge.domain.dispatches import Operation, Outcome, Refused, Verb, Written
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.failures import Problem
from bookbridge.domain.records import EntityType
from bookbridge.ports.connectors import Clash, Glance, Greeting, Line, Listed, Scan
from bookbridge.ports.packages import ChangesResult, FetchResult, OrganisationIdentity, WriteIntent

from . import listing
from .clashes import taken_numbers
from .client import Client
from .codes import find_codes
from .entities import KINDS, is_of_several_kinds, kinds_of
from .fetch import fetch
from .find import find
from .investigate import explain
from .lookups import Lookups
from .manifest import MANIFEST, TITLE
from .mapping import NAMES, TO_PACKAGE, Known, Outgoing
from .mapping.notes import marker_of
from .mapping.outgoing import payload_of
from .preflight import check, field_faults
from .push import push, recall
from .versions import name_in, sequence_in
from .wire import Json

EVERYTHING_AT_ONCE: Final = 1_000_000
"""More objects than a page is ever left with; see `changes_since`."""


class QuickBooksDesktopBooks:
    """Implements `SessionBooks`."""

    def __init__(self, line: Line, organisation_id: str, greeting: Greeting) -> None:
        self._client = Client(line)
        self._lookups = Lookups(self._client)
        self._organisation_id = organisation_id
        self._greeting = greeting
        self._closed_until = greeting.closing_date.isoformat() if greeting.closing_date else ""
        self._home_currency = greeting.company_file.home_currency

    def identity(self) -> OrganisationIdentity:
        """See `Books.identity`. The first turn told it; which company file it must be is compared there."""
        return OrganisationIdentity(self._organisation_id, self._greeting.company_file.company_name)

    def scan(self, scan: Scan) -> Listed:
        """See `SessionBooks.scan`."""
        return listing.scan(self._client, self._organisation_id, scan)

    def glance(self, scans: Sequence[Scan], deleted_since: datetime) -> Glance:
        """See `SessionBooks.glance`."""
        return listing.glance(self._client, self._organisation_id, scans, deleted_since)

    def gone_back(self, known: Sequence[KnownObject]) -> tuple[KnownObject, ...]:
        """See `SessionBooks.gone_back`."""
        return listing.gone_back(self._client, known)

    def changes_since(self, cursor: datetime, *, thorough: bool = True) -> ChangesResult:  # noqa: ARG002 - no webhooks
        """See `Books.changes_since`: every scan in one go, for few changes. The newest one's time is the cursor."""
        seen = self.glance([Scan(kind, cursor, None, EVERYTHING_AT_ONCE) for kind in KINDS], cursor)
        found = [*seen.deleted, *(change for listed in seen.listed for change in listed.changes)]
        return ChangesResult(tuple(found), max((each.occurred_at for each in found), default=cursor))

    def fetch(self, wanted: Mapping[EntityType, Sequence[str]]) -> FetchResult:
        """See `Books.fetch`. One question, and another where lines of sales have to be told apart."""
        return fetch(self._client, self._lookups, wanted)

    def prepare(self, intent: WriteIntent) -> Operation | tuple[FieldFault, ...]:
        """See `Books.prepare`.

        Asks for the short lists once a session, for the jobs that a record names, and for the bills' accounts where
        the file has several accounts payable.
        """
        if MANIFEST.fault_of(intent.record.entity_type, intent.verb):
            return self.check(intent)  # nothing need be asked
        known = self._lookups.known_for(intent)
        if faults := check(intent, known, self._closed_until, self._home_currency):
            return faults
        name = "" if intent.verb is Verb.CREATE else self._name_of(intent)
        if intent.verb is Verb.VOID:
            payload: Json = {
                "kind": "TxnVoidRq",
                "fields": {"TxnVoidType": name, "TxnID": _package_id(intent)},
            }
            return Operation.of(intent.key, intent.verb, intent.record, payload)
        outgoing = self._outgoing(intent, known)
        content = TO_PACKAGE[intent.record.entity_type](outgoing)
        if intent.verb is Verb.CREATE:
            payload = payload_of("Add", NAMES[intent.record.entity_type](outgoing), content)
        elif faults := _other_kind(intent, outgoing, name):
            return faults
        else:
            payload = payload_of("Mod", name, {**_identified(intent), **content})
        return Operation.of(intent.key, intent.verb, intent.record, payload)

    def check(self, intent: WriteIntent) -> tuple[FieldFault, ...]:
        """See `Books.check`."""
        return field_faults(intent, self._home_currency)

    def push(self, dispatch_id: str, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        """See `Books.push`."""
        return push(self._client, dispatch_id, operations)

    def screen(self, operations: Sequence[Operation]) -> tuple[Clash, ...]:
        """See `Screens.screen`."""
        return taken_numbers(self._client, operations)

    def recall(self, dispatch_id: str, operations: Sequence[Operation]) -> tuple[Outcome, ...] | None:
        """See `Recalls.recall`."""
        return recall(self._client, dispatch_id, operations)

    def find(
        self, operations: Sequence[Operation], since: datetime, ignoring: Collection[str] = ()
    ) -> Mapping[str, Written]:
        """See `Books.find`."""
        return find(self._client, operations, since, ignoring)

    def find_codes(self, entity_type: EntityType, codes: Sequence[str]) -> Mapping[str, str]:
        """See `Books.find_codes`."""
        return find_codes(self._lookups, self._organisation_id, entity_type, codes)

    def explain(self, operation: Operation, refused: Refused) -> Problem:
        """See `Books.explain`."""
        return explain(self._client, operation, refused)

    def _outgoing(self, intent: WriteIntent, known: Known) -> Outgoing:
        record, settings = intent.record, intent.settings
        body = record.body
        if body.get("date"):
            body = {**body, "date": sent_date(record, self._closed_until, settings, intent.verb)}
        return Outgoing(
            entity_type=record.entity_type,
            record=body,
            references=intent.references,
            accounts=settings.default_accounts,
            known=known,
            marker=marker_of(record.entity_type, record.record_id, body),
            creating=intent.verb is Verb.CREATE,
        )

    def _name_of(self, intent: WriteIntent) -> str:
        """The kind of object that a record is there: its version tells, else it is asked for."""
        entity_type, link = intent.record.entity_type, intent.record.link
        family = MANIFEST.family(entity_type)
        if not is_of_several_kinds(family):
            return kinds_of(entity_type)[0].name
        return name_in(link.version if link else "") or self._lookups.name_of(entity_type, _package_id(intent))


def _identified(intent: WriteIntent) -> Json:
    kind, link = kinds_of(intent.record.entity_type)[-1], intent.record.link
    return {kind.id_field: _package_id(intent), "EditSequence": sequence_in(link.version if link else "")}


def _package_id(intent: WriteIntent) -> str:
    return intent.record.link.package_id if intent.record.link else ""


def _other_kind(intent: WriteIntent, outgoing: Outgoing, name: str) -> tuple[FieldFault, ...]:
    """A record that would have to become another kind of object: an expense that is moved from a bank to a card."""
    entity_type = intent.record.entity_type
    if entity_type not in {"expense", "refund"} or NAMES[entity_type](outgoing) == name:
        return ()
    message = f"{TITLE} has it as a {name or 'record that is gone'}, which this account does not go with: enter it anew"
    return (FieldFault("account", message, "change_not_allowed"),)
