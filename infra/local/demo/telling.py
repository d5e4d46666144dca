"""How the story is told: numbered steps with the seconds that have passed, and what each needs of the stack."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Mapping
from itertools import count
from typing import Any, Final

import httpx
from rich.console import Console
from rich.table import Table

from .application import Application, StoryError
from .books import BOOKS, Books

WIDTH: Final = 118
CHOICE: Final = {"quickbooks-online": "realm_id", "xero": "tenant_id"}
"""How the simulators' consent pages are told which organisation the person chooses."""


class Telling:
    """One telling on one stack; its companies are its own, so that the story can be told again."""

    def __init__(self, stack: Mapping[str, Any], console: Console) -> None:
        """`stack` is the content of `.local/stack.json`. Raises `StoryError` when a package is not a simulator."""
        for package in BOOKS:
            if "control_url" not in stack["packages"][package]:
                variable = f"{package.upper().replace('-', '_')}_URL"
                raise StoryError(f"the story edits the books by hand, which takes the simulators: unset {variable}")
        headers = {"Authorization": f"Bearer {stack['operator_token']}"}
        self.stack = stack
        self.api = httpx.Client(base_url=stack["api_url"], headers=headers, timeout=60)
        self.console = console
        self.name = f"{int(time.time()) % 100_000:05d}"
        self._steps = count(1)
        self._started = time.monotonic()

    def application(self, company: str) -> Application:
        """One company's side of the application."""
        return Application(self.api, f"{company}-{self.name}")

    def books(self, package: str, organisation_id: str) -> Books:
        """An organisation's books in a package."""
        return BOOKS[package](self.control(package), organisation_id)

    def control(self, package: str) -> httpx.Client:
        """What the people beside a package's simulator do."""
        return httpx.Client(base_url=self.stack["packages"][package]["control_url"], timeout=30)

    def connect(self, app: Application, package: str, books: Books, name: str, settings: Mapping[str, Any]) -> None:
        """A customer founds an organisation, and agrees in the browser that it is connected."""
        books.found(name)
        app.call("PUT", "/connection", {"package": package, "settings": settings})
        consent = self.api.get(f"/v1/companies/{app.company}/connection/authorize")
        url = httpx.URL(consent.headers["location"])
        page = httpx.get(url.copy_merge_params({CHOICE[package]: books.organisation_id}), timeout=30)
        back = httpx.get(page.headers["location"], timeout=60)
        if back.is_error:
            raise StoryError(f"the consent of {name} ended in {back.status_code}: {back.text[:300]}")
        connection = app.call("GET", "/connection")
        self.tell(f"{name}: [green]{connection['status']}[/] to organisation {connection['organisation_id']}")

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._started

    def step(self, text: str) -> None:
        """Begin the next step."""
        self.console.print(f"\n[bold]{next(self._steps)}. {text}[/]")

    def tell(self, text: str) -> None:
        """Say what came of it."""
        self.console.print(f"   [dim]{self.seconds:5.1f} s[/]  {text}", soft_wrap=True, highlight=False)

    def show_failures(self, app: Application) -> None:
        """A table of a company's open failures with what to do about each."""
        table = Table("record", "what is wrong", "who can fix it, and how", width=WIDTH)
        for failure in app.call("GET", "/failures", params={"status": "open"})["failures"]:
            remedy = failure["remedies"][0]
            named = f"{failure['entity_type']} {failure['record_id']}"
            table.add_row(named, failure["title"], f"[dim]{remedy['actor']}:[/] {' '.join(remedy['steps'])}")
        self.console.print(table)

    def fetch(self, report: Mapping[str, Any]) -> tuple[int, list[dict[str, str]]]:
        """A finished report through its link: the file's size in bytes and its rows by column."""
        content = httpx.get(report["download_url"], timeout=30).raise_for_status().content
        return len(content), list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))

    def resync(self, app: Application, failure: Mapping[str, Any]) -> None:
        """The application asks for another try."""
        app.call("POST", f"/failures/{failure['id']}/resync")
