"""What differs between a record of the application and its twin in the package, as far as it matters (F7). Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, Literal

from .discrepancies import Difference
from .line_amounts import cost_amount, gross_amount
from .money import plain
from .records import EntityType

How = Literal["text", "day", "due", "total", "status", "lines", "applications"]
"""How one field is compared; `total` as a number, `lines` and `applications` by their amounts."""

_SALES: Final[Mapping[str, How]] = {
    "number": "text",
    "customer": "text",
    "date": "day",
    "due_date": "due",
    "currency": "text",
    "total": "total",
    "lines": "lines",
}
_PURCHASE: Final[Mapping[str, How]] = {
    "status": "status",
    "number": "text",
    "vendor": "text",
    "date": "day",
    "due_date": "due",
    "currency": "text",
    "total": "total",
    "lines": "lines",
}
COMPARED: Final[Mapping[EntityType, Mapping[str, How]]] = {
    "invoice": _SALES,
    "order": _SALES,
    "credit_note": _SALES,
    "bill": _PURCHASE,
    "vendor_credit": _PURCHASE,
    "payment": {
        "customer": "text",
        "date": "day",
        "amount": "total",
        "currency": "text",
        "reference": "text",
        "applications": "applications",
    },
    "bill_payment": {"vendor": "text", "date": "day", "amount": "total", "applications": "applications"},
    "refund": {"customer": "text", "date": "day", "amount": "total", "lines": "lines"},
    "expense": {"payee": "text", "date": "day", "total": "total", "lines": "lines"},
}
"""The fields that matter, by type; nothing is asked about other types.

Accounts are not among them: the application names one by its code, the package's record by its id.
"""

ACTIVE: Final = "active"
VOIDED: Final = "voided"
DELETED: Final = "deleted"
"""Statuses of any record, whatever words it has of its own."""

MAX_LISTED: Final = 20
"""Lines or applications whose differences are listed one by one."""

_STATUSES: Final = frozenset({"draft", "posted"})
"""Statuses that mean the same on both sides; others are the application's own words."""

_TARGETS: Final = ("invoice", "bill")
_ZERO: Final = Decimal(0)

Body = Mapping[str, Any]


def compare(
    entity_type: EntityType,
    ours: Body,
    theirs: Body,
    *,
    voided: bool = False,
    deleted: bool = False,
    voided_here: bool = False,
    agreed_total: str = "",
    dates_move: bool = False,
) -> tuple[Difference, ...]:
    """What differs, field by field; empty when both agree.

    `ours` and `theirs` are canonical and hold the application's ids. Fields that the application did not send, or the
    package does not return, are no differences. `voided` and `deleted` say what happened to the twin and outweigh all
    else; `voided_here` that the application voided its record. `agreed_total` is the package's total after it was last
    written from here: the package adds taxes that the application need not know, so that total is no difference. With
    `dates_move` records are written with a later date where theirs lies in a closed period.
    """
    if deleted and voided_here:
        return ()  # either way it counts no more
    if deleted or voided != voided_here:
        of_the_app = VOIDED if voided_here else ours.get("status") or ACTIVE
        there = DELETED if deleted else VOIDED if voided else theirs.get("status") or ACTIVE
        return (Difference("status", str(of_the_app), str(there)),)
    if voided:
        return ()
    found: list[Difference] = []
    for field, how in COMPARED.get(entity_type, {}).items():
        mine, other = ours.get(field), theirs.get(field)
        if mine in (None, "", []) or other in (None, ""):
            continue
        if how == "lines":
            found += _lines(field, mine, other)
        elif how == "applications":
            found += _applications(field, mine, other)
        elif _differs(how, str(mine).strip(), str(other).strip(), theirs, agreed_total, dates_move=dates_move):
            found.append(Difference(field, str(mine), str(other)))
    return tuple(found)


def total_of(record: Body) -> str:
    """The amount that a record comes to; empty where its type has none."""
    return str(record.get("total") or record.get("amount") or "")


def _differs(how: How, mine: str, other: str, theirs: Body, agreed_total: str, *, dates_move: bool) -> bool:
    match how:
        case "total":
            return not (_equal(mine, other) or _equal(agreed_total or mine, other))
        case "day":
            return mine != other and not (dates_move and other > mine)
        case "due":  # no package has a document due before its date
            return other not in {mine, max(mine, str(theirs.get("date") or ""))}
        case "status":
            return mine != other and {mine, other} <= _STATUSES
        case _:
            return mine != other


def _equal(one: str, other: str) -> bool:
    return Decimal(one) == Decimal(other)


def _lines(field: str, ours: list[Body], theirs: list[Body]) -> list[Difference]:
    if len(ours) != len(theirs):
        return [Difference(field, str(len(ours)), str(len(theirs)))]
    # What a line gives away stands in the line in one package, and in a line of its own in another.
    for worth in (_gross, _net):
        if Counter(map(worth, ours)) == Counter(map(worth, theirs)):
            return []
    differing = [
        Difference(f"{field}[{index}].amount", plain(_net(mine)), plain(_net(other)))
        for index, (mine, other) in enumerate(zip(ours, theirs, strict=True))
        if _gross(mine) != _gross(other) and _net(mine) != _net(other)
    ]
    return differing[:MAX_LISTED]


def _net(line: Body) -> Decimal:
    return Decimal(str(line.get("amount") or 0))


def _gross(line: Body) -> Decimal:
    if line.get("quantity") is None:
        return _net(line)
    if line.get("unit_price") is not None:
        return gross_amount(dict(line))
    return cost_amount(dict(line)) if line.get("unit_cost") is not None else _net(line)


def _applications(field: str, ours: list[Body], theirs: list[Body]) -> list[Difference]:
    mine, others = _applied(ours), _applied(theirs)
    return [
        Difference(f"{field}[{target}]", plain(mine.get(target, _ZERO)), plain(others.get(target, _ZERO)))
        for target in sorted(mine.keys() | others.keys())
        if mine.get(target, _ZERO) != others.get(target, _ZERO)
    ][:MAX_LISTED]


def _applied(applications: list[Body]) -> dict[str, Decimal]:
    applied: dict[str, Decimal] = {}
    for each in applications:
        target = next((str(each[name]) for name in _TARGETS if each.get(name)), "")
        applied[target] = applied.get(target, _ZERO) + Decimal(str(each.get("amount") or 0))
    return applied
