"""The whole story: a company for each accounting package, and where to look at what it left behind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.console import Console

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

    def tell(self) -> None:
        """All of it. Raises `StoryError` when something does not happen as told."""
        self._quickbooks.tell()
        self._xero.tell()
        self._links()

    def _links(self) -> None:
        telling, quickbooks, xero = self._telling, self._quickbooks, self._xero
        minutes, seconds = divmod(int(telling.seconds), 60)
        called = " and ".join(f"{each.books.title} {each.books.calls()['total']} times" for each in (quickbooks, xero))
        packages = telling.stack["packages"]
        telling.step(f"Told in {minutes}:{seconds:02d} min, with calls to {called}. To look at:")
        telling.tell(f"the API            {telling.stack['api_url']}/docs")
        telling.tell(f"QuickBooks Online  {packages['quickbooks-online']['url']}/")
        telling.tell(f"Xero               {packages['xero']['url']}/")
        telling.tell(f"the order in Xero  {xero.link}")
        telling.tell(f"company tokens     .venv/bin/python -m bookbridge token --company {quickbooks.acme.company}")
        telling.tell(f"                   and the same for {xero.juniper.company}, the shop in Xero")
        telling.tell("the CSV            (its link, good for 15 minutes, is the next line)")
        telling.console.print(quickbooks.download, soft_wrap=True, style="dim")
        telling.tell("to stop it all     make down")
