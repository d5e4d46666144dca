"""Calls as the Web Connector sends them, and an answering side that writes down what it was asked."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

INTUIT = "http://developer.intuit.com/"
SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
XML = "text/xml; charset=utf-8"


def envelope(content: str, soap: str = SOAP_11) -> str:
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        f'<soap:Envelope xmlns:soap="{soap}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<soap:Body>{content}</soap:Body></soap:Envelope>"
    )


def call(operation: str, parameters: Mapping[str, str] | None = None) -> str:
    """An envelope around one operation, its parameters escaped as text."""
    children = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in (parameters or {}).items())
    return envelope(f'<{operation} xmlns="{INTUIT}">{children}</{operation}>')


def posted(
    body: str | bytes, soap_action: str = "", content_type: str = XML, headers: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """The event of an HTTP API: bytes arrive as Base64, text as text."""
    encoded = isinstance(body, bytes)
    return {
        "version": "2.0",
        "routeKey": "POST /quickbooks-desktop/soap",
        "rawPath": "/quickbooks-desktop/soap",
        "rawQueryString": "",
        "headers": {"content-type": content_type, "soapaction": soap_action, **(headers or {})},
        "requestContext": {
            "apiId": "abc",
            "domainName": "sync.example.com",
            "http": {"method": "POST", "sourceIp": "192.0.2.7"},
        },
        "body": base64.b64encode(body).decode() if isinstance(body, bytes) else body,
        "isBase64Encoded": encoded,
    }


def visited(query: str = "") -> dict[str, Any]:
    event = posted("")
    event["requestContext"]["http"]["method"] = "GET"
    return {**event, "rawQueryString": query, "body": None}


@dataclass
class Recorder:
    """Answers every operation, and keeps the arguments; `broken` makes each of them fail."""

    broken: bool = False
    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def _heard(self, *arguments: object) -> None:
        self.asked.append(arguments)
        if self.broken:
            raise RuntimeError("the store is away")

    def server_version(self) -> str:
        self._heard("server_version")
        return "1.0"

    def client_version(self, version: str) -> str:
        self._heard("client_version", version)
        return "W:old"

    def authenticate(self, user_name: str, password: str, caller: str) -> Sequence[str]:
        self._heard("authenticate", user_name, password, caller)
        return ("t-1", "")

    def send_request(self, ticket: str, hello: str, company_file: str, country: str, major: int, minor: int) -> str:
        self._heard("send_request", ticket, hello, company_file, country, major, minor)
        return '<?xml version="1.0"?><QBXML>é & <b/></QBXML>'

    def receive_response(self, ticket: str, response: str, hresult: str, message: str) -> int:
        self._heard("receive_response", ticket, response, hresult, message)
        return 42

    def connection_error(self, ticket: str, hresult: str, message: str) -> str:
        self._heard("connection_error", ticket, hresult, message)
        return "done"

    def last_error(self, ticket: str) -> str:
        self._heard("last_error", ticket)
        return "NoOp"

    def close(self, ticket: str) -> str:
        self._heard("close", ticket)
        return "OK"

    def interactive_url(self, ticket: str, session_id: str) -> str:
        self._heard("interactive_url", ticket, session_id)
        return "https://sync.example.com/page"

    def interactive_rejected(self, ticket: str, reason: str) -> str:
        self._heard("interactive_rejected", ticket, reason)
        return "pity"

    def interactive_done(self, ticket: str) -> str:
        self._heard("interactive_done", ticket)
        return "Done"

    def note_unreadable(self, ticket: str, operation: str, reason: str) -> None:
        self._heard("note_unreadable", ticket, operation, reason)
