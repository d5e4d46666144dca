"""Invoices, which exported orders become too, and credit memos."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.canonical_values import ZERO, money, values
from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_desktop.wire import Json, ref_id

from . import sales_lines
from .amounts import total_in
from .notes import memo_in
from .outgoing import Outgoing
from .sales_lines import Sorted

INVOICE: Final = "Invoice"
CREDIT_MEMO: Final = "CreditMemo"

_CREDIT: Final = {"TxnDate": "date", "RefNumber": "number"}
_VALUES: Final = {INVOICE: {**_CREDIT, "DueDate": "due_date"}, CREDIT_MEMO: _CREDIT}
_PARTY: Final[dict[str, tuple[str, EntityType]]] = {"CustomerRef": ("customer", "customer")}
_REFS: Final = {INVOICE: {**_PARTY, "TermsRef": ("terms", "term")}, CREDIT_MEMO: _PARTY}


def invoice_to_package(out: Outgoing) -> Json:
    """An invoice."""
    return _to_package(out, INVOICE)


def credit_memo_to_package(out: Outgoing) -> Json:
    """A credit memo; it is due on no date, so its terms mean nothing."""
    return _to_package(out, CREDIT_MEMO)


def _to_package(out: Outgoing, name: str) -> Json:
    return {**out.values(_VALUES[name]), **out.refs(_REFS[name]), **out.memo(), **sales_lines.to_package(out, name)}


def to_canonical(body: Json, name: str, sorted_by: Sorted) -> Json:
    """An invoice or credit memo."""
    record = {
        **values(body, {field: element for element, field in _VALUES[name].items()}),
        **memo_in(body),
        **sales_lines.to_canonical(body, name, sorted_by),
        "total": money(total_in(body) or ZERO),
    }
    named = {field: ref_id(body, element) for element, (field, _) in _REFS[name].items()}
    return {**record, **{field: package_id for field, package_id in named.items() if package_id}}
