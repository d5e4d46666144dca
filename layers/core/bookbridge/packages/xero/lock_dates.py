"""Lock dates: up to the later of the two nothing can be entered, changed, voided or deleted."""

from __future__ import annotations

from bookbridge.domain import closed_periods
from bookbridge.domain.record_checks import Faults
from bookbridge.ports.packages import WriteIntent

from .manifest import TITLE
from .mapping.outgoing import Known


def sent_date(intent: WriteIntent, known: Known) -> str:
    """The date that a document is sent with: its own, or the first open day where the connection says so (B11)."""
    return closed_periods.sent_date(intent.record, known.locked_until, intent.settings, intent.verb)


def bad_date(intent: WriteIntent, known: Known) -> Faults:
    """A date in a locked period that may not, or cannot, be moved out of it."""
    return closed_periods.closed_date(intent.record, known.locked_until, intent.settings, intent.verb, TITLE)
