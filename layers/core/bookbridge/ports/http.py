"""Requests to the packages, without naming a client library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. `kind` names it for budgets and counters (`batch`, `query`, `cdc`, `token` …)."""

    method: str
    url: str
    kind: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Response:
    """One HTTP answer; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


class Http(Protocol):
    """Sends each request once; it never repeats one by itself."""

    def send(self, request: Request) -> Response:
        """Return whatever answer arrived.

        Raises `PackageUnavailable` when no connection could be made (nothing was sent), and `OutcomeUnknown` when the
        request went out but no complete answer came back in time.
        """
        ...

    def send_all(self, requests: Sequence[Request]) -> list[Response]:
        """Send requests that need not wait for each other, some of them at the same time; answers in their order.

        Raises what `send` raises, once none is under way any more.
        """
        ...
