"""One action on many failures: what was asked for, and how far it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from .timestamps import to_text

if TYPE_CHECKING:
    from .failure_action_requests import ActionRequest

KEPT_FOR: Final = timedelta(days=30)
"""How long a finished action can still be looked at."""

CARRYING_OUT: Final = timedelta(hours=3)
"""How long an action may take: the state machine's own limit."""

OVERDUE: Final = CARRYING_OUT + timedelta(minutes=30)
"""Nobody carries an action out any more that was asked for so long ago and has no end."""

MOST_IDS: Final = 1000
LONGEST_ID: Final = 64
MOST_WORDS: Final = 100
"""Words of one part of a filter, and characters of one."""

TOLD_REFUSALS: Final = 20
"""Failures on which the action was refused that are told with the reason; the others are only counted."""


class ActionStatus(StrEnum):
    """Where an action stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RefusedAction:
    """One failure on which the action was refused, and why."""

    failure_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class FailureAction:
    """One action on many failures of a company.

    `total` is None until they are counted. `position` is the place behind which to go on: a failure's `failed_order`,
    or how many of the ids are done with. `refusals` counts, `refused` tells the first of them. `unreleased` marks what
    may wait for records of the last group. `row_version` rises with every write (0: not stored yet); a write of an
    outdated row is refused.
    """

    company_id: str
    action_id: str
    request: ActionRequest
    requested_at: datetime
    requested_by: str
    status: ActionStatus = ActionStatus.RUNNING
    total: int | None = None
    done: int = 0
    refusals: int = 0
    refused: tuple[RefusedAction, ...] = ()
    position: str = ""
    unreleased: tuple[str, ...] = field(default_factory=tuple)
    finished_at: datetime | None = None
    cause: str = ""
    row_version: int = 0

    @property
    def expires_at(self) -> datetime:
        """When it is forgotten."""
        return self.requested_at + KEPT_FOR

    def advanced(
        self, position: str, done: int, refused: tuple[RefusedAction, ...], unreleased: tuple[str, ...]
    ) -> FailureAction:
        """One group further."""
        told = (*self.refused, *refused)[:TOLD_REFUSALS]
        return replace(
            self,
            position=position,
            done=self.done + done,
            refusals=self.refusals + len(refused),
            refused=told,
            unreleased=unreleased,
        )

    def finished(self, now: datetime) -> FailureAction:
        """All were looked at; what was counted before may have changed meanwhile."""
        return replace(self, status=ActionStatus.DONE, total=self.done + self.refusals, unreleased=(), finished_at=now)

    def failed(self, cause: str, now: datetime | None = None) -> FailureAction:
        """It cannot be carried out to the end; what is done stays done."""
        return replace(self, status=ActionStatus.FAILED, cause=cause, finished_at=now)

    def ended_as(self, other: FailureAction) -> FailureAction:
        """As far as it came, with the end that was stated of it as it was read before."""
        return replace(self, status=other.status, cause=other.cause, finished_at=other.finished_at)

    def as_of(self, now: datetime) -> FailureAction:
        """As it is to be shown: one that nobody carries out any more has failed, whatever is stored."""
        if self.status is ActionStatus.RUNNING and now > self.requested_at + OVERDUE:
            return self.failed("It was begun and never finished: ask for it again.")
        return self


def first_position(request: ActionRequest, requested_at: datetime) -> str:
    """Where to begin: with what failed before it was asked for, so that nothing is taken twice that fails meanwhile."""
    return "0" if request.ids is not None else f"{to_text(requested_at)}#"
