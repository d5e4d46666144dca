"""Connections: settings, consent and tokens."""

from __future__ import annotations

from html import escape
from http import HTTPStatus
from typing import Final

from bookbridge.domain.errors import BookbridgeError, InvalidInput, ReauthorizationRequired
from bookbridge.entrypoints.oauth_state import read_state, write_state

from . import presenters
from .answers import Answer, answer, listed, page, redirect
from .endpoints import NOBODY, PAGING, Access, Group, Query
from .problems import kind_of
from .requests import ApiRequest

CONNECTION: Final = "/v1/companies/{company_id}/connection"

GROUP: Final = Group("Connections", "What binds a company to one organisation in an accounting package.")


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
    connections, cursor = request.application.read_connection.page(request.cursor, request.limit)
    return listed("companies", [presenters.company(each) for each in connections], cursor)


@GROUP.endpoint("GET", CONNECTION, "Show the connection as it stands", answers={HTTPStatus.OK: "Connection"})
def get_connection(request: ApiRequest) -> Answer:
    """Status, settings, the session at work, and open failures."""
    return _shown(request)


@GROUP.endpoint(
    "PUT",
    CONNECTION,
    "Create or change the connection",
    description=(
        "Settings that are absent keep their values; unknown ones are refused, all of them by name. Records that new "
        "settings let through or hold back are looked through by the company's next session."
    ),
    takes="ConnectionChange",
    answers={HTTPStatus.OK: "Connection"},
)
def put_connection(request: ApiRequest) -> Answer:
    """Create or change."""
    request.application.connect_company.change(request.company_id, request.json_object())
    return _shown(request)


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
    return _shown(request)


@GROUP.endpoint(
    "GET",
    f"{CONNECTION}/authorize",
    "Go to the accounting package's consent page",
    description="Send the customer's browser to the `Location` of the answer. It is good for half an hour.",
    answers={HTTPStatus.FOUND: NOBODY},
)
def authorize(request: ApiRequest) -> Answer:
    """Begin a consent."""
    connecting = request.application.connect_company
    package = connecting.get(request.company_id).package
    state = write_state(request.application.adapters.token_key, request.company_id, package)
    return redirect(connecting.authorize_url(request.company_id, _redirect_uri(request, package), state))


@GROUP.endpoint(
    "PUT",
    f"{CONNECTION}/credentials",
    "Set tokens that were obtained elsewhere",
    description="For operators who move companies over from another system.",
    access=Access.OPERATOR,
    takes="Credentials",
    answers={HTTPStatus.OK: "Connection"},
)
def put_credentials(request: ApiRequest) -> Answer:
    """Connect without a browser."""
    request.application.connect_company.set_credentials(request.company_id, request.json_object())
    return _shown(request)


@GROUP.endpoint(
    "GET",
    "/oauth/{package}/callback",
    "Where the accounting package sends the customer back",
    description="Shows the customer a page that says how it went.",
    access=Access.PUBLIC,
    query=(
        Query("state", "what was given to the consent page"),
        Query("code", "what the package gives for a consent"),
        Query("realmId", "the organisation, where the package names it here"),
        Query("error", "why there is no consent"),
    ),
    answers={HTTPStatus.OK: "Page"},
)
def oauth_callback(request: ApiRequest) -> Answer:
    """End a consent. The caller is the customer's browser: only the state says for which company."""
    adapters, package = request.application.adapters, request.path["package"]
    title = adapters.package(package).manifest.title
    company_id = read_state(adapters.token_key, request.query.get("state", ""), package)
    try:
        request.application.connect_company.complete(
            company_id, package, request.query, _redirect_uri(request, package)
        )
    except BookbridgeError as error:
        status = HTTPStatus.BAD_REQUEST if isinstance(error, ReauthorizationRequired) else kind_of(error).status
        reasons = [fault.message for fault in error.faults] if isinstance(error, InvalidInput) else [str(error)]
        return _told(f"{title} is not connected", "; ".join(reasons), status)
    return _told(f"{title} is connected", "You can close this page.", HTTPStatus.OK)


def _shown(request: ApiRequest) -> Answer:
    view = request.application.read_connection(request.company_id)
    running = None
    if view.lease is not None:
        running = request.application.read_sessions.find(request.company_id, view.lease.session_id)
    return answer(presenters.connection(view, running, request.application.adapters.clock.now()))


def _redirect_uri(request: ApiRequest, package: str) -> str:
    return f"{request.public_url}/oauth/{package}/callback"


def _told(heading: str, text: str, status: HTTPStatus) -> Answer:
    style = "font: 1.1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 15vh auto; padding: 0 1rem"
    return page(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(heading)}</title>'
        f'<body style="{style}"><h1>{escape(heading)}</h1><p>{escape(text)}</p></body></html>',
        status,
    )
