"""Table `session_leases`. Key: `company_id`. Every change is one conditional update of the one item.

`seen` is `wanted` as it was when the present round began: the lease can only be released while both are equal.
`wake_at` and `wake_claim` belong to the one wake message that is on its way.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Final

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from bookbridge.domain.errors import LeaseLost, SessionActive
from bookbridge.domain.leases import Hold, Lease
from bookbridge.domain.timestamps import to_text
from bookbridge.ports.transactions import Outdated

from .database import Database, Refused
from .table import Table, absent, either, is_version, present, sets
from .values import Row

_GIVEN_UP: Final = dict.fromkeys(("session_id", "holder", "acquired_at", "expires_at"))


def session_leases_table(database: Database, name: str) -> Table:
    """The table `session_leases`."""
    return Table(database, name, "company_id")


class DynamoDbLeases:
    """Implements `Leases`."""

    def __init__(self, leases: Table) -> None:
        self._leases = leases

    def get(self, company_id: str) -> Lease:
        """The lease as it stands; strongly consistent."""
        row = self._leases.get(company_id)
        return to_lease(row) if row else Lease(company_id)

    def want(self, company_id: str, now: datetime) -> Lease:
        """Count one notice."""
        first = Path("first_wanted_at")
        actions = [Path("wanted").add(1), first.set(first | to_text(now)), *sets({"last_wanted_at": now})]
        return to_lease(self._leases.update((company_id,), actions))

    def schedule_wake(self, company_id: str, now: datetime, wake_at: datetime) -> bool:
        """Claim the sending of one wake message."""
        claim = secrets.token_hex(8)
        none_on_its_way = either(absent("wake_at"), Path("wake_at") <= to_text(now))
        try:
            self._leases.update((company_id,), sets({"wake_at": wake_at, "wake_claim": claim}), none_on_its_way)
        except Refused as refused:
            # a claim of our own there: it was made, its answer was lost, and the client asked again
            return refused.row is not None and refused.row.text("wake_claim") == claim
        return True

    def acquire(self, company_id: str, session_id: str, holder: str, now: datetime, lease_for: timedelta) -> Lease:
        """Take the lease, or extend it if it is the session's own. Raises `SessionActive`."""
        own = Path("session_id") == session_id
        free = either(absent("session_id"), Path("expires_at") <= to_text(now))
        wanted, served, seen, fence = Path("wanted"), Path("served"), Path("seen"), Path("fence")
        taking: list[Action] = [
            *sets({"session_id": session_id, "holder": holder, "acquired_at": now}),
            *sets({"wake_at": None, "wake_claim": None, "turned_away": None, "turned_away_at": None, "turn": None}),
            *prolonged(now, lease_for),
            fence.set((fence | 0) + 1),
            wanted.set(wanted | 0),
            served.set(served | 0),
            seen.set(served | 0),
        ]
        try:
            return to_lease(self._leases.update((company_id,), taking, free & ~own))
        except Refused as refused:
            holding = refused.row
        if holding and holding.text("session_id") == session_id:
            try:
                return to_lease(self._leases.update((company_id,), prolonged(now, lease_for), own))
            except Refused as refused:
                holding = refused.row
        lease = to_lease(holding) if holding else Lease(company_id)
        raise SessionActive(lease.holder, lease.minutes_left(now), lease.session_id)

    def turn_away(self, company_id: str, who: str, now: datetime) -> None:
        """Remember who last asked for the lease while another held it."""
        with suppress(Refused):
            self._leases.update((company_id,), sets({"turned_away": who, "turned_away_at": now}), present("session_id"))

    def name_holder(self, hold: Hold, holder: str) -> None:
        """Say more exactly who holds the lease. Raises `LeaseLost`."""
        self._update_held(hold, sets({"holder": holder}))

    def begin_round(self, hold: Hold, now: datetime, lease_for: timedelta) -> Lease:
        """Remember that all notices counted so far are being served. Raises `LeaseLost`."""
        wanted = Path("wanted")
        actions = [
            Path("seen").set(wanted | 0),
            *sets({"first_wanted_at": None, "last_wanted_at": None}),
            *prolonged(now, lease_for),
        ]
        return to_lease(self._update_held(hold, actions))

    def renew(self, hold: Hold, now: datetime, lease_for: timedelta) -> Lease:
        """Prolong the lease. Raises `LeaseLost`."""
        return to_lease(self._update_held(hold, prolonged(now, lease_for)))

    def begin_turn(self, hold: Hold, turn: int, now: datetime, lease_for: timedelta) -> None:
        """Prolong the lease for one turn of its session. Raises `LeaseLost` and `Outdated`."""
        number = Path("turn")
        not_begun = either(absent("turn"), number < turn)
        actions = [*prolonged(now, lease_for), number.set(turn)]
        try:
            self._leases.update((hold.company_id,), actions, is_held(hold) & not_begun)
        except Refused as refused:
            row = refused.row
            if row is None or row.text("session_id") != hold.session_id or row.number("fence") != hold.fence:
                raise lost(hold) from None
            if row.number("turn") != turn or row.instant("last_attempt_at") != now:  # else the answer was lost
                raise Outdated(()) from None

    def release(self, hold: Hold) -> bool:
        """Give the lease up if no notice came since the round began. Raises `LeaseLost`."""
        actions = [*sets(_GIVEN_UP), Path("served").set(Path("seen"))]
        nothing_new = Path("wanted") == Path("seen")
        try:
            self._leases.update((hold.company_id,), actions, is_held(hold) & nothing_new)
        except Refused as refused:
            row = refused.row
            if row and row.number("fence") == hold.fence and not row.has("session_id"):
                return True  # given up before: the answer to that call was lost
            if row and row.number("fence") == hold.fence and row.text("session_id") == hold.session_id:
                return False
            raise lost(hold) from None
        return True

    def abandon(self, hold: Hold) -> None:
        """Give the lease up whatever came."""
        try:
            self._leases.update((hold.company_id,), sets(_GIVEN_UP), is_held(hold))
        except Refused:
            return  # already another's, or nobody's

    def _update_held(self, hold: Hold, actions: list[Action]) -> Row:
        try:
            return self._leases.update((hold.company_id,), actions, is_held(hold))
        except Refused:
            raise lost(hold) from None


