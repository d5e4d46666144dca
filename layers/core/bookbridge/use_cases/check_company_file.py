"""The right company file or none: compare the one that calls with the one that was confirmed (B2)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bookbridge.domain.company_files import CompanyFile, Pairing
from bookbridge.domain.connections import Connection, ConnectionStatus
from bookbridge.domain.errors import CompanyFileRestored, PairingPending, WrongCompany
from bookbridge.domain.languages import ENGLISH, language
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.connector_sessions import Readings
from bookbridge.ports.connectors import SessionPackage
from bookbridge.ports.transactions import Outdated

from .company_file_owners import is_strangers
from .note_connection_failures import NoteConnectionFailures

log = logging.getLogger(__name__)

WRONG_FILE: Final = "wrong_company_file"
RESTORED: Final = "company_file_restored"
NOT_FOUND: Final = "company_file_not_found"


@dataclass(frozen=True, slots=True)
class CheckCompanyFile:
    """Before anything is read or written: what the first turn of a session tells is compared with the pairing."""

    connections: Connections
    readings: Readings
    note_failures: NoteConnectionFailures
    package: SessionPackage
    clock: Clock

    def __call__(self, connection: Connection, found: CompanyFile) -> Connection:
        """The connection, ready to sync. `found` is the company file that calls.

        Raises `PairingPending` while nobody has confirmed it, `WrongCompany` when it is another than the confirmed one
        or another company's, and `CompanyFileRestored` while an older copy awaits its confirmation.
        """
        pairing = connection.pairing or Pairing()
        if pairing.confirmed is None:
            self._refuse_strangers(connection, found)
            if pairing.found != found or connection.status is not ConnectionStatus.PENDING:
                self._save(connection, ConnectionStatus.PENDING, replace(pairing, found=found))
            raise PairingPending(_told(connection, "unconfirmed", found))
        if differences := pairing.confirmed.differences(found):
            self.refuse(connection, WRONG_FILE, "another_file", found, differences=differences)
        if self.readings.get(connection.company_id).halted:
            raise CompanyFileRestored(_told(connection, "older_copy", found))
        has_moved = self._has_moved(connection, pairing.confirmed, found)
        confirmed = found if has_moved else pairing.confirmed.with_money_of(found)
        if connection.status is not ConnectionStatus.CONNECTED or pairing.found or confirmed != pairing.confirmed:
            seen = replace(pairing, found=None, confirmed=confirmed)
            connection = self._save(connection, ConnectionStatus.CONNECTED, seen)
        return connection

    def _has_moved(self, connection: Connection, confirmed: CompanyFile, found: CompanyFile) -> bool:
        """Whether it is to be opened elsewhere from now on: a path differs between computers, too, but leads there."""
        if confirmed.path == found.path:
            return False
        return self.note_failures.is_open(connection.company_id, NOT_FOUND)

    def refuse(
        self,
        connection: Connection,
        code: str,
        why: str,
        found: CompanyFile,
        *,
        differences: Sequence[str] = (),
        objects: int = 0,
    ) -> None:
        """Stop the company, with a failure that says why. Raises `WrongCompany` or `CompanyFileRestored`.

        `why` names the words for the connector; `differences` are those from the confirmed company file, `objects` how
        many are older than they were.
        """
        pairing = connection.pairing or Pairing()
        if pairing.found != found or connection.status is not ConnectionStatus.WRONG_COMPANY:
            self._save(connection, ConnectionStatus.WRONG_COMPANY, replace(pairing, found=found))
        names = {"organisation": found.company_name, "faults": "1"}
        if pairing.confirmed:
            names["bound_organisation"] = pairing.confirmed.company_name

        def told(language_code: str) -> str:
            words = language(language_code).connector_words
            different = ", ".join(map(words, differences))
            return words(why, found=found, confirmed=pairing.confirmed, differences=different, objects=objects)

        problem = self.package.catalogue().problem_for(code, "connection", message=told(ENGLISH), values=names)
        self.note_failures.open(connection, problem, self.clock.now())
        if code == RESTORED:
            raise CompanyFileRestored(told(connection.settings.language))
        raise WrongCompany(told(connection.settings.language))

    def _refuse_strangers(self, connection: Connection, found: CompanyFile) -> None:
        """A company file in which another company's .qwc was installed is that company's."""
        if is_strangers(self.connections, connection, found):
            self.refuse(connection, WRONG_FILE, "strangers_file", found)

    def _save(self, connection: Connection, status: ConnectionStatus, pairing: Pairing) -> Connection:
        """Write status and pairing over whatever else changed meanwhile."""
        while True:
            try:
                name = pairing.confirmed.company_name if pairing.confirmed else connection.organisation_name
                changed = replace(connection, status=status, pairing=pairing, organisation_name=name)
                return self.connections.save(changed)
            except Outdated:
                connection = self.connections.get(connection.company_id) or connection


def _told(connection: Connection, name: str, found: CompanyFile) -> str:
    return language(connection.settings.language).connector_words(name, found=found)
