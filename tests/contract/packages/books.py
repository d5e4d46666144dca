"""A package's books on its simulator: what a test needs to write records and to read them back.

A package is found in `SIMULATORS` by its name; the suite runs over all packages that are there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bookbridge.domain.connections import DefaultAccounts, Settings
from bookbridge.domain.dispatches import Operation, Outcome, Refused, Verb, Written
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.records import EntityType, map_references, parse_record
from bookbridge.domain.stored_records import PackageLink, StoredRecord, SyncState
from bookbridge.ports.packages import Books, CloudPackage, FetchedRecord, WriteIntent
from tests.contract.packages.records import DOCUMENT, FILE, ITEM
from tests.contract.packages.served import NAME, START, Served
from tests.contract.packages.served_quickbooks_online import ORGANISATION, ServedQuickBooksOnline
from tests.contract.packages.served_xero import ServedXero
from tests.fakes.files import InMemoryFiles
from tests.fakes.packages import SKELETON, load
from tests.skeleton.example_ledger.served import ServedExampleLedger

__all__ = ["DEFAULTS", "NAME", "ORGANISATION", "SIMULATORS", "START", "Ledger", "quickbooks_online", "xero"]

BASE_URL = "http://package.test"


Record = dict[str, Any]


@dataclass
class Ledger:
    """One organisation's books with the ids of what was written, and the application's side of the mapping."""

    package: CloudPackage
    books: Books
    served: Served
    references: dict[tuple[EntityType, str], str] = field(default_factory=dict)
    written: dict[tuple[EntityType, str], Written] = field(default_factory=dict)
    not_kept: Mapping[EntityType, frozenset[str]] = field(default_factory=dict)
    """Fields that the package has no place for, so that they do not come back."""
    adapt: Callable[[EntityType, Record], Record] = lambda _type, record: record
    """What an application would send to this package in place of a sample."""
    completed: Callable[[EntityType, Record], Record] = lambda _type, record: record
    """What the package adds of its own accord."""
    settings: Settings = field(default_factory=Settings)
    fetch_calls: int = 1
    """Calls in which one record of each type is read."""
    sent: int = 0

    def keeps(self, entity_type: EntityType) -> bool:
        """Whether the package keeps records of this type at all."""
        return entity_type in self.package.manifest.entities

    def needs(self, entity_type: EntityType) -> None:
        """Skip the rest of the test where the package keeps no records of this type."""
        if not self.keeps(entity_type):
            pytest.skip(f"{self.package.manifest.title} keeps no records of the type {entity_type}")

    def know_accounts(self, *codes: str) -> None:
        """Look account numbers up, as a push does before it prepares."""
        found = self.books.find_codes("account", codes)
        self.references.update({("account", code): package_id for code, package_id in found.items()})

    def prepare(
        self,
        entity_type: EntityType,
        record_id: str,
        record: dict[str, Any],
        verb: Verb = Verb.CREATE,
        settings: Settings | None = None,
    ) -> Operation | tuple[FieldFault, ...]:
        """The operation that writes a record which the application sent."""
        self.needs(entity_type)
        stored = StoredRecord(
            company_id="acme",
            entity_type=entity_type,
            record_id=record_id,
            body=parse_record(entity_type, self.adapt(entity_type, record)),
            revision=1,
            sync_state=SyncState.PENDING,
            link=self.link(entity_type, record_id),
        )
        self.sent += 1
        intent = WriteIntent(str(self.sent), stored, verb, self.references, settings or self.settings)
        return self.books.prepare(intent)

    def operation(
        self, entity_type: EntityType, record_id: str, record: dict[str, Any], verb: Verb = Verb.CREATE, **more: Any
    ) -> Operation:
        """The operation of a record without faults."""
        made = self.prepare(entity_type, record_id, record, verb, **more)
        assert isinstance(made, Operation), made
        return made

    def push(self, *operations: Operation, dispatch_id: str = "") -> dict[str, Written | Refused]:
        """Push operations, each lane in a call of its own, and remember the ids of what was written."""
        noted: dict[str, Written | Refused] = {}
        for number, group in enumerate(self.lanes(operations)):
            outcomes = self.books.push(dispatch_id or f"bb-{self.sent}-{len(operations)}-{number}", group)
            noted |= {outcome.key: self._noted(outcome, group) for outcome in outcomes}
        return noted

    def lanes(self, operations: Sequence[Operation]) -> list[tuple[Operation, ...]]:
        """Operations by the calls that can carry them."""
        names = dict.fromkeys(self.package.lane(operation).name for operation in operations)
        return [tuple(each for each in operations if self.package.lane(each).name == name) for name in names]

    def _noted(self, outcome: Outcome, operations: tuple[Operation, ...]) -> Written | Refused:
        if isinstance(outcome.result, Written):
            made = next(operation for operation in operations if operation.key == outcome.key)
            self.references[made.entity_type, made.record_id] = outcome.result.package_id
            self.written[made.entity_type, made.record_id] = outcome.result
        return outcome.result

    def write(
        self, entity_type: EntityType, record_id: str, record: dict[str, Any], verb: Verb = Verb.CREATE, **more: Any
    ) -> Written:
        """Write one record that the package takes."""
        (result,) = self.push(self.operation(entity_type, record_id, record, verb, **more)).values()
        assert isinstance(result, Written), result
        return result

    def refuse(
        self, entity_type: EntityType, record_id: str, record: dict[str, Any], verb: Verb = Verb.CREATE, **more: Any
    ) -> tuple[Operation, Refused]:
        """Write one record that the package refuses."""
        operation = self.operation(entity_type, record_id, record, verb, **more)
        (result,) = self.push(operation).values()
        assert isinstance(result, Refused), result
        return operation, result

    def link(self, entity_type: EntityType, record_id: str) -> PackageLink | None:
        """The link of a record that was written."""
        done = self.written.get((entity_type, record_id))
        if done is None:
            return None
        return PackageLink(self.served.organisation_id, done.package_id, done.version, done.updated_at, done.read_at)

    def refresh(self, entity_type: EntityType, record_id: str) -> None:
        """Take note of the version that the package has by now."""
        self.needs(entity_type)
        done = self.written[entity_type, record_id]
        self.written[entity_type, record_id] = replace(done, version=self.read(entity_type, record_id).version)

    def read(self, entity_type: EntityType, record_id: str) -> FetchedRecord:
        """The record as the package has it, read as the kind of object that it is there."""
        self.needs(entity_type)
        package_id = self.references[entity_type, record_id]
        (record,) = self.books.fetch({self.package.manifest.family(entity_type): [package_id]}).records
        return record

    def kept(self, entity_type: EntityType, record: dict[str, Any]) -> dict[str, Any]:
        """What the package keeps of a record that the application sends."""
        sent = self.completed(entity_type, self.adapt(entity_type, record))
        return {name: value for name, value in sent.items() if name not in self.not_kept.get(entity_type, ())}

    def canonical(self, fetched: FetchedRecord) -> dict[str, Any]:
        """The record with the application's ids in place of the package's."""
        ours = {(entity_type, package_id): each for (entity_type, each), package_id in self.references.items()}
        return map_references(fetched.entity_type, fetched.record, lambda ref: ours[ref.entity_type, ref.id])


DEFAULTS = Settings(
    default_accounts=DefaultAccounts(income="4100", expense="6000", bank="1000", discount="4900", payable="2000")
)


def sample_files() -> InMemoryFiles:
    """The files that the samples name."""
    files = InMemoryFiles()
    files.contents[DOCUMENT["url"]] = FILE
    return files


def quickbooks_online() -> Ledger:
    """QuickBooks Online on its simulator."""
    served = ServedQuickBooksOnline()
    package = load("quickbooks-online", BASE_URL)
    not_kept: dict[EntityType, frozenset[str]] = {
        "vendor_credit": frozenset({"due_date"}),
        "document": frozenset({"url"}),
    }
    return Ledger(package, package.open(served.access(), sample_files()), served, not_kept=not_kept)


def xero() -> Ledger:
    """Xero on its simulator."""
    served = ServedXero()
    package = load("xero", BASE_URL)
    not_kept = {**package.manifest.lacks, "item": frozenset({"active"})}  # the sample's kind is the usual one
    books = package.open(served.access(), sample_files())
    return Ledger(
        package,
        books,
        served,
        not_kept=not_kept,
        adapt=_for_xero,
        completed=_completed_by_xero,
        settings=DEFAULTS,
        fetch_calls=7,
    )


def _for_xero(entity_type: EntityType, record: Record) -> Record:
    """Xero has its own types of accounts, wants to know who was paid, and books no payment that settles nothing."""
    if entity_type == "account":
        return {**record, "type": "REVENUE"}
    if entity_type == "expense":
        return {"payee": "v-1", **record}
    if entity_type == "payment":
        applied = [each["invoice"] for each in record.get("applications", [])] or ["i-1"]
        return {**record, "applications": [{"invoice": applied[0], "amount": record["amount"]}]}
    return record


def _completed_by_xero(entity_type: EntityType, record: Record) -> Record:
    """A line has the account and the description of its item."""
    completed = deepcopy(record)
    account = ITEM[
        "income_account" if entity_type in {"invoice", "order", "credit_note", "refund"} else "expense_account"
    ]
    for line in completed.get("lines", []):
        if line.get("item"):
            line.setdefault("account", account)
            line.setdefault("description", ITEM["description"])
    return completed


def example_ledger() -> Ledger:
    """The skeleton of a package on its simulator."""
    served = ServedExampleLedger()
    package = load(SKELETON, BASE_URL)
    books = package.open(served.access(), sample_files())
    return Ledger(package, books, served, not_kept=package.manifest.lacks, settings=DEFAULTS)


SIMULATORS: dict[str, Callable[[], Ledger]] = {
    "quickbooks-online": quickbooks_online,
    "xero": xero,
    SKELETON: example_ledger,
}
