"""The simulator over real sockets, its Web Connectors at work by themselves."""

import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from typing_extensions import override

from tests.simulators.quickbooks_desktop.server import create_app, running
from tests.simulators.quickbooks_desktop.simulator import Simulator
from tests.simulators.quickbooks_desktop.soap_client import CallFailed, HttpTransport, SoapClient
from tests.unit.simulators.quickbooks_desktop.scripted import FILE_ID, OWNER, QUERY, ScriptedService

pytestmark = pytest.mark.unit

PATIENCE = 20.0


class Endpoint(ThreadingHTTPServer):
    """A service on a real socket; what came in is put into a queue."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.service = ScriptedService()
        self.turn = threading.Lock()
        self.received: queue.Queue[tuple[str, str]] = queue.Queue()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/soap"


class Answer(BaseHTTPRequestHandler):
    """Answers one call."""

    server: Endpoint

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        action = self.headers["SOAPAction"]
        with self.server.turn:
            status, answer = self.server.service(action, body)
        self.server.received.put((action, self.headers["Content-Type"]))
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    @override
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def listening() -> Iterator[Endpoint]:
    with Endpoint() as endpoint:
        thread = threading.Thread(target=endpoint.serve_forever)
        thread.start()
        try:
            yield endpoint
        finally:
            endpoint.shutdown()
            thread.join()


def connector(endpoint: Endpoint, **more: object) -> dict[str, object]:
    ids = {"user_name": "company-42", "owner_id": OWNER, "file_id": FILE_ID, "soap_url": endpoint.url}
    return {**ids, "password": "secret", "company_file": "demo", **more}


def test_connectors_run_by_their_schedule_while_the_simulator_is_served() -> None:
    simulator = Simulator()
    with listening() as endpoint, running(simulator) as url, httpx.Client(base_url=url, timeout=PATIENCE) as client:
        client.put("/control/organisations/demo", json={"name": "Demo"}).raise_for_status()
        client.put("/control/connectors/one", json=connector(endpoint, every_seconds=0.05)).raise_for_status()
        calls = [endpoint.received.get(timeout=PATIENCE) for _ in range(12)]
        assert calls[0] == ('"http://developer.intuit.com/serverVersion"', "text/xml; charset=utf-8")
        assert [action for action, _ in calls].count('"http://developer.intuit.com/authenticate"') == 2
        client.delete("/control/connectors/one").raise_for_status()
        assert client.get("/control/connectors").json() == {"connectors": []}
    assert threading.active_count() == 1 or not [
        thread.name for thread in threading.enumerate() if thread.name.startswith("web-connector")
    ]


def test_an_update_by_hand_does_not_keep_the_control_from_answering() -> None:
    simulator = Simulator()
    with listening() as endpoint, running(simulator) as url, httpx.Client(base_url=url, timeout=PATIENCE) as client:
        endpoint.service.answers = {"sendRequestXML": ["", QUERY], "getLastError": ["NoOp"]}
        client.put("/control/organisations/demo", json={"name": "Demo"}).raise_for_status()
        client.put("/control/connectors/one", json=connector(endpoint)).raise_for_status()
        outcome: queue.Queue[str] = queue.Queue()

        def update() -> None:
            answer = httpx.post(f"{url}/control/connectors/one/update", timeout=PATIENCE)
            outcome.put(answer.json()["outcome"])

        thread = threading.Thread(target=update)
        thread.start()
        for _ in range(5):
            endpoint.received.get(timeout=PATIENCE)
        # It waits five seconds of the simulator's time now, which the control moves.
        assert client.get("/control/connectors/one").json()["update_in_progress"] is True
        started = time.monotonic()
        while outcome.empty() and time.monotonic() - started < PATIENCE:
            client.post("/control/clock", json={"advance_seconds": 5}).raise_for_status()
        assert outcome.get(timeout=PATIENCE) == "done"
        thread.join()


def test_a_service_that_cannot_be_reached_is_no_answer() -> None:
    with listening() as endpoint:
        url = endpoint.url
    with pytest.raises(CallFailed, match="no answer"):
        SoapClient(HttpTransport(url, seconds=1)).call("serverVersion", {})


def test_the_program_writes_where_it_listens(tmp_path: Path) -> None:
    file = tmp_path / "url"
    command = [sys.executable, "-m", "tests.simulators.quickbooks_desktop", "--port=0", f"--url-file={file}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout
        url = program.stdout.readline().strip()
        try:
            assert file.read_text() == url
            assert httpx.get(f"{url}/control/organisations").json() == {"organisations": []}
        finally:
            program.terminate()


def test_an_application_is_made_of_a_simulator_or_of_its_settings() -> None:
    simulator = Simulator()
    assert create_app(simulator).simulator is simulator
    assert create_app().simulator is not simulator
