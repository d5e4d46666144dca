"""Leave a company alone until its package's limit is free again, without holding its lease meanwhile (F4)."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bookbridge.domain.errors import LimitReached, RateLimited
from bookbridge.domain.timestamps import to_text
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections

log = logging.getLogger(__name__)

LONG: Final = 600.0
"""Seconds; up to here a session waits itself."""


@dataclass(frozen=True, slots=True)
class ParkCompany:
    """A daily limit parks the company: nothing fails, no try is counted, and the next poll resumes the work."""

    connections: Connections
    clock: Clock

    def if_long(self, company_id: str, limited: RateLimited) -> None:
        """Raises `LimitReached` when the wait is too long for a session; else does nothing."""
        if limited.wait_seconds <= LONG:
            return
        until = self.clock.now() + timedelta(seconds=limited.wait_seconds)
        self.connections.park(company_id, until)
        log.warning("parked: the package's limit is used up", extra={"company_id": company_id, "until": to_text(until)})
        raise LimitReached(until)
