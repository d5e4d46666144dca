"""The story of a workshop with QuickBooks Desktop: its computers call, one at a time, and never for other books."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, Final

from .application import StoryError, until
from .books import QuickBooksDesktopBooks
from .computers import Computer, confirm, released
from .records import batch, workshop_records
from .telling import Telling

PACKAGE: Final = "quickbooks-desktop"
SETTINGS: Final = {"default_accounts": {"income": "4000", "expense": "6000", "bank": "1000"}}
PAUSE: Final = 2.0
"""Seconds that QuickBooks takes for one question while a second computer calls."""


class QuickBooksDesktopStory:
    """A workshop, its application, two computers, and the wrong company file."""

    def __init__(self, telling: Telling) -> None:
        """Nothing happens yet."""
        self._telling = telling
        self._control = telling.control(PACKAGE)
        self.books = QuickBooksDesktopBooks(self._control, f"maple-{telling.name}")
        self._first, self._second = (Computer(self._control, f"PC-{n}-{telling.name}") for n in (1, 2))
        self.maple = replace(telling.application("maple"), meanwhile=self._first.update)

    def tell(self) -> None:
        """All of it. Raises `StoryError` when something does not happen as told."""
        self._a_connector_calls_and_its_file_is_confirmed()
        self._records_go_both_ways()
        self._a_second_computer_waits()
        self._another_company_file_is_refused()

    def _a_connector_calls_and_its_file_is_confirmed(self) -> None:
        self._telling.step(
            "A workshop adds its QuickBooks Desktop: a key and a .qwc for the Web Connector on one computer"
        )
        self.books.found("Maple Workshop")
        self.maple.call("PUT", "/connection", {"package": PACKAGE, "settings": SETTINGS})
        key = self._first.install(self.maple, self.books.organisation_id)
        self._telling.tell(f"{self._first.name} signs in as {key['user_name']}, with a password that is shown once")
        log = self._first.update()
        self._telling.tell(f"its first call is turned away, as it should be: {log['status']}")
        found = confirm(self.maple)
        self._telling.tell(f"the application confirms [cyan]{found['company_name']}[/], {found['path']}")

    def _records_go_both_ways(self) -> None:
        self._telling.step(
            "A bookkeeper has entered vendors and bills; the application answers with a bill and a payment"
        )
        vendors = [self.books.add_vendor(name) for name in ("Oak Timber", "Pine Paints")]
        bills = [self.books.add_bill(f"PB-{number}", vendors[number % 2], f"{80 + number}.00") for number in range(4)]
        released(self.maple)
        log = self._first.update()
        vendor = self.maple.arrives("vendor", vendors[0])
        arrived = [self.maple.arrives("bill", package_id)["record"]["number"] for package_id in bills]
        self._telling.tell(
            f"with {log['turns']} questions: {vendor['record']['name']} and its like, {', '.join(arrived)}"
        )
        records = workshop_records(vendor["record_id"])
        self.maple.call("POST", "/records", batch(records))
        for entity_type, record_id in records:
            self.maple.reaches(entity_type, record_id, "synced")
        checks = [each["Amount"] for each in self.books.all("BillPaymentCheck")]
        self._telling.tell(f"in QuickBooks: bills {', '.join(self.books.numbers('bill'))}; checks {', '.join(checks)}")

    def _a_second_computer_waits(self) -> None:
        self._telling.step("A second computer has the same file open, and calls while the first is at work")
        released(self.maple)
        self._second.install(self.maple, self.books.organisation_id)
        slow = {"kind": "late_execution", "seconds": PAUSE, "match": {"machine": self._first.name}}
        self._control.post("/faults", json=slow).raise_for_status()
        with ThreadPoolExecutor(1) as pool:
            working = pool.submit(self._first.update)
            until("the first one holds the company", self._holder)
            refused = self._second.update()
            connection = self.maple.call("GET", "/connection")
            ended = working.result()
        if (refused["outcome"], ended["outcome"]) != ("no_work", "done"):
            raise StoryError(f"{refused['outcome']}, {ended['outcome']}: {connection}")
        told = next(each for each in self.maple.call("GET", "/sessions")["sessions"] if each["result"] == "superseded")
        self._telling.tell(f"{self._second.name}: {refused['status']} Status [yellow]{connection['status']}[/]")
        self._telling.tell(f"its session: {told['cause']} The first one: {ended['outcome']}")

    def _another_company_file_is_refused(self) -> None:
        self._telling.step("Somebody puts another company's file in its place: nothing is read, nothing written")
        others = QuickBooksDesktopBooks(self._control, f"cedar-{self._telling.name}")
        others.found("Cedar Bistro")
        path = self.books.path
        self._first.put(paths={path: others.organisation_id}, company_file=path, allowed_in=[others.organisation_id])
        released(self.maple)
        log = self._first.update()
        connection = self.maple.call("GET", "/connection")
        asked = self._questions(others)
        if asked or connection["status"] != "wrong_company":
            raise StoryError(f"{asked} questions about another company's books: {connection}")
        self._telling.tell(
            f"status [red]{connection['status']}[/], {asked} questions about those books; {log['status']}"
        )
        self._telling.show_failures(self.maple)
        released(self.maple)
        self._first.put(paths={path: self.books.organisation_id}, company_file=path)
        self._first.update()
        connection = self.maple.call("GET", "/connection")
        left = self.maple.call("GET", "/failures/summary")["open"]
        self._telling.tell(f"with its own file again: [green]{connection['status']}[/]; {left} failures are open")

    def _holder(self) -> Any | None:
        return self.maple.call("GET", "/connection")["session"]

    def _questions(self, books: QuickBooksDesktopBooks) -> int:
        """Requests that QuickBooks was given for a company file by our side."""
        log = self._control.get("/calls/log").raise_for_status().json()["calls"]
        return sum(each["organisation_id"] == books.organisation_id and each["kind"].endswith("Rq") for each in log)
