"""Answers to HTTP requests, before they are put into Lambda's form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

JSON: Final = "application/json"
PROBLEM: Final = "application/problem+json"
HTML: Final = "text/html; charset=utf-8"

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """A status, a body that is already text, and headers beyond those that every answer has."""

    status: HTTPStatus
    body: str = ""
    content_type: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)


def answer(body: Body, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    """An object as JSON."""
    return Answer(status, to_json(body))


def listed(name: str, entries: Sequence[Body], next_cursor: str | None) -> Answer:
    """One page of a list: `{"<plural name>": […], "next_cursor"}`."""
    return answer({name: entries, "next_cursor": next_cursor})


def accepted(body: Body) -> Answer:
    """Something that goes on after the answer."""
    return answer(body, HTTPStatus.ACCEPTED)


def nothing() -> Answer:
    """Done, and nothing to say about it."""
    return Answer(HTTPStatus.NO_CONTENT, content_type="")


def redirect(location: str) -> Answer:
    """Go there instead."""
    return Answer(HTTPStatus.FOUND, content_type="", headers={"Location": location})


def page(html: str, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    """A page for a person; it loads nothing from anywhere."""
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return Answer(status, html, HTML, {"Content-Security-Policy": policy, "Referrer-Policy": "no-referrer"})


def to_json(value: object) -> str:
    """Compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
