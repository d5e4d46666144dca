"""Customers and vendors, who are one list of contacts in Xero.

Bank details, default payment types and approvers never leave the application (B9). Xero keeps no company name beside
the name, and no terms or tax rates of ours.
"""

from __future__ import annotations

from typing import Final

from bookbridge.domain.canonical_values import values
from bookbridge.packages.xero.wire import Json, objects_in
from bookbridge.ports.packages import Fit

from .outgoing import Outgoing

_VALUES: Final = {"Name": "name", "EmailAddress": "email"}
_ADDRESS: Final = {
    "AddressLine1": "line1",
    "AddressLine2": "line2",
    "City": "city",
    "Region": "region",
    "PostalCode": "postal_code",
    "Country": "country",
}
_BILLING: Final = "POBOX"
"""Xero's word for the address that is printed on documents."""

_MAIN_PHONE: Final = "DEFAULT"


def to_package(out: Outgoing) -> Json:
    """A contact."""
    record = out.record
    payload = out.values(_VALUES)
    if phone := out.values({"PhoneNumber": "phone"}):
        payload["Phones"] = [{"PhoneType": _MAIN_PHONE, **phone}]
    if address := record.get("billing_address"):
        lines = {name: address[field] for name, field in _ADDRESS.items() if address.get(field)}
        payload["Addresses"] = [{"AddressType": _BILLING, **lines}]
    if record.get("currency"):
        payload["DefaultCurrency"] = record["currency"]
    if "active" in record:
        payload["ContactStatus"] = "ACTIVE" if record["active"] else "ARCHIVED"
    if out.creating:
        payload["ContactNumber"] = out.marker
    return payload


def to_canonical(body: Json) -> Json:
    """A contact, as customer and as vendor alike."""
    record = {
        **values(body, {field: name for name, field in _VALUES.items()}),
        **values(body, {"currency": "DefaultCurrency"}),
        "active": body.get("ContactStatus", "ACTIVE") == "ACTIVE",
    }
    for phone in objects_in(body.get("Phones")):
        if phone.get("PhoneType") == _MAIN_PHONE and phone.get("PhoneNumber"):
            parts = (phone.get("PhoneCountryCode"), phone.get("PhoneAreaCode"), phone["PhoneNumber"])
            record["phone"] = " ".join(str(part) for part in parts if part)
    for address in objects_in(body.get("Addresses")):
        found = values(address, {field: name for name, field in _ADDRESS.items()})
        if address.get("AddressType") == _BILLING and found:
            record["billing_address"] = found
    return record


def fit_as_customer(body: Json) -> Fit:
    """How far a contact is a customer: Xero knows from its invoices, and a new one may become either."""
    if body.get("IsCustomer"):
        return Fit.SURE
    return Fit.OTHER if body.get("IsSupplier") else Fit.PRESUMED


def fit_as_vendor(body: Json) -> Fit:
    """How far a contact is a vendor; one that has neither bills nor invoices counts as a customer."""
    return Fit.SURE if body.get("IsSupplier") else Fit.OTHER
