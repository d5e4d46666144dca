"""The story of a shop in Xero: an exported order, a closed period, and somebody who changes an invoice there."""

from __future__ import annotations

from typing import Any

from .application import until
from .records import batch, shop_invoice, shop_records
from .telling import Telling

PACKAGE = "xero"
SETTINGS = {
    "default_accounts": {"income": "200", "expense": "400", "bank": "090"},
    "cost_centres": {"warehouse": "200"},
}
LOCKED = "2026-06-30"


class XeroStory:
    """A shop, its application, and its accountant."""

    def __init__(self, telling: Telling) -> None:
        """Nothing happens yet."""
        self._telling = telling
        self.juniper = telling.application("juniper")
        self.books = telling.books(PACKAGE, f"c0ffee00-0000-4000-8000-0000000{telling.name}")
        self.link = ""

    def tell(self) -> None:
        """All of it. Raises `StoryError` when something does not happen as told."""
        self._records_go_out()
        self._a_closed_period_is_foreseen()
        self._the_accountant_opens_it()
        self._somebody_changes_the_invoice()

    def _records_go_out(self) -> None:
        self._telling.step("A shop connects its Xero organisation; it sends an order, a bill, an invoice and a payment")
        self._telling.connect(self.juniper, PACKAGE, self.books, "Juniper Goods", SETTINGS)
        records = shop_records()
        self.juniper.call("POST", "/records", batch(records))
        for entity_type, record_id in records:
            self.juniper.reaches(entity_type, record_id, "synced")
        order = self.juniper.record("order", "order-1")
        self.link = order["package_link"]
        self._exported = order["package_id"]
        invoices, bills = (", ".join(self.books.numbers(kind)) for kind in ("invoice", "bill"))
        self._telling.tell(f"in Xero: invoices {invoices}, bill {bills}, {len(self.books.payments())} payment")
        self._telling.tell(f"the order is tagged as exported; {self.link}")

    def _a_closed_period_is_foreseen(self) -> None:
        self._telling.step(f"The accountant locks Xero's books until {LOCKED}; a dry run of an invoice before that day")
        self.books.close(LOCKED)
        tried = self.juniper.call("POST", "/records/invoice/late-1/preview", shop_invoice("LATE-1"))
        (refusal,) = tried["would_refuse"]
        self._telling.tell(f"[cyan]{tried['would']}[/] would be sent: its {refusal['field']} {refusal['message']}")
        self.juniper.call("PUT", "/records/invoice/late-1", shop_invoice("LATE-1"))
        self.juniper.reaches("invoice", "late-1", "failed")
        self._telling.show_failures(self.juniper)

    def _the_accountant_opens_it(self) -> None:
        self._telling.step("The accountant opens the period again; the application asks for a resync")
        failure = self.juniper.record("invoice", "late-1")["failure"]
        self.books.close(None)
        self._telling.resync(self.juniper, failure)
        record = self.juniper.reaches("invoice", "late-1", "synced")
        self._telling.tell(f"invoice late-1 is [green]synced[/], warning {record['warning']}")

    def _somebody_changes_the_invoice(self) -> None:
        self._telling.step("Somebody gives the exported invoice another number in Xero; nobody's work is overwritten")
        self.books.renumber("invoice", self._exported, "SO-1001-CORRECTED")

        def found() -> Any | None:
            listed = self.juniper.call("GET", "/discrepancies")["discrepancies"]
            return listed[0] if listed else None

        discrepancy = until("the change is noticed", found)
        for each in discrepancy["differences"]:
            self._telling.tell(f"{each['field']}: ours {each['ours']}, theirs [cyan]{each['theirs']}[/]")
        self.juniper.call("POST", f"/discrepancies/{discrepancy['id']}/take-theirs")
        order = self.juniper.record("order", "order-1")
        self._telling.tell(f"theirs is taken: order-1 is {order['record']['number']} now, warning {order['warning']}")
