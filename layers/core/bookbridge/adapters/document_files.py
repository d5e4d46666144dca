"""Files of documents, read over HTTPS from public addresses only: the address comes from outside (SSRF)."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, urlsplit

from bookbridge.domain.errors import FileUnavailable
from bookbridge.ports.files import MAX_FILE

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, HTTPConnectionPool

OK: Final = 200
CONNECT_SECONDS: Final = 5.0
READ_SECONDS: Final = 30.0
"""Bounds both each silence and the whole file, so that a slow server holds up nobody's session."""
READ_AT_ONCE: Final = 64 * 1024
TRANSLATED: Final = IPv6Network("64:ff9b::/96")
"""IPv4 addresses behind a NAT64 gateway (RFC 6052): the last four bytes are the address."""

Resolve = Callable[[str, int], Sequence[str]]
"""The IP addresses of a host."""


def addresses_of(host: str, port: int) -> Sequence[str]:
    """Ask the resolver. Raises `OSError`."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_public(address: str) -> bool:
    """Whether an IP address is one host on the internet, also when it is an IPv4 address in IPv6 dress."""
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in TRANSLATED:
            inner = IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


class HttpsFiles:
    """Implements `Files`. No redirect is followed, and the address that was checked is the one connected to.

    `trusted_hosts` may be at private addresses and without TLS: the operator's own, or those of a local stack.
    """

    def __init__(
        self,
        trusted_hosts: frozenset[str] = frozenset(),
        resolve: Resolve = addresses_of,
        *,
        read_seconds: float = READ_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._trusted_hosts = trusted_hosts
        self._resolve = resolve
        self._read_seconds = read_seconds
        self._monotonic = monotonic

    def read(self, url: str) -> bytes:
        """See `Files.read`."""
        from urllib3 import exceptions  # noqa: PLC0415 - few functions read files

        parts = _checked(url, self._trusted_hosts)
        deadline = self._monotonic() + CONNECT_SECONDS + self._read_seconds
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
            try:
                return self._body(answer, parts, deadline)
            finally:
                answer.close()  # it may be half-read
        except exceptions.HTTPError as error:
            raise FileUnavailable(f"{parts.hostname} does not answer: {type(error).__name__}", passing=True) from error
        finally:
            pool.close()

    def _pool(self, parts: SplitResult) -> HTTPConnectionPool:
        from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, Timeout  # noqa: PLC0415

        host, secure = str(parts.hostname), parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        address = self._address(host, port)
        timeout = Timeout(connect=CONNECT_SECONDS, read=self._read_seconds)
        if not secure:
            return HTTPConnectionPool(address, port, timeout=timeout)
        return HTTPSConnectionPool(address, port, timeout=timeout, server_hostname=host, assert_hostname=host)

    def _address(self, host: str, port: int) -> str:
        try:
            addresses = self._resolve(host, port)
        except (OSError, UnicodeError) as error:
            raise FileUnavailable(f"the host {host} is not known") from error
        if not addresses or not (host in self._trusted_hosts or all(map(is_public, addresses))):
            raise FileUnavailable(f"the host {host} is not a public one")
        return addresses[0]

    def _body(self, answer: BaseHTTPResponse, parts: SplitResult, deadline: float) -> bytes:
        if answer.status != OK:
            passing = answer.status >= 500  # noqa: PLR2004 - HTTP's own line between the caller's and the server's faults
            raise FileUnavailable(f"{parts.hostname} answered {answer.status} for the document", passing=passing)
        body = bytearray()
        while chunk := answer.read1(READ_AT_ONCE):
            body += chunk
            if len(body) > MAX_FILE:
                raise FileUnavailable(f"the document is larger than {MAX_FILE // 1024 // 1024} MB")
            if self._monotonic() > deadline:
                raise FileUnavailable(f"{parts.hostname} took too long to send the document", passing=True)
        return bytes(body)


def _checked(url: str, trusted_hosts: frozenset[str]) -> SplitResult:
    try:
        parts = urlsplit(url)
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise FileUnavailable("the document's url is not one") from None
    if not named or parts.username is not None or parts.password is not None:
        raise FileUnavailable("the document's url must name a host, and neither user nor password")
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in trusted_hosts):
        raise FileUnavailable("the document's url must begin with https://")
    return parts
