"""All effects of one step, or none of them, and only while the lease is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bookbridge.domain.changes import FeedEntry, Notice
from bookbridge.domain.discrepancies import Discrepancy
from bookbridge.domain.dispatches import Dispatch
from bookbridge.domain.errors import BookbridgeError
from bookbridge.domain.failure_actions import FailureAction
from bookbridge.domain.failures import Failure
from bookbridge.domain.leases import Hold, Lease
from bookbridge.domain.records import EntityType
from bookbridge.domain.sessions import Counts
from bookbridge.domain.stored_records import StoredRecord, package_key


@dataclass(frozen=True, slots=True)
class SaveRecord:
    """Write a record; refused when its stored `row_version` is no longer the one it was read with."""

    record: StoredRecord


@dataclass(frozen=True, slots=True)
class BindMapping:
    """Let one object of the package belong to one record; refused when it belongs to another.

    `family` is the kind of object in the package where that is another word than the record's own type; `instead_of` is
    the record that it may belong to until now.
    """

    company_id: str
    organisation_id: str
    entity_type: EntityType
    package_id: str
    record_id: str
    family: EntityType | None = None
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class UnbindMapping:
    """Take the mapping of an object away."""

    company_id: str
    organisation_id: str
    family: EntityType
    package_id: str


@dataclass(frozen=True, slots=True)
class SaveFailure:
    """Write a failure; refused when its stored `row_version` is no longer the one it was read with."""

    failure: Failure


@dataclass(frozen=True, slots=True)
class SaveDiscrepancy:
    """Write a discrepancy; refused when its stored `row_version` is no longer the one it was read with."""

    discrepancy: Discrepancy


@dataclass(frozen=True, slots=True)
class SaveFailureAction:
    """Write how far an action is; refused when its stored `row_version` is no longer the one it was read with."""

    action: FailureAction


@dataclass(frozen=True, slots=True)
class RemoveNotice:
    """Take a notice out of the inbox; refused when a newer one has taken its place."""

    notice: Notice


@dataclass(frozen=True, slots=True)
class AppendToFeed:
    """Add entries to the company's change feed, as one page of it (`feed_pages`).

    Their positions rise and begin with the same instant, so that no other page's come between them.
    """

    entries: tuple[FeedEntry, ...]


@dataclass(frozen=True, slots=True)
class TakeTurn:
    """Take a turn between the writes of a company's sessions; refused when somebody wrote since the lease was read.

    Whoever appends to the feed without the lease needs one: then nothing appears behind an entry that was read. Moves
    the lease's last attempt on by the least there is, so that turns follow each other too.
    """

    lease: Lease


@dataclass(frozen=True, slots=True)
class StoreDispatch:
    """Keep a dispatch, new or in a new state."""

    dispatch: Dispatch


@dataclass(frozen=True, slots=True)
class DropDispatch:
    """Forget a dispatch whose outcome is on the records."""

    company_id: str
    dispatch_id: str


@dataclass(frozen=True, slots=True)
class AddCounts:
    """Add to the session's counts."""

    company_id: str
    session_id: str
    counts: Counts


Effect = (
    SaveRecord
    | BindMapping
    | UnbindMapping
    | SaveFailure
    | SaveDiscrepancy
    | SaveFailureAction
    | RemoveNotice
    | AppendToFeed
    | TakeTurn
    | StoreDispatch
    | DropDispatch
    | AddCounts
)

Target = tuple[str, str, str]
"""The one item that an effect writes: the kind of item, its company, and its key within the company."""


def target_of(effect: Effect) -> Target:  # noqa: C901, PLR0911 - one case an effect
    """What an effect writes; no two effects of a transaction may write the same, except counts, which add up."""
    match effect:
        case SaveRecord(record):
            return "records", record.company_id, record.key
        case BindMapping():
            family = effect.family or effect.entity_type
            return "mappings", effect.company_id, package_key(effect.organisation_id, family, effect.package_id)
        case UnbindMapping():
            return "mappings", effect.company_id, package_key(effect.organisation_id, effect.family, effect.package_id)
        case SaveFailure(failure):
            return "failures", failure.company_id, failure.failure_id
        case SaveDiscrepancy(discrepancy):
            return "discrepancies", discrepancy.company_id, discrepancy.discrepancy_id
        case SaveFailureAction(action):
            return "failure_actions", action.company_id, action.action_id
        case RemoveNotice(notice):
            return "inbox", notice.company_id, notice.key
        case AppendToFeed(entries):
            return "changes", entries[-1].company_id, entries[-1].position
        case TakeTurn(lease):
            return "session_leases", lease.company_id, ""
        case StoreDispatch(dispatch):
            return "dispatches", dispatch.company_id, dispatch.dispatch_id
        case DropDispatch(company_id, dispatch_id):
            return "dispatches", company_id, dispatch_id
        case AddCounts(company_id, session_id):
            return "sessions", company_id, session_id


MAX_EFFECTS = 99
"""DynamoDB takes 100 items in a transaction; one is the lease."""


class Outdated(BookbridgeError):  # noqa: N818 - a condition, named for its cause
    """Some effects no longer fit what is stored; nothing was written. Read again and decide again."""

    def __init__(self, effects: tuple[Effect, ...]) -> None:
        """`effects` are the refused ones."""
        super().__init__(f"{len(effects)} of the effects are outdated")
        self.effects = effects


class Transactions(Protocol):
    """Writes effects under a lease."""

    def commit(self, hold: Hold, effects: Sequence[Effect], *, now: datetime, lease_for: timedelta) -> None:
        """Write all effects and renew the lease to `now + lease_for`, or write nothing.

        At most `MAX_EFFECTS`. Raises `LeaseLost` when the hold was overtaken, `Outdated` when effects no longer fit.
        """
        ...

    def commit_unleased(self, effects: Sequence[Effect]) -> None:
        """Write effects of the application's own requests, guarded by their versions alone. Raises `Outdated`."""
        ...
