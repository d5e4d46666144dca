"""Gather what support needs to know about one failure (A6, F12); the package is not asked, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bookbridge.domain.connections import Connection, ConnectionStatus
from bookbridge.domain.connector_sessions import ConnectorSession, Reading
from bookbridge.domain.discrepancies import Discrepancy
from bookbridge.domain.dispatches import Dispatch
from bookbridge.domain.errors import NotFound
from bookbridge.domain.failures import Failure
from bookbridge.domain.failures.catalogue import Catalogue, load_shared
from bookbridge.domain.languages import ENGLISH
from bookbridge.domain.sessions import Session
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.connector_sessions import ConnectorSessions, Readings
from bookbridge.ports.connectors import SessionPackage
from bookbridge.ports.discrepancies import Discrepancies
from bookbridge.ports.failures import Failures
from bookbridge.ports.packages import Package
from bookbridge.ports.records import Records
from bookbridge.ports.sessions import Dispatches, Leases, Sessions

from .diagnose_record import DiagnoseRecord, Diagnosis
from .read_connection import status_of
from .read_records import RecordView, state_of

SESSIONS: Final = 5
"""The last runs that are handed over."""


@dataclass(frozen=True, slots=True)
class ConnectorView:
    """How far a company file has been read, and the connector's last session; None when it is forgotten by now."""

    reading: Reading
    session: ConnectorSession | None


@dataclass(frozen=True, slots=True)
class HandOver:
    """One failure with all that is stored around it; what there is not is None or empty.

    The failure of a connection as a whole has no record; `diagnosis` is as far as it goes without asking the package.
    """

    made_at: datetime
    failure: Failure
    catalogue: Catalogue
    connection: Connection | None
    status: ConnectionStatus | None
    record: RecordView | None
    diagnosis: Diagnosis | None
    discrepancy: Discrepancy | None
    dispatches: tuple[Dispatch, ...]
    sessions: tuple[Session, ...]
    connector: ConnectorView | None

    @property
    def ids(self) -> frozenset[str]:
        """Ids of what it is about: support needs them wherever they stand."""
        known = {self.failure.record_id, self.failure.record_number, self.failure.failure_id, self.failure.company_id}
        if self.connection:
            known.add(self.connection.organisation_id)
        if self.record and self.record.record.link:
            known |= {self.record.record.link.package_id, self.record.record.link.number}
        return frozenset(known - {""})


@dataclass(frozen=True, slots=True)
class HandOverFailure:
    """Reads of one company; `diagnose` must not ask the package."""

    connections: Connections
    failures: Failures
    records: Records
    diagnose: DiagnoseRecord
    discrepancies: Discrepancies
    dispatches: Dispatches
    sessions: Sessions
    leases: Leases
    readings: Readings
    connector_sessions: ConnectorSessions
    package: Callable[[str], Package]
    clock: Clock

    def __call__(self, company_id: str, failure_id: str) -> HandOver:
        """Raises `NotFound`."""
        failure = self.failures.get(company_id, failure_id)
        if failure is None:
            message = f"there is no failure {failure_id}"
            raise NotFound(message)
        connection, now = self.connections.get(company_id), self.clock.now()
        package = self.package(connection.package) if connection else None
        unfinished = self.dispatches.unfinished(company_id)
        record = self._record(failure, unfinished, package)
        discrepancy_id = record.record.discrepancy_id if record else ""
        sessions, _cursor = self.sessions.page(company_id, None, SESSIONS)
        return HandOver(
            made_at=now,
            failure=failure,
            catalogue=package.catalogue() if package else load_shared(),
            connection=connection,
            status=status_of(connection, self.leases.get(company_id), now) if connection else None,
            record=record,
            diagnosis=self.diagnose(company_id, record.record.entity_type, failure.record_id, ENGLISH)
            if record
            else None,
            discrepancy=self.discrepancies.get(company_id, discrepancy_id) if discrepancy_id else None,
            dispatches=tuple(
                each
                for each in unfinished
                if record and each.carries(record.record.entity_type, record.record.record_id)
            ),
            sessions=sessions,
            connector=self._connector(company_id) if isinstance(package, SessionPackage) else None,
        )

    def _record(self, failure: Failure, unfinished: Sequence[Dispatch], package: Package | None) -> RecordView | None:
        """None for the failure of a connection, and for that of a record that is gone."""
        if failure.entity_type == "connection":
            return None
        record = self.records.get(failure.company_id, failure.entity_type, failure.record_id)
        if record is None:
            return None
        link = package.link(record.entity_type, record.link.package_id) if package and record.link else ""
        return RecordView(record, state_of(record, unfinished), failure, link)

    def _connector(self, company_id: str) -> ConnectorView:
        reading = self.readings.get(company_id)
        kept = self.connector_sessions.get(reading.last_session_id) if reading.last_session_id else None
        return ConnectorView(reading, kept.session if kept else None)
