"""Answers prepared by a test, in place of QuickBooks Online."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from bookbridge.packages.quickbooks_online.client import Client
from bookbridge.ports.http import Response
from tests.fakes import canned_access

TIME = "2026-05-04T02:30:00.000-07:00"
AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
API = "https://quickbooks.test"


def answered(body: dict[str, Any] | list[Any] | str, status: int = 200, **headers: str) -> Response:
    """An answer; an object gets the time that every envelope has."""
    if isinstance(body, dict):
        body = {"time": TIME, **body}
    text = body if isinstance(body, str) else json.dumps(body)
    named = {"retry_after": "retry-after"}
    return Response(status, {named.get(name, name): value for name, value in headers.items()}, text.encode())


def found(entity: str, *rows: dict[str, Any]) -> Response:
    """The answer to a query alone."""
    return answered({"QueryResponse": {entity: list(rows), "startPosition": 1, "maxResults": len(rows)}})


def captured(*responses: dict[str, Any]) -> Response:
    """An answer of change data capture."""
    return answered({"CDCResponse": [{"QueryResponse": list(responses)}]})


def fault(code: str, message: str = "Message", detail: str = "Detail", element: str = "") -> dict[str, Any]:
    """A fault as the API writes it."""
    error = {"Message": message, "Detail": detail, "code": code, "element": element}
    return {"Fault": {"Error": [error], "type": "ValidationFault"}}


def row(package_id: str, at: str = TIME, token: str = "0", **fields: Any) -> dict[str, Any]:
    """An object with what all of them have."""
    times = {"CreateTime": at, "LastUpdatedTime": at}
    return {"Id": package_id, "SyncToken": token, "MetaData": times, "domain": "QBO", "sparse": False, **fields}


class CannedAccess(canned_access.CannedAccess):
    """A line to one realm."""

    def __init__(self, *answers: Response | Exception, organisation_id: str = "310687") -> None:
        super().__init__(*answers, organisation_id=organisation_id)


def client(*answers: Response | Exception) -> tuple[Client, CannedAccess]:
    """A client and its line."""
    access = CannedAccess(*answers)
    return Client(access, API), access
