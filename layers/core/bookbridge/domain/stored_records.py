"""A record as Bookbridge keeps it: what the application wants, the link to the package, and the state of the sync."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from .records import EntityType, dependency_rank
from .timestamps import to_text


class SyncState(StrEnum):
    """Where a record stands. `SYNCING` and `OUTCOME_UNKNOWN` are derived from the dispatch that carries it."""

    DRAFT = "draft"
    PENDING = "pending"
    BLOCKED = "blocked"
    SYNCING = "syncing"
    OUTCOME_UNKNOWN = "outcome_unknown"
    SYNCED = "synced"
    FAILED = "failed"
    SKIPPED = "skipped"


class Action(StrEnum):
    """What the application wants done in the package. Whether a save creates or updates follows from the link."""

    SAVE = "save"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class PackageLink:
    """The record's twin in one organisation.

    `version` is the package's own (SyncToken); `updated_at` the package's time of that version; `read_at` the package's
    clock when it was last read or written: an announcement from before either tells nothing new. `total` is what the
    package made of it when both last agreed: its own taxes are in there. `date` is a document's own, which may have
    been moved out of a closed period.
    """

    organisation_id: str
    package_id: str
    version: str
    updated_at: datetime
    read_at: datetime
    number: str = ""
    total: str = ""
    date: str = ""

    @property
    def current_until(self) -> datetime:
        """The package's clock up to which this version is known to be the newest."""
        return max(self.updated_at, self.read_at)

    def leads_to(self, organisation_id: str, package_id: str) -> bool:
        """Whether this is the twin. Organisations number their objects alike, so the id alone says nothing."""
        return (self.organisation_id, self.package_id) == (organisation_id, package_id)


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One record of one company.

    `revision` rises with every change the application makes, `row_version` with every write (0: not stored yet), and a
    write of an outdated row is refused. `waiting_on` names what must change before another try
    makes sense (`record#customer#c-1`, or `package#invoice#3188`). `discrepancy_id` is set while a change made in the
    package waits for a decision. `set_aside`: somebody skipped its failure, other than settings that withhold it.
    `deleted`: the application deleted it; what is left keeps its twin from arriving as a stranger. `merged_into`: the
    record that has taken over its twin, and stands for it wherever it is named.
    """

    company_id: str
    entity_type: EntityType
    record_id: str
    body: dict[str, Any]
    revision: int
    sync_state: SyncState
    action: Action = Action.SAVE
    link: PackageLink | None = None
    accepted_at: datetime | None = None
    synced_at: datetime | None = None
    failure_id: str = ""
    waiting_on: str = ""
    attempts: int = 0
    deleted_in_package: bool = False
    voided: bool = False
    origin: str = "application"
    discrepancy_id: str = ""
    set_aside: bool = False
    deleted: bool = False
    merged_into: str = ""
    row_version: int = 0

    @property
    def key(self) -> str:
        """The sort key within the company."""
        return record_key(self.entity_type, self.record_id)


def record_key(entity_type: EntityType, record_id: str) -> str:
    """`invoice#inv-1001`."""
    return f"{entity_type}#{record_id}"


def package_key(organisation_id: str, entity_type: EntityType, package_id: str) -> str:
    """`4620816365#invoice#3188`: one object of the package, within a company."""
    return f"{organisation_id}#{entity_type}#{package_id}"


def pending_order(entity_type: EntityType, record_id: str, accepted_at: datetime) -> str:
    """The place in the outbox: parents before children, then first come, first served."""
    return f"{dependency_rank(entity_type)}#{to_text(accepted_at)}#{record_key(entity_type, record_id)}"


def derived_record_id(package: str, organisation_id: str, package_id: str) -> str:
    """The record id of something that came from the package: `quickbooks-online-4620816365-58`.

    Packages number the objects of each organisation from one, so the organisation belongs in the name.
    """
    return f"{package}-{organisation_id}-{package_id}"


def waiting_on_record(entity_type: EntityType, record_id: str) -> str:
    """The mark of a record that waits for its parent to reach the package."""
    return f"record#{entity_type}#{record_id}"


PACKAGE_MARK: Final = "package#"


def waiting_on_package(entity_type: EntityType, package_id: str) -> str:
    """The mark of a record that waits for something to be repaired in the package."""
    return f"{PACKAGE_MARK}{entity_type}#{package_id}"


def fingerprint(body: dict[str, Any], action: Action) -> str:
    """Equal for equal wishes: sending the same record again changes nothing."""
    text = json.dumps([body, action], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Outbox:
    """One page of keys that wait to be written, in order."""

    keys: tuple[tuple[EntityType, str], ...] = field(default_factory=tuple)
    more: bool = False
