"""Consents of customers, and the tokens that come of them."""

from __future__ import annotations

from html import escape
from http import HTTPStatus

from bookbridge.domain.errors import BookbridgeError, InvalidInput, ReauthorizationRequired
from bookbridge.entrypoints.api.answers import Answer, page, redirect
from bookbridge.entrypoints.api.endpoints import NOBODY, Access, Query
from bookbridge.entrypoints.api.problems import kind_of
from bookbridge.entrypoints.api.requests import ApiRequest
from bookbridge.entrypoints.oauth_state import read_state, write_state

from .group import CONNECTION, GROUP, shown


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
    return shown(request)


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


def _redirect_uri(request: ApiRequest, package: str) -> str:
    return f"{request.public_url}/oauth/{package}/callback"


def _told(heading: str, text: str, status: HTTPStatus) -> Answer:
    style = "font: 1.1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 15vh auto; padding: 0 1rem"
    return page(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(heading)}</title>'
        f'<body style="{style}"><h1>{escape(heading)}</h1><p>{escape(text)}</p></body></html>',
        status,
    )
