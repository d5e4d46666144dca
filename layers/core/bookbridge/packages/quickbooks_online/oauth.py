"""OAuth 2.0 with Intuit: consent, exchange, refresh with rotation, revocation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from bookbridge.ports.http import Http, Request
from bookbridge.ports.packages import AppCredentials, OrganisationIdentity, Tokens
from bookbridge.use_cases.ask_token_endpoint import AskTokenEndpoint, client_headers, send

from .wire import write_json

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
        """See `OAuthProvider.exchange`."""
        return self._endpoint.exchange(http, app, code, redirect_uri)

    def refresh(self, http: Http, app: AppCredentials, refresh_token: str) -> Tokens:
        """See `OAuthProvider.refresh`."""
        return self._endpoint.refresh(http, app, refresh_token)

    def revoke(
        self,
        http: Http,
        app: AppCredentials,
        tokens: Tokens,
        organisation_id: str,  # noqa: ARG002 - a refresh token is good for one realm only
    ) -> None:
        """See `OAuthProvider.revoke`; Intuit answers 400 for a token that it no longer knows."""
        url = f"{self.hosts.revoke}/v2/oauth2/tokens/revoke"
        headers = {**client_headers(app), "Content-Type": "application/json"}
        response = send(http, Request("POST", url, "token", headers, write_json({"token": tokens.refresh_token})))
        if response.status not in {HTTPStatus.OK, HTTPStatus.BAD_REQUEST}:
            self._endpoint.raise_for(response)

    def organisation_in(self, callback: Mapping[str, str]) -> str:
        """The realm, which only the callback names."""
        return callback.get("realmId", "")

    def organisations(self, http: Http, tokens: Tokens) -> tuple[OrganisationIdentity, ...]:  # noqa: ARG002
        """None: Intuit's tokens do not tell their realm."""
        return ()

    @property
    def _endpoint(self) -> AskTokenEndpoint:
        return AskTokenEndpoint(
            title="Intuit",
            url=f"{self.hosts.token}/oauth2/v1/tokens/bearer",
            lifetime_field="x_refresh_token_expires_in",
        )
