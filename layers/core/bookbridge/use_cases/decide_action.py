"""Decide what an action on a failure makes of it and of its record. Writes nothing itself."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from bookbridge.domain.failures import Failure, clear, delete, resync, skip
from bookbridge.domain.failures.actions import ActionName, refusal
from bookbridge.domain.record_choices import dismissed, skipped
from bookbridge.domain.record_life import requeued
from bookbridge.domain.stored_records import StoredRecord, SyncState, waiting_on_record
from bookbridge.ports.clock import Clock
from bookbridge.ports.transactions import Effect, SaveFailure, SaveRecord

from .delete_records import TakeOut

_STATUS_CHANGES: Final = {"resync": resync, "skip": skip, "clear": clear, "delete": delete}


@dataclass(frozen=True, slots=True)
class Ordered:
    """An action as somebody asked for it."""

    action: ActionName
    by: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """What comes of an action on one failure: what to write at once, or why it is refused.

    `mark` names what waits for the record and can go now, or fail for itself; empty where nothing can.
    """

    failure: Failure
    effects: tuple[Effect, ...] = ()
    mark: str = ""
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class DecideAction:
    """One failure at a time; each action is written into its history with who took it, when and why (E2)."""

    take_out: TakeOut
    clock: Clock

    def __call__(self, failure: Failure, record: StoredRecord | None, order: Ordered) -> Decided:
        """`record` is that of the failure as it is stored, None if it is no longer there."""
        refused = refusal(failure, order.action) or _stopped(failure, record, order.action)
        if refused:
            return Decided(failure, refusal=refused)
        now = self.clock.now()
        after = _STATUS_CHANGES[order.action](failure, now, order.by, order.reason)
        effects: list[Effect] = [SaveFailure(after)]
        if record is not None:
            effects += self._of_record(record, failure, order.action)
        moved = order.action in {"resync", "delete"} and record is not None
        mark = waiting_on_record(record.entity_type, record.record_id) if record is not None and moved else ""
        return Decided(after, tuple(effects), mark)

    def _of_record(self, record: StoredRecord, failure: Failure, action: ActionName) -> list[Effect]:
        after = record
        match action:
            case "delete":
                return self.take_out(record)
            case "resync" if record.sync_state is not SyncState.PENDING:
                after = requeued(record, self.clock.now())
            case "skip":
                after = replace(skipped(record), failure_id=failure.failure_id)
            case "clear":
                after = dismissed(record)
            case _:
                pass
        return [SaveRecord(after)] if after != record else []


def _stopped(failure: Failure, record: StoredRecord | None, action: ActionName) -> str:
    """Why the record cannot be tried again, whatever its failure says."""
    if action != "resync":
        return ""
    if record is None or record.deleted:
        return f"the record of failure {failure.failure_id} no longer exists: send it again"
    if record.sync_state is SyncState.DRAFT:
        return f"{record.entity_type} {record.record_id} is a draft by now: post it, and it is tried"
    if record.sync_state is SyncState.SKIPPED and not record.set_aside:
        return (
            f"{record.entity_type} {record.record_id} is not sent by the connection's settings, or is excluded: "
            "change that, and it is tried"
        )
    return ""
