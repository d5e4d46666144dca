"""Organisations as the checks and mappings see them."""

from __future__ import annotations

from typing import Any

from bookbridge.domain.records import EntityType, parse_record, references_in
from bookbridge.domain.settings import Settings
from bookbridge.packages.xero.books import XeroBooks
from bookbridge.packages.xero.mapping import TO_PACKAGE, Known, Outgoing
from bookbridge.packages.xero.mapping.notes import marker_of
from bookbridge.ports.packages import WriteIntent
from tests.fakes.files import InMemoryFiles
from tests.unit.packages.intents import intent as any_intent
from tests.unit.packages.xero.canned import API, TENANT, CannedAccess, guid

DEFAULTS = {"income": "200", "expense": "400", "bank": "090", "discount": "260"}
TRACKING = (
    {
        "TrackingCategoryID": guid(71),
        "Name": "Region",
        "Options": [
            {"TrackingOptionID": guid(72), "Name": "East", "Status": "ACTIVE"},
            {"TrackingOptionID": guid(73), "Name": "Old", "Status": "ARCHIVED"},
        ],
    },
    {"TrackingCategoryID": guid(74), "Name": "Job", "Options": [{"TrackingOptionID": guid(75), "Name": "Roof"}]},
)
"""The tracking categories, for classes and for jobs."""


def item(code: str = "CONS-1", **fields: Any) -> dict[str, Any]:
    """An item as Xero returns it."""
    return {"ItemID": guid(1), "Code": code, "Name": "Consulting", "SalesDetails": {"AccountCode": "200"}, **fields}


def rate(tax_type: str = "OUTPUT", percent: float = 8.25, **fields: Any) -> dict[str, Any]:
    """A tax rate as Xero returns it."""
    return {"TaxType": tax_type, "Name": tax_type, "Status": "ACTIVE", "EffectiveRate": percent, **fields}


def intent(entity_type: EntityType, record: dict[str, Any], **more: Any) -> WriteIntent:
    """A write of a record whose references, and the default accounts, are known."""
    more = {"defaults": DEFAULTS, "accounts": tuple(DEFAULTS.values()), "organisation_id": TENANT, **more}
    return any_intent(entity_type, record, package_id=guid(77), **more)


def id_of(entity_type: EntityType, record: dict[str, Any], path: str) -> str:
    """The package's id that `intent` gives to a reference."""
    references = references_in(entity_type, parse_record(entity_type, record))
    named = next(each for each in references if each.path == path)
    places = [
        place for place, each in enumerate(references) if (each.entity_type, each.id) == (named.entity_type, named.id)
    ]
    return f"9{places[-1]}"


def known_for(wanted: WriteIntent, **more: Any) -> Known:
    """An organisation that has every item and tax rate that a record names."""
    by_type: dict[str, list[str]] = {"item": [], "tax_rate": []}
    for (kind, _), package_id in wanted.references.items():
        by_type.setdefault(kind, []).append(package_id)
    found: dict[str, Any] = {
        "items": {each: item() for each in by_type["item"]},
        "tax_rates": {each: rate(each) for each in by_type["tax_rate"]},
        "tracking": TRACKING,
    }
    return Known(**{**found, **more})


def payload_of(
    entity_type: EntityType, record: dict[str, Any], *, creating: bool = True, **more: Any
) -> dict[str, Any]:
    """What is sent for a record."""
    wanted = intent(entity_type, record)
    body, settings = wanted.record.body, more.pop("settings", None) or wanted.settings
    outgoing = Outgoing(
        entity_type=entity_type,
        record=body,
        references=wanted.references,
        accounts=Settings.model_validate({"default_accounts": DEFAULTS}).default_accounts,
        known=more.pop("known", None) or known_for(wanted),
        marker=marker_of(entity_type, "r-1", body),
        date=more.pop("date", str(body.get("date") or "")),
        creating=creating,
        posts_drafts=settings.auto_post,
    )
    return TO_PACKAGE[entity_type](outgoing)


def books(*answers: Any) -> tuple[XeroBooks, CannedAccess]:
    """Books whose answers are prepared."""
    access = CannedAccess(*answers)
    return XeroBooks(access, InMemoryFiles(), API, "https://go.xero.test"), access
