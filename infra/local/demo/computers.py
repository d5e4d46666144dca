"""Computers beside a company file: QuickBooks Desktop is open on them, and their Web Connectors call Bookbridge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from .application import Application, StoryError, until


@dataclass(frozen=True, slots=True)
class Computer:
    """A computer with one company's file open, in which the company's .qwc is installed; `control` is the simulator's.

    A log of an update is what the simulator tells of it: `outcome`, `status`, `turns` and all `steps`.
    """

    control: httpx.Client
    name: str

    def install(self, app: Application, organisation_id: str) -> Any:
        """Open the company file, give the computer a key of its own, and add the .qwc to its Web Connector.

        Returns the key.
        """
        key = app.call("POST", "/connector-keys", {"label": self.name})
        self.put(
            machine=self.name,
            qwc=app.text(f"/connector-keys/{key['key_id']}/bookbridge.qwc"),
            password=key["password"],
            company_file=organisation_id,
            every_seconds=None,
        )
        return key

    def put(self, **changed: object) -> None:
        """Change what is installed or open, in the words of the simulator. Raises `StoryError`."""
        answer = self.control.put(f"/connectors/{self.name}", json=changed)
        if answer.is_error:
            raise StoryError(f"{self.name} could not be set up: {answer.status_code} {answer.text}")

    def update(self) -> Any:
        """Update Selected: a whole session; returns its log."""
        return self.control.post(f"/connectors/{self.name}/update", timeout=600).raise_for_status().json()


def released(app: Application) -> None:
    """Wait until nobody works on a company: the run of a session ends a moment after its connector has hung up."""
    until("nobody holds the company", lambda: app.call("GET", "/connection")["session"] is None or None)


def confirm(app: Application) -> Any:
    """The application confirms the company file that called; returns what it was told of the file.

    Raises `StoryError` when none has called.
    """
    pairing = app.call("GET", "/connection")["pairing"]
    if not pairing or not pairing["found"]:
        raise StoryError(f"no company file has called: {pairing}")
    app.call("POST", "/connection/pairing", {"company_name": pairing["found"]["company_name"]})
    return pairing["found"]
