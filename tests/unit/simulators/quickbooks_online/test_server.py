"""The simulator over real sockets."""

import asyncio
import json
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.simulators.quickbooks_online import AnswerLost, Simulator, create_app, running
from tests.unit.simulators.listener import listening
from tests.unit.simulators.quickbooks_online.company import Company, Json

pytestmark = pytest.mark.unit

PATIENCE = 20.0
# What a client sees when the other side closes the connection.
BROKEN = (httpx.RemoteProtocolError, httpx.ReadError)


@pytest.fixture
def company() -> Company:
    """A company on the real clock."""
    return Company(Simulator())


@pytest.fixture
def client(company: Company) -> Iterator[httpx.Client]:
    """A client of the running simulator."""
    with running(company.simulator) as url, httpx.Client(base_url=url, timeout=PATIENCE) as client:
        client.headers["Authorization"] = f"Bearer {company.token}"
        yield client


def test_api_pages_and_control_are_served_from_one_base(client: httpx.Client, company: Company) -> None:
    made = client.post(f"/v3/company/{company.realm}/customer?minorversion=75", json={"DisplayName": "Ämy"})
    assert made.json()["Customer"]["DisplayName"] == "Ämy"
    assert made.headers["intuit_tid"]
    assert client.get("/control/calls").json()["by_kind"] == {"POST customer": 1}
    assert "Ämy" in client.get("/").text


def test_a_lost_answer_breaks_the_connection_after_the_commit(client: httpx.Client, company: Company) -> None:
    client.post("/control/faults", json={"kind": "lost_answer"})
    with pytest.raises(BROKEN):
        client.post(f"/v3/company/{company.realm}/customer", json={"DisplayName": "A"})
    assert company.customer("B") == "2"


def test_a_held_request_blocks_nobody_else(client: httpx.Client, company: Company) -> None:
    path = f"/v3/company/{company.realm}/preferences"
    client.post("/control/faults", json={"kind": "timeout_after_commit"})
    with pytest.raises(httpx.ReadTimeout):
        client.get(path, timeout=0.2)
    assert client.get(path).status_code == 200


def test_a_held_request_ends_by_itself(client: httpx.Client, company: Company) -> None:
    client.post("/control/faults", json={"kind": "timeout_before_commit", "hold_seconds": 0.05})
    with pytest.raises(BROKEN):
        client.get(f"/v3/company/{company.realm}/preferences")


def test_a_stopping_server_lets_go_of_what_it_holds(company: Company) -> None:
    company.control("POST", "/faults", {"kind": "timeout_before_commit"})
    outcome: queue.Queue[Exception] = queue.Queue()

    def wait(url: str) -> None:
        try:
            httpx.get(f"{url}/v3/company/{company.realm}/preferences", timeout=PATIENCE)
        except httpx.HTTPError as error:
            outcome.put(error)

    with running(company.simulator) as url:
        thread = threading.Thread(target=wait, args=(url,))
        thread.start()
        deadline = time.monotonic() + PATIENCE
        while not company.control("GET", "/calls").body["total"] and time.monotonic() < deadline:
            threading.Event().wait(0.01)
        started = time.monotonic()
    assert isinstance(outcome.get(timeout=PATIENCE), BROKEN)
    assert time.monotonic() - started < PATIENCE / 2
    thread.join()


def test_webhooks_are_delivered_and_tried_again(client: httpx.Client, company: Company) -> None:
    statuses = [500, 200]
    with listening(lambda _headers, _body: statuses.pop(0)) as listener:
        settings = {"enabled": True, "url": listener.url, "window_seconds": 0.01, "retry_factor": 0.001}
        client.put("/control/webhooks", json=settings)
        company.customer("A")
        first = listener.received.get(timeout=PATIENCE)
        again = listener.received.get(timeout=PATIENCE)
    assert (first[0]["intuit-signature"], first[1]) == (again[0]["intuit-signature"], again[1])
    assert json.loads(first[1])["eventNotifications"][0]["realmId"] == company.realm


def test_an_unreachable_endpoint_is_noted_as_a_failed_delivery(client: httpx.Client, company: Company) -> None:
    client.put("/control/webhooks", json={"enabled": True, "url": "http://127.0.0.1:1/", "window_seconds": 0})
    company.customer("A")
    deadline = time.monotonic() + PATIENCE
    deliveries: list[Json] = []
    while not deliveries and time.monotonic() < deadline:
        deliveries = client.get("/control/webhooks/deliveries").json()["deliveries"]
    assert (deliveries[0]["status"], deliveries[0]["events"]) == (None, 1)
    assert deliveries[0]["error"]


def test_the_app_also_runs_without_a_server(company: Company) -> None:
    async def calls() -> int:
        transport = httpx.ASGITransport(create_app(company.simulator))
        async with httpx.AsyncClient(transport=transport, base_url="http://simulator") as client:
            answer = await client.get("/control/organisations")
            await client.post("/control/faults", json={"kind": "lost_answer"})
            with pytest.raises(AnswerLost):
                await client.get("/v3/company/1/preferences")
            return answer.status_code

    assert asyncio.run(calls()) == 200


def test_the_program_prints_and_writes_its_address(tmp_path: Path) -> None:
    target = tmp_path / "url"
    command = [sys.executable, "-m", "tests.simulators.quickbooks_online", "--port", "0", "--url-file", str(target)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            assert target.read_text(encoding="utf-8") == url
            assert httpx.get(f"{url}/control/calls", timeout=PATIENCE).json()["total"] == 0
        finally:
            process.terminate()
