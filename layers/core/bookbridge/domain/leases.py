"""The lease: one session works on a company at a time, and a late holder can do nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from .timestamps import EPOCH

STARTING = timedelta(minutes=2)
"""How long a lease is held for a session whose run has been asked for but has not begun."""

QUIET = timedelta(seconds=2)
"""Notices are taken together: a session starts once none has come for this long."""

PATIENCE = timedelta(seconds=30)
"""A session starts at the latest this long after the first notice, however many follow."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The state of one company's lease.

    `fence` rises with every new holder; `wanted` counts notices, `served` how many of them a finished round has seen.
    `first_wanted_at` and `last_wanted_at` frame the notices that no round has served yet. `turned_away` is who last
    asked for it while another held it.
    """

    company_id: str
    session_id: str = ""
    holder: str = ""
    fence: int = 0
    acquired_at: datetime | None = None
    last_attempt_at: datetime | None = None
    expires_at: datetime | None = None
    wanted: int = 0
    served: int = 0
    first_wanted_at: datetime | None = None
    last_wanted_at: datetime | None = None
    turned_away: str = ""
    turned_away_at: datetime | None = None

    def keeps_waiting_at(self, now: datetime) -> bool:
        """Whether somebody else has asked for it since the holder's last sign of life (B3)."""
        silent_since = self.last_attempt_at or EPOCH
        return self.active_at(now) and self.turned_away_at is not None and self.turned_away_at > silent_since

    def active_at(self, now: datetime) -> bool:
        """Whether somebody holds the lease."""
        return bool(self.session_id) and self.expires_at is not None and self.expires_at > now

    def minutes_left(self, now: datetime) -> int:
        """Minutes until the lease passes on at the latest, rounded up; 0 when free."""
        if not self.active_at(now) or self.expires_at is None:
            return 0
        return ceil((self.expires_at - now) / timedelta(minutes=1))

    @property
    def turn(self) -> datetime:
        """Up to when its sessions have written: what follows has not been written before this instant."""
        return self.last_attempt_at or EPOCH

    @property
    def has_unserved(self) -> bool:
        """Whether a notice came that no finished round has seen."""
        return self.wanted > self.served

    def settle_seconds(self, now: datetime) -> float:
        """How long to wait for more notices before a round begins; 0 when it should begin now."""
        if self.last_wanted_at is None:
            return 0.0
        quiet_at = self.last_wanted_at + QUIET
        latest = (self.first_wanted_at or self.last_wanted_at) + PATIENCE
        return max(0.0, (min(quiet_at, latest) - now).total_seconds())


@dataclass(frozen=True, slots=True)
class Hold:
    """Proof of holding a lease, checked at every effect: a hold whose fence was overtaken writes nothing."""

    company_id: str
    session_id: str
    fence: int
