"""Carry out one action on many failures, group by group, until the time is up."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bookbridge.domain.errors import NotFound, StoreThrottled
from bookbridge.domain.failure_actions import ActionStatus, FailureAction, RefusedAction, first_position
from bookbridge.domain.failures import Failure
from bookbridge.ports.clock import Clock
from bookbridge.ports.failure_actions import FailureActions
from bookbridge.ports.failures import FailureFilter, Failures
from bookbridge.ports.records import Records
from bookbridge.ports.transactions import Effect, Outdated, SaveFailureAction, SaveRecord, Transactions

from .ask_for_session import AskForSession
from .decide_action import DecideAction, Decided, Ordered
from .progress import Deadline
from .release_waiting import ReleaseWaiting

log = logging.getLogger(__name__)

GROUP: Final = {"resync": 45, "skip": 45, "clear": 45, "delete": 30}
"""Failures in one transaction: each writes itself and its record, a deletion perhaps a discrepancy too."""

GROUPS: Final = 10
"""Groups that one look at the list serves, and one look at what waits for their records."""

LARGEST: Final = 3_000_000
"""Characters of records in one transaction: DynamoDB takes 4 MB, and what is stored is smaller rather than larger."""

TRIES: Final = 5

CHANGED: Final = "it failed again, or became another one, after this was asked for: look at it again"


@dataclass(frozen=True, slots=True)
class _Group:
    """The failures of one transaction: their ids, each with the place behind it, and those that were found."""

    entries: Sequence[tuple[str, str]]
    found: Mapping[str, Failure]

    @property
    def halves(self) -> tuple[_Group, _Group]:
        """For when it is too large."""
        half = len(self.entries) // 2
        return replace(self, entries=self.entries[:half]), replace(self, entries=self.entries[half:])


class _OvertakenError(Exception):
    """Somebody else goes on with the same action."""


@dataclass(frozen=True, slots=True)
class ApplyFailureAction:
    """How far it is, is written in the same transaction as each group: cut off anywhere, nothing is done twice.

    Failures are taken newest first, and only those that had failed before the action was asked for: what fails again
    meanwhile is not taken again, and what no longer fits the filter when it would be its turn is refused.
    """

    actions: FailureActions
    failures: Failures
    records: Records
    transactions: Transactions
    decide: DecideAction
    release_waiting: ReleaseWaiting
    ask_for_session: AskForSession
    clock: Clock

    def __call__(self, company_id: str, action_id: str, deadline: Deadline) -> FailureAction:
        """The action as it then stands: still running when the deadline has passed. Raises `NotFound`."""
        action = self.actions.get(company_id, action_id)
        if action is None:
            message = f"there is no action {action_id}"
            raise NotFound(message)
        if action.status is not ActionStatus.RUNNING:
            return action
        try:
            return self._work(self._counted(action), deadline)
        except _OvertakenError:
            log.info("another run of the same action goes on with it", extra={"action_id": action_id})
            return self.actions.get(company_id, action_id) or action

    def _work(self, action: FailureAction, deadline: Deadline) -> FailureAction:
        is_over = False
        while not is_over:
            groups = self._next(action)
            for group in groups:
                action = self._apply(action, group)
                if is_over := deadline.passed(self.clock.now().timestamp()):
                    break
            if action.unreleased:
                self.release_waiting(action.company_id, action.unreleased)
                action = replace(action, unreleased=())
            if not groups:
                self._ask(action)
                return self._save(action.finished(self.clock.now()), [])
        self._ask(action)
        return action

    def _counted(self, action: FailureAction) -> FailureAction:
        if action.total is not None:
            return action
        total = self.failures.count(action.company_id, _filter(action), action.position)
        return replace(action, total=total)

    def _next(self, action: FailureAction) -> list[_Group]:
        """The groups that are to be taken next, with one look at the list; none at its end."""
        size, company_id = GROUP[action.request.action], action.company_id
        if action.request.ids is not None:
            start = int(action.position)
            ids = action.request.ids[start : start + size]
            entries = [(each, str(place)) for place, each in enumerate(ids, start + 1)]
            return [_Group(entries, self.failures.get_many(company_id, ids))] if ids else []
        page = self.failures.failed_before(company_id, _filter(action), action.position, size * GROUPS)
        parts = [page[start : start + size] for start in range(0, len(page), size)]
        return [
            _Group([(each.failure_id, each.failed_order) for each in part], {each.failure_id: each for each in part})
            for part in parts
        ]

    def _apply(self, action: FailureAction, group: _Group) -> FailureAction:
        ids = [failure_id for failure_id, _end in group.entries]
        found = group.found
        for _ in range(TRIES):
            decided = self._decided(action, [found[each] for each in ids if each in found])
            effects = [effect for each in decided for effect in each.effects]
            if _size(effects) > LARGEST and len(ids) > 1:
                one, other = group.halves
                return self._apply(self._apply(action, one), other)
            refused = [RefusedAction(each, f"there is no failure {each}") for each in ids if each not in found]
            refused += [RefusedAction(each.failure.failure_id, each.refusal) for each in decided if each.refusal]
            marks = tuple(each.mark for each in decided if each.mark)
            done = sum(not each.refusal for each in decided)
            after = action.advanced(group.entries[-1][1], done, tuple(refused), (*action.unreleased, *marks))
            try:
                return self._save(after, effects)
            except Outdated:
                # The list may lag behind writes, and the application and its sessions go on meanwhile.
                found = self.failures.get_many(action.company_id, ids)
        message = "failures kept changing while an action was taken on them"
        raise StoreThrottled(message)

    def _decided(self, action: FailureAction, failures: Sequence[Failure]) -> list[Decided]:
        order = Ordered(action.request.action, action.requested_by, action.request.reason)
        keys = [(each.entity_type, each.record_id) for each in failures if each.entity_type != "connection"]
        stored = self.records.get_many(action.company_id, keys) if keys else {}
        records = {record.key: record for record in stored.values()}

        def decided(failure: Failure) -> Decided:
            taken = self.decide(failure, records.get(f"{failure.entity_type}#{failure.record_id}"), order)
            return taken if taken.refusal or _is_meant(action, failure) else Decided(failure, refusal=CHANGED)

        return [decided(each) for each in failures]

    def _save(self, action: FailureAction, effects: Sequence[Effect]) -> FailureAction:
        """Raises `Outdated`, of failures and records alone."""
        try:
            self.transactions.commit_unleased([SaveFailureAction(action), *effects])
        except Outdated as outdated:
            if any(isinstance(effect, SaveFailureAction) for effect in outdated.effects):
                raise _OvertakenError from None
            raise
        return replace(action, row_version=action.row_version + 1)

    def _ask(self, action: FailureAction) -> None:
        if action.request.action in {"resync", "delete"}:
            self.ask_for_session(action.company_id)


def _size(effects: Sequence[Effect]) -> int:
    return sum(len(json.dumps(effect.record.body)) for effect in effects if isinstance(effect, SaveRecord))


def _is_meant(action: FailureAction, failure: Failure) -> bool:
    """Whether a failure, as it is by now, is still one of those that were asked for."""
    if action.request.ids is not None:
        return True
    was_there = failure.failed_order < first_position(action.request, action.requested_at)
    return was_there and _filter(action).fits(failure)


def _filter(action: FailureAction) -> FailureFilter:
    wanted = action.request.filter
    if wanted is None:
        return FailureFilter()
    return FailureFilter(wanted.statuses, wanted.category, wanted.entity_type, wanted.code)
