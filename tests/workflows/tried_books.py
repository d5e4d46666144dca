"""A company whose parents stand as differently as can be, in each package: what records of any kind can refer to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bookbridge.domain.records import EntityType
from tests.fakes.books import bill, customer, invoice, item, vendor
from tests.fakes.desktop_world import DesktopWorld
from tests.fakes.world import World
from tests.proof.charts import CHARTS
from tests.workflows.every_package import world_of

Record = dict[str, Any]
COMPANY: Final = "acme"
OPEN: Final = 4
"""Open invoices and open bills, each of `DUE_AMOUNT`."""
DUE_AMOUNT: Final = "100.00"
TOO_LONG: Final = "N" * 600
CLOSED_UNTIL: Final = "2030-03-31"
NOBODY: Final = "nowhere"
FILE_URL: Final = "https://files.example.com/1001.pdf"


@dataclass(frozen=True, slots=True)
class Words:
    """What a package calls things. `tax` is a rate of sales, `untaxed` its opposite; `inactive` a dead account."""

    tax: str
    untaxed: str
    entities: Mapping[EntityType, str]
    inactive: Record
    discount: str = ""


WORDS: Final = {
    "quickbooks-online": Words(
        tax="TAX",
        untaxed="NON",
        entities={"customer": "Customer", "vendor": "Vendor", "item": "Item", "account": "Account"},
        inactive={"Active": False},
    ),
    "xero": Words(
        tax="OUTPUT",
        untaxed="NONE",
        entities={"customer": "Contacts", "vendor": "Contacts", "item": "", "account": "Accounts"},
        inactive={"Status": "ARCHIVED", "ContactStatus": "ARCHIVED"},
    ),
    "quickbooks-desktop": Words(
        tax="State Sales Tax",
        untaxed="State Sales Tax",
        entities={"customer": "Customer", "vendor": "Vendor", "item": "ItemService", "account": "Account"},
        inactive={"IsActive": False},
        discount="4900",
    ),
}

STANDINGS: Final = ("good", "excluded", "failed", "inactive", NOBODY)
"""How parents stand: `c-good` is a customer in the package, `c-failed` one that it does not take."""


class TriedBooks:
    """Acme with one package. `settings` are the connection's, besides the accounts of its chart."""

    def __init__(self, package: str, settings: Record, *, closes: bool, several_currencies: bool = False) -> None:
        self.package, self.words = package, WORDS[package]
        self.world: World = world_of(package)
        self.is_desktop = isinstance(self.world, DesktopWorld)
        self.world.fakes.files.contents[FILE_URL] = b"%PDF-1.4"
        self.world.connect(COMPANY, self.world.simulation.organisation_id, **self.settings())
        self.world.run()
        self._add_parents()
        self._add_documents()
        self.world.run()
        self._deactivate()
        if closes:
            self._close()
        if several_currencies:
            self._keep_several_currencies()
        self.world.connect_company.change(COMPANY, {"settings": settings})
        self.world.run()

    def settings(self) -> Record:
        """Settings under which everything goes."""
        made = dict(CHARTS[self.package].settings)
        if self.words.discount:
            made["default_accounts"] = {**made["default_accounts"], "discount": self.words.discount}
        made["tax"] = {"by_item_group": {"wood": self.words.untaxed, "stone": NOBODY}}
        return made

    @property
    def manifest(self) -> Any:
        """The package's."""
        return self.world.fakes.package(self.package).manifest

    def put(self, entity_type: EntityType, record_id: str, record: Record) -> None:
        """The application sends a record."""
        self.world.put(COMPANY, entity_type, record_id, record)

    def _add_parents(self) -> None:
        chart = CHARTS[self.package]
        for standing in STANDINGS[:-1]:
            more: Record = {"excluded": True} if standing == "excluded" else {}
            name = TOO_LONG if standing == "failed" else standing.capitalize()
            self.put("customer", f"c-{standing}", customer(f"{name} Bakery", **more))
            product = item(f"{name} Wood", income_account=chart.income, expense_account=chart.expense, **more)
            if self.package == "xero" and standing == "failed":
                product["sku"] = "W" * 100
            self.put("item", f"s-{standing}", product)
            self._add_vendor(standing, vendor(f"{name} Paper", **more))
        for group in ("wood", "stone"):
            grouped = item(f"Of {group}", income_account=chart.income, item_group=group, use_item_group_tax=True)
            self.put("item", f"s-{group}", grouped)
        if "term" in self.manifest.entities:
            self.put("term", "t-good", {"name": "Net 45", "due_days": 45})

    def _add_vendor(self, standing: str, record: Record) -> None:
        if not self.is_desktop:
            self.put("vendor", f"v-{standing}", record)
            return
        if standing in {"good", "inactive"}:
            assert isinstance(self.world, DesktopWorld)
            made = self.world.company_file(COMPANY).create("Vendor", {"Name": record["name"]})
            self.world.link_records.link(COMPANY, "vendor", f"v-{standing}", made["ListID"])
            self.world.run()
        self.put("vendor", f"v-{standing}", record)

    def _add_documents(self) -> None:
        chart = CHARTS[self.package]
        for number in range(OPEN):
            made = invoice(f"OPEN-{number}", "c-good", amount=DUE_AMOUNT, item="s-good")
            self.put("invoice", f"open-{number}", made)
            owed = bill(f"OWED-{number}", "v-good", amount=DUE_AMOUNT, account=chart.expense)
            self.put("bill", f"owed-{number}", {**owed, "ap_account": chart.payable})
        self.put("invoice", "open-failed", invoice("Q" * 250, "c-good", amount=DUE_AMOUNT, item="s-good", memo="\x07"))

    def _deactivate(self) -> None:
        self.world.clock.advance(60)  # times of changes may be kept in whole seconds
        parents: tuple[tuple[EntityType, str], ...] = (
            ("customer", "c-inactive"),
            ("vendor", "v-inactive"),
            ("item", "s-inactive"),
        )
        for entity_type, record_id in parents:
            link = self.world.view(COMPANY, entity_type, record_id).record.link
            if self.words.entities[entity_type] and link:
                self.by_hand(entity_type, link.package_id)
        self.world.clock.advance(60)
        if self.is_desktop:
            self.world.step()

    def by_hand(self, entity_type: EntityType, package_id: str) -> None:
        """A user of the package deactivates something."""
        entity, changes = self.words.entities[entity_type], self.words.inactive
        if isinstance(self.world, DesktopWorld):
            self.world.company_file(COMPANY).update(entity, package_id, changes)
            return
        organisation_id = self.world.simulation.organisation_id
        self.world.by_hand("PATCH", f"/organisations/{organisation_id}/{entity}/{package_id}", changes)

    def _close(self) -> None:
        if isinstance(self.world, DesktopWorld):
            self.world.company_file(COMPANY).closing_date = CLOSED_UNTIL
            return
        name = {"quickbooks-online": "book_close_date", "xero": "period_lock_date"}[self.package]
        path = f"/organisations/{self.world.simulation.organisation_id}"
        self.world.by_hand("PUT", path, {name: CLOSED_UNTIL})

    def _keep_several_currencies(self) -> None:
        if isinstance(self.world, DesktopWorld):
            self.world.company_file(COMPANY).preferences.multicurrency = True
        elif self.package == "quickbooks-online":
            self.world.by_hand(
                "PUT", f"/organisations/{self.world.simulation.organisation_id}", {"multicurrency": True}
            )
