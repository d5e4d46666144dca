"""What follows for a record from its parents and the connection's settings, written into a copy of it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import date, timedelta
from typing import Any, Final

from .errors import FieldFault
from .records import EntityType
from .settings import Settings
from .taxes import ChosenRate, tax_rate_of

_TAXED: Final = frozenset({"invoice", "order", "credit_note", "refund"})

Bodies = Mapping[tuple[EntityType, str], Mapping[str, Any]]
"""The canonical records that a record refers to, by type and id, as far as they are known."""


def complete(
    entity_type: EntityType, body: Mapping[str, Any], parents: Bodies, settings: Settings
) -> tuple[dict[str, Any], tuple[FieldFault, ...]]:
    """The record with its due date, tax rates and cost centres' accounts, and what stands in the way of that.

    Due dates follow from the terms (B10), tax rates from item, group, customer or default (D7), the account of an
    order's line from its cost centre (C4). What the record says itself is never changed.
    """
    record = deepcopy(dict(body))
    faults: list[FieldFault] = []
    if due := _due_date(record, parents):
        record["due_date"] = due
    rates = tax_rates_of(entity_type, record, parents, settings)
    for index, line in enumerate(record.get("lines") or ()):
        if rates and rates[index].reference:
            line["tax_rate"] = rates[index].reference
        if entity_type == "order" and (centre := line.get("cost_centre")) and not line.get("account"):
            if account := settings.cost_centres.get(centre):
                line["account"] = account
            else:
                message = f"{centre} has no account: add it to the cost centres of the connection"
                values = {"cost_centre": str(centre)}
                faults.append(FieldFault(f"lines[{index}].cost_centre", message, "cost_centre_unmapped", values))
    return record, tuple(faults)


def tax_rates_of(
    entity_type: EntityType, body: Mapping[str, Any], parents: Bodies, settings: Settings
) -> tuple[ChosenRate, ...]:
    """The tax rate of each line and where it comes from; none for types whose lines are not taxed (D7)."""
    if entity_type not in _TAXED:
        return ()
    customer_id = str(body.get("customer") or "")
    customer = parents.get(("customer", customer_id), {})
    return tuple(
        tax_rate_of(line, parents.get(("item", str(line.get("item") or "")), {}), customer_id, customer, settings.tax)
        for line in body.get("lines") or ()
    )


def _due_date(record: Mapping[str, Any], parents: Bodies) -> str:
    terms = parents.get(("term", str(record.get("terms") or "")), {})
    days = terms.get("due_days")
    if record.get("due_date") or days is None or not record.get("date"):
        return ""
    return (date.fromisoformat(record["date"]) + timedelta(days=int(days))).isoformat()
