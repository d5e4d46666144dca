"""Requests to the API as API Gateway hands them to the functions; every answer is held against the reference."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import unquote, urlencode

import jwt
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # comes without types

from bookbridge.entrypoints.api import (
    approvals,
    connections,
    diagnosis,
    discrepancies,
    documentation,
    failure_actions,
    failures,
    links,
    records,
    reports,
    sessions,
    support,
    unknown_errors,
)
from bookbridge.entrypoints.api.endpoints import Endpoint
from bookbridge.entrypoints.api.openapi.document import openapi
from bookbridge.entrypoints.commands.token import mint

from .stack import TOKEN_KEY, Stack

GROUPS: Final = {
    "serve_connections": connections.GROUP,
    "serve_records": records.GROUP,
    "serve_diagnosis": diagnosis.GROUP,
    "serve_sessions": sessions.GROUP,
    "serve_failures": failures.GROUP,
    "serve_discrepancies": discrepancies.GROUP,
    "serve_reports": reports.GROUP,
    "serve_documentation": documentation.GROUP,
}
SERVED: Final = (
    *GROUPS.items(),
    ("serve_records", approvals.GROUP),
    ("serve_diagnosis", links.GROUP),
    ("serve_failures", failure_actions.GROUP),
    ("serve_support", support.GROUP),
    ("serve_support", unknown_errors.GROUP),
)
"""Every group with the function that serves it; some functions serve several."""

DOMAIN: Final = "api.test"
OPERATOR: Final = mint(TOKEN_KEY, None, 1, "olivia")
ANY: Final = object()
"""A body that is not given."""


def company_token(company_id: str) -> str:
    """A token for one company."""
    return mint(TOKEN_KEY, company_id, 1, "carla")


@dataclass(frozen=True)
class Reply:
    """An answer."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.text)

    @property
    def fields(self) -> list[str]:
        """The fields that a problem names."""
        return [error["field"] for error in self.json["errors"]]


@dataclass(frozen=True)
class HttpApi:
    """The API of a stack."""

    stack: Stack

    def get(self, path: str, token: str | None = OPERATOR, **query: object) -> Reply:
        return self.send("GET", path, token, query=query)

    def put(self, path: str, body: object, token: str | None = OPERATOR) -> Reply:
        return self.send("PUT", path, token, body=body)

    def post(self, path: str, body: object = ANY, token: str | None = OPERATOR) -> Reply:
        return self.send("POST", path, token, body=body)

    def delete(self, path: str, token: str | None = OPERATOR) -> Reply:
        return self.send("DELETE", path, token)

    def send(
        self,
        method: str,
        path: str,
        token: str | None = OPERATOR,
        *,
        query: Mapping[str, object] | None = None,
        body: object = ANY,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send a request to the function that API Gateway would choose."""
        if body is not ANY:
            raw = json.dumps(body).encode()
        sent = {"host": DOMAIN, **({"content-type": "application/json"} if raw is not None else {}), **(headers or {})}
        if token is not None:
            sent["authorization"] = f"Bearer {token}"
        function, endpoint, parameters = route_of(method, path)
        event = http_event(method, path, sent, query or {}, raw, endpoint, parameters)
        answer = self.stack.call(function, event)
        lowered = {name.lower(): value for name, value in answer.get("headers", {}).items()}
        body_text = answer.get("body") or ""
        if answer.get("isBase64Encoded"):
            body_text = base64.b64decode(body_text).decode()
        reply = Reply(answer["statusCode"], lowered, body_text)
        check(reply, method, endpoint)
        return reply


def http_event(
    method: str,
    path: str,
    headers: Mapping[str, str],
    query: Mapping[str, object],
    raw: bytes | None,
    endpoint: Endpoint | None,
    parameters: dict[str, str],
) -> dict[str, Any]:
    """Payload 2.0. Bodies that are not text come in base64."""
    route = f"{method} {endpoint.path}" if endpoint else "ANY /{proxy+}"
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route,
        "rawPath": unquote(path),
        "rawQueryString": urlencode(query),
        "headers": dict(headers),
        "requestContext": {
            "apiId": "an-api",
            "domainName": DOMAIN,
            "http": {"method": method, "path": unquote(path), "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7"},
            "requestId": "a-request",
            "routeKey": route,
            "stage": "$default",
        },
        "isBase64Encoded": False,
    }
    if parameters:
        event["pathParameters"] = parameters
    if query:
        event["queryStringParameters"] = {name: str(value) for name, value in query.items()}
    if raw is not None:
        is_text = headers.get("content-type", "").startswith(("application/json", "text/"))
        event["body"] = raw.decode("utf-8", "replace") if is_text else base64.b64encode(raw).decode()
        event["isBase64Encoded"] = not is_text
    return event


def route_of(method: str, path: str) -> tuple[str, Endpoint | None, dict[str, str]]:
    """The function and endpoint for a request; the route that takes any other path, for an unknown one."""
    parts = path.split("/")
    for function, group in SERVED:
        for endpoint in group.endpoints:
            names = endpoint.path.split("/")
            if endpoint.method != method or len(names) != len(parts):
                continue
            pairs = list(zip(names, parts, strict=True))
            if all(name == part or name.startswith("{") for name, part in pairs):
                return function, endpoint, {name[1:-1]: unquote(part) for name, part in pairs if name.startswith("{")}
    return "serve_documentation", None, {"proxy": unquote(path).removeprefix("/")}


@cache
def reference() -> dict[str, Any]:
    """The API's own description."""
    return openapi([group for _function, group in SERVED], "https://api.test")


def check(reply: Reply, method: str, endpoint: Endpoint | None) -> None:
    """An answer must be as the reference says: its status, its content type, its shape."""
    assert "x-content-type-options" in reply.headers
    if reply.status >= HTTPStatus.BAD_REQUEST and not reply.headers["content-type"].startswith("text/html"):
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.json["status"] == reply.status
    if endpoint is None:
        return
    answers = reference()["paths"][endpoint.path][method.lower()]["responses"]
    described = answers.get(str(reply.status), answers["default"])
    content = described.get("content", {})
    if not content:
        assert reply.text == ""
        return
    media = reply.headers["content-type"].partition(";")[0]
    if media == "text/html" or (media in content and not media.endswith("json")):
        return
    schema = {**content[media]["schema"], "components": reference()["components"]}
    errors = [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(reply.json)]
    assert errors == []


def signed(claims: dict[str, Any], key: str = TOKEN_KEY, algorithm: str = "HS256") -> str:
    """A token with any claims."""
    return jwt.encode(claims, key, algorithm=algorithm)
