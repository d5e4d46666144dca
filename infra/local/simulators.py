"""The accounting packages a local stack talks to: our simulators, or whatever server the user names instead."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from infra.local import aws

if TYPE_CHECKING:
    from pathlib import Path

    from infra.local.processes import Processes

SECONDS_TO_START = 20.0


@dataclass(frozen=True, slots=True)
class Server:
    """Where a package is served; only our simulators have a control."""

    url: str
    control_url: str | None

    def announce_to(self, webhook_url: str) -> None:
        """Have a simulator tell our webhook what changes in its books."""
        if self.control_url:
            wanted = {"enabled": True, "url": webhook_url}
            httpx.put(f"{self.control_url}/webhooks", json=wanted, trust_env=False).raise_for_status()


def quickbooks_online(
    processes: Processes, folder: Path, *, client_id: str, client_secret: str, webhook_verifier_token: str
) -> Server:
    """The server that stands in for QuickBooks Online: the one of `QUICKBOOKS_ONLINE_URL`, else our simulator.

    Args:
        processes: Where a simulator belongs.
        folder: Holds the simulator's address for as long as it runs.
        client_id: Of our app at Intuit.
        client_secret: Of our app at Intuit.
        webhook_verifier_token: What webhooks are signed with.

    Raises:
        StartError: The simulator did not come up.
    """
    name = "quickbooks-online"
    if elsewhere := os.environ.get("QUICKBOOKS_ONLINE_URL"):
        processes.stop(name)
        return Server(elsewhere.rstrip("/"), None)
    address = folder / f"{name}.url"
    if not processes.is_running(name):
        address.unlink(missing_ok=True)
        options = [
            "--port=0",
            f"--url-file={address}",
            f"--client-id={client_id}",
            f"--client-secret={client_secret}",
            f"--verifier-token={webhook_verifier_token}",
        ]
        command = [sys.executable, "-m", "tests.simulators.quickbooks_online", *options]
        processes.start(name, command, os.environ | {"PYTHONPATH": str(aws.ROOT)})
    return read_address(processes, name, address)


def read_address(processes: Processes, name: str, address: Path) -> Server:
    """Wait until a simulator has written where it listens."""
    deadline = time.monotonic() + SECONDS_TO_START
    while not address.is_file():
        if not processes.is_running(name) or time.monotonic() > deadline:
            raise aws.StartError(f"the simulator did not come up; {processes.last_words(name)}")
        time.sleep(0.05)
    url = address.read_text()
    return Server(url, f"{url}/control")
