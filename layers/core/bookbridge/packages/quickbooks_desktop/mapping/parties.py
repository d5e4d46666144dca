"""Customers and vendors. Bank details, default payment types and approvers never leave the application (B9)."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.canonical_values import values
from bookbridge.packages.quickbooks_desktop.wire import Json, flag, ref_id

from .outgoing import Outgoing

_VALUES: Final = {"Name": "name", "CompanyName": "company_name", "Phone": "phone", "Email": "email"}
_ADDRESS: Final = {
    "Addr1": "line1",
    "Addr2": "line2",
    "City": "city",
    "State": "region",
    "PostalCode": "postal_code",
    "Country": "country",
}
_BILLED: Final = "BillAddress"
_VENDORS: Final = "VendorAddress"


def customer_to_package(out: Outgoing) -> Json:
    """A customer; its tax rate is the sales tax item that its invoices begin with."""
    return {
        **_to_package(out, _BILLED),
        **out.refs({"TermsRef": ("terms", "term"), "ItemSalesTaxRef": ("tax_rate", "tax_rate")}),
    }


def vendor_to_package(out: Outgoing) -> Json:
    """A vendor that is there already."""
    return {**_to_package(out, _VENDORS), **out.refs({"TermsRef": ("terms", "term")})}


def customer_to_canonical(body: Json) -> Json:
    """A customer or a job."""
    rate = ref_id(body, "ItemSalesTaxRef")
    return {**_to_canonical(body, _BILLED), **({"tax_rate": rate} if rate else {})}


def vendor_to_canonical(body: Json) -> Json:
    """A vendor."""
    return _to_canonical(body, _VENDORS)


def _to_package(out: Outgoing, address_name: str) -> Json:
    record = out.record
    payload = out.values(_VALUES)
    if ":" in record["name"]:
        # The full name of a job: where it belongs is not changed from here, and so neither is its name.
        payload.pop("Name", None)
    if "active" in record:
        payload["IsActive"] = record["active"]
    if address := record.get("billing_address"):
        lines = {name: address[field] for name, field in _ADDRESS.items() if field in address}
        payload[address_name] = {name: line for name, line in lines.items() if line or not out.creating}
    return payload


def _to_canonical(body: Json, address_name: str) -> Json:
    record = {
        **values(body, {field: name for name, field in _VALUES.items()}),
        "active": flag(body, "IsActive", default=True),
    }
    if ref_id(body, "ParentRef") and body.get("FullName"):
        record["name"] = str(body["FullName"])
    if address := values(body.get(address_name) or {}, {field: name for name, field in _ADDRESS.items()}):
        record["billing_address"] = address
    if terms := ref_id(body, "TermsRef"):
        record["terms"] = terms
    return record
