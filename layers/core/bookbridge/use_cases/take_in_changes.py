"""Read stored webhooks: sort their changes to companies, drop what is known, and coalesce the rest in the inboxes."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bookbridge.domain.changes import Change, ChangeKind, Notice
from bookbridge.domain.errors import UnreadableDelivery
from bookbridge.domain.record_arrivals import is_news
from bookbridge.domain.stored_records import StoredRecord
from bookbridge.ports.connections import Connections
from bookbridge.ports.messages import Delivery, Messages
from bookbridge.ports.packages import Package
from bookbridge.ports.records import Inbox, Records

from .ask_for_session import AskForSession
from .cloud_packages import cloud

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of a batch of deliveries, in numbers of events."""

    noticed: int = 0
    known: int = 0
    ignored: int = 0
    unbound: int = 0
    buried: int = 0


@dataclass(frozen=True, slots=True)
class NoteChanges:
    """Puts a company's changes into its inbox, leaving out what its records already reflect."""

    records: Records
    inbox: Inbox

    def __call__(self, company_id: str, organisation_id: str, changes: Iterable[Change]) -> int:
        """Returns how many notices went into the inbox."""
        latest: dict[tuple[str, str], Change] = {}
        for change in sorted(changes, key=lambda each: each.occurred_at):
            latest[change.entity_type, change.package_id] = change
        news = self._unknown(company_id, organisation_id, list(latest.values()))
        self.inbox.put(
            [
                Notice(
                    company_id,
                    organisation_id,
                    change.entity_type,
                    change.package_id,
                    change.kind,
                    change.occurred_at,
                    change.merged_into,
                )
                for change in news
            ]
        )
        return len(news)

    def _unknown(self, company_id: str, organisation_id: str, changes: Sequence[Change]) -> list[Change]:
        objects = [(change.entity_type, change.package_id) for change in changes]
        mapped = self.records.mapped(company_id, organisation_id, objects)
        stored = self.records.get_many(company_id, sorted(set(mapped.values())))
        record_of = {key: stored.get(record_key) for key, record_key in mapped.items()}
        judged = [_news(record_of.get((change.entity_type, change.package_id)), change) for change in changes]
        return [change for change in judged if change is not None]


def _news(record: StoredRecord | None, change: Change) -> Change | None:
    """The change if the record does not reflect it yet; one that only its version tells apart is dated accordingly."""
    gone = change.kind in {ChangeKind.DELETED, ChangeKind.MERGED}
    if record is None or record.link is None or gone or not change.version:
        return change if is_news(record, change.kind, change.occurred_at) else None
    if change.version == record.link.version:
        return None
    unseen = record.link.current_until + timedelta(microseconds=1)
    return replace(change, occurred_at=max(change.occurred_at, unseen))


@dataclass(frozen=True, slots=True)
class TakeInChanges:
    """Reads many deliveries at once; an unreadable one is kept among the dead letters and hurts no other."""

    package: Callable[[str], Package]
    connections: Connections
    note_changes: NoteChanges
    messages: Messages
    ask_for_session: AskForSession

    def __call__(self, deliveries: Sequence[Delivery]) -> Intake:
        """Taking the same deliveries in again changes nothing. Raises when they could not be stored."""
        by_organisation: dict[tuple[str, str], list[Change]] = defaultdict(list)
        ignored = buried = 0
        for delivery in deliveries:
            try:
                parsed = cloud(self.package(delivery.package)).webhooks.parse(delivery.raw_body)
            except UnreadableDelivery as error:
                log.warning("unreadable delivery kept among the dead letters", extra={"reason": str(error)})
                self.messages.bury_delivery(delivery, str(error))
                buried += 1
                continue
            ignored += parsed.ignored
            for change in parsed.changes:
                by_organisation[delivery.package, change.organisation_id].append(change)
        total = sum(len(changes) for changes in by_organisation.values())
        noticed = unbound = 0
        for package_name in {name for name, _ in by_organisation}:
            organisations = [organisation for name, organisation in by_organisation if name == package_name]
            companies = self.connections.company_ids(package_name, organisations)
            for organisation_id in organisations:
                changes = by_organisation[package_name, organisation_id]
                company_id = companies.get(organisation_id)
                if company_id is None:
                    unbound += len(changes)
                elif count := self.note_changes(company_id, organisation_id, changes):
                    noticed += count
                    self.ask_for_session(company_id)
        return Intake(noticed, total - noticed - unbound, ignored, unbound, buried)
