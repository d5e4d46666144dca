"""One realm's books: the package's functions on one line to QuickBooks Online."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bookbridge.domain.dispatches import Operation, Outcome, Refused, Verb, Written
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.failures import Problem
from bookbridge.domain.records import EntityType
from bookbridge.ports.packages import (
    Access,
    ChangesResult,
    FetchResult,
    OrganisationIdentity,
    WriteIntent,
)

from .accounts import account_ids
from .changes import changes_since
from .client import Client
from .explain import Explainer
from .fetch import fetch
from .find import find
from .lookups import Lookups
from .mapping import MAPPINGS, Outgoing
from .mapping.notes import marker_of
from .preflight import check, is_carried
from .push import push
from .wire import Json

NO_VERSION: Final = "0"
"""For a record that was linked by hand: when it is outdated, the answer says so, and the newest is read."""


class QuickBooksBooks:
    """Implements `Books`."""

    def __init__(self, access: Access, api_url: str, pages_url: str) -> None:
        self._client = Client(access, api_url)
        self._lookups = Lookups(self._client)
        self._explainer = Explainer(self._client, pages_url)

    def identity(self) -> OrganisationIdentity:
        """See `Books.identity`. The realm stands in the address: a token of another realm is refused there."""
        name = str(self._client.company_info().get("CompanyName") or "")
        return OrganisationIdentity(self._client.organisation_id, name)

    def changes_since(self, cursor: datetime) -> ChangesResult:
        """See `Books.changes_since`."""
        return changes_since(self._client, cursor)

    def fetch(self, wanted: Mapping[EntityType, Sequence[str]]) -> FetchResult:
        """See `Books.fetch`."""
        return fetch(self._client, wanted)

    def prepare(self, intent: WriteIntent) -> Operation | tuple[FieldFault, ...]:
        """See `Books.prepare`. Asks the package only for classes, jobs and payment methods, which go by their names."""
        record, link = intent.record, intent.record.link
        faults, named = [*check(intent)], dict[tuple[str, str], str]()
        if intent.verb is not Verb.VOID and is_carried(record.entity_type):
            named, unknown = self._lookups.resolve(record.entity_type, record.body)
            faults += unknown
        if faults:
            return tuple(faults)
        payload: Json = {}
        if intent.verb is not Verb.CREATE and link is not None:
            # Sparse, so that what the application does not know stays as it is in the package.
            payload = {"Id": link.package_id, "SyncToken": link.version or NO_VERSION, "sparse": True}
        if intent.verb is not Verb.VOID:
            outgoing = Outgoing(
                record=record.body,
                references=intent.references,
                accounts=intent.settings.default_accounts,
                named=named,
                marker=marker_of(record.entity_type, record.record_id, record.body),
                creating=intent.verb is Verb.CREATE,
            )
            payload |= MAPPINGS[record.entity_type].to_package(outgoing)
        return Operation(
            key=intent.key,
            verb=intent.verb,
            entity_type=record.entity_type,
            record_id=record.record_id,
            revision=record.revision,
            payload=payload,
            package_id=link.package_id if link and intent.verb is not Verb.CREATE else "",
        )

    def push(self, dispatch_id: str, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        """See `Books.push`."""
        return push(self._client, dispatch_id, operations)

    def find(self, operations: Sequence[Operation], since: datetime) -> Mapping[str, Written]:
        """See `Books.find`."""
        return find(self._client, operations, since)

    def account_ids(self, codes: Sequence[str]) -> Mapping[str, str]:
        """See `Books.account_ids`."""
        return account_ids(self._client, codes)

    def explain(self, operation: Operation, refused: Refused) -> Problem:
        """See `Books.explain`."""
        return self._explainer.explain(operation, refused)
