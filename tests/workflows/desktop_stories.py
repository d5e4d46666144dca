"""Companies with QuickBooks Desktop, as many stories begin: a vendor of theirs, and what the application sends."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.fakes.books import DAY, DUE, bill, customer, invoice
from tests.fakes.desktop_world import DesktopWorld
from tests.proof.charts import CHARTS

COMPANY = "acme"
SETTINGS = CHARTS["quickbooks-online"].settings
"""The seeded company file numbers its accounts alike."""


def connected(company_id: str = COMPANY, world: DesktopWorld | None = None, **settings: Any) -> DesktopWorld:
    """A company that is paired and idle, with one vendor, Oak Paper, in both systems."""
    stage = world or DesktopWorld()
    stage.begin_pairing(company_id, **{**SETTINGS, **settings})
    stage.company_file(company_id).create("Vendor", {"Name": "Oak Paper"})
    stage.confirm(company_id)
    stage.run()
    stage.simulator.counters.reset()
    return stage


def record_of(world: DesktopWorld, entity_type: str, name: str) -> str:
    """The record id of what has arrived under this name or number."""
    field = "name" if entity_type in {"vendor", "customer", "account", "item", "term"} else "number"
    found = [
        record.record_id
        for record in world.store.records.values()
        if (record.entity_type, record.body.get(field)) == (entity_type, name)
    ]
    assert len(found) == 1, f"{len(found)} records of {entity_type} {name}"
    return found[0]


def entered_bill(world: DesktopWorld, number: str, *, amount: str = "40.00") -> dict[str, Any]:
    """A bill of Oak Paper that somebody enters in QuickBooks."""
    line = {"AccountRef": "Office Supplies", "Amount": amount}
    fields = {"VendorRef": "Oak Paper", "TxnDate": DAY, "DueDate": DUE, "RefNumber": number, "ExpenseLine": [line]}
    return world.company_file(COMPANY).create("Bill", fields)


def numbers(world: DesktopWorld, entity: str, field: str = "RefNumber", company_id: str = COMPANY) -> Counter[str]:
    """How often each number, or name, is in the company file."""
    return Counter(str(row.get(field)) for row in world.company_file(company_id).rows(entity))


def arrived(world: DesktopWorld, entity_type: str, field: str = "number") -> Counter[str]:
    """How often each number, or name, is in the application."""
    return Counter(
        str(record.body.get(field)) for record in world.store.records.values() if record.entity_type == entity_type
    )


def send_bill(world: DesktopWorld, number: str, **more: Any) -> None:
    """The application posts a bill of Oak Paper; its record id is its number."""
    world.put(COMPANY, "bill", number, bill(number, record_of(world, "vendor", "Oak Paper"), **more))


def send_invoice(world: DesktopWorld, number: str, party: str = "c-1", **more: Any) -> None:
    """The application sends an invoice for the item Consulting; its record id is its number."""
    item = record_of(world, "item", "Consulting")
    world.put(COMPANY, "invoice", number, invoice(number, party, item=item, **more))


def send_customer(world: DesktopWorld, record_id: str, name: str, **more: Any) -> None:
    """The application sends a customer."""
    world.put(COMPANY, "customer", record_id, customer(name, **more))
