"""The story, step by step. Each step does something a person would do and shows what came of it."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Mapping
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table

from .application import Application, Books, StoryError, until
from .records import bad_records, batch, good_records

WIDTH = 118


class Story:
    """Two companies, their application, and their bookkeepers."""

    def __init__(self, stack: Mapping[str, Any], console: Console) -> None:
        """`stack` is the content of `.local/stack.json`."""
        package = stack["packages"]["quickbooks-online"]
        if "control_url" not in package:
            raise StoryError(
                "the story edits the books by hand, which takes the simulator: unset QUICKBOOKS_ONLINE_URL"
            )
        headers = {"Authorization": f"Bearer {stack['operator_token']}"}
        self._stack = stack
        self._api = httpx.Client(base_url=stack["api_url"], headers=headers, timeout=60)
        self._control = httpx.Client(base_url=package["control_url"], timeout=30)
        self._console = console
        self._started = time.monotonic()
        # Each telling gets companies of its own, so that it can be told again on a running stack.
        self._telling = f"{int(time.time()) % 100_000:05d}"
        self.acme = Application(self._api, f"acme-{self._telling}")
        self.globex = Application(self._api, f"globex-{self._telling}")
        self.books = Books(self._control, f"93414{self._telling}1")

    def tell(self) -> None:
        """All of it. Raises `StoryError` when something does not happen as told."""
        self._connect()
        self._changes_come_in()
        self._records_go_out()
        self._bad_ones_become_failures()
        self._one_is_repaired_in_the_package()
        self._one_is_corrected_and_resynced()
        self._report()
        self._links()

    def _connect(self) -> None:
        self._say("1", "Two companies connect their QuickBooks Online organisations")
        for application, realm, name in (
            (self.acme, self.books.realm, "Acme Consulting"),
            (self.globex, f"93414{self._telling}2", "Globex Trading"),
        ):
            self._control.put(f"/organisations/{realm}", json={"name": name}).raise_for_status()
            application.call("PUT", "/connection", {"package": "quickbooks-online", "settings": {}})
            consent = self._api.get(f"/v1/companies/{application.company}/connection/authorize")
            page = httpx.get(consent.headers["location"], params={"realm_id": realm} | _query(consent), timeout=30)
            back = httpx.get(page.headers["location"], timeout=60)
            if back.is_error:
                raise StoryError(f"the consent of {name} ended in {back.status_code}: {back.text[:300]}")
            connection = application.call("GET", "/connection")
            self._tell(f"{name}: [green]{connection['status']}[/] to organisation {connection['organisation_id']}")

    def _changes_come_in(self) -> None:
        self._say("2", "A bookkeeper adds a customer and an invoice in QuickBooks; a signed webhook brings them in")
        customer = self.books.add("Customer", {"DisplayName": "Walk-in Wendy"})
        line = {
            "Amount": 250,
            "DetailType": "SalesItemLineDetail",
            "SalesItemLineDetail": {"Qty": 2, "UnitPrice": 125},
        }
        body = {"CustomerRef": {"value": customer["Id"]}, "DocNumber": "HAND-1", "Line": [line]}
        invoice = self.books.add("Invoice", body)
        for entity_type, made in (("customer", customer), ("invoice", invoice)):
            entry = self.acme.arrives(entity_type, made["Id"])
            named = entry["record"].get("name") or f"number {entry['record'].get('number')}"
            self._tell(f"arrived: {entity_type} [cyan]{entry['record_id']}[/], {named}")
        self._hand_made = invoice["Id"]

    def _records_go_out(self) -> None:
        records = good_records()
        self._say("3", f"The application sends {len(records)} good records, payments first, in one call")
        before = self.books.calls()["by_kind"].get("POST batch", 0)
        answer = self.acme.call("POST", "/records", batch(records))
        accepted = sum(result["status"] == "accepted" for result in answer["results"])
        self._tell(f"{accepted} accepted at once")
        for entity_type, record_id in records:
            self.acme.reaches(entity_type, record_id, "synced")
        batches = self.books.calls()["by_kind"].get("POST batch", 0) - before
        numbers = [each.get("DocNumber") for each in self.books.all("Invoice")]
        once = sum(numbers.count(record["number"]) == 1 for record in records.values() if "number" in record)
        self._tell(f"all synced with {batches} calls that write; {once} invoices are in QuickBooks exactly once each")
        link = self.acme.record("invoice", "inv-1")["package_link"]
        self._tell(f"for example {link}")

    def _bad_ones_become_failures(self) -> None:
        records = bad_records()
        self._say("4", f"It sends {len(records)} bad ones; each becomes a failure with its cause and its remedy")
        self.books.add("Vendor", {"DisplayName": "Northwind Supplies"})
        self.acme.call("POST", "/records", batch(records))
        for entity_type, record_id in records:
            self.acme.reaches(entity_type, record_id, "failed")
        table = Table("record", "what is wrong", "who can fix it, and how", width=WIDTH)
        for failure in self.acme.call("GET", "/failures", params={"status": "open"})["failures"]:
            remedy = failure["remedies"][0]
            steps = " ".join(remedy["steps"])
            table.add_row(
                f"{failure['entity_type']} {failure['record_id']}",
                failure["title"],
                f"[dim]{remedy['actor']}:[/] {steps}",
            )
        self._console.print(table)

    def _one_is_repaired_in_the_package(self) -> None:
        self._say("5", "The bookkeeper gives the hand-made invoice another number; the failure closes by itself")
        self.books.change("Invoice", self._hand_made, {"DocNumber": "HAND-2"})
        record = self.acme.reaches("invoice", "bad-number", "synced")
        self._tell(
            f"invoice bad-number is [green]synced[/], package id {record['package_id']}, warning {record['warning']}"
        )

    def _one_is_corrected_and_resynced(self) -> None:
        self._say("6", "The vendor that had taken a customer's name is renamed; the application asks for a resync")
        vendor = next(each for each in self.books.all("Vendor") if each["DisplayName"] == "Northwind Supplies")
        failure = self.acme.record("customer", "bad-name")["failure"]
        self.books.change("Vendor", vendor["Id"], {"DisplayName": "Northwind Supplies (vendor)"})
        if failure:
            response = self._api.post(f"/v1/companies/{self.acme.company}/failures/{failure['id']}/resync")
            self._tell(f"resync answered {response.status_code}")
        self.acme.reaches("customer", "bad-name", "synced")
        summary = self.acme.call("GET", "/failures/summary")
        self._tell(f"customer bad-name is [green]synced[/]; still open: {summary['by_category']}")

    def _report(self) -> None:
        self._say("7", "A report of what is left is made as CSV and fetched through its short-lived link")
        asked = self.acme.call("POST", "/reports", {"report": "sync_failures", "format": "csv", "language": "en"})

        def ready() -> Any | None:
            report = self.acme.call("GET", f"/reports/{asked['report_id']}")
            return report if report["status"] != "running" else None

        report = until("the report is ready", ready)
        if report["status"] != "ready":
            raise StoryError(f"the report could not be made: {report}")
        content = httpx.get(report["download_url"], timeout=30).raise_for_status().content
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        table = Table("record", "error code", "how to fix in the app", "how to fix in the package", width=WIDTH)
        for row in rows:
            named = f"{row['entity type']} {row['record id']}"
            table.add_row(named, row["error code"], row["how to fix in the app"], row["how to fix in the package"])
        self._console.print(table)
        self._tell(f"{report['rows']} rows, {len(content)} bytes; the link works until {report['expires_at']}")
        self._download = report["download_url"]

    def _links(self) -> None:
        minutes, seconds = divmod(int(time.monotonic() - self._started), 60)
        calls = self.books.calls()
        self._say(
            "8",
            f"Told in {minutes}:{seconds:02d} min; QuickBooks was called {calls['total']} times: {calls['by_kind']}",
        )
        self._tell(f"the API          {self._stack['api_url']}/docs")
        self._tell(f"the books        {self._stack['packages']['quickbooks-online']['url']}/")
        self._tell("the CSV          (link printed below, good for 15 minutes)")
        self._console.print(self._download, soft_wrap=True, style="dim")
        self._tell(f"a company token  .venv/bin/python -m bookbridge token --company {self.acme.company} --hours 8")
        self._tell("to stop it all   make down")

    def _say(self, number: str, text: str) -> None:
        self._console.print(f"\n[bold]{number}. {text}[/]")

    def _tell(self, text: str) -> None:
        elapsed = time.monotonic() - self._started
        self._console.print(f"   [dim]{elapsed:5.1f} s[/]  {text}", soft_wrap=True, highlight=False)


def _query(response: httpx.Response) -> dict[str, str]:
    return dict(httpx.URL(response.headers["location"]).params)
