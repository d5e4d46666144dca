"""Line items: amounts, tax, accounts, items, tracking (vendor page, sections 5 and 6).

Decided where the page leaves a choice: a line with a ``LineItemID`` keeps the fields
that are not sent, except its amounts; a line without ``Quantity`` has one; what a line
leaves out is filled from its item.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from tests.simulators.chassis.records import ZERO, Record

from . import messages
from .given import Given
from .kinds import ACCOUNT, ITEM, TAX_RATE, TRACKING_CATEGORY
from .tables import Row
from .tax_rates import APPLIES_TO
from .values import HUNDRED, rounded
from .writing import Writing, plain_number

AMOUNT_TYPES: Final = ("Exclusive", "Inclusive", "NoTax")
ONE: Final = Decimal(1)
_TAXED_BY: Final = frozenset({"Quantity", "UnitAmount", "LineAmount", "TaxType", "DiscountRate", "DiscountAmount"})
_NO_LINE: Final[Mapping[str, Any]] = {}


@dataclass(frozen=True)
class Form:
    """The document that lines are on.

    ``strict`` for one that is approved, ``retaxed`` when the taxes that were
    computed or sent before do not hold any more.
    """

    sale: bool
    amount_types: str
    strict: bool
    discounts: bool = False
    retaxed: bool = False


def read_lines(writing: Writing, given: list[Given], form: Form, known: Sequence[Record]) -> list[Record]:
    """Return the lines as they will be stored; ``known`` are those the document has."""
    by_id = {line["LineItemID"]: line for line in known}
    lines: list[Record] = []
    for each in given:
        line_id = (each.text("LineItemID") or "").lower()
        if line_id and line_id not in by_id:
            writing.refuse(messages.LINE_UNKNOWN.format(id=line_id))
            continue
        lines.append(_Line(writing, each, form, by_id.get(line_id, _NO_LINE)).read())
    return lines


def totals(lines: Sequence[Record], amount_types: str) -> Record:
    """Return the sums of a document: tax is rounded by line, then added up."""
    amounts = sum((line["LineAmount"] for line in lines), ZERO)
    tax = sum((line["TaxAmount"] for line in lines), ZERO)
    net = amounts - tax if amount_types == "Inclusive" else amounts
    return {"SubTotal": net, "TotalTax": tax, "Total": net + tax}


def tax_on(amount: Decimal, rate: Decimal, amount_types: str) -> Decimal:
    """Return the tax in or on the amount of one line, rounded to 2 decimals."""
    if amount_types == "NoTax" or not rate:
        return ZERO
    base = HUNDRED + rate if amount_types == "Inclusive" else HUNDRED
    return rounded(amount * rate / base, 2)


class _Line:
    """One line on its way in."""

    def __init__(self, writing: Writing, given: Given, form: Form, known: Mapping[str, Any]) -> None:
        self._writing = writing
        self._given = given
        self._form = form
        self._known = known
        self._item: Mapping[str, Any] = _NO_LINE
        self._description = ""

    def read(self) -> Record:
        line: Record = {"LineItemID": self._known.get("LineItemID") or self._writing.books.new_id()}
        if code := self._text("ItemCode", 30):
            line["ItemCode"] = code
            self._take_item(code)
        description = self._text("Description", 4000) or self._description
        if description:
            line["Description"] = description
        elif self._form.strict:
            self._writing.refuse(messages.MANDATORY.format(field="Description"))
        line |= self._amounts()
        account = self._account(line)
        self._tax(line, account)
        tracking = self._given.children("Tracking")
        line["Tracking"] = self._known.get("Tracking", []) if tracking is None else self._tracked(tracking)
        return line

    def _text(self, name: str, most: int) -> str | None:
        text = self._writing.text(self._given, name, most)
        return self._known.get(name) if text is None else text

    def _take_item(self, code: str) -> None:
        rows = self._writing.books.table(ITEM).by("Code", code)
        if not rows:
            self._writing.refuse(messages.ITEM_UNKNOWN.format(code=code))
            return
        fields = rows[0].fields
        self._item = fields.get("SalesDetails" if self._form.sale else "PurchaseDetails") or _NO_LINE
        self._description = fields.get("Description" if self._form.sale else "PurchaseDescription") or ""

    def _amounts(self) -> Record:
        given, writing = self._given, self._writing
        quantity = given.number("Quantity")
        quantity = self._known.get("Quantity", ONE) if quantity is None else rounded(quantity, 4)
        sent, total = given.number("UnitAmount"), given.number("LineAmount")
        unit = self._known.get("UnitAmount", self._item.get("UnitPrice")) if sent is None else sent
        discount = self._discount()
        if unit is None and total is not None:
            # Only the sum is told: it stands, and the price follows from it.
            price = rounded(total / quantity if quantity else ZERO, writing.unitdp)
            return {"Quantity": quantity, "UnitAmount": price, "LineAmount": rounded(total, 2), **discount}
        unit = rounded(unit or ZERO, writing.unitdp if sent is not None else 4)
        whole = quantity * unit
        if "DiscountRate" in discount:
            whole = whole * (HUNDRED - discount["DiscountRate"]) / HUNDRED
        elif "DiscountAmount" in discount:
            whole -= discount["DiscountAmount"]
        expected = rounded(whole, 2)
        if total is not None and rounded(total, 2) != expected:
            told = {"given": plain_number(rounded(total, 2)), "expected": plain_number(expected)}
            writing.refuse(messages.LINE_TOTAL.format(**told))
        return {"Quantity": quantity, "UnitAmount": unit, "LineAmount": expected, **discount}

    def _discount(self) -> Record:
        given = self._given
        rate, amount = given.number("DiscountRate"), given.number("DiscountAmount")
        if rate is None and amount is None:
            return {name: self._known[name] for name in ("DiscountRate", "DiscountAmount") if name in self._known}
        if not self._form.discounts and (rate or amount):
            self._writing.refuse(messages.DISCOUNT_ON_BILL)
        if rate is None:
            return {"DiscountAmount": rounded(amount or ZERO, 2)} if amount else {}
        if not 0 <= rate <= HUNDRED:
            self._writing.refuse(messages.DISCOUNT_RATE)
            return {}
        return {"DiscountRate": rounded(rate, 4)} if rate else {}

    def _account(self, line: Record) -> Row | None:
        writing, books = self._writing, self._writing.books
        code = writing.text(self._given, "AccountCode", 10, "Account Code")
        account_id = self._given.text("AccountID")
        if not code and not account_id:
            code = self._known.get("AccountCode") or self._item.get("AccountCode")
        if not code and not account_id:
            if self._form.strict:
                writing.refuse(messages.MANDATORY.format(field="AccountCode"))
            return None
        if code:
            rows = books.table(ACCOUNT).by("Code", code)
        else:
            found = books.find(ACCOUNT, account_id)
            rows, code = ([found] if found else []), account_id
        account = next((row for row in rows if row.status == "ACTIVE"), next(iter(rows), None))
        if account is None:
            message = messages.ACCOUNT_UNFIT if self._form.strict else messages.ACCOUNT_DROPPED
            (writing.refuse if self._form.strict else writing.warn)(message.format(code=code))
            return None
        if account.status != "ACTIVE":
            writing.refuse(messages.ACCOUNT_GONE.format(code=code))
        elif account.fields.get("SystemAccount") or account.fields["Type"] == "BANK":
            writing.refuse(messages.ACCOUNT_UNFIT.format(code=code))
        line |= {"AccountCode": account.fields.get("Code") or code, "AccountID": account.id}
        return account

    def _tax(self, line: Record, account: Row | None) -> None:
        writing = self._writing
        if self._form.amount_types == "NoTax":
            line |= {"TaxType": "NONE", "TaxAmount": ZERO}
            return
        default = account.fields.get("TaxType") if account else None
        tax = self._given.text("TaxType") or self._known.get("TaxType") or self._item.get("TaxType") or default
        rate = self._rate(tax, account, line)
        if tax:
            line["TaxType"] = tax
        amount = self._given.number("TaxAmount")
        if amount is None and self._known and not self._form.retaxed and not self._given.names() & _TAXED_BY:
            amount = self._known["TaxAmount"]
        if amount is None:
            percent = rate.fields["EffectiveRate"] if rate else ZERO
            line["TaxAmount"] = tax_on(line["LineAmount"], percent, self._form.amount_types)
            return
        line["TaxAmount"] = rounded(amount, 2)
        if abs(line["TaxAmount"]) > abs(line["LineAmount"]):
            writing.refuse(messages.TAX_ABOVE_LINE)

    def _rate(self, tax: str | None, account: Row | None, line: Record) -> Row | None:
        writing = self._writing
        rate = writing.books.find(TAX_RATE, tax) if tax else None
        if not tax:
            if self._form.strict:
                writing.refuse(messages.TAX_MISSING)
        elif rate is None or rate.status != "ACTIVE":
            writing.refuse(messages.TAX_UNKNOWN.format(tax=tax))
            rate = None
        elif account and not rate.fields.get(APPLIES_TO[account.fields["Class"]], True):
            told = {"tax": tax, "code": line["AccountCode"]}
            writing.refuse(messages.TAX_UNFIT.format(**told))
        return rate

    def _tracked(self, given: list[Given]) -> list[Record]:
        if len(given) > 2:
            self._writing.refuse(messages.TRACKING_MOST)
        return [tracked for each in given if (tracked := self._track(each))]

    def _track(self, given: Given) -> Record | None:
        books = self._writing.books
        category_id, option_id = given.text("TrackingCategoryID"), given.text("TrackingOptionID")
        name, option = given.text("Name") or "", given.text("Option") or ""
        named = books.table(TRACKING_CATEGORY).by("Name", name)
        category = books.find(TRACKING_CATEGORY, category_id) if category_id else next(iter(named), None)
        for known in category.fields["Options"] if category and category.status == "ACTIVE" else []:
            if known["TrackingOptionID"] == option_id or (not option_id and known["Name"].lower() == option.lower()):
                return {
                    "Name": category.fields["Name"] if category else "",
                    "Option": known["Name"],
                    "TrackingCategoryID": category.id if category else "",
                    "TrackingOptionID": known["TrackingOptionID"],
                }
        told = {"option": option or option_id or "", "category": name or category_id or ""}
        self._writing.refuse(messages.TRACKING_UNKNOWN.format(**told))
        return None
