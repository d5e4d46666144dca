"""OAuth 2.0 with Intuit: consent, exchange, refresh with rotation, revocation."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from bookbridge.domain.errors import (
    OutcomeUnknown,
    PackageRefused,
    PackageUnavailable,
    RateLimited,
    ReauthorizationRequired,
)
from bookbridge.ports.http import Http, Request, Response
from bookbridge.ports.packages import AppCredentials, Tokens

from .faults import WAIT_SECONDS
from .wire import Json, read_json, write_json

SCOPE: Final = "com.intuit.quickbooks.accounting"


@dataclass(frozen=True, slots=True)
class Hosts:
    """Where each part of the package is served; no trailing slashes."""

    authorize: str = "https://appcenter.intuit.com"
    token: str = "https://oauth.platform.intuit.com"  # noqa: S105 - a host, not a secret
    revoke: str = "https://developer.api.intuit.com"
    api: str = "https://quickbooks.api.intuit.com"
    pages: str = "https://app.qbo.intuit.com"

    @classmethod
    def at(cls, base_url: str) -> Hosts:
        """All parts at one base, or at Intuit's production hosts when the base is empty."""
        base = base_url.rstrip("/")
        return cls(base, base, base, base, base) if base else cls()


@dataclass(frozen=True, slots=True)
class QuickBooksOAuth:
    """Implements `OAuthProvider`."""

    hosts: Hosts

    def authorize_url(self, app: AppCredentials, redirect_uri: str, state: str) -> str:
        """Intuit's consent page."""
        params = {
            "client_id": app.client_id,
            "response_type": "code",
            "scope": SCOPE,
            "redirect_uri": redirect_uri,
            "state": state,
        }
        return f"{self.hosts.authorize}/connect/oauth2?{urlencode(params)}"

    def exchange(self, http: Http, app: AppCredentials, code: str, redirect_uri: str) -> Tokens:
        """See `OAuthProvider.exchange`; a code works once."""
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri}
        return self._tokens(http, app, form, refresh_token="")

    def refresh(self, http: Http, app: AppCredentials, refresh_token: str) -> Tokens:
        """See `OAuthProvider.refresh`. The answer's refresh token replaces the old one.

        Raises `PackageUnavailable` when the answer was lost: the old token goes on working for a while, so the same
        request can be repeated.
        """
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        return self._tokens(http, app, form, refresh_token=refresh_token)

    def revoke(self, http: Http, app: AppCredentials, refresh_token: str) -> None:
        """See `OAuthProvider.revoke`; Intuit answers 400 for a token that it no longer knows."""
        url = f"{self.hosts.revoke}/v2/oauth2/tokens/revoke"
        headers = {**_headers(app), "Content-Type": "application/json"}
        response = _send(http, Request("POST", url, "token", headers, write_json({"token": refresh_token})))
        if response.status not in {HTTPStatus.OK, HTTPStatus.BAD_REQUEST}:
            _raise(response)

    def organisation_in(self, callback: Mapping[str, str]) -> str:
        """The realm, which only the callback names."""
        return callback.get("realmId", "")

    def _tokens(self, http: Http, app: AppCredentials, form: Mapping[str, str], *, refresh_token: str) -> Tokens:
        url = f"{self.hosts.token}/oauth2/v1/tokens/bearer"
        headers = {**_headers(app), "Content-Type": "application/x-www-form-urlencoded"}
        response = _send(http, Request("POST", url, "token", headers, urlencode(form).encode()))
        if response.status != HTTPStatus.OK:
            _raise(response)
        answer = _json(response)
        access, refresh = answer.get("access_token"), answer.get("refresh_token") or refresh_token
        lifetime, refresh_lifetime = answer.get("expires_in"), answer.get("x_refresh_token_expires_in")
        if not (isinstance(access, str) and isinstance(refresh, str) and refresh and isinstance(lifetime, int)):
            raise PackageUnavailable("Intuit answered without tokens")
        return Tokens(access, refresh, lifetime, refresh_lifetime if isinstance(refresh_lifetime, int) else None)


def _headers(app: AppCredentials) -> dict[str, str]:
    pair = f"{app.client_id}:{app.client_secret}".encode()
    return {"Accept": "application/json", "Authorization": f"Basic {base64.b64encode(pair).decode()}"}


def _send(http: Http, request: Request) -> Response:
    try:
        return http.send(request)
    except OutcomeUnknown as lost:
        raise PackageUnavailable(str(lost)) from lost


def _raise(response: Response) -> None:
    """Say what a refusal means: consent gone, our registration wrong, or Intuit busy."""
    error = str(_json(response).get("error", ""))
    if response.status == HTTPStatus.TOO_MANY_REQUESTS:
        raise RateLimited(WAIT_SECONDS, "answered by Intuit")
    if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise PackageUnavailable(f"Intuit's token service answered HTTP {response.status}")
    if error == "invalid_grant":
        raise ReauthorizationRequired("Intuit refuses the grant: it was revoked, has expired or was used before")
    raise PackageRefused(f"Intuit refuses the request for tokens: {error}", code=error, status=response.status)


def _json(response: Response) -> Json:
    try:
        return read_json(response.body)
    except ValueError:
        return {}
