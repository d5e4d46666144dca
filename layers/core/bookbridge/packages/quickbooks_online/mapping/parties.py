"""Customers and vendors. Bank details, default payment types and approvers never leave the application (B9)."""

from __future__ import annotations

from typing import Final

from bookbridge.packages.quickbooks_online.wire import Json

from .incoming import list_values, refs, values
from .outgoing import Outgoing

_VALUES: Final = {"DisplayName": "name", "CompanyName": "company_name", "Active": "active"}
_ADDRESS: Final = {
    "Line1": "line1",
    "Line2": "line2",
    "City": "city",
    "CountrySubDivisionCode": "region",
    "PostalCode": "postal_code",
    "Country": "country",
}


def customer_to_package(out: Outgoing) -> Json:
    """A customer's `SalesTermRef` and `DefaultTaxCodeRef` are what vendors call `TermRef` and do not have."""
    refs_out = out.refs({"SalesTermRef": ("terms", "term"), "DefaultTaxCodeRef": ("tax_rate", "tax_rate")})
    return {**_to_package(out), **refs_out}


def vendor_to_package(out: Outgoing) -> Json:
    """A vendor."""
    return {**_to_package(out), **out.refs({"TermRef": ("terms", "term")})}


def customer_to_canonical(body: Json) -> Json:
    """A customer."""
    return {**_to_canonical(body), **refs(body, {"terms": "SalesTermRef", "tax_rate": "DefaultTaxCodeRef"})}


def vendor_to_canonical(body: Json) -> Json:
    """A vendor."""
    return {**_to_canonical(body), **refs(body, {"terms": "TermRef"})}


def _to_package(out: Outgoing) -> Json:
    record = out.record
    payload = out.values(_VALUES)
    for name, part, field in (
        ("PrimaryEmailAddr", "Address", "email"),
        ("PrimaryPhone", "FreeFormNumber", "phone"),
    ):
        if found := out.values({part: field}):
            payload[name] = found
    if address := record.get("billing_address"):
        payload["BillAddr"] = {name: address[field] for name, field in _ADDRESS.items() if address.get(field)}
    if out.creating and record.get("currency"):
        # A party's currency is fixed when it is created.
        payload["CurrencyRef"] = {"value": record["currency"]}
    return payload


def _to_canonical(body: Json) -> Json:
    record = {
        **list_values(body, {field: name for name, field in _VALUES.items()}),
        **values(body.get("PrimaryEmailAddr") or {}, {"email": "Address"}),
        **values(body.get("PrimaryPhone") or {}, {"phone": "FreeFormNumber"}),
        **refs(body, {"currency": "CurrencyRef"}),
    }
    if address := values(body.get("BillAddr") or {}, {field: name for name, field in _ADDRESS.items()}):
        record["billing_address"] = address
    return record
