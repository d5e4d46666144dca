"""Example Ledger's simulator as the contract suite serves every package: one company, and what people do there."""

from __future__ import annotations

import json
from typing import Any, Final

from typing_extensions import override

from bookbridge.domain.records import EntityType
from tests.contract.packages.served import START, ServedOverHttp
from tests.simulators.chassis.clock import Clock

from .simulator import Config, Simulator

LEDGER: Final = "L-4620"


class ServedExampleLedger(ServedOverHttp):
    """Example Ledger's simulator."""

    organisation_id = LEDGER

    def __init__(self) -> None:
        self.simulator: Simulator = Simulator(Config(access_token_seconds=10**9), Clock.standing(START))
        super().__init__()

    @override
    def entity_of(self, entity_type: EntityType) -> str:
        return entity_type

    @override
    def count(self, entity_type: EntityType) -> int:
        return len(self.by_hand("GET", f"/{entity_type}")[entity_type])

    @override
    def add_customer(self, name: str) -> str:
        return self._add("customer", name=name)

    @override
    def add_vendor(self, name: str) -> str:
        return self._add("vendor", name=name)

    @override
    def add_invoice(self, number: str, customer_id: str, day: str, amount: str) -> str:
        rows = [{"text": "By hand", "quantity": "1", "price": amount, "amount": amount}]
        return self._add("invoice", number=number, customer_id=customer_id, date=day, rows=rows, total=amount)

    @override
    def edit(self, entity_type: EntityType, package_id: str) -> None:
        self.patch(entity_type, package_id, {"name": "Advice"} if entity_type == "item" else {"notes": "Pays late"})

    @override
    def is_edited(self, entity_type: EntityType, package_id: str) -> bool:
        return self.simulator.organisations[LEDGER].rows[package_id].data.get("notes") == "Pays late"

    @override
    def deactivate(self, entity_type: EntityType, package_id: str) -> None:
        self.patch(entity_type, package_id, {"active": False})

    @override
    def limit(self, seconds: int) -> None:
        self.strike("rate_limited", retry_after_seconds=seconds)

    @override
    def close_books(self, until: str) -> None:
        body = json.dumps({"closed_until": until}).encode()
        self.simulator.handle("PUT", f"/control/organisations/{LEDGER}", "", {}, body)

    def _add(self, kind: EntityType, **data: Any) -> str:
        return str(self.by_hand("POST", f"/{kind}", data)["id"])
