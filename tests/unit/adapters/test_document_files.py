"""Files behind addresses that come from outside: whom they may reach, and what a bad server may do to us."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from threading import Event

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from typing_extensions import override

from bookbridge.adapters.document_files import HttpsFiles, addresses_of, is_public
from bookbridge.domain.errors import FileUnavailable
from bookbridge.ports.files import MAX_FILE
from tests.fixtures.http_server import Quiet, running

pytestmark = [pytest.mark.unit, pytest.mark.requirement("A4")]

CONTENT = b"%PDF-1.4 \x00\xff"
HOST = "files.test"
TRUSTED = frozenset({HOST})
PUBLIC = "93.184.215.14"


class Server(ThreadingHTTPServer):
    """The application's file server; remembers what it was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.asked: list[tuple[str, str]] = []
        self.over = Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @override
    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up is none of the server's business."""


class Answer(Quiet, BaseHTTPRequestHandler):
    """Answers by the path."""

    server: Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["host"]))
        match self.path.split("?")[0]:
            case "/moved":
                self._send(302, b"", ("Location", "/secret"))
            case "/gone":
                self._send(404, b"")
            case "/unwell":
                self._send(503, b"")
            case "/exactly-full":
                self._send(200, b"x" * MAX_FILE)
            case "/too-large":
                self._send(200, b"x" * (MAX_FILE + 1))
            case "/drips":
                self._send(200, b"")
                while not self.server.over.wait(0.01):
                    self.wfile.write(b"x")
            case "/silent":
                self.server.over.wait(10)
            case _:
                self._send(200, CONTENT)

    def _send(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def server() -> Iterator[Server]:
    """Listens on this machine only, so it can be reached as a trusted host and in no other way."""
    with running(Server()) as listening:
        yield listening
        listening.over.set()


def here(_host: str, _port: int) -> list[str]:
    """Every host is this machine."""
    return ["127.0.0.1"]


def reason(files: HttpsFiles, url: str) -> str:
    """Why a file is not to be had, for good."""
    with pytest.raises(FileUnavailable) as refused:
        files.read(url)
    assert not refused.value.passing
    return str(refused.value)


def test_the_file_comes_back_byte_for_byte_with_path_and_query_as_given(server: Server) -> None:
    files = HttpsFiles(TRUSTED, here)
    assert files.read(f"http://{HOST}:{server.port}/a%20b.pdf?token=1&x=%2F") == CONTENT
    assert server.asked == [("/a%20b.pdf?token=1&x=%2F", f"{HOST}:{server.port}")]


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - that nobody may connect to it
        "224.0.0.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fd00:ec2::254",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
    ],
)
def test_a_host_inside_somebodys_network_is_never_asked(address: str) -> None:
    assert not is_public(address)
    files = HttpsFiles(resolve=lambda _host, _port: [address])
    assert reason(files, "https://files.example.com/1.pdf") == "the host files.example.com is not a public one"


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", f"::ffff:{PUBLIC}"])
def test_a_host_on_the_internet_may_be_asked(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/1.pdf",
        "https://2130706433/1.pdf",
        "https://0x7f.1/1.pdf",
        "https://[::1]/1.pdf",
        "https://[::ffff:7f00:1]/1.pdf",
        "https://localhost/1.pdf",
    ],
)
def test_no_spelling_of_this_machine_is_let_through(url: str) -> None:
    assert "is not a public one" in reason(HttpsFiles(resolve=addresses_of), url)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    files = HttpsFiles(resolve=lambda _host, _port: [PUBLIC, "10.0.0.1"])
    assert "is not a public one" in reason(files, "https://files.example.com/1.pdf")


def test_a_host_without_an_address_is_refused() -> None:
    assert "is not a public one" in reason(HttpsFiles(resolve=lambda _host, _port: []), "https://files.example.com/1")


def test_a_host_that_resolves_to_another_address_later_is_asked_at_the_one_that_was_checked(server: Server) -> None:
    calls = count()
    files = HttpsFiles(TRUSTED, lambda _host, _port: ["127.0.0.1"] if next(calls) == 0 else ["203.0.113.1"])
    assert files.read(f"http://{HOST}:{server.port}/1.pdf") == CONTENT
    assert next(calls) == 1


