"""The story of two companies in QuickBooks Online: changes both ways, failures and their repair, a report."""

from __future__ import annotations

from rich.table import Table

from .records import bad_records, batch, good_records
from .telling import WIDTH, Telling

PACKAGE = "quickbooks-online"


class QuickBooksStory:
    """Two companies, their application, and their bookkeepers."""

    def __init__(self, telling: Telling) -> None:
        """Nothing happens yet."""
        self._telling = telling
        self.acme = telling.application("acme")
        self.globex = telling.application("globex")
        self.books = telling.books(PACKAGE, f"93414{telling.name}1")
        self.download = ""

    def tell(self) -> None:
        """All of it. Raises `StoryError` when something does not happen as told."""
        self._connect()
        self._changes_come_in()
        self._records_go_out()
        self._bad_ones_become_failures()
        self._one_is_repaired_in_the_package()
        self._one_is_corrected_and_resynced()
        self._report()

    def _connect(self) -> None:
        self._telling.step("Two companies connect their QuickBooks Online organisations")
        self._telling.connect(self.acme, PACKAGE, self.books, "Acme Consulting", {})
        others = self._telling.books(PACKAGE, f"93414{self._telling.name}2")
        self._telling.connect(self.globex, PACKAGE, others, "Globex Trading", {})

    def _changes_come_in(self) -> None:
        self._telling.step("A bookkeeper adds a customer and an invoice in QuickBooks; a signed webhook brings them in")
        customer = self.books.add_party("Walk-in Wendy")
        self._hand_made = self.books.add_invoice("HAND-1", customer, 250)
        for entity_type, package_id in (("customer", customer), ("invoice", self._hand_made)):
            entry = self.acme.arrives(entity_type, package_id)
            named = entry["record"].get("name") or f"number {entry['record'].get('number')}"
            self._telling.tell(f"arrived: {entity_type} [cyan]{entry['record_id']}[/], {named}")

    def _records_go_out(self) -> None:
        records = good_records()
        self._telling.step(f"The application sends {len(records)} good records, payments first, in one call")
        before = self.books.calls()["by_kind"].get("POST batch", 0)
        answer = self.acme.call("POST", "/records", batch(records))
        accepted = sum(result["status"] == "accepted" for result in answer["results"])
        self._telling.tell(f"{accepted} accepted at once")
        for entity_type, record_id in records:
            self.acme.reaches(entity_type, record_id, "synced")
        calls = self.books.calls()["by_kind"].get("POST batch", 0) - before
        numbers = self.books.numbers("invoice")
        once = sum(numbers.count(record["number"]) == 1 for record in records.values() if "number" in record)
        self._telling.tell(
            f"all synced with {calls} calls that write; {once} invoices are in QuickBooks exactly once each"
        )
        self._telling.tell(f"for example {self.acme.record('invoice', 'inv-1')['package_link']}")

    def _bad_ones_become_failures(self) -> None:
        records = bad_records()
        self._telling.step(f"It sends {len(records)} bad ones; each becomes a failure with its cause and its remedy")
        self.books.add("Vendor", {"DisplayName": "Northwind Supplies"})
        self.acme.call("POST", "/records", batch(records))
        for entity_type, record_id in records:
            self.acme.reaches(entity_type, record_id, "failed")
        self._telling.show_failures(self.acme)

    def _one_is_repaired_in_the_package(self) -> None:
        self._telling.step("The bookkeeper gives the hand-made invoice another number; the failure closes by itself")
        self.books.renumber("invoice", self._hand_made, "HAND-2")
        record = self.acme.reaches("invoice", "bad-number", "synced")
        self._telling.tell(
            f"invoice bad-number is [green]synced[/], package id {record['package_id']}, warning {record['warning']}"
        )

    def _one_is_corrected_and_resynced(self) -> None:
        self._telling.step("The vendor that had taken a customer's name is renamed; the application asks for a resync")
        vendor = next(each for each in self.books.all("Vendor") if each["DisplayName"] == "Northwind Supplies")
        failure = self.acme.record("customer", "bad-name")["failure"]
        self.books.change("Vendor", vendor["Id"], {"DisplayName": "Northwind Supplies (vendor)"})
        if failure:
            self._telling.resync(self.acme, failure)
        self.acme.reaches("customer", "bad-name", "synced")
        summary = self.acme.call("GET", "/failures/summary")
        self._telling.tell(f"customer bad-name is [green]synced[/]; still open: {_counted(summary['by_category'])}")

    def _report(self) -> None:
        self._telling.step("A report of what is left is made as CSV and fetched through its short-lived link")
        report = self.acme.report("sync_failures", format="csv", language="en")
        size, rows = self._telling.fetch(report)
        table = Table("record", "error code", "how to fix in the app", "how to fix in the package", width=WIDTH)
        for row in rows:
            named = f"{row['entity type']} {row['record id']}"
            table.add_row(named, row["error code"], row["how to fix in the app"], row["how to fix in the package"])
        self._telling.console.print(table)
        self._telling.tell(f"{report['rows']} rows, {size} bytes; the link works until {report['expires_at']}")
        self.download = report["download_url"]


def _counted(by_category: dict[str, int]) -> str:
    return ", ".join(f"{count} in {category}" for category, count in by_category.items() if count) or "none"
