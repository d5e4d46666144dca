"""Money spent and received, overpayments and prepayments (vendor page, section 5)."""

from datetime import date
from typing import Final

from tests.simulators.chassis.records import Record

from . import messages
from .contacts import contact_for
from .given import Given
from .kinds import ACCOUNT, BANK_TRANSACTION, CURRENCY, OVERPAYMENT, PREPAYMENT, Kind
from .lines import AMOUNT_TYPES, Form, read_lines, totals
from .rates import rate_of
from .tables import Row
from .values import rounded
from .writing import Writing, merged

_CREDITS: Final[dict[str, Kind]] = {"OVERPAYMENT": OVERPAYMENT, "PREPAYMENT": PREPAYMENT}
TYPES: Final = (
    "SPEND",
    "RECEIVE",
    *(f"{side}-{name}" for side in ("SPEND", "RECEIVE") for name in _CREDITS),
)
_KIND_OF: Final = {f"{side}-{name}": kind for side in ("SPEND", "RECEIVE") for name, kind in _CREDITS.items()}


def save_bank_transaction(writing: Writing, given: Given, existing: Row | None) -> Row:
    """Create, change or delete money spent or received."""
    books = writing.books
    status = writing.choice(given, "Status", ("AUTHORISED", "DELETED", "VOIDED")) or "AUTHORISED"
    if existing:
        writing.refuse_locked_edit(existing.fields["Date"])
        if existing.status != "AUTHORISED":
            writing.refuse(messages.CREDIT_NOT_MODIFIED)
        writing.check()
        if status != "AUTHORISED":
            _end(writing, existing, status)
            return existing
    elif status != "AUTHORISED":
        writing.refuse(messages.NOT_CREATED_SO.format(noun="Bank Transaction"))
    fields = merged(existing, _read(writing, given, existing.fields if existing else {}))
    writing.check()
    fields["Status"] = status
    if existing:
        books.store(existing, fields)
        return existing
    credit_kind = _KIND_OF.get(fields["Type"])
    if credit_kind:
        credit = books.add(credit_kind, {**fields, "RemainingCredit": fields["Total"]})
        fields[credit_kind.id_field] = credit.id
    return books.add(BANK_TRANSACTION, {**fields, "HasAttachments": False})


def _end(writing: Writing, existing: Row, status: str) -> None:
    books = writing.books
    for kind in _CREDITS.values():
        credit = books.find(kind, existing.fields.get(kind.id_field))
        if credit and books.is_settled_in_part(credit):
            writing.refuse(messages.HAS_PAYMENTS)
            writing.check()
        if credit:
            books.store(credit, {**credit.fields, "Status": "VOIDED"})
    books.store(existing, {**existing.fields, "Status": status})


def _read(writing: Writing, given: Given, old: Record) -> Record:
    kind = writing.choice(given, "Type", TYPES) or old.get("Type", "")
    if not kind:
        writing.refuse(messages.MANDATORY.format(field="Type"))
    sale, plain = kind.startswith("RECEIVE"), kind in ("SPEND", "RECEIVE")
    fields: Record = {"Type": kind}
    contact = given.child("Contact")
    if contact is not None or not (plain or old):
        row = contact_for(writing, contact)
        if row:
            fields["ContactID"] = row.id
    day = given.day("Date") or old.get("Date") or writing.books.today()
    fields["Date"] = day
    writing.refuse_locked(day)
    _read_bank_account(writing, given, fields, old)
    if (reference := writing.text(given, "Reference", 255)) is not None:
        fields["Reference"] = reference
    if (url := writing.url(given, "Url")) is not None:
        fields["Url"] = url
    fields["IsReconciled"] = given.flag("IsReconciled") or old.get("IsReconciled", False)
    _read_currency(writing, given, fields, old, day)
    types = writing.choice(given, "LineAmountTypes", AMOUNT_TYPES) or old.get("LineAmountTypes", "Exclusive")
    form = Form(sale, types, strict=plain, retaxed=types != old.get("LineAmountTypes"))
    lines, known = given.children("LineItems"), old.get("LineItems", [])
    fields["LineItems"] = known if lines is None else read_lines(writing, lines, form, known)
    if not (lines or fields["LineItems"]):
        writing.refuse(messages.NO_LINES)
    fields |= {"LineAmountTypes": types, **totals(fields["LineItems"], types)}
    if fields["Total"] < 0:
        writing.refuse(messages.NEGATIVE_TOTAL)
    return fields


def _read_bank_account(writing: Writing, given: Given, fields: Record, old: Record) -> None:
    reference = given.child("BankAccount")
    if reference is None and old:
        return
    row: Row | None = None
    if reference is not None:
        coded = writing.books.table(ACCOUNT).by("Code", reference.text("Code") or "")
        row = writing.books.find(ACCOUNT, reference.text("AccountID")) or next(iter(coded), None)
    if row is None or row.fields["Type"] != "BANK" or row.status == "DELETED":
        writing.refuse(messages.BANK_ACCOUNT)
    elif row.status == "ARCHIVED":
        writing.refuse(messages.BANK_ACCOUNT_ARCHIVED)
    else:
        fields["AccountID"] = row.id


def _read_currency(writing: Writing, given: Given, fields: Record, old: Record, day: date) -> None:
    books = writing.books
    account = books.find(ACCOUNT, fields.get("AccountID"))
    default = account.fields.get("CurrencyCode") if account else None
    code = given.text("CurrencyCode") or old.get("CurrencyCode") or default or books.base_currency
    if not books.find(CURRENCY, code):
        writing.refuse(messages.CURRENCY.format(code=code))
    rate = given.number("CurrencyRate") or old.get("CurrencyRate") or rate_of(code, books.base_currency, day)
    fields |= {"CurrencyCode": code, "CurrencyRate": rounded(rate, 6)}
