"""Confirm that a company file is the right one for a company: before that, nothing is read or written (B2, B7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from bookbridge.domain.company_files import CompanyFile, Pairing, new_file_id
from bookbridge.domain.connections import Connection, ConnectionStatus
from bookbridge.domain.connector_sessions import Reading
from bookbridge.domain.errors import Conflict, FieldFault, InvalidInput, LeaseLost, NotFound
from bookbridge.domain.pairing_states import state_of
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.connector_sessions import Readings
from bookbridge.ports.connectors import SessionPackage
from bookbridge.ports.packages import Package
from bookbridge.ports.sessions import Leases
from bookbridge.ports.transactions import Outdated

from .check_company_file import RESTORED, WRONG_FILE
from .company_file_owners import is_strangers
from .note_connection_failures import NoteConnectionFailures

_SETTLED: Final = frozenset({WRONG_FILE, RESTORED})
"""Failures that a confirmation closes even if it comes a second time, because the first was cut off before that."""

_FIELDS: Final = frozenset({"company_name", "same_books", "history_from", "file_size_mb", "restored_on"})


@dataclass(frozen=True, slots=True)
class _Confirmation:
    """The body, read."""

    company_name: str
    same_books: bool | None
    history_from: date | None
    file_size_mb: int | None
    restored_on: date | None


@dataclass(frozen=True, slots=True)
class ConfirmPairing:
    """Binds a connection to the company file that called, and lets its reading begin anew."""

    connections: Connections
    readings: Readings
    leases: Leases
    note_failures: NoteConnectionFailures
    package: Callable[[str], Package]
    clock: Clock

    def __call__(self, company_id: str, body: Mapping[str, Any]) -> Connection:
        """Confirm what was found.

        `body`: `{"company_name", "same_books"?, "history_from"?, "file_size_mb"?, "restored_on"?}`. `company_name` must
        be the one that was found, so that nobody confirms another company file than the one that was seen. A later
        confirmation says with `same_books` whether these are the books of before (renamed, moved or restored: all links
        stay) or another company's (links start anew). Raises `NotFound`, `InvalidInput` naming
        every fault, and `Conflict` when there is nothing to confirm.
        """
        given = _read(body, self.clock.now().date())
        while True:
            connection = self._connection(company_id)
            reading = self.readings.get(company_id)
            found = self._found(connection, reading, given)
            try:
                confirmed = self._confirmed(connection, reading, found, given)
            except (Outdated, LeaseLost):
                continue
            self.note_failures.close(company_id, None if found else _SETTLED, at=self.clock.now())
            return confirmed

    def _connection(self, company_id: str) -> Connection:
        connection = self.connections.get(company_id)
        if connection is None:
            message = f"{company_id} has no connection"
            raise NotFound(message)
        package = self.package(connection.package)
        if not isinstance(package, SessionPackage):
            message = f"{package.manifest.title} has no company file to confirm: connect it on its consent page"
            raise Conflict(message)
        if connection.status is ConnectionStatus.NOT_CONNECTED:
            message = f"{company_id} is disconnected: connect it to {package.manifest.title} again first"
            raise Conflict(message)
        return connection

    def _found(self, connection: Connection, reading: Reading, given: _Confirmation) -> CompanyFile | None:
        """What is to be confirmed; None when it was confirmed already. Raises `Conflict` and `InvalidInput`."""
        pairing = connection.pairing or Pairing()
        asks = state_of(connection, halted=bool(reading.halted)).asks
        found = pairing.found or pairing.confirmed
        if found is None:
            message = (
                "no company file has called yet: open it in QuickBooks, add the .qwc file to the QuickBooks Web "
                "Connector, enter the password and choose Update Selected"
            )
            raise Conflict(message)
        if given.company_name.strip().casefold() != found.company_name.strip().casefold():
            message = f"must be the name of the company file that called: {found.company_name}"
            raise InvalidInput((FieldFault("company_name", message),))
        if asks and pairing.confirmed and given.same_books is None:
            message = (
                "is required: true for the same books (renamed, moved or restored), false for those of another company"
            )
            raise InvalidInput((FieldFault("same_books", message),))
        if is_strangers(self.connections, connection, found):
            message = (
                f"the company file {found.company_name} belongs to another company of the application: open the right "
                "company file, or install the .qwc file of this company in it"
            )
            raise Conflict(message)
        return found if asks else None

    def _confirmed(
        self, connection: Connection, reading: Reading, found: CompanyFile | None, given: _Confirmation
    ) -> Connection:
        now, pairing = self.clock.now(), connection.pairing or Pairing()
        same = not (found and pairing.confirmed) or given.same_books is not False
        told = replace(
            pairing if same else Pairing(),
            confirmed=found or pairing.confirmed,
            found=None,
            confirmed_at=now if found else pairing.confirmed_at,
            file_size_mb=given.file_size_mb if given.file_size_mb is not None or not same else pairing.file_size_mb,
            restored_on=given.restored_on or (pairing.restored_on if same else None),
        )
        if found is None:
            return self.connections.save(replace(connection, pairing=told))
        organisation_id = connection.organisation_id if same else new_file_id()
        # Before the connection: until that is written no session begins. The raised fence keeps one that is still
        # under way from writing its own over it.
        self.readings.save(
            Reading(
                connection.company_id,
                history_from=given.history_from or (reading.history_from if same else None),
                sweep="" if same and pairing.confirmed else None,
                fence=max(reading.fence, self.leases.get(connection.company_id).fence + 1),
            )
        )
        return self.connections.save(
            replace(
                connection,
                organisation_id=organisation_id,
                organisation_name=found.company_name,
                pairing=told,
                status=ConnectionStatus.CONNECTED,
                connected_at=connection.connected_at if same and connection.connected_at else now,
                cursor=now,
                thorough_cursor=now,
                next_poll_at=None,
                parked_until=None,
            )
        )


def _read(body: Mapping[str, Any], today: date) -> _Confirmation:
    faults = [FieldFault(key, "is not a field of a confirmation") for key in body if key not in _FIELDS]
    name, same, size = body.get("company_name"), body.get("same_books"), body.get("file_size_mb")
    if not isinstance(name, str) or not name.strip():
        faults.append(FieldFault("company_name", "is required: the name of the company file that called"))
    if same is not None and not isinstance(same, bool):
        faults.append(FieldFault("same_books", "must be true or false"))
    if size is not None and (isinstance(size, bool) or not isinstance(size, int) or size < 0):
        faults.append(FieldFault("file_size_mb", "must be a whole number of megabytes"))
    dates = {key: _date(key, body.get(key), today, faults) for key in ("history_from", "restored_on")}
    if faults:
        raise InvalidInput(tuple(faults))
    return _Confirmation(str(name), same, dates["history_from"], size, dates["restored_on"])


def _date(key: str, value: object, today: date, faults: list[FieldFault]) -> date | None:
    if value is None:
        return None
    try:
        given = date.fromisoformat(str(value))
    except ValueError:
        faults.append(FieldFault(key, "must be a date: YYYY-MM-DD"))
        return None
    if given > today:
        faults.append(FieldFault(key, "must not be in the future"))
    return given