def test_a_redirect_is_not_followed(server: Server) -> None:
    assert "answered 302" in reason(HttpsFiles(TRUSTED, here), f"http://{HOST}:{server.port}/moved")
    assert [path for path, _host in server.asked] == ["/moved"]


@pytest.mark.parametrize(
    "url",
    [
        "http://files.example.com/1.pdf",
        "ftp://files.example.com/1.pdf",
        "file:///etc/passwd",
        "//files.example.com/1.pdf",
        "https:///1.pdf",
        "https://user@files.example.com/1.pdf",
        "https://user:secret@files.example.com/1.pdf",
        "https://:@files.example.com/1.pdf",
        "https://files.example.com:0/1.pdf",
        "https://files.example.com:99999/1.pdf",
        "https://[::1/1.pdf",
        "1.pdf",
        "",
    ],
)
def test_only_https_without_user_and_password_is_asked(url: str) -> None:
    def never(_host: str, _port: int) -> list[str]:
        raise AssertionError("nobody may even be looked up")

    words = reason(HttpsFiles(resolve=never), url)
    assert words.startswith("the document's url")
    assert "secret" not in words


def test_trust_in_one_host_is_no_trust_in_another(server: Server) -> None:
    files = HttpsFiles(TRUSTED, here)
    assert "must begin with https" in reason(files, f"http://other.test:{server.port}/1.pdf")
    assert "is not a public one" in reason(files, f"https://other.test:{server.port}/1.pdf")
    assert server.asked == []


def test_an_unknown_host_is_told() -> None:
    def unknown(_host: str, _port: int) -> list[str]:
        raise OSError

    assert reason(HttpsFiles(resolve=unknown), "https://nowhere.example/1") == "the host nowhere.example is not known"


def test_ten_megabytes_are_read_and_not_a_byte_more(server: Server) -> None:
    files = HttpsFiles(TRUSTED, here)
    assert len(files.read(f"http://{HOST}:{server.port}/exactly-full")) == MAX_FILE
    assert reason(files, f"http://{HOST}:{server.port}/too-large") == "the document is larger than 10 MB"


def test_a_file_that_is_not_there_is_told_at_once(server: Server) -> None:
    assert "answered 404" in reason(HttpsFiles(TRUSTED, here), f"http://{HOST}:{server.port}/gone")


@pytest.mark.parametrize("path", ["/unwell", "/silent", "/drips"])
def test_a_server_that_is_unwell_or_too_slow_may_be_asked_again(server: Server, path: str) -> None:
    seconds = count(0, 10)
    files = HttpsFiles(TRUSTED, here, read_seconds=0.2, monotonic=lambda: float(next(seconds)))
    with pytest.raises(FileUnavailable) as refused:
        files.read(f"http://{HOST}:{server.port}{path}")
    assert refused.value.passing


def test_a_server_that_is_not_there_may_be_asked_again(server: Server) -> None:
    with pytest.raises(FileUnavailable, match="does not answer") as refused:
        HttpsFiles(TRUSTED, lambda _host, _port: ["127.0.0.2"]).read(f"http://{HOST}:{server.port}/1.pdf")
    assert refused.value.passing


def test_the_certificate_must_be_the_hosts_own_though_its_address_is_connected_to(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = certified(HOST, tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    files = HttpsFiles(frozenset({HOST, "other.test"}), here)
    assert files.read(f"https://{HOST}:{server.port}/1.pdf") == CONTENT
    with pytest.raises(FileUnavailable, match="SSLError"):
        files.read(f"https://other.test:{server.port}/1.pdf")
    monkeypatch.delenv("SSL_CERT_FILE")
    with pytest.raises(FileUnavailable, match="SSLError"):
        files.read(f"https://{HOST}:{server.port}/1.pdf")


def certified(host: str, folder: Path) -> Path:
    """A key and a certificate for a host that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path
