"""One organisation's books in a package: what a test needs to write records and to read them back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import pytest

from bookbridge.domain.dispatches import Operation, Outcome, Refused, Verb, Written
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.records import EntityType, map_references, parse_record
from bookbridge.domain.settings import Settings
from bookbridge.domain.stored_records import PackageLink, StoredRecord, SyncState
from bookbridge.ports.connectors import SessionBooks, SessionPackage
from bookbridge.ports.packages import Books, CloudPackage, FetchedRecord, Package, WriteIntent
from tests.contract.packages.records import DOCUMENT, FILE
from tests.contract.packages.served import Served, ServedOverHttp
from tests.contract.packages.served_quickbooks_desktop import ServedQuickBooksDesktop
from tests.fakes.files import InMemoryFiles
from tests.simulators.quickbooks_desktop.company_file import CompanyFile

Record = dict[str, Any]


def sample_files() -> InMemoryFiles:
    """The files that the samples name."""
    files = InMemoryFiles()
    files.contents[DOCUMENT["url"]] = FILE
    return files


@dataclass
class Ledger:
    """One organisation's books with the ids of what was written, and the application's side of the mapping."""

    package: Package
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

    @property
    def over_http(self) -> ServedOverHttp:
        """The simulator of a package that is reached over HTTP."""
        assert isinstance(self.served, ServedOverHttp)
        return self.served

    @property
    def cloud(self) -> CloudPackage:
        """The package, when it is reached over HTTP."""
        assert isinstance(self.package, CloudPackage)
        return self.package

    @property
    def company_file(self) -> CompanyFile:
        """The simulated company file."""
        assert isinstance(self.served, ServedQuickBooksDesktop)
        return self.served.company_file

    @property
    def session(self) -> SessionBooks:
        """The books of a package that calls in."""
        assert isinstance(self.served, ServedQuickBooksDesktop)
        return cast("SessionBooks", self.books)

    def reopen(self) -> None:
        """Open the books anew: what was known of the package is forgotten."""
        if isinstance(self.served, ServedQuickBooksDesktop):
            assert isinstance(self.package, SessionPackage)
            self.served.line.hang_up()
            self.books = self.package.converse(self.served.line, self.served.organisation_id, self.served.greeting)
        else:
            self.books = self.cloud.open(self.over_http.access(), sample_files())

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
        """Write one record that the package takes; one that is made there only is entered by hand."""
        self.needs(entity_type)
        if verb is Verb.CREATE and not self.package.manifest.entities[entity_type].creates:
            return self._entered(entity_type, record_id, record)
        (result,) = self.push(self.operation(entity_type, record_id, record, verb, **more)).values()
        assert isinstance(result, Written), result
        return result

    def _entered(self, entity_type: EntityType, record_id: str, record: Record) -> Written:
        package_id = self.served.enter(entity_type, self.adapt(entity_type, record), self.references)
        self.references[entity_type, record_id] = package_id
        read = self.read(entity_type, record_id)
        done = Written(package_id, read.version, read.updated_at, read.updated_at, read.number)
        self.written[entity_type, record_id] = done
        return done

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
