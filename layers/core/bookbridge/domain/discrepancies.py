"""Drift: a record of the application that was changed in the package, shown until somebody decides (F7). Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from .changes import ChangeKind
from .records import EntityType, facts_of
from .stored_records import PackageLink, StoredRecord

KEPT_FOR: Final = timedelta(days=90)
"""How long a resolved discrepancy can still be looked at."""


class DiscrepancyKind(StrEnum):
    """What happened in the package; `STATUS`: nothing differs but the status (A1)."""

    CHANGED = "changed"
    STATUS = "status"
    VOIDED = "voided"
    DELETED = "deleted"
    MERGED = "merged"

    @property
    def is_gone(self) -> bool:
        """Whether the twin is no longer there."""
        return self in {DiscrepancyKind.DELETED, DiscrepancyKind.MERGED}


class DiscrepancyStatus(StrEnum):
    """Whether somebody has still to decide."""

    OPEN = "open"
    RESOLVED = "resolved"


class Choice(StrEnum):
    """The two ways to decide; a discrepancy that resolved by itself has neither."""

    TAKE_THEIRS = "take-theirs"
    SEND_OURS = "send-ours"


_FEED_KINDS: Final = {
    DiscrepancyKind.CHANGED: ChangeKind.UPDATED,
    DiscrepancyKind.STATUS: ChangeKind.UPDATED,
    DiscrepancyKind.VOIDED: ChangeKind.VOIDED,
    DiscrepancyKind.DELETED: ChangeKind.DELETED,
    DiscrepancyKind.MERGED: ChangeKind.MERGED,
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field with both values as texts; `field` is a path such as `total` or `lines[2].amount`."""

    field: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """What differs between one record and its twin; at most one per record, opened anew when it drifts again.

    `theirs` is the package's body as it stands, canonical and with the application's ids; empty when it is gone.
    `family` is the kind of object that the twin is there. `choices` are those that can be carried out. `resolution` is
    the choice taken; none while it is open, and when both came to agree again. `row_version` rises with every write
    (0: not stored yet); a write of an outdated row is refused.
    """

    company_id: str
    discrepancy_id: str
    entity_type: EntityType
    record_id: str
    kind: DiscrepancyKind
    differences: tuple[Difference, ...]
    theirs: dict[str, Any]
    choices: tuple[Choice, ...]
    family: EntityType
    package_id: str
    version: str
    found_at: datetime
    last_seen_at: datetime
    status: DiscrepancyStatus = DiscrepancyStatus.OPEN
    resolution: Choice | None = None
    resolved_at: datetime | None = None
    resolved_by: str = ""
    record_number: str = ""
    party: str = ""
    date: str = ""
    amount: str = ""
    currency: str = ""
    status_in_app: str = ""
    package_link: str = ""
    merged_into: str = ""
    row_version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether somebody has still to decide."""
        return self.status is DiscrepancyStatus.OPEN

    @property
    def change_kind(self) -> ChangeKind:
        """How the change feed tells it, once theirs is taken."""
        return _FEED_KINDS[self.kind]

    @property
    def expires_at(self) -> datetime | None:
        """When it is forgotten; never while it is open."""
        return self.resolved_at + KEPT_FOR if self.resolved_at else None


@dataclass(frozen=True, slots=True)
class Twin:
    """What was found in the package for a record: the body with the application's ids, or that it is gone.

    `gone` is `DELETED` or `MERGED`; then there is neither body nor link. `merged_into` is the surviving record's id.
    """

    body: dict[str, Any] = field(default_factory=dict)
    link: PackageLink | None = None
    voided: bool = False
    gone: ChangeKind | None = None
    merged_into: str = ""
    package_link: str = ""


def discrepancy_id(entity_type: EntityType, record_id: str) -> str:
    """The id of the one discrepancy that a record can have."""
    digest = hashlib.sha256(f"{entity_type}\n{record_id}".encode()).hexdigest()
    return f"disc-{digest[:20]}"


def noticed(
    existing: Discrepancy | None,
    record: StoredRecord,
    twin: Twin,
    differences: tuple[Difference, ...],
    *,
    choices: tuple[Choice, ...],
    family: EntityType,
    party: str,
    now: datetime,
) -> Discrepancy:
    """The record's discrepancy as it now stands: opened, opened anew, or brought up to date.

    `party` is the name shown to people.
    """
    facts = facts_of(record.entity_type, record.body)
    link = twin.link or record.link
    still_open = existing is not None and existing.is_open
    return Discrepancy(
        company_id=record.company_id,
        discrepancy_id=discrepancy_id(record.entity_type, record.record_id),
        entity_type=record.entity_type,
        record_id=record.record_id,
        kind=kind_of(twin, differences),
        differences=differences,
        theirs=twin.body,
        choices=choices,
        family=family,
        package_id=link.package_id if link else "",
        version=link.version if link else "",
        found_at=existing.found_at if existing and still_open else now,
        last_seen_at=now,
        record_number=facts.number or (link.number if link else ""),
        party=party or facts.party,
        date=facts.date,
        amount=facts.amount,
        currency=facts.currency,
        status_in_app=facts.status,
        package_link=twin.package_link,
        merged_into=twin.merged_into,
        row_version=existing.row_version if existing else 0,
    )


def agreed(discrepancy: Discrepancy, now: datetime) -> Discrepancy:
    """Both are the same again, whoever repaired it."""
    return replace(discrepancy, status=DiscrepancyStatus.RESOLVED, resolution=None, resolved_at=now, resolved_by="")


def decided(discrepancy: Discrepancy, choice: Choice, by: str, now: datetime) -> Discrepancy:
    """Somebody chose."""
    return replace(discrepancy, status=DiscrepancyStatus.RESOLVED, resolution=choice, resolved_at=now, resolved_by=by)


def kind_of(twin: Twin, differences: tuple[Difference, ...]) -> DiscrepancyKind:
    """What happened to the twin."""
    if twin.gone is not None:
        return DiscrepancyKind.MERGED if twin.gone is ChangeKind.MERGED else DiscrepancyKind.DELETED
    if twin.voided:
        return DiscrepancyKind.VOIDED
    only_status = {difference.field for difference in differences} == {"status"}
    return DiscrepancyKind.STATUS if only_status else DiscrepancyKind.CHANGED
