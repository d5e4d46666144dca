"""Ask a package's OAuth 2.0 token endpoint: exchange and refresh, and what its refusals mean."""

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
from bookbridge.domain.exact_json import Json, read_json
from bookbridge.ports.http import Http, Request, Response
from bookbridge.ports.packages import AppCredentials, Tokens

WAIT_SECONDS: Final = 60.0
"""How long to stay away after a 429 that names no time."""


@dataclass(frozen=True, slots=True)
class AskTokenEndpoint:
    """One package's token endpoint. `title` is who answers there.

    `lifetime_field` names what says how long a refresh token lasts; without one it lasts `refresh_lifetime` seconds.
    """

    title: str
    url: str
    lifetime_field: str = ""
    refresh_lifetime: int | None = None

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

    def raise_for(self, response: Response) -> None:
        """Say what a refusal means: consent gone, our registration wrong, or the package busy."""
        error = str(answer_of(response).get("error", ""))
        if response.status == HTTPStatus.TOO_MANY_REQUESTS:
            raise RateLimited(WAIT_SECONDS, f"answered by {self.title}")
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise PackageUnavailable(f"{self.title}'s token service answered HTTP {response.status}")
        if error == "invalid_grant":
            message = f"{self.title} refuses the grant: it was revoked, has expired or was used before"
            raise ReauthorizationRequired(message)
        message = f"{self.title} refuses the request for tokens: {error}"
        raise PackageRefused(message, code=error, status=response.status)

    def _tokens(self, http: Http, app: AppCredentials, form: Mapping[str, str], *, refresh_token: str) -> Tokens:
        headers = {**client_headers(app), "Content-Type": "application/x-www-form-urlencoded"}
        response = send(http, Request("POST", self.url, "token", headers, urlencode(form).encode()))
        if response.status != HTTPStatus.OK:
            self.raise_for(response)
        answer = answer_of(response)
        access, refresh = answer.get("access_token"), answer.get("refresh_token") or refresh_token
        lifetime, told = answer.get("expires_in"), answer.get(self.lifetime_field)
        if not (isinstance(access, str) and isinstance(refresh, str) and refresh and isinstance(lifetime, int)):
            raise PackageUnavailable(f"{self.title} answered without tokens")
        return Tokens(access, refresh, lifetime, told if isinstance(told, int) else self.refresh_lifetime)


def client_headers(app: AppCredentials) -> dict[str, str]:
    """What tells the package which application is asking."""
    pair = f"{app.client_id}:{app.client_secret}".encode()
    return {"Accept": "application/json", "Authorization": f"Basic {base64.b64encode(pair).decode()}"}


def send(http: Http, request: Request) -> Response:
    """Send a request that can be repeated without harm. Raises `PackageUnavailable` when no answer came."""
    try:
        return http.send(request)
    except OutcomeUnknown as lost:
        raise PackageUnavailable(str(lost)) from lost


def answer_of(response: Response) -> Json:
    """The JSON object of an answer; empty when it holds none."""
    try:
        return read_json(response.body)
    except ValueError:
        return {}
