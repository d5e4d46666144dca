"""The HTTP client against a server that misbehaves on a real socket."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, create_server
from threading import Barrier, Event

import pytest
from typing_extensions import override

from bookbridge.adapters.http_client import AT_ONCE, Urllib3Http
from bookbridge.domain.errors import OutcomeUnknown, PackageUnavailable
from bookbridge.ports.http import Request
from tests.fixtures.http_server import Quiet, running

pytestmark = [pytest.mark.unit, pytest.mark.requirement("F1")]


class Server(ThreadingHTTPServer):
    """Remembers what it was asked, and over how many connections."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.requests: list[tuple[str, str, bytes, str]] = []
        self.connections = 0
        self.patience = Event()
        self.together = Barrier(AT_ONCE)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Answer(Quiet, BaseHTTPRequestHandler):
    """Answers by the path."""

    server: Server
    protocol_version = "HTTP/1.1"

    @override
    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.requests.append((self.command, self.path, body, self.headers.get("user-agent", "")))
        match self.path:
            case "/ok":
                self._send(200, b'{"ok": true}')
            case "/busy":
                self._send(503, b"later")
            case "/moved":
                self._send(302, b"", ("Location", "/ok"))
            case "/zipped":
                self._send(200, gzip.compress(b"x" * 1000), ("Content-Encoding", "gzip"))
            case "/cut":
                self._send(200, b"half", missing=100)
                self._close()
            case "/stalls":
                self._send(200, b"half", missing=100)
                self._never()
            case "/never":
                self._never()
            case path if path.startswith("/together"):
                self.server.together.wait(5)
                self._send(200, path.encode())
            case _:
                self._close()

    do_GET = do_POST  # noqa: N815 - the base class looks for this name

    def _send(self, status: int, body: bytes, *headers: tuple[str, str], missing: int = 0) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("X-Request-Id", "77")
        self.send_header("Content-Length", str(len(body) + missing))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _never(self) -> None:
        self.server.patience.wait(10)
        self._close()

    def _close(self) -> None:
        self.close_connection = True
        self.connection.shutdown(SHUT_RDWR)


@pytest.fixture
def server() -> Iterator[Server]:
    with running(Server()) as server:
        yield server
        server.patience.set()


def post(server: Server, path: str, body: bytes = b"{}") -> Request:
    return Request("POST", server.url + path, "batch", {"content-type": "application/json"}, body)


def test_an_answer_is_returned_whatever_its_status(server: Server) -> None:
    http = Urllib3Http()

    answer = http.send(post(server, "/ok"))

    assert (answer.status, answer.body) == (200, b'{"ok": true}')
    assert answer.headers["x-request-id"] == "77"
    assert http.send(post(server, "/busy")).status == 503
    assert server.requests[0] == ("POST", "/ok", b"{}", "bookbridge")


def test_requests_that_need_not_wait_for_each_other_are_under_way_together_and_answered_in_order(
    server: Server,
) -> None:
    paths = [f"/together/{number}" for number in range(2 * AT_ONCE)]

    answers = Urllib3Http().send_all([Request("GET", server.url + path, "query") for path in paths])

    assert [answer.body.decode() for answer in answers] == paths


def test_one_of_several_requests_that_is_lost_is_an_error(server: Server) -> None:
    with pytest.raises(OutcomeUnknown):
        Urllib3Http().send_all([post(server, path) for path in ("/ok", "/closed", "/ok", "/ok")])


def test_connections_are_used_again(server: Server) -> None:
    http = Urllib3Http()

    for _ in range(3):
        http.send(Request("GET", server.url + "/ok", "query"))

    assert server.connections == 1


def test_a_redirect_is_an_answer_like_any_other(server: Server) -> None:
    assert Urllib3Http().send(post(server, "/moved")).status == 302
    assert len(server.requests) == 1


def test_a_compressed_answer_is_read_in_clear(server: Server) -> None:
    assert Urllib3Http().send(post(server, "/zipped")).body == b"x" * 1000


@pytest.mark.parametrize("path", ["/closed", "/cut", "/never", "/stalls"])
def test_a_request_without_a_whole_answer_has_an_unknown_outcome_and_is_sent_once(server: Server, path: str) -> None:
    http = Urllib3Http(read_seconds=0.2)

    with pytest.raises(OutcomeUnknown):
        http.send(post(server, path))

    assert [request[1] for request in server.requests] == [path]


def test_the_next_request_after_a_lost_answer_is_not_disturbed(server: Server) -> None:
    http = Urllib3Http(read_seconds=0.2)
    with pytest.raises(OutcomeUnknown):
        http.send(post(server, "/cut"))

    assert http.send(post(server, "/ok")).body == b'{"ok": true}'


def test_an_answer_that_is_too_large_even_unpacked_is_not_read(server: Server) -> None:
    with pytest.raises(OutcomeUnknown, match="larger than 500 bytes"):
        Urllib3Http(largest_answer=500).send(post(server, "/zipped"))


def test_an_answer_that_drips_ends_at_the_deadline(server: Server) -> None:
    seconds = iter([0.0, 100.0, 100.0])

    with pytest.raises(OutcomeUnknown, match="too long"):
        Urllib3Http(monotonic=lambda: next(seconds)).send(post(server, "/ok"))


def test_where_nobody_listens_nothing_was_sent() -> None:
    with create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    with pytest.raises(PackageUnavailable) as unavailable:
        Urllib3Http().send(Request("POST", f"http://127.0.0.1:{port}/v3?secret=1", "batch"))

    assert "secret" not in str(unavailable.value)


def test_a_host_without_a_name_is_unavailable() -> None:
    with pytest.raises(PackageUnavailable):
        Urllib3Http().send(Request("GET", "http://nowhere.invalid/", "query"))
