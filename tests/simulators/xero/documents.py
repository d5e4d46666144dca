"""Invoices, bills and credit notes: what they must be, when they may change (section 5)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from tests.simulators.chassis.records import ZERO, Record

from . import messages
from .contacts import contact_for, mark_contact
from .given import Given
from .kinds import CREDIT_NOTE, CURRENCY, INVOICE, Kind
from .lines import AMOUNT_TYPES, Form, read_lines, totals
from .numbering import next_number, refuse_taken_number
from .paid_documents import refuse_changes_of_a_paid_one
from .rates import rate_of
from .settling import settle
from .tables import Row
from .values import rounded
from .writing import Dropped, Writing, merged

STATUSES: Final = ("DRAFT", "SUBMITTED", "AUTHORISED", "PAID", "VOIDED", "DELETED")
MOVES: Final = {
    "DRAFT": ("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"),
    "SUBMITTED": ("SUBMITTED", "AUTHORISED", "DRAFT", "DELETED"),
    "AUTHORISED": ("AUTHORISED", "VOIDED"),
    "PAID": ("PAID",),
    "VOIDED": (),
    "DELETED": (),
}
CREATED_AS: Final = ("DRAFT", "SUBMITTED", "AUTHORISED")


@dataclass(frozen=True)
class DocumentRules:
    """In what the two kinds of documents differ."""

    kind: Kind
    sale: str
    purchase: str
    noun: str
    number_field: str
    prefix: str
    not_modified: str
    number_taken: str


INVOICES: Final = DocumentRules(
    INVOICE, "ACCREC", "ACCPAY", "Invoice", "InvoiceNumber", "INV-", messages.NOT_MODIFIED, messages.NUMBER_TAKEN
)
CREDIT_NOTES: Final = DocumentRules(
    CREDIT_NOTE,
    "ACCRECCREDIT",
    "ACCPAYCREDIT",
    "Credit Note",
    "CreditNoteNumber",
    "CN-",
    messages.CREDIT_NOT_MODIFIED,
    messages.CREDIT_NUMBER_TAKEN,
)


def save_invoice(writing: Writing, given: Given, existing: Row | None) -> Row:
    """Create or change an invoice or bill."""
    return _Document(INVOICES, writing, given, existing).save()


def save_credit_note(writing: Writing, given: Given, existing: Row | None) -> Row:
    """Create or change a credit note or vendor credit."""
    return _Document(CREDIT_NOTES, writing, given, existing).save()


class _Document:
    """One document on its way in."""

    def __init__(self, rules: DocumentRules, writing: Writing, given: Given, existing: Row | None) -> None:
        self._rules = rules
        self._writing = writing
        self._given = given
        self._existing = existing
        self._old: Record = existing.fields if existing else {}

    def save(self) -> Row:
        writing, given, existing = self._writing, self._given, self._existing
        status = writing.choice(given, "Status", STATUSES) or (existing.status if existing else "DRAFT")
        if existing:
            self._refuse_locked_edit(existing)
            if self._refuse_move(existing, status):
                writing.check()
            if status in ("VOIDED", "DELETED"):
                return self._end(existing, status)
        elif status not in CREATED_AS:
            writing.refuse(messages.NOT_CREATED_SO.format(noun=self._rules.noun))
        settled = existing is not None and writing.books.is_settled_in_part(existing)
        if existing and settled:
            refuse_changes_of_a_paid_one(writing, given, existing)
            writing.check()
        changed = self._read(status)
        fields = merged(existing, changed)
        self._refuse_approval(status)
        writing.check()
        return self._store(fields, quiet=settled and _is_quiet(self._old, fields))

    def _refuse_locked_edit(self, existing: Row) -> None:
        writing = self._writing
        before = len(writing.errors)
        writing.refuse_locked_edit(existing.fields["Date"])
        if len(writing.errors) > before and writing.books.locked_edits() == "dropped":
            del writing.errors[before:]
            raise Dropped(existing)
        writing.check()

    def _refuse_move(self, existing: Row, status: str) -> bool:
        """Refuse a status that the document cannot get; tell whether it was refused."""
        writing = self._writing
        if status in MOVES[existing.status] and not (status == "VOIDED" and writing.books.is_settled_in_part(existing)):
            return False
        if not writing.books.is_settled_in_part(existing):
            writing.refuse(self._rules.not_modified)
        elif status in ("VOIDED", "DELETED"):
            writing.refuse(messages.HAS_PAYMENTS)
        else:
            writing.refuse(messages.STATUS_HAS_PAYMENTS.format(status=status))
        return True

    def _end(self, existing: Row, status: str) -> Row:
        """Void or delete; nothing else is looked at."""
        self._writing.check()
        left = {"AmountDue": ZERO} if existing.kind is INVOICE else {"RemainingCredit": ZERO}
        self._writing.books.store(existing, {**existing.fields, "Status": status, **left})
        return existing

    def _read(self, status: str) -> Record:
        """Return what changes; every rule that can be looked at is."""
        writing, given, rules = self._writing, self._given, self._rules
        kind = writing.choice(given, "Type", (rules.sale, rules.purchase)) or self._old.get("Type")
        if not kind:
            writing.refuse(messages.MANDATORY.format(field="Type"))
        sale = kind == rules.sale
        changed: Record = {"Type": kind, "Status": status}
        self._read_contact(changed, sale=sale)
        day = given.day("Date") or self._old.get("Date") or writing.books.today()
        changed["Date"] = day
        writing.refuse_locked(day)
        for name in ("DueDate", "ExpectedPaymentDate", "PlannedPaymentDate"):
            if rules.kind is INVOICE and (due := given.day(name)):
                changed[name] = due
        draft = status == "DRAFT"
        if rules.kind is INVOICE and not draft and not (changed.get("DueDate") or self._old.get("DueDate")):
            writing.refuse(messages.MANDATORY.format(field="DueDate"))
        self._read_texts(changed, sale=sale)
        self._read_currency(changed, day)
        self._read_lines(changed, Form(sale, "", status == "AUTHORISED", discounts=kind == "ACCREC"))
        if not draft and not (changed["LineItems"] or given.children("LineItems")):
            writing.refuse(messages.NO_LINES)
        return changed

    def _read_contact(self, changed: Record, *, sale: bool) -> None:
        contact = self._given.child("Contact")
        if contact is None and self._existing:
            return
        row = contact_for(self._writing, contact)
        if row:
            changed["ContactID"] = row.id
            mark_contact(self._writing, row, "IsCustomer" if sale else "IsSupplier")

    def _read_texts(self, changed: Record, *, sale: bool) -> None:
        writing, given, rules = self._writing, self._given, self._rules
        number = writing.text(given, rules.number_field, 255, f"{rules.noun} Number")
        if number is not None:
            changed[rules.number_field] = number
        reference = writing.text(given, "Reference", 255)
        # A bill has no reference: its number is shown as such.
        if reference is not None and (sale or rules.kind is not INVOICE):
            changed["Reference"] = reference
        if (url := writing.url(given, "Url")) is not None:
            changed["Url"] = url
        if (theme := given.text("BrandingThemeID")) is not None:
            changed["BrandingThemeID"] = theme
        if (sent := given.flag("SentToContact")) is not None:
            changed["SentToContact"] = sent
        number = changed.get(rules.number_field) or self._old.get(rules.number_field)
        if sale and number:
            refuse_taken_number(writing, rules.kind, rules.number_field, number, rules.number_taken, self._existing)
        elif sale and not self._existing:
            changed[rules.number_field] = next_number(writing.books, rules.kind, rules.number_field, rules.prefix)

    def _read_currency(self, changed: Record, day: date) -> None:
        writing, books = self._writing, self._writing.books
        code = self._given.text("CurrencyCode") or self._old.get("CurrencyCode") or books.base_currency
        if not books.find(CURRENCY, code):
            writing.refuse(messages.CURRENCY.format(code=code))
        rate = self._given.number("CurrencyRate")
        if rate is None:
            same = self._existing is not None and self._old.get("CurrencyCode") == code
            rate = self._old["CurrencyRate"] if same else rate_of(code, books.base_currency, day)
        changed |= {"CurrencyCode": code, "CurrencyRate": rounded(rate, 6)}

    def _read_lines(self, changed: Record, form: Form) -> None:
        writing, given = self._writing, self._given
        types = writing.choice(given, "LineAmountTypes", AMOUNT_TYPES) or self._old.get("LineAmountTypes", "Exclusive")
        form = replace(form, amount_types=types, retaxed=types != self._old.get("LineAmountTypes"))
        lines, known = given.children("LineItems"), self._old.get("LineItems", [])
        if lines is None and form.strict and self._old.get("Status") in ("DRAFT", "SUBMITTED"):
            # What is approved must be complete.
            lines = [Given({"LineItemID": line["LineItemID"]}, "LineItems") for line in known]
        changed["LineItems"] = known if lines is None else read_lines(writing, lines, form, known)
        changed["LineAmountTypes"] = types
        changed |= totals(changed["LineItems"], types)
        if changed["Total"] < 0:
            writing.refuse(messages.NEGATIVE_TOTAL)

    def _refuse_approval(self, status: str) -> None:
        books = self._writing.books
        if books.approval_limit is None or self._rules.kind is not INVOICE or status != "AUTHORISED":
            return
        approved = sum(row.status in ("AUTHORISED", "PAID") for row in books.table(INVOICE))
        if self._old.get("Status") != "AUTHORISED" and approved >= books.approval_limit:
            self._writing.refuse(messages.APPROVAL_LIMIT)

    def _store(self, fields: Record, *, quiet: bool) -> Row:
        books, existing = self._writing.books, self._existing
        if existing is None:
            fields |= {"HasAttachments": False}
            if self._rules.kind is INVOICE:
                fields |= {"AmountPaid": ZERO, "AmountCredited": ZERO, "AmountDue": fields["Total"]}
                fields.setdefault("SentToContact", False)
            else:
                fields["RemainingCredit"] = fields["Total"]
            return books.add(self._rules.kind, fields)
        books.store(existing, fields, touch=not quiet)
        settle(books, existing, touch=False)
        return existing


_SHOWN_NOWHERE: Final = frozenset({"DueDate", "SentToContact"})


def _is_quiet(old: Record, new: Record) -> bool:
    """Tell whether an edit of a partly paid document does not move ``UpdatedDateUTC``."""
    changed = {name for name in new if new[name] != old.get(name)}
    return bool(changed) and changed <= _SHOWN_NOWHERE
