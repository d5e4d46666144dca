"""Answers prepared by a test, in place of Xero."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from bookbridge.packages.xero.client import Client
from bookbridge.ports.http import Response
from tests.fakes import canned_access

TENANT = "aef86862-2015-4b6b-88bc-d89032cecc50"
AT = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
MILLISECONDS = "1777887000000"
TIME = f"/Date({MILLISECONDS})/"
API = "https://xero.test"


def guid(number: int) -> str:
    """An id as Xero gives them."""
    return f"025867f1-d741-4d6b-b1af-{number:012x}"


def answered(body: dict[str, Any] | list[Any] | str, status: int = 200, **headers: str) -> Response:
    """An answer; an object gets the time that every envelope has."""
    if isinstance(body, dict):
        body = {"Status": "OK", "DateTimeUTC": TIME, **body}
    text = body if isinstance(body, str) else json.dumps(body)
    return Response(status, {name.replace("_", "-"): value for name, value in headers.items()}, text.encode())


def rows(name: str, *found: dict[str, Any]) -> Response:
    """A list."""
    return answered({name: list(found)})


def row(id_field: str, number: int, at: str = TIME, **fields: Any) -> dict[str, Any]:
    """An object with its id and the time of its last change."""
    return {id_field: guid(number), "UpdatedDateUTC": at, **fields}


def refusal(*messages: str, **fields: Any) -> dict[str, Any]:
    """An element that was refused."""
    errors = [{"Message": message} for message in messages]
    return {"StatusAttributeString": "ERROR", "HasErrors": True, "ValidationErrors": errors, **fields}


class CannedAccess(canned_access.CannedAccess):
    """A line to one tenant."""

    def __init__(self, *answers: Response | Exception, organisation_id: str = TENANT) -> None:
        super().__init__(*answers, organisation_id=organisation_id)


def client(*answers: Response | Exception) -> tuple[Client, CannedAccess]:
    """A client and its line."""
    access = CannedAccess(*answers)
    return Client(access, API), access
