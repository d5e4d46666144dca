"""One realm's books: the package's functions on one line to QuickBooks Online."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from bookbridge.domain.closed_periods import sent_date
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

from .account_rules import uses
from .changes import changes_since
from .client import Client
from .codes import find_codes
from .explain import Explainer
from .fetch import fetch
from .find import find
from .lookups import Known, Lookups
from .mapping import MAPPINGS, Outgoing
from .mapping.notes import marker_of
from .payment_rules import money_account_of
from .preflight import check, field_faults, policy_fault
from .push import push
from .single_checks import faults_of_one
from .uploads import upload
from .wire import Json

NO_VERSION: Final = "0"
"""For a record that was linked by hand: when it is outdated, the answer says so, and the newest is read."""


class QuickBooksBooks:
    """Implements `Books`."""

    def __init__(self, access: Access, files: Files, api_url: str, pages_url: str) -> None:
        self._files = files
        self._client = Client(access, api_url)
        self._lookups = Lookups(self._client)
        self._explainer = Explainer(self._client, pages_url)

    def identity(self) -> OrganisationIdentity:
        """See `Books.identity`. The realm stands in the address: a token of another realm is refused there."""
        name = str(self._client.company_info().get("CompanyName") or "")
        return OrganisationIdentity(self._client.organisation_id, name)

    def changes_since(self, cursor: datetime, *, thorough: bool = True) -> ChangesResult:  # noqa: ARG002
        """See `Books.changes_since`. One call asks for everything, so nothing is left out."""
        return changes_since(self._client, cursor)

    def fetch(self, wanted: Mapping[EntityType, Sequence[str]]) -> FetchResult:
        """See `Books.fetch`."""
        return fetch(self._client, wanted)

    def prepare(self, intent: WriteIntent) -> Operation | tuple[FieldFault, ...]:
        """See `Books.prepare`.

        Asks the package only for what goes by its name (classes, jobs, payment methods), for the types of the accounts
        that are named, for the closing date and the currencies, and for the country where a limit depends on it.
        """
        record, link = intent.record, intent.record.link
        if fault := policy_fault(record.entity_type, intent.verb):
            return (fault,)
        payload: Json = {}
        if intent.verb is not Verb.CREATE and link is not None:
            # Sparse, so that what the application does not know stays as it is in the package.
            payload = {"Id": link.package_id, "SyncToken": link.version or NO_VERSION, "sparse": True}
        voids = intent.verb is Verb.VOID
        accounts = () if voids else (money_account_of(intent), *(use.package_id for use in uses(intent)))
        known = self._lookups.known(record.entity_type, record.body, accounts)
        named, unknown = ({}, []) if voids else self._lookups.resolve(record.entity_type, record.body)
        if faults := (*check(intent, known), *unknown):
            return faults
        if not voids:
            outgoing = Outgoing(
                record=_dated(intent, known),
                references=intent.references,
                accounts=intent.settings.default_accounts,
                named=named,
                account_types=known.account_types,
                marker=marker_of(record.entity_type, record.record_id, record.body),
                creating=intent.verb is Verb.CREATE,
            )
            payload |= MAPPINGS[record.entity_type].to_package(outgoing)
        if intent.thorough and (faults := tuple(faults_of_one(self._client, intent, payload))):
            return faults
        return Operation.of(intent.key, intent.verb, record, payload)

    def check(self, intent: WriteIntent) -> tuple[FieldFault, ...]:
        """See `Books.check`."""
        return field_faults(intent)

    def push(self, dispatch_id: str, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        """See `Books.push`."""
        if operations and operations[0].entity_type == "document":
            return tuple(upload(self._client, self._files, dispatch_id, operation) for operation in operations)
        return push(self._client, dispatch_id, operations)

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


def _dated(intent: WriteIntent, known: Known) -> Json:
    """The record with the date that it is sent with."""
    record = intent.record.body
    if not record.get("date"):
        return record
    return {**record, "date": sent_date(intent.record, known.closed_until, intent.settings, intent.verb)}
