"""QuickBooks Online's simulator with one company."""

from __future__ import annotations

from typing import Final

from typing_extensions import override

from bookbridge.domain.records import EntityType
from tests.contract.packages.served import START, Json, ServedOverHttp
from tests.simulators.chassis.clock import Clock
from tests.simulators.quickbooks_online.settings import Config
from tests.simulators.quickbooks_online.simulator import Simulator

ORGANISATION: Final = "4620816365"


class ServedQuickBooksOnline(ServedOverHttp):
    """QuickBooks Online's simulator."""

    organisation_id = ORGANISATION

    def __init__(self) -> None:
        self.simulator: Simulator = Simulator(_unlimited(), Clock.standing(START))
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


def _unlimited() -> Config:
    config = Config()
    config.limits.enabled = False  # the clock stands: all calls would fall into one second
    config.access_token_seconds = 10**9  # months may pass in a test
    return config
