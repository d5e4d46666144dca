"""HTTP over urllib3: connections are kept, nothing is repeated, no redirect is followed."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from bookbridge.domain.errors import OutcomeUnknown, PackageUnavailable
from bookbridge.ports.http import Request, Response

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

LARGEST_ANSWER: Final = 20 * 1024 * 1024
READ_AT_ONCE: Final = 64 * 1024
CONNECTIONS: Final = 16
AT_ONCE: Final = 4
"""Requests to one package that a worker has under way: Xero allows five of one app to an organisation."""


class Urllib3Http:
    """Implements `Http`. One request at a time uses one connection; some to each host are kept."""

    def __init__(
        self,
        *,
        connect_seconds: float = 5.0,
        read_seconds: float = 60.0,
        largest_answer: int = LARGEST_ANSWER,
        connections: int = CONNECTIONS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`read_seconds` bounds both each silence and the whole answer; `largest_answer` is in bytes, decompressed.

        `connections` to a host are kept for the next requests.
        """
        self._connect_seconds = connect_seconds
        self._read_seconds = read_seconds
        self._largest_answer = largest_answer
        self._connections = connections
        self._monotonic = monotonic
        self._made: PoolManager | None = None

    def send(self, request: Request) -> Response:
        """Return whatever answer arrived. Raises `PackageUnavailable` and `OutcomeUnknown`."""
        deadline = self._monotonic() + self._connect_seconds + self._read_seconds
        answer = self._begin(request)
        try:
            body = self._read(answer, request, deadline)
        except BaseException:
            answer.close()  # half-read: not to be used again
            raise
        answer.release_conn()
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Response(answer.status, headers, body)

    def send_all(self, requests: Sequence[Request]) -> list[Response]:
        """Answers in the order of the requests. Raises what `send` raises, once none is under way any more."""
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(self.send, requests))

    def _begin(self, request: Request) -> BaseHTTPResponse:
        """Send the request and read the answer's head."""
        from ssl import SSLCertVerificationError  # noqa: PLC0415 - few functions call a package

        from urllib3 import exceptions  # noqa: PLC0415

        try:
            return self._pool().request(
                request.method,
                request.url,
                body=request.body or None,
                headers={"accept-encoding": "gzip", "user-agent": "bookbridge", **request.headers},
                retries=False,
                redirect=False,
                preload_content=False,
            )
        except (exceptions.NewConnectionError, exceptions.ConnectTimeoutError) as error:
            raise PackageUnavailable(f"no connection to {_host(request)}: {_reason(error)}") from error
        except exceptions.SSLError as error:
            if any(isinstance(cause, SSLCertVerificationError) for cause in error.args):
                raise PackageUnavailable(f"the certificate of {_host(request)} is not valid") from error
            raise _unknown(request, _reason(error)) from error
        except exceptions.HTTPError as error:
            raise _unknown(request, _reason(error)) from error

    def _read(self, answer: BaseHTTPResponse, request: Request, deadline: float) -> bytes:
        from urllib3 import exceptions  # noqa: PLC0415

        body = bytearray()
        try:
            while chunk := answer.read(READ_AT_ONCE):
                body += chunk
                if len(body) > self._largest_answer:
                    raise _unknown(request, f"its answer is larger than {self._largest_answer:,} bytes")
                if self._monotonic() > deadline:
                    raise _unknown(request, "its answer took too long")
        except exceptions.HTTPError as error:
            raise _unknown(request, _reason(error)) from error
        return bytes(body)

    def _pool(self) -> PoolManager:
        if self._made is None:
            from urllib3 import PoolManager, Timeout  # noqa: PLC0415

            timeout = Timeout(connect=self._connect_seconds, read=self._read_seconds)
            self._made = PoolManager(maxsize=self._connections, timeout=timeout)
        return self._made


def _unknown(request: Request, reason: str) -> OutcomeUnknown:
    return OutcomeUnknown(f"{request.kind} request to {_host(request)}: {reason}")


def _host(request: Request) -> str:
    """The host alone: paths and queries may hold what no log should."""
    from urllib.parse import urlsplit  # noqa: PLC0415

    return urlsplit(request.url).netloc.rpartition("@")[2]


def _reason(error: Exception) -> str:
    return type(error).__name__
