"""The value of a field by its path, as ``where`` and ``order`` see it."""

from datetime import date, datetime
from typing import Any, Final

from .books import Books
from .kinds import ACCOUNT, CONTACT, CREDIT_NOTE, INVOICE, Kind
from .tables import Row

# First word of a path: where the other record is, and by which field it is found.
_OTHERS: Final[dict[str, tuple[Kind, str]]] = {
    "Contact": (CONTACT, "ContactID"),
    "Account": (ACCOUNT, "AccountID"),
    "BankAccount": (ACCOUNT, "AccountID"),
    "Invoice": (INVOICE, "DocumentID"),
    "CreditNote": (CREDIT_NOTE, "DocumentID"),
}


def value_of(books: Books, row: Row, path: str) -> Any:
    """Return the value at a path that the entity has; dates as moments without zone."""
    first, _, second = path.partition(".")
    if second:
        kind, link = _OTHERS[first]
        other = books.find(kind, row.fields.get(link))
        return None if other is None else value_of(books, other, second)
    if path == "UpdatedDateUTC":
        return row.updated_at.replace(tzinfo=None)
    if path == row.kind.id_field:
        return row.id
    value = row.fields.get(path)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - compared with such only
    return value
