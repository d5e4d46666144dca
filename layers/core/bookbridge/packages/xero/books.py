"""One organisation's books: the package's functions on one line to Xero."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bookbridge.domain.dispatches import Operation, Outcome, Refused, Verb, Written
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.failures import Problem
from bookbridge.domain.records import EntityType
from bookbridge.ports.files import Files
from bookbridge.ports.packages import (
    Access,
    ChangesResult,
    FetchResult,
    OrganisationIdentity,
    WriteIntent,
)

from .accounts import find_codes
from .changes import changes_since
from .client import Client
from .entities import BATCH_PAYMENTS, CREDIT_NOTES, ENDPOINTS, INVOICES, PAYMENTS
from .explain import Explainer
from .fetch import by_ids, fetch
from .find import find
from .lock_dates import sent_date
from .lookups import Lookups
from .manifest import MANIFEST, TITLE
from .mapping import TO_PACKAGE, Outgoing
from .mapping.notes import marker_of
from .mapping.outgoing import Known
from .preflight import check, check_taxed_total, field_faults
from .push import push
from .single_checks import faults_of_one
from .wire import Json

_DRAFTS = frozenset({"draft", "submitted"})


class XeroBooks:
    """Implements `Books`."""

    def __init__(self, access: Access, files: Files, api_url: str, pages_url: str) -> None:
        self._files = files
        self._client = Client(access, api_url)
        self._lookups = Lookups(self._client)
        self._explainer = Explainer(self._client, self._lookups, pages_url)

    def identity(self) -> OrganisationIdentity:
        """See `Books.identity`."""
        organisation = self._lookups.organisation(anew=True)
        return OrganisationIdentity(str(organisation.get("OrganisationID") or ""), str(organisation.get("Name") or ""))

    def changes_since(self, cursor: datetime, *, thorough: bool = True) -> ChangesResult:
        """See `Books.changes_since`."""
        return changes_since(self._client, cursor, thorough=thorough)

    def fetch(self, wanted: Mapping[EntityType, Sequence[str]]) -> FetchResult:
        """See `Books.fetch`."""
        return fetch(self._client, self._lookups, wanted)

    def prepare(self, intent: WriteIntent) -> Operation | tuple[FieldFault, ...]:
        """See `Books.prepare`.

        Asks the package for its lock dates, and for its items, tax rates, accounts and tracking options where the
        record names some; each once while the books are open.
        """
        if MANIFEST.fault_of(intent.record.entity_type, intent.verb):
            return field_faults(intent)  # nothing need be asked
        known = self._lookups.known_for(intent)
        if faults := check(intent, known):
            return faults
        if intent.thorough and (faults := tuple(faults_of_one(self._client, intent))):
            return faults
        payload = self._void(intent) if intent.verb is Verb.VOID else _payload(intent, known)
        if intent.record.entity_type == "document":
            record_id, name = intent.record.record_id, payload["file_name"]
            payload["file_name"] = self._lookups.free_file_name(payload["owner"], name, record_id)
            if not payload["file_name"]:
                message = f"{TITLE} has it no more: send the record anew, or attach the file to another"
                return (FieldFault("record.record_id", message, "reference_not_found"),)
        if faults := tuple(check_taxed_total(intent.record.body, payload, known)):
            return faults
        return Operation.of(intent.key, intent.verb, intent.record, payload)

    def check(self, intent: WriteIntent) -> tuple[FieldFault, ...]:
        """See `Books.check`."""
        return field_faults(intent)

    def push(self, dispatch_id: str, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        """See `Books.push`."""
        return push(self._client, self._lookups, self._files, dispatch_id, operations)

    def find(
        self, operations: Sequence[Operation], since: datetime, ignoring: Collection[str] = ()
    ) -> Mapping[str, Written]:
        """See `Books.find`."""
        return find(self._client, operations, since, ignoring)

    def find_codes(self, entity_type: EntityType, codes: Sequence[str]) -> Mapping[str, str]:
        """See `Books.find_codes`."""
        return find_codes(self._lookups, entity_type, codes)

    def explain(self, operation: Operation, refused: Refused) -> Problem:
        """See `Books.explain`."""
        return self._explainer.explain(operation, refused)

    def _void(self, intent: WriteIntent) -> Json:
        """A status. Documents that were never approved are deleted, and so are payments and bank transactions."""
        record, package_id = intent.record, _package_id(intent)
        endpoint = ENDPOINTS[record.entity_type]
        if endpoint is PAYMENTS and self._is_batch(record.body, package_id):
            endpoint = BATCH_PAYMENTS
        voids = endpoint in (INVOICES, CREDIT_NOTES)
        if voids and _status(record.body) in _DRAFTS:
            # Sent as a draft; by now it may have been approved there.
            rows = [
                row for params in by_ids(endpoint, [package_id]) for row in self._client.read(endpoint, params).found
            ]
            voids = any(_word(row.get("Status")) not in _DRAFTS for row in rows)
        return {endpoint.id_field: package_id, "Status": "VOIDED" if voids else "DELETED"}

    def _is_batch(self, record: Json, package_id: str) -> bool:
        """Whether a payment is a batch: one of several documents is, one of a single document may be what is left."""
        several = len(record.get("applications") or []) > 1
        return several or self._client.batch_payment(package_id) is not None


def _payload(intent: WriteIntent, known: Known) -> Json:
    record = intent.record
    entity_type, settings = record.entity_type, intent.settings
    outgoing = Outgoing(
        entity_type=entity_type,
        record=record.body,
        references=intent.references,
        accounts=settings.default_accounts,
        known=known,
        marker=marker_of(entity_type, record.record_id, record.body),
        date=sent_date(intent, known),
        creating=intent.verb is Verb.CREATE,
        posts_drafts=settings.auto_post and entity_type in {"bill", "vendor_credit"},
    )
    identified = {ENDPOINTS[entity_type].id_field: _package_id(intent)} if intent.verb is Verb.UPDATE else {}
    return {**identified, **TO_PACKAGE[entity_type](outgoing)}


def _package_id(intent: WriteIntent) -> str:
    return intent.record.link.package_id if intent.record.link else ""


def _status(record: Json) -> str:
    return _word(record.get("status"))


def _word(status: object) -> str:
    return str(status or "").lower()
