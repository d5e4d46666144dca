"""When a transaction is due ("default from term", section 5)."""

import calendar
from datetime import date, timedelta
from typing import TYPE_CHECKING

from .records import reference_id

if TYPE_CHECKING:
    from .books import Row
    from .rules import Draft

_PARTY_TERM = {
    "CustomerRef": ("Customer", "SalesTermRef"),
    "VendorRef": ("Vendor", "TermRef"),
}


def due_date(draft: "Draft") -> None:
    """Default DueDate from the transaction's term, else from the party's."""
    fields, books = draft.fields, draft.books
    if fields.get("DueDate"):
        return
    for name, (kind, term_name) in _PARTY_TERM.items():
        party = books.find(kind, reference_id(fields, name) or "")
        if party and not fields.get("SalesTermRef") and party.fields.get(term_name):
            fields["SalesTermRef"] = dict(party.fields[term_name])
    term = books.find("Term", reference_id(fields, "SalesTermRef") or "")
    issued = date.fromisoformat(fields["TxnDate"])
    fields["DueDate"] = (due_on(term, issued) if term else issued).isoformat()


def due_on(term: "Row", issued: date) -> date:
    """Return the date on which something issued on ``issued`` is due."""
    if term.fields["Type"] == "STANDARD":
        return issued + timedelta(days=int(term.fields["DueDays"]))
    day = int(term.fields["DayOfMonthDue"])
    month = issued.replace(day=1)
    due = _day_of(month, day)
    # Too close to this month's day: the next month's counts.
    if (due - issued).days < int(term.fields["DueNextMonthDays"]):
        due = _day_of((month + timedelta(days=32)).replace(day=1), day)
    return due


def _day_of(month: date, day: int) -> date:
    last = calendar.monthrange(month.year, month.month)[1]
    return month.replace(day=min(day, last))
