"""Closed periods of the books: up to the closing date nothing can be entered, changed or voided (B11)."""

from __future__ import annotations

from datetime import date, timedelta

from .connections import Settings
from .dispatches import Verb
from .errors import FieldFault
from .record_checks import Faults


def is_closed(day: str, closed_until: str) -> bool:
    """Whether a date lies in the closed period. Dates are `YYYY-MM-DD`, so that their order is that of their texts.

    `closed_until` is the last closed day, empty when nothing is closed.
    """
    return bool(day and closed_until) and day <= closed_until


def first_open_day(closed_until: str) -> str:
    """The day after the closing date."""
    return (date.fromisoformat(closed_until) + timedelta(days=1)).isoformat()


def sent_date(day: str, closed_until: str, settings: Settings, verb: Verb) -> str:
    """The date that a document is sent with: its own, or the first open day where the connection says so.

    Only what is not in the package yet can be moved: what is posted in a closed period stays where it is.
    """
    return first_open_day(closed_until) if is_closed(day, closed_until) and _moves(settings, verb) else day


def closed_date(day: str, closed_until: str, settings: Settings, verb: Verb, title: str) -> Faults:
    """A date in a closed period that may not, or cannot, be moved out of it; `title` is the package's."""
    if not is_closed(day, closed_until) or _moves(settings, verb):
        return
    mend = f"the first open day is {first_open_day(closed_until)}"
    if verb is not Verb.CREATE:
        mend = "it can be changed or voided once the period is reopened"
    yield FieldFault(
        "date", f"is {day}, but {title} is closed up to and including {closed_until}: {mend}", "closed_period"
    )


def _moves(settings: Settings, verb: Verb) -> bool:
    return verb is Verb.CREATE and settings.closing_date_policy == "move_to_open_period"
