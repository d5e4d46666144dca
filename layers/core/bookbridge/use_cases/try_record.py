"""Run the exporter's pre-flight for one record without sending anything: what preview and diagnosis tell from (D9, F9).

Nothing is written, here or in the package, but for what any question to the package brings along: the request budget,
and renewed tokens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol

from bookbridge.domain.checklist import UNCHANGING
from bookbridge.domain.connections import Connection
from bookbridge.domain.errors import (
    BookbridgeError,
    FieldFault,
    NotFound,
    OutcomeUnknown,
    PackageRefused,
    PackageUnavailable,
    RateLimited,
    ReauthorizationRequired,
    TokenRefreshInProgress,
)
from bookbridge.domain.hindrances import hindrances
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import Action, StoredRecord, SyncState
from bookbridge.domain.withholding import Withheld, reasons_to_withhold
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.connectors import SessionPackage
from bookbridge.ports.packages import Package
from bookbridge.ports.records import Records

from .consider_wish import ConsiderWish, Wish
from .examine_record import Examined
from .open_books import OpenedBooks
from .prepare_records import PrepareRecords

_CODES: Final[dict[type[BookbridgeError], str]] = {
    RateLimited: "rate_limited",
    PackageUnavailable: "package_unavailable",
    OutcomeUnknown: "package_unavailable",
    TokenRefreshInProgress: "package_unavailable",
    ReauthorizationRequired: "reauthorization_required",
}
_UNANSWERED: Final = (
    RateLimited,
    PackageUnavailable,
    OutcomeUnknown,
    TokenRefreshInProgress,
    ReauthorizationRequired,
    PackageRefused,
)
"""How the package, or what leads to it, says that it does not answer now."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What would become of a record now.

    `hindrances` keep the whole company from syncing, `withheld` keeps this record in the application. The pre-flight
    runs in spite of both: without asking the package where it may not or cannot be asked (`asked`; `error` says why it
    could not). Without a connection nothing is `examined`.
    """

    record: StoredRecord
    connection: Connection | None = None
    package: Package | None = None
    hindrances: tuple[FieldFault, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    examined: Examined | None = None
    asked: bool = False
    error: BookbridgeError | None = None

    @property
    def goes(self) -> bool:
        """Whether it would be sent."""
        found = self.examined
        return found is not None and found.operation is not None and not (self.hindrances or self.withheld)

    @property
    def goes_for_all_we_know(self) -> bool:
        """Whether nothing is known to be in the way, of a package that cannot be asked before its connector calls."""
        found = self.examined
        if found is None or found.verb is None or not isinstance(self.package, SessionPackage):
            return False
        return not (self.hindrances or self.withheld or found.faults or found.hopeless or found.behind)

    @property
    def is_done(self) -> bool:
        """Whether the package needs nothing: there is nothing to void, or it has the record and is not to change it."""
        found = self.examined
        if found is None or found.verb is None:
            return found is not None
        final = bool(found.faults) and {fault.code for fault in found.faults} <= UNCHANGING
        return final and self.record.sync_state is SyncState.SYNCED


class OpensBooksOf(Protocol):
    """How the books of a connection are had, whether it may sync or not."""

    def of(self, connection: Connection) -> OpenedBooks:
        """Nothing is asked of the package yet."""
        ...


@dataclass(frozen=True, slots=True)
class TryRecord:
    """The same code that the exporter runs before it sends; unless it `asks`, without a question to the package."""

    connections: Connections
    records: Records
    open_books: OpensBooksOf
    prepare: PrepareRecords
    package: Callable[[str], Package]
    clock: Clock
    asks: bool = True

    def stored(self, company_id: str, entity_type: EntityType, record_id: str) -> Trial:
        """Try a record as it is stored, whatever state it is in. Raises `NotFound`."""
        record = self.records.get(company_id, entity_type, record_id)
        if record is None:
            message = f"there is no {entity_type} {record_id}"
            raise NotFound(message)
        return self._try(record, self.connections.get(company_id))

    def sent(self, company_id: str, entity_type: EntityType, record_id: str, body: object) -> Trial:
        """Try a record as if the application sent it now. Raises `InvalidInput` naming every fault."""
        connection = self.connections.get(company_id)
        existing = self.records.get(company_id, entity_type, record_id)
        consider = ConsiderWish(self.package, self.clock)
        wish = consider.check(connection, Wish(entity_type, record_id, body), is_known=existing is not None)
        return self._try(consider.wanted(company_id, connection, wish, existing), connection)

    def _try(self, record: StoredRecord, connection: Connection | None) -> Trial:
        in_the_way = hindrances(connection, self.clock.now())
        if connection is None:
            return Trial(record, hindrances=in_the_way)
        package = self.package(connection.package)
        wish = record.body if record.action is Action.SAVE else {}  # a void goes whatever the record says
        reasons = reasons_to_withhold(record.entity_type, wish, connection.settings)
        if record.sync_state is SyncState.SYNCED:  # what its status is by now keeps nothing back any more
            reasons = tuple(each for each in reasons if each.state is not SyncState.DRAFT)
        trial = Trial(record, connection, package, in_the_way, reasons)
        opened = _as_if_synced(self.open_books.of(connection), record.entity_type)
        if in_the_way or not self.asks or isinstance(package, SessionPackage):  # one that calls in cannot be asked now
            return replace(trial, examined=self.prepare.thoroughly(opened, record, asking=False))
        try:
            return replace(trial, examined=self.prepare.thoroughly(opened, record), asked=True)
        except _UNANSWERED as error:
            fault = FieldFault("connection", str(error), _code_of(package, record.entity_type, error))
            found = self.prepare.thoroughly(opened, record, asking=False)
            return replace(trial, hindrances=(fault,), examined=found, error=error)


def _as_if_synced(opened: OpenedBooks, entity_type: EntityType) -> OpenedBooks:
    """The books as if records of this type were synced: what else stands in the way is to be told at the same time."""
    settings = opened.connection.settings
    if entity_type in settings.entities_to_sync:
        return opened
    wider = settings.model_copy(update={"entities_to_sync": [*settings.entities_to_sync, entity_type]})
    return replace(opened, connection=replace(opened.connection, settings=wider))


def _code_of(package: Package, entity_type: EntityType, error: BookbridgeError) -> str:
    if isinstance(error, PackageRefused):
        return package.catalogue().match(error.code, str(error), entity_type).row.code
    return next(code for kind, code in _CODES.items() if isinstance(error, kind))
