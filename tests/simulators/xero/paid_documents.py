"""What may still change on a document that is paid or partly paid (section 5)."""

from decimal import Decimal
from typing import Any, Final

from . import messages
from .given import Given
from .kinds import INVOICE
from .tables import Row
from .values import rounded
from .writing import Writing

_FREE_LINE_FIELDS: Final = frozenset({"LineItemID", "Description", "AccountCode", "AccountID", "Tracking"})
_FIXED: Final = ("Type", "CurrencyCode", "LineAmountTypes")


def refuse_changes_of_a_paid_one(writing: Writing, given: Given, existing: Row) -> None:
    """Refuse what cannot change any more; a field sent as it stands changes nothing."""
    old = existing.fields
    day = given.day("Date")
    if day and day != old["Date"]:
        writing.refuse(messages.DATE_HAS_PAYMENTS)
    number = "InvoiceNumber" if existing.kind is INVOICE else "CreditNoteNumber"
    fixed = {name: given.text(name) for name in (*_FIXED, number)}
    contact = given.child("Contact")
    if contact and contact.text("ContactID"):
        fixed["ContactID"] = contact.text("ContactID")
    rate = given.number("CurrencyRate")
    moved = rate is not None and rounded(rate, 6) != old.get("CurrencyRate")
    if moved or any(value and value != old.get(name) for name, value in fixed.items()):
        writing.refuse(messages.HAS_PAYMENTS)
    lines = given.children("LineItems")
    if lines is not None:
        _refuse_lines(writing, lines, {line["LineItemID"]: line for line in old["LineItems"]})


def _refuse_lines(writing: Writing, given: list[Given], known: dict[str, Any]) -> None:
    ids = [(each.text("LineItemID") or "").lower() for each in given]
    if not all(ids):
        writing.refuse(messages.PAID_LINE)
        return
    if set(ids) != set(known):
        writing.refuse(messages.HAS_PAYMENTS)
        return
    for each, line_id in zip(given, ids, strict=True):
        if any(_differs(each, name, known[line_id], writing.unitdp) for name in each.names() - _FREE_LINE_FIELDS):
            writing.refuse(messages.HAS_PAYMENTS)
            return


def _differs(given: Given, name: str, line: dict[str, Any], unitdp: int) -> bool:
    kept = line.get(name)
    if isinstance(kept, Decimal):
        number = given.number(name)
        return number is not None and rounded(number, unitdp if name == "UnitAmount" else 4) != kept
    return name in ("ItemCode", "TaxType", "DiscountRate", "DiscountAmount") and given.body[name] != kept
