"""Where the accounting packages are served: by our simulators, or by whatever server the user names instead."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx

from infra.local import aws

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from infra.local.packages import Package, Registration
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


def serve(
    processes: Processes,
    folder: Path,
    packages: Iterable[Package],
    registrations: Mapping[Package, Registration],
) -> dict[Package, Server]:
    """Serve every package: at the address that the user's environment names (`XERO_URL`), else by its simulator.

    Args:
        processes: Where simulators belong.
        folder: Holds a simulator's address for as long as it runs.
        packages: Those to be served.
        registrations: What each package that is called knows the application by.

    Raises:
        StartError: A simulator did not come up.
    """
    # All are started before the first is waited for: each takes a second or two.
    wanted = tuple(packages)
    for package in wanted:
        if package.given("url"):
            processes.stop(package.name)
        elif not processes.is_running(package.name):
            start(processes, package, registrations.get(package), address_file(folder, package))
    return {
        package: Server(url.rstrip("/"), None) if (url := package.given("url")) else reach(processes, folder, package)
        for package in wanted
    }


def start(processes: Processes, package: Package, registration: Registration | None, address: Path) -> None:
    """Start a simulator, which writes its address into a file once it listens."""
    address.unlink(missing_ok=True)
    options = ["--port=0", f"--url-file={address}"]
    if registration:
        options += [
            f"--client-id={registration.client_id}",
            f"--client-secret={registration.client_secret}",
            f"{package.webhook_key_option}={registration.webhook_key}",
        ]
    command = [sys.executable, "-m", package.simulator, *options]
    processes.start(package.name, command, os.environ | {"PYTHONPATH": str(aws.ROOT)})


def reach(processes: Processes, folder: Path, package: Package) -> Server:
    """Wait until a simulator has written where it listens."""
    address = address_file(folder, package)
    deadline = time.monotonic() + SECONDS_TO_START
    while not address.is_file():
        if not processes.is_running(package.name) or time.monotonic() > deadline:
            raise aws.StartError(f"the simulator did not come up; {processes.last_words(package.name)}")
        time.sleep(0.05)
    url = address.read_text()
    return Server(url, f"{url}/control")


def address_file(folder: Path, package: Package) -> Path:
    """Where a simulator writes its address."""
    return folder / f"{package.name}.url"
