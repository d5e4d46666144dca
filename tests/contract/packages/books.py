"""A package's books on its simulator: what a test needs to write records and to read them back.

A package is found in `SIMULATORS` by its name; the suite runs over all packages that are there.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest

from bookbridge.domain.records import EntityType
from bookbridge.domain.settings import DefaultAccounts, Settings
from bookbridge.ports.connectors import SessionPackage
from tests.contract.packages.ledger import Ledger, Record, sample_files
from tests.contract.packages.records import ITEM
from tests.contract.packages.served import NAME, START
from tests.contract.packages.served_quickbooks_desktop import ServedQuickBooksDesktop
from tests.contract.packages.served_quickbooks_online import ORGANISATION, ServedQuickBooksOnline
from tests.contract.packages.served_xero import ServedXero
from tests.fakes.packages import SKELETON, cloud_names, load, load_cloud, session_names
from tests.skeleton.example_ledger.served import ServedExampleLedger

__all__ = [
    "DEFAULTS",
    "NAME",
    "ON_CLOUD_PACKAGES",
    "ON_SESSION_PACKAGES",
    "ORGANISATION",
    "SIMULATORS",
    "START",
    "Ledger",
    "Record",
    "creates",
    "quickbooks_desktop",
    "quickbooks_online",
    "xero",
]

BASE_URL = "http://package.test"

DEFAULTS = Settings(
    default_accounts=DefaultAccounts(income="4100", expense="6000", bank="1000", discount="4900", payable="2000")
)


def quickbooks_online() -> Ledger:
    """QuickBooks Online on its simulator."""
    served = ServedQuickBooksOnline()
    package = load_cloud("quickbooks-online", BASE_URL)
    not_kept: dict[EntityType, frozenset[str]] = {
        "vendor_credit": frozenset({"due_date"}),
        "document": frozenset({"url"}),
    }
    return Ledger(package, package.open(served.access(), sample_files()), served, not_kept=not_kept)


def xero() -> Ledger:
    """Xero on its simulator."""
    served = ServedXero()
    package = load_cloud("xero", BASE_URL)
    not_kept = {**package.manifest.lacks, "item": frozenset({"active"})}  # the sample's kind is the usual one
    books = package.open(served.access(), sample_files())
    return Ledger(
        package,
        books,
        served,
        not_kept=not_kept,
        adapt=_for_xero,
        completed=_completed_by_xero,
        settings=DEFAULTS,
        fetch_calls=7,
    )


def _for_xero(entity_type: EntityType, record: Record) -> Record:
    """Xero has its own types of accounts, wants to know who was paid, and books no payment that settles nothing."""
    if entity_type == "account":
        return {**record, "type": "REVENUE"}
    if entity_type == "expense":
        return {"payee": "v-1", **record}
    if entity_type == "payment":
        applied = [each["invoice"] for each in record.get("applications", [])] or ["i-1"]
        return {**record, "applications": [{"invoice": applied[0], "amount": record["amount"]}]}
    return record


def _completed_by_xero(entity_type: EntityType, record: Record) -> Record:
    """A line has the account and the description of its item."""
    completed = deepcopy(record)
    account = ITEM[
        "income_account" if entity_type in {"invoice", "order", "credit_note", "refund"} else "expense_account"
    ]
    for line in completed.get("lines", []):
        if line.get("item"):
            line.setdefault("account", account)
            line.setdefault("description", ITEM["description"])
    return completed


def quickbooks_desktop() -> Ledger:
    """QuickBooks Desktop: a simulated company file on a line that answers at once."""
    served = ServedQuickBooksDesktop()
    package = load("quickbooks-desktop")
    assert isinstance(package, SessionPackage)
    books = package.converse(served.line, served.organisation_id, served.greeting)
    checks = frozenset({"currency"})  # the samples' method is what money from a bank is called there
    not_kept = {**package.manifest.lacks, "bill_payment": checks, "expense": checks}
    return Ledger(
        package,
        books,
        served,
        not_kept=not_kept,
        completed=_completed_by_quickbooks_desktop,
        settings=DEFAULTS,
        fetch_calls=2,
    )


def _completed_by_quickbooks_desktop(entity_type: EntityType, record: Record) -> Record:
    """Lines of sales name their items only, and take their descriptions."""
    completed = deepcopy(record)
    for line in completed.get("lines", []):
        if line.get("item"):
            line.setdefault("description", ITEM["description"])
            if entity_type in {"invoice", "order", "credit_note", "refund"}:
                line.pop("account", None)
    return completed


def example_ledger() -> Ledger:
    """The skeleton of a package on its simulator."""
    served = ServedExampleLedger()
    package = load_cloud(SKELETON, BASE_URL)
    books = package.open(served.access(), sample_files())
    return Ledger(package, books, served, not_kept=package.manifest.lacks, settings=DEFAULTS)


SIMULATORS: dict[str, Callable[[], Ledger]] = {
    "quickbooks-desktop": quickbooks_desktop,
    "quickbooks-online": quickbooks_online,
    "xero": xero,
    SKELETON: example_ledger,
}

ON_CLOUD_PACKAGES = pytest.mark.parametrize("ledger", cloud_names(), indirect=True)
"""What holds of packages that are reached over HTTP: budgets, tokens, requests that fail, the clock in an answer."""

ON_SESSION_PACKAGES = pytest.mark.parametrize("ledger", session_names(), indirect=True)
"""What holds of packages that call in: listings, and what the package remembers of a message."""


def creates(name: str, entity_type: EntityType) -> bool:
    """Whether a package keeps records of a type, and the application makes them there."""
    policy = load(name).manifest.entities.get(entity_type)
    return policy is not None and policy.creates
