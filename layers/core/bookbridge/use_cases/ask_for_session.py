"""Say that a company has something to sync, so that no notice is lost and many notices make one session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from bookbridge.domain.leases import QUIET
from bookbridge.ports.clock import Clock
from bookbridge.ports.messages import Messages
from bookbridge.ports.sessions import Leases


@dataclass(frozen=True, slots=True)
class AskForSession:
    """Counts a notice on the lease; a running session sees it there, otherwise one wake message is sent.

    The message is delayed a little, so that what comes in a burst is served together. If it is lost, the company's next
    scheduled poll finds the work.
    """

    leases: Leases
    messages: Messages
    clock: Clock

    def __call__(self, company_id: str) -> None:
        """Ask once; cheap enough for every accepted record."""
        now = self.clock.now()
        lease = self.leases.want(company_id, now)
        if lease.active_at(now):
            return
        delay = ceil(QUIET.total_seconds())
        if self.leases.schedule_wake(company_id, now, now + timedelta(seconds=delay)):
            self.messages.send_wake(company_id, delay)
