"""The simulator over real sockets."""

import asyncio
import json
import queue
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.simulators.chassis.announcements import signature
from tests.simulators.xero import AnswerLost, Simulator, create_app, running
from tests.unit.simulators.listener import listening
from tests.unit.simulators.xero.tenant import Tenant

pytestmark = pytest.mark.unit

PATIENCE = 20.0


@pytest.fixture
def tenant() -> Tenant:
    """An organisation on the real clock."""
    return Tenant(Simulator())


@pytest.fixture
def client(tenant: Tenant) -> Iterator[httpx.Client]:
    """A client of the running simulator."""
    with running(tenant.simulator) as url, httpx.Client(base_url=url, timeout=PATIENCE) as client:
        client.headers.update(tenant.headers())
        yield client


def test_api_pages_and_control_are_served_from_one_base(client: httpx.Client) -> None:
    made = client.put("/api.xro/2.0/Contacts", json={"Contacts": [{"Name": "Ämy"}]})
    assert made.json()["Contacts"][0]["Name"] == "Ämy"
    assert client.get("/connections").json()[0]["tenantName"] == "Demo Company"
    assert client.get("/control/calls").json()["by_kind"] == {"PUT Contacts": 1, "GET connections": 1}
    assert "Ämy" in client.get("/").text


def test_a_lost_answer_breaks_the_connection_after_the_commit(client: httpx.Client, tenant: Tenant) -> None:
    client.post("/control/faults", json={"kind": "lost_answer"})
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        client.put("/api.xro/2.0/Contacts", json={"Name": "A"})
    assert [each["Name"] for each in tenant.list("Contacts")] == ["A"]


def test_answers_that_take_their_time_make_calls_overlap(client: httpx.Client, tenant: Tenant) -> None:
    client.put("/control/settings", json={"answer_seconds": 0.5})

    async def calls() -> list[int]:
        async with httpx.AsyncClient(base_url=client.base_url, headers=tenant.headers(), timeout=PATIENCE) as many:
            answers = await asyncio.gather(*(many.get("/api.xro/2.0/Contacts") for _ in range(7)))
            return [answer.status_code for answer in answers]

    assert sorted(asyncio.run(calls())) == [200] * 5 + [429] * 2
    assert client.get("/api.xro/2.0/Contacts").status_code == 200


def judged(headers: dict[str, str], body: bytes) -> int:
    return 200 if headers["x-xero-signature"] == signature("signing-key", body) else 401


def test_the_intent_is_asked_and_then_events_flow(client: httpx.Client) -> None:
    with listening(judged) as listener:
        client.put("/control/webhooks", json={"enabled": True, "url": listener.url, "window_seconds": 0.01})
        client.put("/api.xro/2.0/Contacts", json={"Name": "A"})
        bodies = [json.loads(listener.received.get(timeout=PATIENCE)[1]) for _ in range(5)]
    assert [len(body["events"]) for body in bodies] == [0, 0, 0, 0, 1]
    url = bodies[-1]["events"][0]["resourceUrl"]
    assert client.get(url).json()["Contacts"][0]["Name"] == "A"
    assert client.get("/control/webhooks").json()["status"] == "ok"


def test_an_endpoint_that_accepts_every_signature_gets_no_events(client: httpx.Client) -> None:
    with listening(lambda _headers, _body: 200) as listener:
        client.put("/control/webhooks", json={"enabled": True, "url": listener.url, "window_seconds": 0})
        client.put("/api.xro/2.0/Contacts", json={"Name": "A"})
        # Four that ask, and at once again the two that were badly signed.
        bodies = [json.loads(listener.received.get(timeout=PATIENCE)[1]) for _ in range(6)]
        with pytest.raises(queue.Empty):
            listener.received.get(timeout=0.2)
    assert all(body["events"] == [] for body in bodies)
    assert client.get("/control/webhooks").json()["status"] == "pending"


def test_the_app_also_runs_without_a_server(tenant: Tenant) -> None:
    async def calls() -> int:
        transport = httpx.ASGITransport(create_app(tenant.simulator))
        async with httpx.AsyncClient(transport=transport, base_url="http://simulator") as client:
            answer = await client.get("/control/organisations")
            await client.post("/control/faults", json={"kind": "lost_answer"})
            with pytest.raises(AnswerLost):
                await client.get("/api.xro/2.0/Contacts")
            return answer.status_code

    assert asyncio.run(calls()) == 200


def test_the_program_prints_and_writes_its_address_and_takes_the_options_of_all(tmp_path: Path) -> None:
    target = tmp_path / "url"
    options = ["--port", "0", "--url-file", str(target), "--signing-key", "s3cret", "--client-id", "app"]
    options += ["--client-secret", "shh", "--webhook-url", "http://127.0.0.1:1/"]
    command = [sys.executable, "-m", "tests.simulators.xero", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert target.read_text(encoding="utf-8") == url
            webhooks = httpx.get(f"{url}/control/webhooks", timeout=PATIENCE).json()
            settings = httpx.get(f"{url}/control/settings", timeout=PATIENCE).json()
        finally:
            process.terminate()
    assert (webhooks["signing_key"], webhooks["enabled"], webhooks["status"]) == ("s3cret", True, "ok")
    assert (settings["client_id"], settings["client_secret"]) == ("app", "shh")


def test_a_large_book_stays_quick(tenant: Tenant) -> None:
    tenant.control("PUT", "/limits", {"enabled": False})
    documents = [tenant.document(Status="DRAFT", InvoiceNumber="") for _ in range(50)]
    for _ in range(100):
        tenant.call("PUT", "Invoices", {"Invoices": documents})
    started = time.perf_counter()
    assert tenant.call("PUT", "Invoices", {"Invoices": documents}).status == 200
    # Ten times what it takes: a scan of all records for each element takes far longer.
    assert time.perf_counter() - started < 0.5
