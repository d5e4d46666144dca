"""Leases, run history, dispatches and budgets in memory."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields, replace
from datetime import datetime, timedelta

from bookbridge.domain.budgets import Budget
from bookbridge.domain.dispatches import Dispatch
from bookbridge.domain.errors import LeaseLost, SessionActive
from bookbridge.domain.leases import Hold, Lease
from bookbridge.domain.sessions import Counts, Session, SessionResult
from bookbridge.ports.transactions import Outdated

from .store import InMemoryStore, LeaseRow, paged


class InMemoryLeases:
    """Implements `Leases`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def get(self, company_id: str) -> Lease:
        row = self._store.leases.get(company_id)
        return row.lease if row else Lease(company_id)

    def want(self, company_id: str, now: datetime) -> Lease:
        with self._store.writing("leases.want"):
            row = self._row(company_id)
            row.lease = replace(
                row.lease,
                wanted=row.lease.wanted + 1,
                first_wanted_at=row.lease.first_wanted_at or now,
                last_wanted_at=now,
            )
        return row.lease

    def schedule_wake(self, company_id: str, now: datetime, wake_at: datetime) -> bool:
        with self._store.writing("leases.schedule_wake"):
            row = self._row(company_id)
            if row.wake_at and row.wake_at > now:
                return False
            row.wake_at = wake_at
        return True

    def acquire(self, company_id: str, session_id: str, holder: str, now: datetime, lease_for: timedelta) -> Lease:
        with self._store.writing("leases.acquire"):
            row = self._row(company_id)
            lease = row.lease
            if lease.session_id == session_id:
                row.lease = replace(lease, last_attempt_at=now, expires_at=now + lease_for)
                return row.lease
            if lease.active_at(now):
                raise SessionActive(lease.holder, lease.minutes_left(now), lease.session_id)
            row.lease = replace(
                lease,
                session_id=session_id,
                holder=holder,
                fence=lease.fence + 1,
                acquired_at=now,
                last_attempt_at=now,
                expires_at=now + lease_for,
                turned_away="",
                turned_away_at=None,
            )
            row.seen = lease.served
            row.wake_at = None
            row.turn = 0
        return row.lease

    def turn_away(self, company_id: str, who: str, now: datetime) -> None:
        with self._store.writing("leases.turn_away"):
            row = self._row(company_id)
            if row.lease.session_id:
                row.lease = replace(row.lease, turned_away=who, turned_away_at=now)

    def name_holder(self, hold: Hold, holder: str) -> None:
        with self._store.writing("leases.name_holder"):
            row = held(self._store, hold)
            row.lease = replace(row.lease, holder=holder)

    def begin_round(self, hold: Hold, now: datetime, lease_for: timedelta) -> Lease:
        with self._store.writing("leases.begin_round"):
            row = held(self._store, hold)
            row.seen = row.lease.wanted
            row.lease = replace(
                row.lease, last_attempt_at=now, expires_at=now + lease_for, first_wanted_at=None, last_wanted_at=None
            )
        return row.lease

    def renew(self, hold: Hold, now: datetime, lease_for: timedelta) -> Lease:
        with self._store.writing("leases.renew"):
            row = held(self._store, hold)
            row.lease = replace(row.lease, last_attempt_at=now, expires_at=now + lease_for)
        return row.lease

    def begin_turn(self, hold: Hold, turn: int, now: datetime, lease_for: timedelta) -> None:
        with self._store.writing("leases.begin_turn"):
            row = held(self._store, hold)
            if row.turn >= turn:
                raise Outdated(())
            row.lease = replace(row.lease, last_attempt_at=now, expires_at=now + lease_for)
            row.turn = turn

    def release(self, hold: Hold) -> bool:
        with self._store.writing("leases.release"):
            row = self._row(hold.company_id)
            if not row.lease.session_id and row.lease.fence == hold.fence:
                return True  # given up before: the answer to that call was lost
            row = held(self._store, hold)
            if row.lease.wanted != row.seen:
                return False
            row.lease = replace(freed(row.lease), served=row.seen)
        return True

    def abandon(self, hold: Hold) -> None:
        with self._store.writing("leases.abandon"):
            row = self._row(hold.company_id)
            if (row.lease.session_id, row.lease.fence) == (hold.session_id, hold.fence):
                row.lease = freed(row.lease)

    def _row(self, company_id: str) -> LeaseRow:
        return self._store.leases.setdefault(company_id, LeaseRow(Lease(company_id)))


