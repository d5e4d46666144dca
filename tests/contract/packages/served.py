"""The packages' simulators, each with one company, and what people do in the package by hand."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from typing_extensions import override

from bookbridge.domain.records import EntityType
from bookbridge.ports.http import Http, Request, Response
from tests.fakes.simulated_http import SimulatedHttp
from tests.simulators.chassis.clock import Clock
from tests.simulators.quickbooks_online import settings as quickbooks_online
from tests.simulators.quickbooks_online.simulator import Simulator as QuickBooksOnline
from tests.simulators.xero import settings as xero
from tests.simulators.xero.simulator import Simulator as Xero

START: Final = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
ORGANISATION: Final = "4620816365"
TENANT: Final = "aef86862-2015-4b6b-88bc-d89032cecc50"
NAME: Final = "Craig's Landscaping"

Json = dict[str, Any]
Config = TypeVar("Config", quickbooks_online.Config, xero.Config)


@dataclass
class DirectAccess:
    """Implements `Access` without budget and refresh: those are not the package's business."""

    organisation_id: str
    http: Http
    token: str

    def send(self, request: Request) -> Response:
        headers = {**request.headers, "Authorization": f"Bearer {self.token}"}
        return self.http.send(replace(request, headers=headers))

    def send_all(self, requests: Sequence[Request]) -> list[Response]:
        return [self.send(request) for request in requests]


class Served(ABC):
    """A simulator with one seeded company and a clock that stands until it is moved."""

    organisation_id: str
    simulator: QuickBooksOnline | Xero

    def __init__(self) -> None:
        self.simulator.add_organisation(self.organisation_id, NAME)
        self.http = SimulatedHttp(self.simulator)

    def access(self) -> DirectAccess:
        token = str(self.simulator.issue_tokens(self.organisation_id)["access_token"])
        return DirectAccess(self.organisation_id, self.http, token)

    @property
    def now(self) -> datetime:
        return self.simulator.clock.now()

    def advance(self, seconds: float) -> None:
        self.simulator.clock.advance(seconds)

    def strike(self, kind: str, **more: Any) -> None:
        """Let a fault strike the next request, as the simulator's control takes it."""
        body = json.dumps({"kind": kind, **more}).encode()
        status, _headers, answer = self.simulator.handle("POST", "/control/faults", "", {}, body)
        assert status < 400, answer

    def calls(self) -> dict[str, int]:
        """How many requests of each kind came in since the last time this was asked."""
        by_kind = dict(self.simulator.counters.summary()["by_kind"])
        self.simulator.handle("DELETE", "/control/calls")
        return by_kind

    def by_hand(self, method: str, path: str, body: Json | None = None) -> Json:
        where = f"/control/organisations/{self.organisation_id}{path}"
        headers = {"content-type": "application/json"}
        status, _headers, answer = self.simulator.handle(method, where, "", headers, json.dumps(body or {}).encode())
        if status >= 400:
            raise AssertionError(f"{method} {path}: {status} {answer.decode()}")
        return dict(json.loads(answer)) if answer else {}

    def patch(self, entity_type: EntityType, package_id: str, body: Json) -> None:
        """Edit a record in the package's own words."""
        self.by_hand("PATCH", f"/{self.entity_of(entity_type)}/{package_id}", body)

    def delete(self, entity_type: EntityType, package_id: str) -> None:
        """Delete a record."""
        self.by_hand("DELETE", f"/{self.entity_of(entity_type)}/{package_id}")

    @abstractmethod
    def entity_of(self, entity_type: EntityType) -> str:
        """What the package calls the records of a type."""

    @abstractmethod
    def count(self, entity_type: EntityType) -> int:
        """How many objects there are of the kind that a type is kept as."""

    @abstractmethod
    def add_customer(self, name: str) -> str:
        """A customer that was entered by hand."""

    @abstractmethod
    def add_vendor(self, name: str) -> str:
        """A vendor that was entered by hand."""

    @abstractmethod
    def add_invoice(self, number: str, customer_id: str, day: str, amount: str) -> str:
        """An invoice that was entered by hand."""

    @abstractmethod
    def edit(self, entity_type: EntityType, package_id: str) -> None:
        """Change something of a customer, vendor or item that the application does not keep."""

    @abstractmethod
    def is_edited(self, entity_type: EntityType, package_id: str) -> bool:
        """Whether that change is still there."""

    @abstractmethod
    def deactivate(self, entity_type: EntityType, package_id: str) -> None:
        """Make a customer, vendor or account inactive."""

    @abstractmethod
    def limit(self, seconds: int) -> None:
        """Refuse the next request for its number, and say how long to wait."""

    @abstractmethod
    def close_books(self, until: str) -> None:
        """Close the books up to and including a date."""


