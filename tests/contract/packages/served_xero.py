"""Xero's simulator with one company."""

from __future__ import annotations

import json
from typing import Final

from typing_extensions import override

from bookbridge.domain.records import EntityType
from tests.contract.packages.served import START, Json, ServedOverHttp
from tests.simulators.chassis.clock import Clock
from tests.simulators.xero.settings import Config
from tests.simulators.xero.simulator import Simulator

TENANT: Final = "aef86862-2015-4b6b-88bc-d89032cecc50"


class ServedXero(ServedOverHttp):
    """Xero's simulator, with the accounts that the samples name."""

    organisation_id = TENANT
    ACCOUNTS: Final = (
        ("1000", "BANK"),
        ("2000", "CURRLIAB"),
        ("4100", "REVENUE"),
        ("4900", "REVENUE"),
        ("6000", "EXPENSE"),
    )

    def __init__(self) -> None:
        self.simulator: Simulator = Simulator(_unlimited(), Clock.standing(START))
        super().__init__()
        for code, kind in self.ACCOUNTS:
            number = {"BankAccountNumber": f"12-3456-{code}"} if kind == "BANK" else {}
            self.by_hand("POST", "/Accounts", {"Code": code, "Name": f"Account {code}", "Type": kind, **number})

    @override
    def entity_of(self, entity_type: EntityType) -> str:
        names = {
            "account": "Accounts",
            "tax_rate": "TaxRates",
            "customer": "Contacts",
            "vendor": "Contacts",
            "item": "Items",
            "credit_note": "CreditNotes",
            "vendor_credit": "CreditNotes",
            "payment": "Payments",
            "bill_payment": "Payments",
            "refund": "BankTransactions",
            "expense": "BankTransactions",
            "document": "Attachments",
        }
        return names.get(entity_type, "Invoices")

    @override
    def count(self, entity_type: EntityType) -> int:
        return len(self.twins(self.entity_of(entity_type)))

    def twins(self, entity: str) -> list[Json]:
        """Every record of an endpoint, as a user of the package sees them."""
        if entity == "Attachments":
            books = self.simulator.organisations[self.organisation_id]
            return [row.fields for table in books.tables.values() if table.kind.plural == entity for row in table]
        return list(self.by_hand("GET", f"/{entity}")[entity])

    @override
    def add_customer(self, name: str) -> str:
        return str(self.by_hand("POST", "/Contacts", {"Name": name})["Contacts"][0]["ContactID"])

    @override
    def add_vendor(self, name: str) -> str:
        return self.add_customer(name)

    @override
    def add_invoice(self, number: str, customer_id: str, day: str, amount: str) -> str:
        line = {"Description": "By hand", "Quantity": 1, "UnitAmount": float(amount), "AccountCode": "4100"}
        body = {
            "Type": "ACCREC",
            "Contact": {"ContactID": customer_id},
            "Date": day,
            "DueDate": day,
            "InvoiceNumber": number,
            "LineAmountTypes": "NoTax",
            "Status": "AUTHORISED",
            "LineItems": [line],
        }
        return str(self.by_hand("POST", "/Invoices", body)["Invoices"][0]["InvoiceID"])

    @override
    def edit(self, entity_type: EntityType, package_id: str) -> None:
        body = {"Name": "Advice"} if entity_type == "item" else {"AccountNumber": "Pays late"}
        self.patch(entity_type, package_id, body)

    @override
    def is_edited(self, entity_type: EntityType, package_id: str) -> bool:
        entity = self.entity_of(entity_type)
        (twin,) = self.by_hand("GET", f"/{entity}/{package_id}")[entity]
        return bool(twin.get("AccountNumber") == "Pays late")

    @override
    def deactivate(self, entity_type: EntityType, package_id: str) -> None:
        field = "ContactStatus" if entity_type in {"customer", "vendor"} else "Status"
        self.patch(entity_type, package_id, {field: "ARCHIVED"})

    @override
    def limit(self, seconds: int) -> None:
        self.strike("rate_limited", retry_after_seconds=seconds)

    @override
    def close_books(self, until: str) -> None:
        self.simulator.handle(
            "PUT",
            f"/control/organisations/{self.organisation_id}",
            "",
            {"content-type": "application/json"},
            json.dumps({"period_lock_date": until}).encode(),
        )


def _unlimited() -> Config:
    config = Config()
    config.limits.enabled = False  # the clock stands: all calls would fall into one second
    config.access_token_seconds = 10**9  # months may pass in a test
    return config