def held(store: InMemoryStore, hold: Hold) -> LeaseRow:
    """The lease of a hold that nobody overtook. Raises `LeaseLost`."""
    row = store.leases.get(hold.company_id)
    if row is None or (row.lease.session_id, row.lease.fence) != (hold.session_id, hold.fence):
        raise LeaseLost(f"session {hold.session_id} no longer holds the lease of {hold.company_id}")
    return row


def freed(lease: Lease) -> Lease:
    """The lease without a holder; its fence and its notices stay."""
    return replace(lease, session_id="", holder="", acquired_at=None, expires_at=None)


def is_as_read(store: InMemoryStore, lease: Lease) -> bool:
    """Whether no session wrote anything since this lease was read."""
    row = store.leases.get(lease.company_id, LeaseRow(Lease(lease.company_id)))
    return (row.lease.fence, row.lease.last_attempt_at) == (lease.fence, lease.last_attempt_at)


def take_turn(store: InMemoryStore, lease: Lease) -> None:
    """Move the lease's last attempt on by the least there is."""
    row = store.leases.setdefault(lease.company_id, LeaseRow(Lease(lease.company_id)))
    row.lease = replace(row.lease, last_attempt_at=lease.turn + timedelta(microseconds=1))


class InMemorySessions:
    """Implements `Sessions`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def start(self, session: Session) -> None:
        with self._store.writing("sessions.start"):
            self._store.sessions.setdefault((session.company_id, session.session_id), session)

    def get(self, company_id: str, session_id: str) -> Session | None:
        return self._store.sessions.get((company_id, session_id))

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[Session, ...], str | None]:
        with self._store.lock:
            rows = [(key, session) for (owner, key), session in self._store.sessions.items() if owner == company_id]
        return paged(company_id, rows, cursor, limit, newest_first=True)

    def finish(self, session: Session) -> None:
        with self._store.writing("sessions.finish"):
            key = (session.company_id, session.session_id)
            stored = self._store.sessions.get(key) or replace(session, result=SessionResult.RUNNING, counts=Counts())
            if stored.result is SessionResult.RUNNING:
                self._store.sessions[key] = replace(
                    stored, result=session.result, cause=session.cause, ended_at=session.ended_at
                )


def sum_of(counts: Counts, more: Counts) -> Counts:
    """Both counts together."""
    return counts.plus(**{each.name: getattr(more, each.name) for each in fields(more)})


class InMemoryDispatches:
    """Implements `Dispatches`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def unfinished(self, company_id: str) -> tuple[Dispatch, ...]:
        with self._store.lock:
            rows = [dispatch for (owner, _id), dispatch in self._store.dispatches.items() if owner == company_id]
        rows.sort(key=lambda dispatch: (dispatch.created_at, dispatch.dispatch_id))
        return tuple(deepcopy(rows))


class InMemoryBudgets:
    """Implements `Budgets`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def load(self, organisation_key: str) -> Budget:
        return deepcopy(self._store.budgets.get(organisation_key, Budget(organisation_key)))

    def store(self, budget: Budget) -> bool:
        with self._store.writing("budgets.store"):
            if self.load(budget.organisation_key).version != budget.version:
                return False
            self._store.budgets[budget.organisation_key] = deepcopy(replace(budget, version=budget.version + 1))
        return True
