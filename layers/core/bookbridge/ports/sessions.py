"""Where leases, sessions, dispatches and budgets are kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from bookbridge.domain.budgets import Budget
from bookbridge.domain.dispatches import Dispatch
from bookbridge.domain.leases import Hold, Lease
from bookbridge.domain.sessions import Session


class Leases(Protocol):
    """One lease a company; each call is a single conditional update."""

    def get(self, company_id: str) -> Lease:
        """The lease as it stands (a free one when none is stored); strongly consistent."""
        ...

    def want(self, company_id: str, now: datetime) -> Lease:
        """Count one notice and its time; returns the lease after it."""
        ...

    def schedule_wake(self, company_id: str, now: datetime, wake_at: datetime) -> bool:
        """Claim the sending of one wake message; False when one is already on its way (its `wake_at` not yet past)."""
        ...

    def acquire(self, company_id: str, session_id: str, holder: str, now: datetime, lease_for: timedelta) -> Lease:
        """Take the lease, raise the fence, forget any scheduled wake. The same session again only extends it.

        Raises `SessionActive` with the holder and the minutes left.
        """
        ...

    def turn_away(self, company_id: str, who: str, now: datetime) -> None:
        """Remember who last asked for the lease while another held it; forgotten when the lease is taken anew."""
        ...

    def name_holder(self, hold: Hold, holder: str) -> None:
        """Say more exactly who holds the lease. Raises `LeaseLost`."""
        ...

    def begin_round(self, hold: Hold, now: datetime, lease_for: timedelta) -> Lease:
        """Remember that all notices counted so far are being served, and renew. Raises `LeaseLost`."""
        ...

    def renew(self, hold: Hold, now: datetime, lease_for: timedelta) -> Lease:
        """Prolong the lease. Raises `LeaseLost`."""
        ...

    def begin_turn(self, hold: Hold, turn: int, now: datetime, lease_for: timedelta) -> None:
        """Prolong the lease for one turn of its session, whose turns are numbered upwards.

        Raises `LeaseLost`, and `Outdated` when this turn, or a later one, was begun before.
        """
        ...

    def release(self, hold: Hold) -> bool:
        """Give the lease up if no notice came since the round began; False when one did. Raises `LeaseLost`."""
        ...

    def abandon(self, hold: Hold) -> None:
        """Give the lease up whatever came (a failed or parked run); silent when it is already another's."""
        ...


class Sessions(Protocol):
    """The run history."""

    def start(self, session: Session) -> None:
        """Record a new run; starting the same one twice changes nothing."""
        ...

    def get(self, company_id: str, session_id: str) -> Session | None:
        """One run."""
        ...

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[Session, ...], str | None]:
        """Runs, newest first, and the next cursor. Session ids sort by time."""
        ...

    def finish(self, session: Session) -> None:
        """State the result, cause and end of a run; its counts stay as they were added. A stated result is final."""
        ...


class Dispatches(Protocol):
    """Calls whose outcome is not on the records yet. Written through transactions only."""

    def unfinished(self, company_id: str) -> tuple[Dispatch, ...]:
        """All of a company's, oldest first; strongly consistent."""
        ...


class Budgets(Protocol):
    """The shared spending of each organisation."""

    def load(self, organisation_key: str) -> Budget:
        """The budget as it stands (an empty one when none is stored)."""
        ...

    def store(self, budget: Budget) -> bool:
        """Write it with its version raised; False when another worker was faster: load again."""
        ...
