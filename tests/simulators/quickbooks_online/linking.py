"""Payments against invoices and bills, credits included (section 5).

620 when the linked transaction is gone, paid or another party's; 6000 with the
documented text when a line takes more than is open, or when the lines take more
than was received. The page gives no Detail for 620 beyond its Message.

Silent in the page, decided so that a client has to notice: applying a payment
changes the linked transaction too (Balance, LinkedTxn, SyncToken, LastUpdatedTime,
an Update webhook). A linked transaction that is deleted or voided leaves the
payment with that amount unapplied.
"""

from decimal import Decimal
from typing import TYPE_CHECKING

from .books import Books, Key, Row
from .faults import MESSAGES, RECEIVED_TOO_LITTLE, Error, Refused, refused
from .records import ZERO, Record, amount, cents, reference_id

if TYPE_CHECKING:
    from .rules import Draft

_CHARGES = {"Payment": "Invoice", "BillPayment": "Bill"}
_CREDITS = {"Payment": "CreditMemo", "BillPayment": "VendorCredit"}
_PARTY = {"Payment": "CustomerRef", "BillPayment": "VendorRef"}


def settle(draft: "Draft") -> None:
    """Judge the lines of a payment and note in the draft what they apply."""
    payer = draft.kind.name
    if amount(draft.fields, "TotalAmt") < ZERO:
        raise refused("2290", element="TotalAmt")
    charged, credited = ZERO, ZERO
    applied: dict[Key, Decimal] = {}
    for line in draft.fields.get("Line") or []:
        part = cents(line["Amount"])
        if part < ZERO:
            raise refused("2290", element="Line.Amount")
        for link in line["LinkedTxn"]:
            row = _linked(draft, link)
            taken = applied.get(row.key, ZERO) + part
            _within_open_amount(draft, row, taken)
            applied[row.key] = taken
            if row.kind.name == _CHARGES[payer]:
                charged += part
            else:
                credited += part
    unapplied = amount(draft.fields, "TotalAmt") + credited - charged
    if unapplied < ZERO:
        raise refused("6000", RECEIVED_TOO_LITTLE)
    if payer == "Payment":
        draft.fields["UnappliedAmt"] = unapplied
    draft.applied = applied


def _linked(draft: "Draft", link: Record) -> Row:
    payer = draft.kind.name
    kind, row_id = link["TxnType"], link["TxnId"]
    row = None
    if kind in (_CHARGES[payer], _CREDITS[payer]):
        row = draft.books.find(kind, row_id)
    party = _PARTY[payer]
    if row is None or reference_id(row.fields, party) != reference_id(draft.fields, party):
        raise _cannot_be_linked()
    return row


def _within_open_amount(draft: "Draft", row: Row, taken: Decimal) -> None:
    besides = draft.previous.key if draft.previous else None
    left = draft.books.open_amount(row, besides=besides)
    if left <= ZERO < taken:
        raise _cannot_be_linked()
    if taken > left:
        raise refused("6000", RECEIVED_TOO_LITTLE)


def _cannot_be_linked() -> Refused:
    return Refused(Error("620", MESSAGES["620"], "Line.LinkedTxn"))


def apply(books: Books, row: Row, applied: dict[Key, Decimal]) -> None:
    """Put the links of a payment in place of the ones it had."""
    before = books.paid.pop(row.key, {})
    for target in before:
        books.links[target].pop(row.key, None)
    for target, part in applied.items():
        books.links[target][row.key] = part
    if applied:
        books.paid[row.key] = applied
    for target in {**before, **applied}:
        if before.get(target) != applied.get(target):
            touch(books, target)


def release(books: Books, target: Row) -> None:
    """Take the links off a transaction that is voided or deleted."""
    for payer_kind, payer_id in list(books.links.pop(target.key, {})):
        payer = books.tables[payer_kind][payer_id]
        books.paid[payer.key].pop(target.key)
        kept = []
        for line in payer.fields.get("Line") or []:
            links = [link for link in line["LinkedTxn"] if (link["TxnType"], link["TxnId"]) != target.key]
            if links:
                kept.append({**line, "LinkedTxn": links})
            elif payer_kind == "Payment":
                sign = 1 if target.kind.name == "Invoice" else -1
                payer.fields["UnappliedAmt"] = max(ZERO, amount(payer.fields, "UnappliedAmt") + sign * line["Amount"])
        payer.fields["Line"] = kept
        touch(books, payer.key)


def touch(books: Books, key: Key) -> None:
    """Mark a row as changed by something that happened to another row."""
    row = books.find(*key)
    if row is not None:
        row.sync_token += 1
        row.updated_at = books.moment()
        books.note(row, "Update")
