"""Values that texts are filled with: taken from messages and from callers, so cleaned before they are kept."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final

MEANINGS: Final[Mapping[str, str]] = {
    "account": "name or code of the account at fault",
    "account_use": "which default account is meant: income, expense, receivable, payable, bank or discount",
    "bound_organisation": "organisation that the connection is bound to",
    "clash": "made here: the document it clashes with, by type and party, else by name or id",
    "closing_date": "last day of the closed period",
    "connector_version": "version of the connector that called",
    "cost_centre": "cost centre of a line",
    "culprit": "made here: the field, else the type of the reference at fault",
    "currency": "currency of the record",
    "date": "date of the record",
    "discount": "discount of the record",
    "doc_number": "document number that clashes",
    "expected": "amount that would be right",
    "faults": "how many things our own checks found wrong",
    "feature": "feature of the package that is missing",
    "field": "canonical path of the field at fault, or several separated by comma and space",
    "file_name": "name of the document's file",
    "linked_record": "record that is linked already",
    "max": "the most that is allowed",
    "name": "name that clashes or is not found",
    "open_balance": "open balance of the invoice or bill in the package",
    "organisation": "organisation that answered",
    "other_user": "who edited at the same time",
    "package": "title of the accounting package",
    "package_code": "the package's own error code",
    "party": "customer or vendor of the record, by name",
    "property": "property of the request that was refused",
    "record_number": "number or name of the record",
    "record_type": "entity type of the record",
    "reference_id": "id of what the record refers to",
    "reference_name": "name of what the record refers to",
    "reference_type": "entity type of what the record refers to",
    "status_in_app": "status of the record in the app",
    "status_in_package": "status of its twin in the package",
    "supplied": "what was sent",
    "target_id": "id of the document it clashes with",
    "target_party": "customer or vendor of the document it clashes with",
    "target_type": "entity type of the document it clashes with",
    "total": "total of the record",
    "total_in_app": "total of the record in the app",
    "total_in_package": "total of its twin in the package",
}
"""The values that texts of the catalogue may name; each is optional, and words of the app's users come before ids."""

MAX_LENGTH: Final = 200
MAX_FIELDS: Final = 5


def cleaned(values: Mapping[str, str]) -> dict[str, str]:
    """The values that are there, on one line, without control characters, at most `MAX_LENGTH` characters long."""
    return {name: text for name, value in values.items() if value and (text := _clean(value))}


def fields_text(paths: Iterable[str]) -> str:
    """Fields as one value; the first `MAX_FIELDS` and a sign that there are more."""
    fields = list(dict.fromkeys(paths))
    shown = fields[:MAX_FIELDS]
    return ", ".join([*shown, "…"] if len(fields) > MAX_FIELDS else shown)


def _clean(value: str) -> str:
    text = " ".join(value.split())
    if not text.isprintable():
        shown = (character for character in text if unicodedata.category(character)[0] != "C")
        text = " ".join("".join(shown).split())
    return text if len(text) <= MAX_LENGTH else text[: MAX_LENGTH - 1] + "…"
