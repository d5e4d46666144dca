"""Bills and vendor credits. Their notes stay in the application (B13)."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.canonical_values import ZERO, money, values
from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_desktop.wire import Json, ref_id

from . import purchase_lines
from .amounts import total_in
from .notes import memo_in
from .outgoing import Outgoing

_CREDIT: Final = {"TxnDate": "date", "RefNumber": "number"}
_BILL: Final = {**_CREDIT, "DueDate": "due_date"}
_REFS: Final[dict[str, tuple[str, EntityType]]] = {
    "VendorRef": ("vendor", "vendor"),
    "APAccountRef": ("ap_account", "account"),
    "TermsRef": ("terms", "term"),
}


def to_package(out: Outgoing) -> Json:
    """A bill, which is open there as soon as it is posted here (B10)."""
    return {**out.values(_BILL), **out.refs(_REFS), **out.memo(), **purchase_lines.to_package(out)}


def bill_to_canonical(body: Json) -> Json:
    """A bill."""
    return _to_canonical(body, _BILL)


def credit_to_canonical(body: Json) -> Json:
    """A vendor credit; what it settles arrives as a payment of its own."""
    return _to_canonical(body, _CREDIT)


def _to_canonical(body: Json, elements: dict[str, str]) -> Json:
    named = {field: ref_id(body, name) for name, (field, _) in _REFS.items()}
    return {
        **values(body, {field: name for name, field in elements.items()}),
        **{field: package_id for field, package_id in named.items() if package_id},
        **memo_in(body),
        # What is in the package has been posted.
        "status": "posted",
        "lines": purchase_lines.to_canonical(body),
        "total": money(total_in(body) or ZERO),
    }
