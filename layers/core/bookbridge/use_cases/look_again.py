"""After an older copy of a company file was confirmed: look at everything again that is linked to it.

What the copy lacks is in no listing. So each linked record is noted in the inbox, and fetched like any change: what is
gone is then known to be gone.
"""

from __future__ import annotations

from dataclasses import dataclass

from bookbridge.domain.changes import ChangeKind, Notice
from bookbridge.domain.connections import Connection
from bookbridge.domain.connector_sessions import ConnectorSession, Reading
from bookbridge.domain.stored_records import StoredRecord
from bookbridge.ports.clock import Clock
from bookbridge.ports.connector_sessions import Readings
from bookbridge.ports.manifests import Manifest
from bookbridge.ports.records import Inbox, Records

from .open_books import PAGE, OpenedBooks


@dataclass(frozen=True, slots=True)
class LookAgain:
    """A page of records at a time; `Reading.sweep` says where."""

    records: Records
    inbox: Inbox
    readings: Readings
    clock: Clock

    def __call__(self, session: ConnectorSession, opened: OpenedBooks, reading: Reading) -> None:
        """Note one page; `reading.sweep` is None when there is none left."""
        connection, manifest = opened.connection, opened.package.manifest
        page, following = self.records.page(connection.company_id, None, reading.sweep or None, PAGE)
        linked = [record for record in page if _is_there(record, connection, manifest)]
        self.inbox.put([self._notice(record, connection, manifest) for record in linked])
        session.tally.to_fetch += len(linked)
        reading.sweep = following
        reading.fence = session.fence
        self.readings.save(reading)

    def _notice(self, record: StoredRecord, connection: Connection, manifest: Manifest) -> Notice:
        package_id = record.link.package_id if record.link else ""
        family = manifest.family(record.entity_type)
        return Notice(
            connection.company_id,
            connection.organisation_id,
            family,
            package_id,
            ChangeKind.UPDATED,
            self.clock.now(),
        )


def _is_there(record: StoredRecord, connection: Connection, manifest: Manifest) -> bool:
    if record.link is None or record.deleted_in_package or record.entity_type not in manifest.entities:
        return False
    return record.link.organisation_id == connection.organisation_id
