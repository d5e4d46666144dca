"""Tax codes, which are what lines refer to, with the percentages of the rates they consist of. They are only read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from bookbridge.domain.timestamps import from_text
from bookbridge.packages.quickbooks_online.wire import Json

from .incoming import ZERO, decimal, list_values, quantity, ref_id

RATES: Final = "TaxRates"
"""Where a tax code that was read holds the rates that were read with it."""

_LISTS: Final = ("SalesTaxRateList", "PurchaseTaxRateList")


def with_rates(body: Json, rates: Iterable[Json]) -> Json:
    """A tax code together with those of the company's tax rates that it consists of; they are part of its version."""
    own = [rate for rate in rates if str(rate["Id"]) in rates_named(body)]
    tokens = (str(each.get("SyncToken", "")) for each in (body, *own))
    newest = max((body, *own), key=lambda each: from_text(each["MetaData"]["LastUpdatedTime"]))
    return {**body, "SyncToken": "/".join(tokens), "MetaData": newest["MetaData"], RATES: own}


def rates_named(body: Json) -> set[str]:
    """The ids of the tax rates that a tax code consists of, sales and purchases."""
    return {rate_id for name in _LISTS for rate_id in _rate_ids(body, name)}


def to_canonical(body: Json) -> Json:
    """A tax code. Its percentage is that of sales, or of purchases if it is for these only.

    Companies in the US have the codes `TAX` and `NON`; what `TAX` comes to is worked out for each address, so it has no
    percentage.
    """
    listed = list_values(body, {"name": "Name", "active": "Active"})
    record: Json = {"name": listed["name"]}
    percents = {str(rate["Id"]): decimal(rate.get("RateValue")) for rate in body.get(RATES) or []}
    ids = next((found for name in _LISTS if (found := _rate_ids(body, name))), [])
    if ids or body.get("Taxable") is False:
        record["percent"] = quantity(sum((percents.get(each, ZERO) for each in ids), ZERO))
    if not str(body["Id"]).isdecimal():
        record["code"] = str(body["Id"])
    return record


def _rate_ids(body: Json, name: str) -> list[str]:
    details: list[Any] = (body.get(name) or {}).get("TaxRateDetail") or []
    return [ref_id(detail, "TaxRateRef") for detail in details]
