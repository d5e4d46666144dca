"""Tax rates, whose key on lines is their ``TaxType`` (vendor page, section 5)."""

from decimal import Decimal
from typing import Final

from tests.simulators.chassis.records import Record

from . import messages
from .given import Given
from .kinds import TAX_RATE
from .tables import Row
from .values import HUNDRED, rounded
from .writing import Writing, merged

APPLIES_TO: Final = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}
"""Class of account to what says whether a tax may be used with it."""


def save_tax_rate(writing: Writing, given: Given, existing: Row | None) -> Row:
    """Create or change a tax rate; a new one gets the next ``TaxType`` of its own."""
    books = writing.books
    changed: Record = {}
    if (name := writing.text(given, "Name", 50, "Tax Rate Name")) is not None:
        changed["Name"] = name
    if status := writing.choice(given, "Status", ("ACTIVE", "DELETED", "ARCHIVED", "PENDING")):
        changed["Status"] = status
    if (report := given.text("ReportTaxType")) is not None:
        changed["ReportTaxType"] = report
    if (components := given.children("TaxComponents")) is not None:
        changed["TaxComponents"] = [_component(writing, each) for each in components]
    fields = merged(existing, changed)
    if not fields.get("Name"):
        writing.refuse(messages.MANDATORY.format(field="Name"))
    elif any(row is not existing and not row.hidden for row in books.table(TAX_RATE).by("Name", fields["Name"])):
        writing.refuse(messages.ACCOUNT_NAME_TAKEN)
    if not fields.get("TaxComponents"):
        writing.refuse(messages.MANDATORY.format(field="TaxComponents"))
    writing.check()
    fields["EffectiveRate"] = effective_rate(fields["TaxComponents"])
    if existing:
        books.store(existing, fields)
        return existing
    number = books.numbers["TaxType"] = books.numbers.get("TaxType", 0) + 1
    start = {"Status": "ACTIVE", **dict.fromkeys(APPLIES_TO.values(), True)}
    return books.add(TAX_RATE, {**start, **fields}, f"TAX{number:03d}")


def _component(writing: Writing, given: Given) -> Record:
    rate = given.number("Rate")
    if rate is None:
        writing.refuse(messages.MANDATORY.format(field="Rate"))
    return {
        "Name": writing.text(given, "Name", 50) or "Tax",
        "Rate": rounded(rate or 0, 4),
        "IsCompound": given.flag("IsCompound") or False,
        "IsNonRecoverable": given.flag("IsNonRecoverable") or False,
    }


def effective_rate(components: list[Record]) -> Decimal:
    """Return the percentage of all components; a compound one is charged on the others too."""
    simple = sum((c["Rate"] for c in components if not c["IsCompound"]), Decimal(0))
    compound = sum((c["Rate"] for c in components if c["IsCompound"]), Decimal(0))
    return rounded(simple + compound * (1 + simple / HUNDRED), 4)
