"""Document numbers: unique on sales, free on purchases.

Decided where the page leaves a choice: ``POST`` with a number that is taken, but without
an id, is refused and changes nothing; the number of a deleted draft is free again, that
of a voided document is not.
"""

from .books import Books
from .kinds import Kind
from .tables import Row
from .writing import Writing


def refuse_taken_number(
    writing: Writing, kind: Kind, field: str, number: str, message: str, existing: Row | None
) -> None:
    """Refuse the number of another sales document."""
    for row in writing.books.table(kind).by(field, number):
        if row is not existing and str(row.fields["Type"]).startswith("ACCREC") and row.status != "DELETED":
            writing.refuse(message)
            return


def next_number(books: Books, kind: Kind, field: str, prefix: str) -> str:
    """Return the next free number of the series."""
    while True:
        books.numbers[kind.name] = books.numbers.get(kind.name, 0) + 1
        number = f"{prefix}{books.numbers[kind.name]:04d}"
        if not books.table(kind).by(field, number):
            return number