class ServedQuickBooksOnline(Served):
    """QuickBooks Online's simulator."""

    organisation_id = ORGANISATION

    def __init__(self) -> None:
        self.simulator: QuickBooksOnline = QuickBooksOnline(
            _unlimited(quickbooks_online.Config()), Clock.standing(START)
        )
        super().__init__()

    @override
    def entity_of(self, entity_type: EntityType) -> str:
        names = {
            "order": "Invoice",
            "credit_note": "CreditMemo",
            "vendor_credit": "VendorCredit",
            "bill_payment": "BillPayment",
            "refund": "RefundReceipt",
            "expense": "Purchase",
            "document": "Attachable",
        }
        return names.get(entity_type, entity_type.capitalize())

    @override
    def count(self, entity_type: EntityType) -> int:
        return len(self.twins(self.entity_of(entity_type)))

    def twins(self, entity: str) -> list[Json]:
        """Every record of an entity, as a user of the package sees them."""
        answer = self.by_hand("GET", f"/{entity}")
        return list((answer.get("QueryResponse") or answer).get(entity, []))

    @override
    def add_customer(self, name: str) -> str:
        return self._id("Customer", self.by_hand("POST", "/Customer", {"DisplayName": name}))

    @override
    def add_vendor(self, name: str) -> str:
        return self._id("Vendor", self.by_hand("POST", "/Vendor", {"DisplayName": name}))

    @override
    def add_invoice(self, number: str, customer_id: str, day: str, amount: str) -> str:
        line = {"Amount": float(amount), "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {}}
        body = {"CustomerRef": {"value": customer_id}, "TxnDate": day, "DocNumber": number, "Line": [line]}
        return self._id("Invoice", self.by_hand("POST", "/Invoice", body))

    @override
    def edit(self, entity_type: EntityType, package_id: str) -> None:
        body = {"Name": "Advice"} if entity_type == "item" else {"Notes": "Pays late"}
        self.patch(entity_type, package_id, body)

    @override
    def is_edited(self, entity_type: EntityType, package_id: str) -> bool:
        entity = self.entity_of(entity_type)
        answer = self.by_hand("GET", f"/{entity}/{package_id}")
        return (answer.get(entity) or answer).get("Notes") == "Pays late"

    @override
    def deactivate(self, entity_type: EntityType, package_id: str) -> None:
        self.patch(entity_type, package_id, {"Active": False})

    @override
    def limit(self, seconds: int) -> None:
        self.simulator.config.limits.retry_after_seconds = seconds
        self.strike("rate_limited")

    @override
    def close_books(self, until: str) -> None:
        self.simulator.organisations[self.organisation_id].book_close_date = until

    def _id(self, entity: str, answer: Json) -> str:
        return str((answer.get(entity) or answer)["Id"])


class ServedXero(Served):
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
        self.simulator: Xero = Xero(_unlimited(xero.Config()), Clock.standing(START))
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


def _unlimited(config: Config) -> Config:
    config.limits.enabled = False  # the clock stands: all calls would fall into one second
    config.access_token_seconds = 10**9  # months may pass in a test
    return config
