"""Which tax rate a line has when it names none: item, item group, customer, the connection's default, in this order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from .settings import TaxSettings


class TaxSource(StrEnum):
    """Where a line's tax rate was found."""

    LINE = "line"
    ITEM = "item"
    ITEM_GROUP = "item_group"
    CUSTOMER = "customer"
    DEFAULT = "default"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class ChosenRate:
    """A line's tax rate: a record id or the package's code, empty when nothing names one, and where it was found."""

    reference: str
    source: TaxSource


def tax_rate_of(
    line: Mapping[str, Any], item: Mapping[str, Any], customer_id: str, customer: Mapping[str, Any], tax: TaxSettings
) -> ChosenRate:
    """The line's tax rate (D7).

    `item` and `customer` are the records that the line and its document refer to, empty when they are not known.
    """
    item_id = str(line.get("item") or "")
    group = str(item.get("item_group") or "")
    candidates = {
        TaxSource.LINE: line.get("tax_rate"),
        TaxSource.ITEM: (None if item.get("use_item_group_tax") else item.get("tax_rate") or tax.by_item.get(item_id)),
        TaxSource.ITEM_GROUP: tax.by_item_group.get(group),
        TaxSource.CUSTOMER: customer.get("tax_rate") or tax.by_customer.get(customer_id),
        TaxSource.DEFAULT: tax.default,
    }
    named = (ChosenRate(str(reference), source) for source, reference in candidates.items() if reference)
    return next(named, ChosenRate("", TaxSource.NOWHERE))
