"""Judge what a record points to.

2500 names the path of a reference to something that is not there. Something that
was made inactive is told apart by what it is, with the two texts the page quotes:
2500 for an account, 610 for anything else. A reference that the stored record has
already is left alone, as a user may still edit the memo of an old invoice.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .entities import Field, Kind
from .faults import INACTIVE, INACTIVE_ACCOUNT, Error
from .records import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .books import Books

_PSEUDO_TAX_CODES = ("TAX", "NON")


def walk(fields: "Mapping[str, Field]", record: Record, path: str = "") -> Iterator[tuple[str, Field, Record]]:
    """Yield ``(path, field, reference)`` for every reference inside ``record``."""
    for name, field in fields.items():
        value = record.get(name)
        if not value:
            continue
        where = f"{path}.{name}" if path else name
        if field.shape in ("reference", "tax_code", "currency"):
            yield where, field, value
        elif field.fields:
            for row in value if isinstance(value, list) else [value]:
                yield from walk(field.fields, row, where)


def check_references(books: "Books", kind: Kind, record: Record, before: Record) -> list[Error]:
    """Return what is wrong with the references; name the ones that are right."""
    kept = {(path, ref["value"]) for path, _, ref in walk(kind.fields, before)}
    if "active_customer" in kind.steps and record.get("CustomerRef"):
        # That step judges it, with texts of its own (code 6250).
        kept.add(("CustomerRef", record["CustomerRef"]["value"]))
    errors: list[Error] = []
    for path, field, reference in walk(kind.fields, record):
        if field.shape == "currency":
            continue
        if field.shape == "tax_code":
            error = _tax_code(books, path, reference)
        else:
            known = (path, reference["value"]) in kept
            error = _target(books, path, field, reference, known=known)
        if error:
            errors.append(error)
    return errors


def _target(books: "Books", path: str, field: Field, reference: Record, *, known: bool) -> Error | None:
    wanted = reference.get("type")
    kinds = [wanted] if wanted in field.targets else field.targets
    rows = [row for kind in kinds if (row := books.find(kind, reference["value"]))]
    if not rows:
        return Error("2500", f"Invalid Reference Id : {path}", path)
    row = rows[0]
    if not row.active and not known:
        if row.kind.name == "Account":
            return Error("2500", INACTIVE_ACCOUNT, path)
        return Error("610", INACTIVE, path)
    if field.account_types and row.fields["AccountType"] not in field.account_types:
        detail = f"Invalid account type: {row.fields['AccountType']}"
        return Error("6430", detail, path)
    reference["name"] = row.title
    if len(field.targets) > 1:
        reference["type"] = row.kind.name
    return None


def _tax_code(books: "Books", path: str, reference: Record) -> Error | None:
    code = reference["value"]
    if books.country == "US":
        if code in _PSEUDO_TAX_CODES or "Line." not in path:
            return None
        return Error("6100", f"Supplied value: {code}", path)
    if books.find("TaxCode", code) is None:
        return Error("6160", f"Supplied value: {code}", path)
    return None