def is_held(hold: Hold) -> Condition:
    """Nobody overtook this hold."""
    condition: Condition = (Path("session_id") == hold.session_id) & (Path("fence") == hold.fence)
    return condition


def prolonged(now: datetime, lease_for: timedelta) -> list[Action]:
    """The lease runs from this attempt of its holder."""
    return sets({"last_attempt_at": now, "expires_at": now + lease_for})


def is_as_read(lease: Lease) -> Condition:
    """No session wrote anything since this lease was read."""
    last = lease.last_attempt_at
    unmoved = Path("last_attempt_at") == to_text(last) if last else absent("last_attempt_at")
    condition: Condition = is_version("fence", lease.fence) & unmoved
    return condition


def turned(lease: Lease) -> list[Action]:
    """The lease's last attempt moves on by the least there is."""
    return sets({"last_attempt_at": lease.turn + timedelta(microseconds=1)})


def lost(hold: Hold) -> LeaseLost:
    """The error of a hold that was overtaken."""
    return LeaseLost(f"session {hold.session_id} no longer holds the lease of {hold.company_id}")


def to_lease(row: Row) -> Lease:
    """The lease of an item."""
    return Lease(
        company_id=row.text("company_id"),
        session_id=row.text("session_id"),
        holder=row.text("holder"),
        fence=row.number("fence"),
        acquired_at=row.optional_instant("acquired_at"),
        last_attempt_at=row.optional_instant("last_attempt_at"),
        expires_at=row.optional_instant("expires_at"),
        wanted=row.number("wanted"),
        served=row.number("served"),
        first_wanted_at=row.optional_instant("first_wanted_at"),
        last_wanted_at=row.optional_instant("last_wanted_at"),
        turned_away=row.text("turned_away"),
        turned_away_at=row.optional_instant("turned_away_at"),
    )
