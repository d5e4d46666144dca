"""What is paid, credited and open on a document, kept up when anything is applied to it."""

from decimal import Decimal

from tests.simulators.chassis.records import ZERO, Record

from .books import Books
from .kinds import INVOICE
from .tables import Row


def settle(books: Books, row: Row, *, touch: bool = True) -> None:
    """Bring a document's open amount and status up to date with what is applied to it."""
    if row.status not in ("AUTHORISED", "PAID"):
        fields = {"AmountDue" if row.kind is INVOICE else "RemainingCredit": row.fields["Total"]}
    elif row.kind is INVOICE:
        fields = _invoice(books, row)
    else:
        fields = _credit(books, row)
    books.store(row, {**row.fields, **fields}, touch=touch)


def _invoice(books: Books, row: Row) -> Record:
    payments = books.payments_of(row)
    paid = sum((p.fields["Amount"] for p in payments), ZERO)
    allocations = books.allocations_to(row)
    credited = sum((a.fields["Amount"] for a in allocations), ZERO)
    due: Decimal = row.fields["Total"] - paid - credited
    days = [each.fields["Date"] for each in (*payments, *allocations)]
    settled = due == 0 and bool(days)
    return {
        "AmountPaid": paid,
        "AmountCredited": credited,
        "AmountDue": due,
        "Status": "PAID" if settled else "AUTHORISED",
        "FullyPaidOnDate": max(days) if settled else None,
    }


def _credit(books: Books, row: Row) -> Record:
    """The same for a credit note, overpayment or prepayment, whose payments are refunds."""
    applied = [*books.allocations_of(row), *books.payments_of(row)]
    used = sum((each.fields["Amount"] for each in applied), ZERO)
    left: Decimal = row.fields["Total"] - used
    settled = left == 0 and bool(applied)
    return {
        "RemainingCredit": left,
        "Status": "PAID" if settled else "AUTHORISED",
        "FullyPaidOnDate": max(each.fields["Date"] for each in applied) if settled else None,
    }
