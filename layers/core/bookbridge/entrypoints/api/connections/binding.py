"""The connections themselves, and their settings."""

from __future__ import annotations

from http import HTTPStatus

from bookbridge.entrypoints.api.answers import Answer, listed
from bookbridge.entrypoints.api.endpoints import PAGING, Access
from bookbridge.entrypoints.api.requests import ApiRequest

from . import presenters
from .group import CONNECTION, GROUP, shown


@GROUP.endpoint(
    "GET",
    "/v1/companies",
    "List all companies that have a connection",
    access=Access.OPERATOR,
    query=PAGING,
    answers={HTTPStatus.OK: "Companies"},
)
def list_companies(request: ApiRequest) -> Answer:
    """For operators."""
    companies, cursor = request.application.read_connection.page(request.cursor, request.limit)
    return listed("companies", [presenters.company(each, next_sync_at) for each, next_sync_at in companies], cursor)


@GROUP.endpoint(
    "GET",
    CONNECTION,
    "Show the connection as it stands",
    description="With QuickBooks Desktop also its company file: whether one has called, and whether it was confirmed.",
    answers={HTTPStatus.OK: "Connection"},
)
def get_connection(request: ApiRequest) -> Answer:
    """Status, settings, the session at work, and open failures."""
    return shown(request)


@GROUP.endpoint(
    "PUT",
    CONNECTION,
    "Create or change the connection",
    description=(
        "Settings that are absent keep their values; unknown ones are refused, all of them by name. Records that new "
        "settings let through or hold back are looked through by the company's next session. With QuickBooks Desktop "
        "`organisation_id` is given by us."
    ),
    takes="ConnectionChange",
    answers={HTTPStatus.OK: "Connection"},
)
def put_connection(request: ApiRequest) -> Answer:
    """Create or change."""
    request.application.connect_company.change(request.company_id, request.json_object())
    return shown(request)


@GROUP.endpoint(
    "DELETE",
    CONNECTION,
    "Disconnect",
    description="The sync stops and the tokens are forgotten; records, mappings and failures stay as they are.",
    answers={HTTPStatus.OK: "Connection"},
)
def delete_connection(request: ApiRequest) -> Answer:
    """Disconnect."""
    request.application.connect_company.disconnect(request.company_id)
    return shown(request)
