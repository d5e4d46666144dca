"""The whole story: a company for each accounting package, and where to look at what it left behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from .failure_desk_story import FailureDeskStory
from .quickbooks_desktop_story import QuickBooksDesktopStory
from .quickbooks_story import QuickBooksStory
from .telling import Telling
from .xero_story import XeroStory


class Story:
    """Companies, their application, and the people who keep their books."""

    def __init__(self, stack: Mapping[str, Any], console: Console) -> None:
        """`stack` is the content of `.local/stack.json`."""
        self._telling = Telling(stack, console)
        self._quickbooks = QuickBooksStory(self._telling)
        self._xero = XeroStory(self._telling)
        self._desktop = QuickBooksDesktopStory(self._telling)
        self._failure_desk = FailureDeskStory(self._telling)

    def tell(self) -> None:
        """All of it. Raises `StoryError` when something does not happen as told."""
        self._quickbooks.tell()
        self._xero.tell()
        self._desktop.tell()
        self._failure_desk.tell()
        self._links()

    def _links(self) -> None:
        telling, quickbooks, xero, desktop = self._telling, self._quickbooks, self._xero, self._desktop
        minutes, seconds = divmod(int(telling.seconds), 60)
        called = ", ".join(f"{each.books.calls()['total']} calls to {each.books.title}" for each in (quickbooks, xero))
        packages, came = telling.stack["packages"], desktop.books.calls()["by_kind"]["authenticate"]
        telling.step(f"Told in {minutes}:{seconds:02d} min: {called}, {came} visits of Web Connectors. To look at:")
        telling.tell(f"the API            {telling.stack['api_url']}/docs")
        telling.tell(f"QuickBooks Online  {packages['quickbooks-online']['url']}/")
        telling.tell(f"Xero               {packages['xero']['url']}/")
        telling.tell(f"Web Connectors     {packages['quickbooks-desktop']['control_url'].removesuffix('/control')}/")
        telling.tell(f"the order in Xero  {xero.link}")
        telling.tell(f"company tokens     .venv/bin/python -m bookbridge token --company {quickbooks.acme.company}")
        telling.tell(
            f"                   and the same for {xero.juniper.company} in Xero, {desktop.maple.company} in Desktop"
        )
        telling.tell("the CSV            (its link, good for 15 minutes, is the next line)")
        telling.console.print(quickbooks.download, soft_wrap=True, style="dim")
        telling.tell("to stop it all     make down")
