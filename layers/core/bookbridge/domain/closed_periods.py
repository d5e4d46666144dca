"""Closed periods of the books: up to the closing date nothing can be entered, changed or voided (B11)."""

from __future__ import annotations

from datetime import date, timedelta

from .dispatches import Verb
from .errors import FieldFault
from .record_checks import Faults
from .settings import Settings
from .stored_records import StoredRecord


def is_closed(day: str, closed_until: str) -> bool:
    """Whether a date lies in the closed period. Dates are `YYYY-MM-DD`, so that their order is that of their texts.

    `closed_until` is the last closed day, empty when nothing is closed.
    """
    return bool(day and closed_until) and day <= closed_until


def first_open_day(closed_until: str) -> str:
    """The day after the closing date."""
    return (date.fromisoformat(closed_until) + timedelta(days=1)).isoformat()


def sent_date(record: StoredRecord, closed_until: str, settings: Settings, verb: Verb) -> str:
    """The date that a document is sent with: its own, or an open day where the connection says so.

    What is not in the package yet goes to the first open day. What was moved so before keeps the day it has there; what
    is posted in a closed period stays where it is.
    """
    day, there = _days(record)
    if is_closed(day, closed_until) and _moves(settings):
        if verb is Verb.CREATE:
            return first_open_day(closed_until)
        return day if is_closed(there or day, closed_until) else there
    return day


def closed_date(record: StoredRecord, closed_until: str, settings: Settings, verb: Verb, title: str) -> Faults:
    """A date in a closed period that may not, or cannot, be moved out of it; `title` is the package's.

    What is in the package must be in an open period there as well.
    """
    day, there = _days(record)
    if verb is Verb.CREATE:
        wrong = day if is_closed(day, closed_until) and not _moves(settings) else ""
    else:
        days = [there or day] if verb is Verb.VOID else [there, sent_date(record, closed_until, settings, verb)]
        wrong = next((each for each in days if is_closed(each, closed_until)), "")
    if not wrong:
        return
    mend = f"the first open day is {first_open_day(closed_until)}"
    if verb is not Verb.CREATE:
        mend = "it can be changed or voided once the period is reopened"
    message = f"is {wrong}, but {title} is closed up to and including {closed_until}: {mend}"
    yield FieldFault("date", message, "closed_period", {"date": wrong, "closing_date": closed_until})


def _days(record: StoredRecord) -> tuple[str, str]:
    """The record's date, and that of its twin as far as it is known."""
    return str(record.body.get("date") or ""), record.link.date if record.link else ""


def _moves(settings: Settings) -> bool:
    return settings.closing_date_policy == "move_to_open_period"
