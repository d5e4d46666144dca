"""The local stack's table of accounting packages, and the servers it leads to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from bookbridge.packages import load, names
from infra.local.packages import CALLED, PACKAGES, Package, Registration
from infra.local.processes import Processes
from infra.local.simulators import Server, serve
from infra.local.stack import LocalStack, Settings

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.infra

QUICKBOOKS_ONLINE, XERO, QUICKBOOKS_DESKTOP = PACKAGES


def test_every_package_has_its_place_in_the_local_stack() -> None:
    assert {package.name: package.title for package in PACKAGES} == {
        name: load(name).manifest.title for name in names()
    }


def test_all_names_of_a_package_follow_from_its_title_and_its_word_for_the_key() -> None:
    assert QUICKBOOKS_ONLINE.simulator == "tests.simulators.quickbooks_online"
    assert QUICKBOOKS_ONLINE.webhook_key_option == "--verifier-token"
    assert QUICKBOOKS_ONLINE.variable("url") == "QUICKBOOKS_ONLINE_URL"
    assert XERO.webhook_key_option == "--signing-key"
    assert XERO.logical_name(XERO.webhook_key) == "XeroWebhookSigningKey"
    assert XERO.variable(XERO.webhook_key) == "XERO_WEBHOOK_SIGNING_KEY"


def test_a_package_whose_connector_calls_us_needs_no_registration(tmp_path: Path) -> None:
    assert QUICKBOOKS_DESKTOP.simulator == "tests.simulators.quickbooks_desktop"
    assert QUICKBOOKS_DESKTOP not in CALLED
    stack = LocalStack(tmp_path)
    stack.outputs = {"ApiId": "an-id"}
    stack.servers = {QUICKBOOKS_DESKTOP: Server("http://127.0.0.1:1", "http://127.0.0.1:1/control")}
    assert stack.described(QUICKBOOKS_DESKTOP) == {
        "control_url": "http://127.0.0.1:1/control",
        "soap_url": f"{stack.api_url}/quickbooks-desktop/soap",
    }


def test_keys_are_invented_unless_the_environment_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in CALLED:
        for name in ("client_id", "client_secret", package.webhook_key):
            monkeypatch.delenv(package.variable(name), raising=False)
    monkeypatch.setenv("XERO_CLIENT_ID", "theirs")
    monkeypatch.setenv("XERO_WEBHOOK_SIGNING_KEY", "their key")
    ours, theirs = Settings().registrations
    assert len({ours.client_id, ours.client_secret, ours.webhook_key, theirs.client_secret}) == 4
    assert (theirs.client_id, theirs.webhook_key) == ("theirs", "their key")


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_a_simulator_is_started_once_and_found_again(processes: Processes, tmp_path: Path, package: Package) -> None:
    registrations = dict.fromkeys(CALLED, Registration("an id", "a secret", "a key"))
    first = serve(processes, tmp_path, [package], registrations)[package]
    assert first.control_url is not None
    assert httpx.get(f"{first.control_url}/calls", trust_env=False).status_code == 200
    assert serve(Processes(tmp_path), tmp_path, [package], registrations)[package] == first


def test_another_server_takes_the_place_of_a_simulator(
    processes: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registrations = {QUICKBOOKS_ONLINE: Registration("an id", "a secret", "a key")}
    serve(processes, tmp_path, registrations, registrations)
    monkeypatch.setenv("QUICKBOOKS_ONLINE_URL", "http://elsewhere.test/")
    server = serve(processes, tmp_path, registrations, registrations)[QUICKBOOKS_ONLINE]
    assert (server.url, server.control_url) == ("http://elsewhere.test", None)
    assert not processes.is_running(QUICKBOOKS_ONLINE.name)
