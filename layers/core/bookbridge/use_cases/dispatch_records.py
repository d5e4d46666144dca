"""Send operations exactly once: stored before the call, found out about after a lost answer, settled at once."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Final

from bookbridge.domain.dispatches import Dispatch, DispatchState, Operation, Outcome, Refused, Written
from bookbridge.domain.errors import OutcomeUnknown, PackageRefused, ReauthorizationRequired, Retriable
from bookbridge.domain.leases import Hold
from bookbridge.ports.clock import Clock, Ids
from bookbridge.ports.connectors import Recalls
from bookbridge.ports.sessions import Dispatches
from bookbridge.ports.transactions import DropDispatch, Effect, StoreDispatch, Transactions

from .acquire_lease import lease_for
from .open_books import OpenedBooks
from .record_outcomes import RecordOutcomes

log = logging.getLogger(__name__)

_OF_THE_BODY: Final = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE})
"""Statuses that speak of what a call says, and not of who sends it."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many dispatches were settled, and the operations of theirs that stay in the outbox after a counted try."""

    dispatches: int
    put_off: tuple[Operation, ...] = ()


@dataclass(frozen=True, slots=True)
class DispatchRecords:
    """A dispatch is stored, then sent, then settled: a crash anywhere leaves something to recover from."""

    dispatches: Dispatches
    transactions: Transactions
    outcomes: RecordOutcomes
    clock: Clock
    ids: Ids

    def send(self, hold: Hold, opened: OpenedBooks, operations: Sequence[Operation]) -> list[Operation]:
        """Send operations as one dispatch and settle it; returns those that stay in the outbox after a counted try.

        Raises `OutcomeUnknown` (the dispatch stays, to be recovered), and what the package raises when it did nothing.
        """
        dispatch = Dispatch(
            company_id=hold.company_id,
            dispatch_id=self.ids.new("bb"),
            organisation_id=opened.connection.organisation_id,
            operations=tuple(operations),
            created_at=self.clock.now(),
        )
        self._commit(hold, opened, StoreDispatch(dispatch))
        try:
            outcomes = _push(opened, dispatch)
        except OutcomeUnknown:
            self._commit(hold, opened, StoreDispatch(replace(dispatch, state=DispatchState.UNKNOWN)))
            raise
        except (Retriable, ReauthorizationRequired):
            # The package carried nothing out: the records are still in the outbox and go out under a new id.
            self._commit(hold, opened, DropDispatch(hold.company_id, dispatch.dispatch_id))
            raise
        return self.outcomes.of_dispatch(hold, opened, dispatch, outcomes)

    def recover(self, hold: Hold, opened: OpenedBooks, *, sends: bool = True) -> Recovered:
        """Settle the dispatches that an earlier step or session left behind.

        This comes before anything else in a session: what such a dispatch wrote is announced by the package like
        everybody's changes, and must be known as our own by then. Without `sends`, what never arrived there is left for
        later: nothing came of it, and a message that nobody survives must not keep us from reading.
        """
        unfinished = self.dispatches.unfinished(hold.company_id)
        put_off: list[Operation] = []
        left = 0
        for dispatch in unfinished:
            log.info("recovering", extra={"dispatch_id": dispatch.dispatch_id, "state": dispatch.state.value})
            if dispatch.organisation_id == opened.connection.organisation_id:
                outcomes = self._find_out(opened, dispatch, sends=sends)
                if outcomes is None:
                    left += 1
                    continue
                put_off += self.outcomes.of_dispatch(hold, opened, dispatch, outcomes)
                opened.line.settled()  # the next dispatch may be of the same records: it is looked for anew
            else:
                self._commit(hold, opened, DropDispatch(hold.company_id, dispatch.dispatch_id))
        return Recovered(len(unfinished) - left, tuple(put_off))

    def _find_out(self, opened: OpenedBooks, dispatch: Dispatch, *, sends: bool) -> tuple[Outcome, ...] | None:
        """Look for what was to be written, then ask again with the dispatch's own id.

        While the package remembers the id, asking again returns the first answer or carries it out for the first time.
        Later, what is not found has no outcome: it goes out again under a new id. A package that can tell what became
        of an id is asked for that first. None when it would have to be sent again and must not be.
        """
        remembers, recalled = isinstance(opened.books, Recalls), tuple[Outcome, ...]()
        is_young = self.clock.now() - dispatch.created_at < opened.package.manifest.replay_window
        if isinstance(opened.books, Recalls):
            told = opened.books.recall(dispatch.dispatch_id, dispatch.operations)
            if told is None and is_young:
                # It never arrived, and may be on its way still: under its own id, and whole, it does no harm then.
                return _push(opened, dispatch) if sends else None
            recalled = told or ()
            if len(recalled) == len(dispatch.operations):
                return recalled
        found = self._found(opened, dispatch)
        # Two records that look the same are found as the same object: it can be only one of them.
        family = opened.package.manifest.family
        kinds = {operation.key: family(operation.entity_type) for operation in dispatch.operations}
        one_each = {(kinds[key], found[key].package_id): key for key in reversed([*found])}
        outcomes = {key: Outcome(key, found[key]) for key in one_each.values()}
        outcomes.update({outcome.key: outcome for outcome in recalled})
        if remembers:  # carried out at least in part: under its own id it would not be carried out again
            return tuple(outcomes.values())
        if len(outcomes) < len(dispatch.operations) and is_young:
            if not sends:
                return None
            for outcome in _push(opened, dispatch):
                outcomes.setdefault(outcome.key, outcome)
        return tuple(outcomes.values())

    def _found(self, opened: OpenedBooks, dispatch: Dispatch) -> Mapping[str, Written]:
        """The objects that the operations made, none of them another record's: two payments can look the same."""
        others: set[str] = set()
        while True:
            found = opened.books.find(dispatch.operations, dispatch.created_at, others)
            taken = self.outcomes.rule.owned_by_others(opened, dispatch.operations, found)
            if taken <= others:
                return found
            others |= taken

    def _commit(self, hold: Hold, opened: OpenedBooks, effect: Effect) -> None:
        self.transactions.commit(hold, [effect], now=self.clock.now(), lease_for=lease_for(opened.connection))


def _push(opened: OpenedBooks, dispatch: Dispatch) -> tuple[Outcome, ...]:
    try:
        return opened.books.push(dispatch.dispatch_id, dispatch.operations)
    except PackageRefused as error:
        # Which record a call is refused for as a whole shows when each has gone in a smaller one.
        is_anyones = len(dispatch.operations) > 1 and error.status in _OF_THE_BODY
        refused = Refused(error.code, str(error), retriable=is_anyones)
        return tuple(Outcome(operation.key, refused) for operation in dispatch.operations)
