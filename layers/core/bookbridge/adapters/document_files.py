"""Files of documents, read over HTTPS from public addresses only: the address comes from outside (SSRF)."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urlsplit

from bookbridge.domain.errors import FileUnavailable, PackageUnavailable
from bookbridge.ports.files import MAX_FILE

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, HTTPConnectionPool

OK: Final = 200
CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 30.0
READ_AT_ONCE: Final = 64 * 1024

Resolve = Callable[[str, int], Sequence[str]]
"""The IP addresses of a host."""


def addresses_of(host: str, port: int) -> Sequence[str]:
    """Ask the resolver. Raises `OSError`."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class HttpsFiles:
    """Implements `Files`. No redirect is followed, and the address that was checked is the one connected to.

    `trusted_hosts` may be at private addresses and without TLS: the hosts of a local stack.
    """

    def __init__(self, trusted_hosts: frozenset[str] = frozenset(), resolve: Resolve = addresses_of) -> None:
        self._trusted_hosts = trusted_hosts
        self._resolve = resolve

    def read(self, url: str) -> bytes:
        """See `Files.read`."""
        from urllib3 import exceptions  # noqa: PLC0415 - few functions read files

        parts = self._checked(url)
        pool = self._pool(parts)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            answer = pool.request(
                "GET",
                target,
                headers={"host": parts.netloc, "user-agent": "bookbridge"},
                retries=False,
                redirect=False,
                preload_content=False,
            )
            return self._body(answer, parts)
        except exceptions.HTTPError as error:
            raise PackageUnavailable(f"{parts.hostname} does not answer: {type(error).__name__}") from error
        finally:
            pool.close()

    def _checked(self, url: str) -> SplitResult:
        try:
            parts = urlsplit(url)
            named = bool(parts.hostname) and (parts.port or 1) > 0
        except ValueError:
            raise FileUnavailable("the document's url is not one") from None
        if not named or parts.username or parts.password:
            raise FileUnavailable("the document's url must name a host, and neither user nor password")
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in self._trusted_hosts):
            raise FileUnavailable("the document's url must begin with https://")
        return parts

    def _pool(self, parts: SplitResult) -> HTTPConnectionPool:
        from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout  # noqa: PLC0415

        host, secure = str(parts.hostname), parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        address = self._address(host, port)
        timeout = Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
        if not secure:
            return HTTPConnectionPool(address, port, timeout=timeout)
        return HTTPSConnectionPool(address, port, timeout=timeout, server_hostname=host, assert_hostname=host)

    def _address(self, host: str, port: int) -> str:
        try:
            addresses = self._resolve(host, port)
        except OSError as error:
            raise FileUnavailable(f"the host {host} is not known") from error
        if host not in self._trusted_hosts and not all(ip_address(each).is_global for each in addresses):
            raise FileUnavailable(f"the host {host} is not a public one")
        return addresses[0]

    def _body(self, answer: BaseHTTPResponse, parts: SplitResult) -> bytes:
        if answer.status >= 500:  # noqa: PLR2004 - HTTP's own line between the caller's and the server's faults
            raise PackageUnavailable(f"{parts.hostname} answered {answer.status}")
        if answer.status != OK:
            raise FileUnavailable(f"{parts.hostname} answered {answer.status} for the document")
        body = bytearray()
        while chunk := answer.read(READ_AT_ONCE):
            body += chunk
            if len(body) > MAX_FILE:
                raise FileUnavailable(f"the document is larger than {MAX_FILE // 1024 // 1024} MB")
        return bytes(body)
