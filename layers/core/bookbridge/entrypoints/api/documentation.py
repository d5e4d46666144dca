"""The API's own description: for programs, and for people."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import Any, Final

from .answers import Answer, page, to_json
from .endpoints import Access, Group
from .requests import ApiRequest

GROUP: Final = Group("Documentation", "This description.")


@GROUP.endpoint(
    "GET",
    "/v1/openapi.json",
    "Describe the API for programs",
    access=Access.PUBLIC,
    answers={HTTPStatus.OK: "OpenApi"},
)
def get_openapi(request: ApiRequest) -> Answer:
    """The OpenAPI document."""
    return Answer(HTTPStatus.OK, to_json(_document(request.public_url)), headers=_KEPT)


@GROUP.endpoint("GET", "/docs", "Describe the API for people", access=Access.PUBLIC, answers={HTTPStatus.OK: "Page"})
def get_docs(request: ApiRequest) -> Answer:
    """The reference as one page that needs nothing else."""
    return page(_page(request.public_url))


def groups() -> tuple[Group, ...]:
    """Every group of endpoints, in the order of the reference."""
    from . import (  # noqa: PLC0415 - they are other functions' own
        approvals,
        connections,
        diagnosis,
        discrepancies,
        failure_actions,
        failures,
        links,
        records,
        reports,
        sessions,
        support,
        unknown_errors,
    )

    syncing = (connections, records, links, diagnosis, sessions)
    desk = (failures, failure_actions, discrepancies, reports, approvals, support, unknown_errors)
    return (*(module.GROUP for module in (*syncing, *desk)), GROUP)


@cache
def _document(server: str) -> dict[str, Any]:
    from .openapi.document import openapi  # noqa: PLC0415 - describing every model takes a while: not before somebody asks

    return openapi(groups(), server)


@cache
def _page(server: str) -> str:
    from .openapi.page import render  # noqa: PLC0415

    return render(_document(server))


_KEPT: Final = {"Cache-Control": "public, max-age=300", "Access-Control-Allow-Origin": "*"}
