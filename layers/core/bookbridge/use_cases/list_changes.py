"""List what changed in a company file since it was last listed, and put it into the company's inbox.

A page at a time, kind by kind: only ids and versions, which say what is news. What is in the inbox is safe. An iterator
dies with its session: a listing that breaks off begins its kind anew, up to a moment in the middle of what it had seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Final

from bookbridge.domain.changes import Change
from bookbridge.domain.connector_sessions import ConnectorSession, Known, Listing, Reading
from bookbridge.domain.timestamps import EPOCH
from bookbridge.ports.clock import Clock
from bookbridge.ports.connector_sessions import Readings
from bookbridge.ports.connectors import Scan, SessionBooks, SessionPackage
from bookbridge.ports.records import Records

from .open_books import OpenedBooks
from .take_in_changes import NoteChanges

PAGE: Final = 1000
"""Objects listed in one turn: their notices are written before the turn is answered."""

GLIMPSE: Final = 50
"""Objects of each kind listed in a session's first question, which is about all kinds."""

DELETIONS: Final = timedelta(days=1)
"""How far back deletions are asked for again."""

LARGEST: Final = 100
"""Records fetched in one turn at most."""

KNOWN: Final = 5
"""Objects by which an older copy of the company file is recognised."""


@dataclass(frozen=True, slots=True)
class ListChanges:
    """Resumable after every page; `Reading` says where."""

    records: Records
    readings: Readings
    note_changes: NoteChanges
    clock: Clock

    def __call__(
        self, session: ConnectorSession, opened: OpenedBooks, package: SessionPackage, reading: Reading
    ) -> None:
        """Go on until everything is listed. Raises `AnswerAwaited` at each page."""
        books = opened.books
        if not isinstance(books, SessionBooks):
            message = f"{package.manifest.title} has no company files to list"
            raise TypeError(message)
        if not session.listing.glanced:
            self._glance(session, opened, package, books, reading)
        while session.listing.kind < len(package.scans):
            if package.scans[session.listing.kind] in session.listing.done:
                session.listing.kind += 1
                continue
            self._page(session, opened, package, books, reading)
        self._all_done(session, reading)

    def _glance(
        self,
        session: ConnectorSession,
        opened: OpenedBooks,
        package: SessionPackage,
        books: SessionBooks,
        reading: Reading,
    ) -> None:
        """A little of every kind at once, and what was deleted: for most sessions that is all there is."""
        self._mind_types(session, opened, reading)
        scans = [replace(self._scan(kind, Listing(), package, reading), size=GLIMPSE) for kind in package.scans]
        seen = books.glance(scans, self._deleted_since(opened, reading))
        changes = [change for listed in seen.listed for change in listed.changes]
        self._note(session, opened, changes)
        self._note_deleted(opened, reading, seen.deleted)
        listing = session.listing
        for kind, listed in zip(package.scans, seen.listed, strict=True):
            session.tally.to_list += len(listed.changes) + listed.remaining
            _remember(reading, kind, listed.changes)
            if not listed.remaining and kind not in reading.narrowed:
                session.tally.listed += len(listed.changes)
                self._advance(session, kind, reading, max((each.occurred_at for each in listed.changes), default=EPOCH))
                listing.done = (*listing.done, kind)
        listing.glanced = True
        self._save(session, reading)
        opened.line.settled()

    def _mind_types(self, session: ConnectorSession, opened: OpenedBooks, reading: Reading) -> None:
        """What became of the types that were left out is not known: when one is added, all is listed anew."""
        wanted = tuple(sorted(opened.connection.settings.entities_to_sync))
        if wanted == reading.types:
            return
        if set(wanted) - set(reading.types):
            reading.cursors, reading.narrowed, reading.moved = {}, {}, {}
        reading.types = wanted
        self._save(session, reading)

    def _page(
        self,
        session: ConnectorSession,
        opened: OpenedBooks,
        package: SessionPackage,
        books: SessionBooks,
        reading: Reading,
    ) -> None:
        listing, kind = session.listing, package.scans[session.listing.kind]
        if listing.page == 0:
            listing.until = reading.narrowed.get(kind)
        listed = books.scan(self._scan(kind, listing, package, reading))
        self._note(session, opened, listed.changes)
        session.tally.listed += len(listed.changes)
        _remember(reading, kind, listed.changes)
        if listed.changes:
            times = sorted(change.occurred_at for change in listed.changes)
            listing.latest = max(listing.latest or EPOCH, times[-1])
            if listing.page & (listing.page + 1) == 0:  # pages 1, 2, 4, 8, …: between half and all of what was managed
                listing.middle = times[len(times) // 2]
        if listed.remaining and listed.iterator:
            listing.iterator, listing.page = listed.iterator, listing.page + 1
        else:
            self._kind_done(session, kind, reading)
        opened.line.settled()

    def _kind_done(self, session: ConnectorSession, kind: str, reading: Reading) -> None:
        listing = session.listing
        if listing.until is not None:  # the same kind goes on from there
            reading.cursors[kind], reading.moved[kind] = listing.until, EPOCH
            reading.narrowed.pop(kind, None)
            session.listing = listing.next_kind(listing.kind)
        else:
            self._advance(session, kind, reading, listing.latest or EPOCH)
            session.listing = listing.next_kind(listing.kind + 1)
        self._save(session, reading)

    def _advance(self, session: ConnectorSession, kind: str, reading: Reading, latest: datetime) -> None:
        """The cursor goes to the newest change seen: that is the clock of the company file, but not beyond ours."""
        cursor = min(max(reading.cursors.get(kind, EPOCH), latest), session.started_at)
        if cursor > reading.cursors.get(kind, EPOCH) or reading.moved.get(kind) == EPOCH:
            reading.moved[kind] = session.started_at
        reading.cursors[kind] = cursor

    def _note(self, session: ConnectorSession, opened: OpenedBooks, changes: Sequence[Change]) -> None:
        connection = opened.connection
        wanted = opened.package.manifest.families_of(connection.settings.entities_to_sync)
        ours = [change for change in changes if change.entity_type in wanted]
        session.tally.to_fetch += self.note_changes(connection.company_id, connection.organisation_id, ours)

    def _note_deleted(self, opened: OpenedBooks, reading: Reading, gone: Sequence[Change]) -> None:
        """Deletions of what some record is linked to; everything else that is gone was never here."""
        connection = opened.connection
        objects = [(change.entity_type, change.package_id) for change in gone]
        mapped = self.records.mapped(connection.company_id, connection.organisation_id, objects)
        ours = [change for change in gone if (change.entity_type, change.package_id) in mapped]
        self.note_changes(connection.company_id, connection.organisation_id, ours)
        lost = {change.package_id for change in gone}
        reading.known = tuple(each for each in reading.known if each.package_id not in lost)

    def _deleted_since(self, opened: OpenedBooks, reading: Reading) -> datetime:
        """A day before the last listing, as deletions are dated by a computer's clock, and there are few of them.

        A full hour, so that a question asked again is the same.
        """
        since = reading.deleted_until or opened.connection.connected_at or self.clock.now()
        return (since - DELETIONS).replace(minute=0, second=0, microsecond=0)

    def _all_done(self, session: ConnectorSession, reading: Reading) -> None:
        reading.deleted_until = session.started_at
        self._save(session, reading)

    def _scan(self, kind: str, listing: Listing, package: SessionPackage, reading: Reading) -> Scan:
        since = reading.since(kind, package.manifest.poll_overlap)
        is_history = since is None and reading.history_from is not None
        if since is None and reading.history_from is not None:
            since = datetime.combine(reading.history_from, time(), UTC)
        return Scan(kind, since, listing.until, PAGE, listing.iterator, listing.page, is_history)

    def _save(self, session: ConnectorSession, reading: Reading) -> None:
        reading.fence, reading.last_session_id = session.fence, session.session_id
        self.readings.save(reading)


def _remember(reading: Reading, kind: str, changes: Sequence[Change]) -> None:
    """Keep the newest objects in mind: an older copy of the company file lacks them, or has them as they were."""
    listed = [Known(kind, change.package_id, change.version, change.occurred_at) for change in changes]
    seen = {(each.kind, each.package_id) for each in listed}
    others = (each for each in reading.known if (each.kind, each.package_id) not in seen)
    reading.known = tuple(sorted((*others, *listed), key=lambda each: each.at)[-KNOWN:])


def broken_off(session: ConnectorSession, scans: Sequence[str], reading: Reading) -> bool:
    """Learn from a session that broke off: ask for less. Returns whether it was in the middle of reading."""
    listing, question = session.listing, session.question
    if session.phase == "listing" and listing.page and listing.middle and listing.kind < len(scans):
        kind = scans[listing.kind]
        least = reading.cursors.get(kind, EPOCH) + timedelta(seconds=1)
        if listing.middle > least:
            reading.narrowed[kind] = listing.middle
        return True  # its iterator is gone, whether or not a question was on its way
    if question is None or question.handed_out_at is None or question.message_set:
        return False
    if session.phase == "pulling":
        reading.size = max(1, (reading.size or LARGEST) // 2)
    return True
