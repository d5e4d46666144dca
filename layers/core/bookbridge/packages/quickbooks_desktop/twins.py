"""Whether an object of the company file is what an operation wrote, or was to write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from bookbridge.domain.canonical_values import ZERO, decimal, money
from bookbridge.domain.dispatches import Operation, Verb, Written
from bookbridge.domain.line_amounts import EXACT
from bookbridge.domain.money import round_half_up

from .entities import name_of
from .mapping.amounts import total_in, untaxed_total_in
from .mapping.notes import is_voided, marker_in
from .mapping.outgoing import content_of
from .qbxml.answers import Row
from .qbxml.texts import text_for_quickbooks
from .versions import version_of
from .wire import Json, flag, instant_of, ref_id

PARTIES: Final = ("CustomerRef", "VendorRef", "PayeeEntityRef")
"""The elements that name the party of a transaction; it has one of them."""

CLOCKS_DIFFER: Final = timedelta(minutes=5)
"""How far the clock of the computer beside the company file may be behind ours, where number, party, date and total, or
our mark, prove the rest. An offset that leaves summer time out makes its times later, never earlier."""

_LINES: Final = ("ExpenseLine", "ItemLine", "InvoiceLine", "CreditMemoLine")
_APPLIED: Final = "AppliedToTxn"
_NOT_COMPARED: Final = frozenset({"ListID", "TxnID", "EditSequence", "IsAutoApply", "IsToBePrinted"})
_NUMBERS: Final = frozenset(
    {"Price", "SalesPrice", "PurchaseCost", "TotalAmount", "DiscountPct", "StdDueDays", "StdDiscountDays"}
)


def written(row: Row) -> Written:
    """What an object proves that QuickBooks Desktop returned; its own time stands for when that was."""
    body, at = row.fields, instant_of(row.fields, "TimeModified")
    total = total_in(body) if "TxnID" in body else None
    return Written(
        package_id=str(body.get("TxnID") or body["ListID"]),
        version=version_of(name_of(row.kind), body),
        updated_at=at,
        read_at=at,
        number=str(body.get("RefNumber") or ""),
        total="" if total is None else money(total),
        date=str(body.get("TxnDate") or ""),
    )


def is_done(operation: Operation, row: Row, sent_since: datetime) -> bool:
    """Whether the operation was carried out, and this is what came of it."""
    body, content = row.fields, content_of(operation.payload)
    if operation.verb is Verb.CREATE:
        return operation.payload["kind"] == f"{name_of(row.kind)}AddRq" and _is_ours(content, body, sent_since)
    if operation.package_id != str(body.get("TxnID") or body.get("ListID")):
        return False
    if operation.verb is Verb.VOID:
        return is_voided(body)
    # An update renews the sequence: one that stayed was not updated, and somebody else's update holds other values.
    return str(body.get("EditSequence")) != content["EditSequence"] and _holds(body, content)


def _is_ours(content: Json, body: Json, sent_since: datetime) -> bool:
    created = instant_of(body, "TimeCreated")
    if "TxnID" not in body:
        # Names are unique: an older entry of that name is a duplicate that somebody must hear of, not our own write.
        return created >= sent_since.replace(microsecond=0) and _holds(body, content)
    # Of two alike, one from before we sent ours is somebody else's.
    return (
        created >= sent_since - CLOCKS_DIFFER
        and marker_in(content.get("Memo")) == marker_in(body.get("Memo"))
        and all(ref_id(content, name) == ref_id(body, name) for name in PARTIES)
        and str(body.get("TxnDate") or "") == content["TxnDate"]
        and _same_text(body.get("RefNumber"), content.get("RefNumber"))
        and (is_voided(body) or untaxed_total_in(body) == total_sent(content))
    )


def total_sent(content: Json) -> Decimal:
    """What a transaction comes to as it was sent, before tax."""
    if "TotalAmount" in content:
        return decimal(content["TotalAmount"])
    applied = (each for verb in ("Add", "Mod") for each in content.get(f"{_APPLIED}{verb}") or ())
    amounts = [decimal(each["PaymentAmount"]) for each in applied]
    return sum((*amounts, *map(_amount_of, _lines_of(content))), ZERO)


def _lines_of(content: Json) -> Iterator[Json]:
    for name in _LINES:
        for verb in ("Add", "Mod"):
            yield from content.get(f"{name}{verb}") or ()


def _amount_of(line: Json) -> Decimal:
    if "Amount" in line:
        return decimal(line["Amount"])
    return round_half_up(EXACT.multiply(decimal(line["Quantity"]), decimal(line["Rate"])))


def _holds(body: Json, content: Json) -> bool:
    """Whether an object has every value that was sent; lines are judged by their total."""
    if any(_lines_of(content)) and untaxed_total_in(body) != total_sent(content):
        return False
    return all(
        _fits(body.get(name.removesuffix("Mod")), value, name)
        for name, value in content.items()
        if name not in _NOT_COMPARED and not isinstance(value, list) and not name.startswith("Clear")
    )


def _fits(actual: Any, sent: Any, name: str) -> bool:  # noqa: ANN401 - any JSON value
    if isinstance(sent, Mapping):
        inner = actual if isinstance(actual, Mapping) else {}
        return all(_fits(inner.get(key), value, key) for key, value in sent.items())
    if isinstance(sent, bool):
        return flag({name: actual}, name) is sent
    if name in _NUMBERS:
        return actual not in (None, "") and decimal(actual) == decimal(sent)
    return _same_text(actual, sent)


def _same_text(actual: object, sent: object) -> bool:
    return str(actual or "") == text_for_quickbooks(str(sent or ""))
