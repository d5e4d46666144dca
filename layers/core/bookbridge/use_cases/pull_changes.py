"""Serve a company's inbox: fetch what was announced, many records a call, and apply it under the lease."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bookbridge.domain.changes import ChangeKind, Notice
from bookbridge.domain.errors import OutcomeUnknown, RateLimited, StoreThrottled
from bookbridge.domain.leases import Hold
from bookbridge.domain.record_arrivals import is_news
from bookbridge.domain.records import EntityType
from bookbridge.domain.sessions import Counts
from bookbridge.domain.stored_records import StoredRecord
from bookbridge.ports.clock import Clock
from bookbridge.ports.records import Inbox, ObjectKey
from bookbridge.ports.sessions import Leases
from bookbridge.ports.transactions import RemoveNotice

from .acquire_lease import lease_for
from .apply_changes import ApplyChanges, Found
from .dispatch_records import DispatchRecords
from .open_books import OpensBooks
from .park_company import ParkCompany
from .progress import RECOVERY_WAIT, Deadline, Progress
from .pull_round import Round, Told

log = logging.getLogger(__name__)

GROUP: Final = 24
"""Records applied in one transaction: four effects each at most, and the lease and the counts."""

TRIES: Final = 5
"""Times that a group is decided anew because the application changed one of its records meanwhile."""

_GONE: Final = frozenset({ChangeKind.DELETED, ChangeKind.MERGED})


@dataclass(frozen=True, slots=True)
class PullChanges:
    """One round serves everything that was noticed before it began; what comes later begins another round."""

    leases: Leases
    inbox: Inbox
    open_books: OpensBooks
    apply: ApplyChanges
    dispatch: DispatchRecords
    park_company: ParkCompany
    clock: Clock

    def __call__(self, hold: Hold, deadline: Deadline) -> Progress:
        """Work until the inbox is empty or the deadline has passed.

        Raises `LeaseLost`, `LimitReached` and what the package raises; whatever was not applied stays in the inbox.
        """
        opened = self.open_books(hold.company_id)
        self.leases.begin_round(hold, self.clock.now(), lease_for(opened.connection))
        this = Round(hold, opened)
        try:
            recovered = self.dispatch.recover(hold, opened, sends=not opened.answers_later).dispatches
            if recovered:
                self.apply.commit(this, [], Counts(recovered=recovered))
                opened.line.settled()
            while notices := self.inbox.take(hold.company_id, opened.page):
                if deadline.passed(self.clock.now().timestamp()):
                    return Progress(more=True)
                self._serve(this, notices)
                opened.line.settled()
        except RateLimited as limited:
            self.park_company.if_long(hold.company_id, limited)
            return Progress(more=True, wait_seconds=limited.wait_seconds)
        except OutcomeUnknown as unknown:
            log.warning("a dispatch is still unknown", extra={"reason": str(unknown)})
            return Progress(more=True, wait_seconds=RECOVERY_WAIT)
        return Progress(more=False)

    def _serve(self, this: Round, notices: Sequence[Notice]) -> None:
        found = self.apply.stored(this, [(notice.entity_type, notice.package_id) for notice in notices])
        known = [notice for notice in notices if not _tells_something(this, notice, found)]
        for start in range(0, len(known), GROUP * 4):
            self.apply.commit(this, [RemoveNotice(notice) for notice in known[start : start + GROUP * 4]], Counts())
        served = {notice.key for notice in known}
        news = [notice for notice in notices if notice.key not in served]
        wanted: dict[EntityType, list[str]] = defaultdict(list)
        for notice in news:
            if notice.kind not in _GONE:
                wanted[notice.entity_type].append(notice.package_id)
        if wanted:
            result = this.opened.books.fetch(wanted)
            fetched = {(this.manifest.family(each.entity_type), each.package_id): each for each in result.records}
            arriving = []
            for notice in news:
                if notice.kind not in _GONE:
                    key = (notice.entity_type, notice.package_id)
                    arriving.append(Told(notice, fetched.get(key), result.merged.get(key, "")))
            self._apply(this, arriving, result.as_of, found)
        vanishing = [Told(notice, None, notice.merged_into) for notice in news if notice.kind in _GONE]
        self._apply(this, vanishing, self.clock.now(), found)

    def _apply(self, this: Round, told: Sequence[Told], as_of: datetime, found: Found) -> None:
        for start in range(0, len(told), GROUP):
            group = told[start : start + GROUP]
            for attempt in range(TRIES):
                if self.apply.group(this, group, as_of, None if attempt else found):
                    break
            else:
                message = "records kept changing while they were applied"
                raise StoreThrottled(message)


def _tells_something(this: Round, notice: Notice, found: Mapping[ObjectKey, StoredRecord]) -> bool:
    connection = this.opened.connection
    if notice.organisation_id != connection.organisation_id:
        return False
    record = found.get((notice.entity_type, notice.package_id))
    synced = connection.settings.entities_to_sync
    if record is None and notice.entity_type not in this.manifest.families_of(synced):
        return False
    if record is not None and record.entity_type not in synced:
        return False
    return is_news(record, notice.kind, notice.occurred_at)
