"""The OpenAPI 3.1 document, made from the endpoints themselves."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final

from bookbridge.domain.connector_files import MEDIA_TYPE
from bookbridge.domain.records import ENTITY_TYPES
from bookbridge.entrypoints.api.answers import JSON, PROBLEM
from bookbridge.entrypoints.api.endpoints import Access, Endpoint, Group, Query
from bookbridge.entrypoints.authorisation import COMPANY_ID

from .examples import RECORDS
from .schemas import schemas
from .shapes import ref

Json = dict[str, Any]

DESCRIPTION: Final = """\
Keeps an application and its customers' accounting packages in step.

Every answer that is not a success is a problem (RFC 9457) that names each field to be corrected. A company's token
reaches that company only: anything else is 404. Lists have a `next_cursor`; pass it as `cursor` for the next page."""

_PATH_PARAMETERS: Final[dict[str, Json]] = {
    "company_id": {"type": "string", "pattern": f"^{COMPANY_ID.pattern}$", "examples": ["acme"]},
    "entity_type": {"type": "string", "enum": list(ENTITY_TYPES)},
    "package": {"type": "string", "examples": ["quickbooks-desktop", "quickbooks-online", "xero"]},
}
_WITH_BODY: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)
_CONFLICTS: Final = {"put_connection", "put_credentials", "void_record", "put_mapping", "delete_mapping"} | {
    "authorize",
    "confirm_pairing",
    "find_approvers",
    "create_connector_key",
    "get_connector_file",
    "sync_now",
    "resync_failure",
    "skip_failure",
    "clear_failure",
    "delete_failure",
    "take_theirs",
    "send_ours",
}
"""Operations that the present state can forbid."""

_NOT_JSON: Final = {"Page": "text/html", "ConnectorFile": MEDIA_TYPE}
"""Answers that are no JSON, by the name that endpoints call them."""

WEBHOOK: Final[Json] = {
    "post": {
        "operationId": "receive_webhook",
        "tags": ["Accounting packages"],
        "summary": "Where an accounting package announces changes",
        "description": (
            "The signature over the raw body is verified with the package's own key; the delivery is stored before it "
            "is answered. No answer has a body. The largest body is 1 MiB."
        ),
        "security": [],
        "parameters": [{"name": "package", "in": "path", "required": True, "schema": _PATH_PARAMETERS["package"]}],
        "requestBody": {"required": True, "content": {JSON: {"schema": {}}}},
        "responses": {
            "200": {"description": "Signed and stored"},
            "401": {"description": "Not signed, or not by the package"},
            "404": {"description": "No such accounting package"},
            "413": {"description": "The body is too large"},
        },
    }
}

_SOAP: Final[Json] = {"text/xml": {"schema": {"type": "string"}}}
CONNECTOR: Final[Json] = {
    "get": {
        "operationId": "describe_connector_service",
        "tags": ["Accounting packages"],
        "summary": "Describe the SOAP service for the QuickBooks Web Connector (WSDL)",
        "security": [],
        "parameters": [
            {
                "name": "wsdl",
                "in": "query",
                "allowEmptyValue": True,
                "description": "For the description; without it a line for people.",
                "schema": {"type": "string"},
            }
        ],
        "responses": {
            "200": {
                "description": "The description",
                "content": {**_SOAP, "text/plain": {"schema": {"type": "string"}}},
            }
        },
    },
    "post": {
        "operationId": "call_connector_service",
        "tags": ["Accounting packages"],
        "summary": "Where the QuickBooks Web Connector calls in",
        "description": (
            "SOAP 1.1, document/literal. The connector signs in with a connector key; what is wrong is told in the "
            "answers of its own protocol."
        ),
        "security": [],
        "parameters": [],
        "requestBody": {"required": True, "content": _SOAP},
        "responses": {
            "200": {"description": "The answer of the operation", "content": _SOAP},
            "400": {"description": "A SOAP fault: the body names no operation", "content": _SOAP},
        },
    },
}


def openapi(groups: Iterable[Group], server: str) -> Json:
    """The document; `server` is the address that its paths are appended to."""
    groups = list(groups)
    paths: dict[str, Json] = {}
    for group in groups:
        for endpoint in group.endpoints:
            paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(group, endpoint)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Bookbridge", "version": "1", "description": DESCRIPTION},
        "servers": [{"url": server}],
        "tags": [
            *({"name": group.title, "description": group.description} for group in groups),
            {"name": "Accounting packages", "description": "What the packages call themselves."},
        ],
        "paths": {**paths, "/webhooks/{package}": WEBHOOK, "/quickbooks-desktop/soap": CONNECTOR},
        "components": {
            "schemas": schemas(),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _operation(group: Group, endpoint: Endpoint) -> Json:
    described: Json = {
        "operationId": endpoint.name,
        "tags": [group.title],
        "summary": endpoint.summary,
        "description": _description(endpoint),
        "security": [] if endpoint.access is Access.PUBLIC else [{"token": []}],
        "parameters": [
            *(_path_parameter(name) for name in endpoint.parameters),
            *(_query_parameter(query) for query in endpoint.query),
        ],
        "requestBody": _request_body(endpoint) if endpoint.takes else None,
        "responses": {
            **{str(status.value): _answer(status, schema) for status, schema in endpoint.answers.items()},
            **{str(status.value): _problem(endpoint, status) for status in _problems(endpoint)},
            "default": _problem(endpoint, None),
        },
    }
    return {name: value for name, value in described.items() if value not in (None, "")}


def _description(endpoint: Endpoint) -> str:
    if endpoint.access is not Access.OPERATOR:
        return endpoint.description
    return f"{endpoint.description} Needs the scope `operator`.".strip()


def _path_parameter(name: str) -> Json:
    return {"name": name, "in": "path", "required": True, "schema": _PATH_PARAMETERS.get(name, {"type": "string"})}


def _query_parameter(query: Query) -> Json:
    schema: Json = {"type": "integer", "minimum": 1, "maximum": 200} if query.whole_number else {"type": "string"}
    if query.values:
        schema["examples"] = [str(value) for value in query.values]
    return {"name": query.name, "in": "query", "description": query.description, "schema": schema}


def _request_body(endpoint: Endpoint) -> Json:
    content: Json = {"schema": ref(endpoint.takes)}
    if endpoint.takes == "Record":
        content["examples"] = {kind: {"value": record} for kind, record in RECORDS.items()}
    return {"required": not endpoint.takes_nothing_too, "content": {JSON: content}}


def _answer(status: HTTPStatus, schema: str) -> Json:
    described: Json = {"description": status.phrase}
    if schema in _NOT_JSON:
        described["content"] = {_NOT_JSON[schema]: {"schema": {"type": "string"}}}
    elif schema:
        described["content"] = {JSON: {"schema": ref(schema)}}
    if status is HTTPStatus.FOUND:
        described["headers"] = {"Location": {"schema": {"type": "string", "format": "uri"}}}
    return described


def _problems(endpoint: Endpoint) -> list[HTTPStatus]:
    statuses = list(_WITH_BODY) if endpoint.takes else []
    if endpoint.access is not Access.PUBLIC:
        statuses += [HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND]
    if endpoint.takes or endpoint.query:
        statuses.append(HTTPStatus.UNPROCESSABLE_ENTITY)
    if endpoint.name in _CONFLICTS:
        statuses.append(HTTPStatus.CONFLICT)
    return sorted(statuses)


def _problem(endpoint: Endpoint, status: HTTPStatus | None) -> Json:
    busy = endpoint.name == "sync_now" and status is HTTPStatus.CONFLICT
    schema = {"anyOf": [ref("SessionActiveProblem"), ref("Problem")]} if busy else ref("Problem")
    description = status.phrase if status else "Whatever else went wrong"
    return {"description": description, "content": {PROBLEM: {"schema": schema}}}
