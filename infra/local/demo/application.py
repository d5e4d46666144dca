"""The application of the story: it talks to Bookbridge as every application does."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import httpx

T = TypeVar("T")

PATIENCE: Final = 120.0
"""Seconds until something that must happen by itself counts as not happening."""

PAUSE: Final = 0.5


class StoryError(RuntimeError):
    """Something did not happen as the story says; the message tells what was seen instead."""


def _nothing() -> None:
    """Leave it to the package."""


def until(what: str, look: Callable[[], T | None]) -> T:
    """Look again and again until there is something to see. Raises `StoryError` after `PATIENCE` seconds."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        seen = look()
        if seen is not None:
            return seen
        time.sleep(PAUSE)
    raise StoryError(f"this did not happen within {PATIENCE:.0f} s: {what}")


@dataclass(frozen=True, slots=True)
class Application:
    """One company's side of the application: calls to the API with that company's token.

    `meanwhile` is done between two looks at something that must happen: where nobody can call the package, somebody has
    to let its connector call.
    """

    http: httpx.Client
    company: str
    meanwhile: Callable[[], object] = _nothing

    def call(self, method: str, path: str, body: object = None, params: Mapping[str, str] | None = None) -> Any:
        """The JSON answer to a call below the company's address. Raises `StoryError` with the problem's words."""
        response = self.http.request(method, f"/v1/companies/{self.company}{path}", json=body, params=params)
        if response.is_error:
            raise StoryError(f"{method} {path}: {response.status_code} {response.text}")
        return response.json() if response.content else None

    def text(self, path: str) -> str:
        """What is to be downloaded below the company's address. Raises `StoryError` with the problem's words."""
        response = self.http.get(f"/v1/companies/{self.company}{path}")
        if response.is_error:
            raise StoryError(f"GET {path}: {response.status_code} {response.text}")
        return response.text

    def until(self, what: str, look: Callable[[], T | None]) -> T:
        """Look until there is something to see. Raises `StoryError` as `until` does."""

        def look_and_go_on() -> T | None:
            seen = look()
            if seen is None:
                self.meanwhile()
            return seen

        return until(what, look_and_go_on)

    def record(self, entity_type: str, record_id: str) -> Any:
        """A record with the state of its sync."""
        return self.call("GET", f"/records/{entity_type}/{record_id}")

    def reaches(self, entity_type: str, record_id: str, *states: str) -> Any:
        """Wait until a record is in one of these states, and return it."""

        def look() -> Any | None:
            record = self.record(entity_type, record_id)
            return record if record["sync_state"] in states else None

        return self.until(f"{entity_type} {record_id} becomes {' or '.join(states)}", look)

    def report(self, name: str, **asked: object) -> Any:
        """Ask for a report and wait until it is ready: how it is shown then, with its link. Raises `StoryError`."""
        report_id = self.call("POST", "/reports", {"report": name, **asked})["report_id"]

        def look() -> Any | None:
            shown = self.call("GET", f"/reports/{report_id}")
            return shown if shown["status"] != "running" else None

        report = until(f"the report {name} is made", look)
        if report["status"] != "ready":
            raise StoryError(f"the report could not be made: {report}")
        return report

    def arrives(self, entity_type: str, package_id: str) -> Any:
        """Wait until the change feed tells of something that was made in the package, and return the entry."""

        def look() -> Any | None:
            cursor: str | None = None
            while True:
                page = self.call("GET", "/changes", params={"cursor": cursor} if cursor else None)
                for entry in page["changes"]:
                    if (entry["entity_type"], entry["package_id"]) == (entity_type, package_id):
                        return entry
                if not page["changes"] or page["next_cursor"] in {None, cursor}:
                    return None
                cursor = page["next_cursor"]

        return self.until(f"{entity_type} {package_id} arrives", look)
