"""One HTTP request and its answer, without any socket."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias
from urllib.parse import parse_qsl

from .records import Record, write_json

Answer: TypeAlias = tuple[int, dict[str, str], bytes]


class NoAnswer(Exception):  # noqa: N818 - it is an outcome, not a defect
    """The caller never gets an answer to this request.

    ``hold_seconds`` is how long a real server keeps the connection open before it
    closes it; a test transport turns the exception into its client's time-out or
    broken connection at once.
    """

    committed = False

    def __init__(self, hold_seconds: float = 0.0) -> None:
        """Remember how long the connection is held open."""
        super().__init__(f"no answer, connection held {hold_seconds} s")
        self.hold_seconds = hold_seconds


class TimedOutBeforeCommit(NoAnswer):
    """The request hangs and nothing was written."""


class TimedOutAfterCommit(NoAnswer):
    """The request hangs although its work was written."""

    committed = True


class AnswerLost(NoAnswer):
    """The work was written; the connection is closed without an answer."""

    committed = True


@dataclass(frozen=True)
class Request:
    """A request; header names are in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    params: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes) -> "Request":
        """Normalise what came in: upper-case method, lower-case header names."""
        return cls(
            method.upper(),
            path,
            query,
            {name.lower(): value for name, value in headers.items()},
            body,
            dict(parse_qsl(query, keep_blank_values=True)),
        )

    @property
    def target(self) -> str:
        """Return path and query, the text that fault rules are matched with."""
        return f"{self.path}?{self.query}" if self.query else self.path


def json_answer(status: int, body: Record | list[Record]) -> Answer:
    """Answer JSON."""
    return status, {"Content-Type": "application/json;charset=UTF-8"}, write_json(body)


def html_answer(status: int, text: str) -> Answer:
    """Answer an HTML page."""
    return status, {"Content-Type": "text/html;charset=UTF-8"}, text.encode()


def fingerprint(request: Request, *, query: bool = False) -> str:
    """Return what tells a repeated request from another one with the same key."""
    target = request.target if query else request.path
    parts = request.method.encode(), target.encode(), request.body
    return hashlib.sha256(b"\n".join(parts)).hexdigest()
