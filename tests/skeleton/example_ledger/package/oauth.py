"""OAuth 2.0 with Example Ledger: a consent opens one ledger, which the callback names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from bookbridge.ports.http import Http, Request
from bookbridge.ports.packages import AppCredentials, OrganisationIdentity, Tokens
from bookbridge.use_cases.ask_token_endpoint import AskTokenEndpoint, client_headers, send

from .manifest import TITLE


@dataclass(frozen=True, slots=True)
class LedgerOAuth:
    """Implements `OAuthProvider`."""

    base_url: str

    def authorize_url(self, app: AppCredentials, redirect_uri: str, state: str) -> str:
        """Its consent page."""
        asked = {"client_id": app.client_id, "response_type": "code", "scope": "books"}
        return f"{self.base_url}/oauth/authorize?{urlencode({**asked, 'redirect_uri': redirect_uri, 'state': state})}"

    def exchange(self, http: Http, app: AppCredentials, code: str, redirect_uri: str) -> Tokens:
        """See `OAuthProvider.exchange`."""
        return self._endpoint.exchange(http, app, code, redirect_uri)

    def refresh(self, http: Http, app: AppCredentials, refresh_token: str) -> Tokens:
        """See `OAuthProvider.refresh`."""
        return self._endpoint.refresh(http, app, refresh_token)

    def revoke(self, http: Http, app: AppCredentials, tokens: Tokens, organisation_id: str) -> None:  # noqa: ARG002
        """See `OAuthProvider.revoke`. A token is good for one ledger; one that is not known is answered 200 too."""
        body = urlencode({"token": tokens.refresh_token}).encode()
        response = send(http, Request("POST", f"{self.base_url}/oauth/revoke", "token", client_headers(app), body))
        if response.status != HTTPStatus.OK:
            self._endpoint.raise_for(response)

    def organisation_in(self, callback: Mapping[str, str]) -> str:
        """The ledger, which only the callback names."""
        return callback.get("ledger", "")

    def organisations(self, http: Http, tokens: Tokens) -> tuple[OrganisationIdentity, ...]:  # noqa: ARG002
        """None: tokens do not tell their ledger."""
        return ()

    @property
    def _endpoint(self) -> AskTokenEndpoint:
        return AskTokenEndpoint(TITLE, f"{self.base_url}/oauth/token", lifetime_field="refresh_expires_in")
