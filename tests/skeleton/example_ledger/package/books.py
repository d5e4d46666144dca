"""One ledger's books: read, ask for changes, check, prepare, push."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cached_property

from bookbridge.domain.changes import Change, ChangeKind
from bookbridge.domain.closed_periods import sent_date
from bookbridge.domain.dispatches import Operation, Outcome, Refused, Verb, Written
from bookbridge.domain.errors import FieldFault, OutcomeUnknown
from bookbridge.domain.exact_json import Json, objects_in
from bookbridge.domain.failures import Problem
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import derived_record_id
from bookbridge.domain.timestamps import from_text, to_text
from bookbridge.ports.packages import ChangesResult, FetchResult, OrganisationIdentity, WriteIntent

from .client import Client
from .explain import Explainer
from .find import find
from .manifest import MANIFEST, NAME, TITLE
from .mapping import fetched, to_package, written
from .preflight import check, field_faults


class LedgerBooks:
    """Implements `Books`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def identity(self) -> OrganisationIdentity:
        """See `Books.identity`. The ledger stands in the address: a token of another one is refused there."""
        return OrganisationIdentity(self._client.organisation_id, str(self._client.ledger().get("name") or ""))

    def changes_since(self, cursor: datetime, *, thorough: bool = True) -> ChangesResult:  # noqa: ARG002
        """See `Books.changes_since`. One feed tells everything, so a poll that need not be thorough costs the same."""
        answer = self._client.objects(since=to_text(cursor))
        rows = [row for row in answer.objects if row["kind"] in MANIFEST.entities]
        return ChangesResult(tuple(self._change(row, cursor) for row in rows), answer.at)

    def _change(self, row: Json, cursor: datetime) -> Change:
        kind = ChangeKind.CREATED if from_text(row["created_at"]) >= cursor else ChangeKind.UPDATED
        kind = ChangeKind.DELETED if row["deleted"] else ChangeKind.VOIDED if row["void"] else kind
        at, version = from_text(row["changed_at"]), str(row["version"])
        return Change(self._client.organisation_id, row["kind"], row["id"], kind, at, version=version)

    def fetch(self, wanted: Mapping[EntityType, Sequence[str]]) -> FetchResult:
        """See `Books.fetch`. Ids are numbers; one that is none cannot exist and must not spoil the call."""
        asked = list(dict.fromkeys((entity_type, each) for entity_type, ids in wanted.items() for each in ids))
        ids = list(dict.fromkeys(each for _, each in asked if each.isascii() and each.isdigit()))
        pages = range(0, max(len(ids), 1), MANIFEST.fetch_size)
        answers = [self._client.objects(ids=",".join(ids[start : start + MANIFEST.fetch_size])) for start in pages]
        there = {(row["kind"], row["id"]): row for each in answers for row in each.objects if not row["deleted"]}
        return FetchResult(
            records=tuple(fetched(there[each]) for each in asked if each in there),
            missing=tuple(each for each in asked if each not in there),
            as_of=min(each.at for each in answers),
        )

    @cached_property
    def _closed_until(self) -> str:
        return str(self._client.ledger().get("closed_until") or "")

    def prepare(self, intent: WriteIntent) -> Operation | tuple[FieldFault, ...]:
        """See `Books.prepare`. Asks the ledger once, until when its books are closed."""
        record, link = intent.record, intent.record.link
        if faults := check(intent, self._closed_until):
            return faults
        day = sent_date(record, self._closed_until, intent.settings, intent.verb)
        payload: Json = {"data": {} if intent.verb is Verb.VOID else to_package(intent, day)}
        package_id = ""
        if link and intent.verb is not Verb.CREATE:
            package_id = link.package_id
            payload |= {"id": link.package_id, "version": int(link.version or 0)}
        revision = record.revision
        return Operation(intent.key, intent.verb, record.entity_type, record.record_id, revision, payload, package_id)

    def check(self, intent: WriteIntent) -> tuple[FieldFault, ...]:
        """See `Books.check`."""
        return field_faults(intent)

    def push(self, dispatch_id: str, operations: Sequence[Operation]) -> tuple[Outcome, ...]:
        """See `Books.push`. The dispatch's id is the ledger's `Idempotency-Key`."""
        items = [{"key": op.key, "kind": op.entity_type, "action": op.verb.value, **op.payload} for op in operations]
        answer = self._client.write(dispatch_id, items)
        results = {str(each.get("key")): each for each in objects_in(answer.body.get("results"))}
        if missing := {operation.key for operation in operations} - results.keys():
            raise OutcomeUnknown(f"{TITLE} left {len(missing)} records of a call unanswered")
        return tuple(Outcome(key, _result(each, answer.at)) for key, each in results.items())

    def find(
        self, operations: Sequence[Operation], since: datetime, ignoring: Collection[str] = ()
    ) -> Mapping[str, Written]:
        """See `Books.find`."""
        return find(self._client, operations, since, ignoring)

    def find_codes(self, entity_type: EntityType, codes: Sequence[str]) -> Mapping[str, str]:
        """See `Books.find_codes`. Only accounts are kept here: by code, name, or the id under which they arrive."""
        found: dict[str, str] = {}
        for row in self._client.objects(kind="account").objects if entity_type == "account" else ():
            if row["data"].get("active", True) and not row["deleted"]:
                arrives = derived_record_id(NAME, self._client.organisation_id, row["id"])
                found = {arrives: row["id"], row["data"]["name"]: row["id"]} | found
                found[row["data"].get("code") or arrives] = row["id"]
        return {code: found[code] for code in codes if code in found}

    def explain(self, operation: Operation, refused: Refused) -> Problem:
        """See `Books.explain`."""
        return Explainer(self._client).explain(operation, refused)


def _result(item: Json, at: datetime) -> Written | Refused:
    error = item.get("error")
    if not error:
        return written(item["object"], at)
    code = str(error["code"])
    return Refused(
        code,
        str(error["message"]),
        field=str(error.get("field") or ""),
        retriable=code == "busy",
        stale=code == "version_conflict",
        # Number, party, date and total can prove that it is our own earlier write; a name proves nothing.
        duplicate=code == "number_taken",
    )
