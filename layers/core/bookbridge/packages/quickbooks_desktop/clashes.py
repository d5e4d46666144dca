"""Numbers that documents of the company file have already: looked up before others are sent with them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bookbridge.domain.dispatches import Operation, Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.languages import in_english
from bookbridge.domain.stored_records import waiting_on_package, waiting_on_record
from bookbridge.ports.connectors import Clash

from .client import Client
from .entities import BILL, CREDIT_MEMO, INVOICE, Kind, family_of, name_of
from .manifest import TITLE
from .mapping.notes import is_voided
from .mapping.outgoing import content_of
from .qbxml.answers import Row
from .qbxml.requests import Request
from .wire import Json, ref_id, ref_name

_NUMBERED: Final = {"InvoiceAddRq": INVOICE, "CreditMemoAddRq": CREDIT_MEMO, "BillAddRq": BILL}
_HEADS: Final = {
    INVOICE: ("CustomerRef", "Subtotal", "SalesTaxTotal"),
    CREDIT_MEMO: ("CustomerRef", "Subtotal", "SalesTaxTotal"),
    BILL: ("VendorRef", "AmountDue"),
}


def taken_numbers(client: Client, operations: Sequence[Operation]) -> tuple[Clash, ...]:
    """See `Screens.screen`: QuickBooks Desktop takes a number twice from programs without a word.

    A bill's number belongs to its vendor, those of invoices and credit memos to the company.
    """
    numbers: dict[Kind, set[str]] = {}
    for _, kind, content in _numbered(operations):
        numbers.setdefault(kind, set()).add(str(content["RefNumber"]))
    requests = [
        Request(
            kind.query,
            kind.name,
            {
                "RefNumber": sorted(wanted),
                "IncludeRetElement": ["TxnID", "TxnDate", "RefNumber", "Memo", *_HEADS[kind]],
            },
        )
        for kind, wanted in numbers.items()
    ]
    rows = [row for answer in client.ask(requests).values() for row in answer.rows]
    return tuple(_clashes(operations, rows))


def _clashes(operations: Sequence[Operation], rows: Sequence[Row]) -> Iterator[Clash]:
    first: dict[tuple[str, str, str], Operation] = {}
    for operation, kind, content in _numbered(operations):
        row = next((row for row in rows if _has_the_number(kind, content, row)), None)
        whose = ref_id(content, "VendorRef") if kind is BILL else ""
        other = first.setdefault((kind.name, whose, str(content["RefNumber"]).casefold()), operation)
        if row is not None:
            mark = waiting_on_package(kind.families[0], str(row.fields["TxnID"]))
            yield Clash(operation.key, _fault(operation, content, _words_for(row)), mark)
        elif other is not operation:
            mark = waiting_on_record(other.entity_type, other.record_id)
            yield Clash(operation.key, _fault(operation, content, in_english(other.entity_type, other.record_id)), mark)


def _numbered(operations: Sequence[Operation]) -> Iterator[tuple[Operation, Kind, Json]]:
    """The operations that make documents with numbers."""
    for operation in operations:
        kind, content = _NUMBERED.get(str(operation.payload["kind"])), content_of(operation.payload)
        if operation.verb is Verb.CREATE and kind is not None and content.get("RefNumber"):
            yield operation, kind, content


def _has_the_number(kind: Kind, content: Json, row: Row) -> bool:
    body = row.fields
    same = str(body.get("RefNumber") or "").casefold() == str(content["RefNumber"]).casefold()
    whose = kind is not BILL or ref_id(body, "VendorRef") == ref_id(content, "VendorRef")
    return same and whose and name_of(row.kind) == kind.name and not is_voided(body)


def _fault(operation: Operation, content: Json, owner: str) -> FieldFault:
    message = (
        f"{content['RefNumber']} is the number of another document already, of {owner}: "
        "link this one to it if it is the same, or correct the number"
    )
    is_order = operation.entity_type == "order"
    code = "already_exported" if is_order else "duplicate_number"
    return FieldFault("number", message, code, {"doc_number": str(content["RefNumber"])})


def _words_for(row: Row) -> str:
    body, what = row.fields, (family_of(name_of(row.kind)) or "document").replace("_", " ")
    party = ref_name(body, "VendorRef") or ref_name(body, "CustomerRef")
    return f"the {what} of {party} dated {body.get('TxnDate')} in {TITLE}"
