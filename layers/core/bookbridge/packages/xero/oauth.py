"""OAuth 2.0 with Xero: consent, exchange, refresh with rotation, and the organisations that a consent opened."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlencode

from bookbridge.ports.http import Http, Request, Response
from bookbridge.ports.packages import AppCredentials, OrganisationIdentity, Tokens
from bookbridge.use_cases.ask_token_endpoint import AskTokenEndpoint, send

from .client import tenants_in
from .faults import error_of, is_expired_token
from .wire import Json

SCOPES: Final = (
    "openid",
    "profile",
    "email",
    "offline_access",
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.contacts",
    "accounting.settings",
    "accounting.attachments",
)
"""New apps must ask for these narrow scopes since March 2026; without `offline_access` there is no refresh token."""

REFRESH_LIFETIME: Final = 60 * 86_400
"""Seconds that a refresh token lasts; the answer does not tell."""


@dataclass(frozen=True, slots=True)
class Hosts:
    """Where each part of the package is served; no trailing slashes."""

    authorize: str = "https://login.xero.com"
    token: str = "https://identity.xero.com"  # noqa: S105 - a host, not a secret
    api: str = "https://api.xero.com"
    pages: str = "https://go.xero.com"

    @classmethod
    def at(cls, base_url: str) -> Hosts:
        """All parts at one base, or at Xero's own hosts when the base is empty."""
        base = base_url.rstrip("/")
        return cls(base, base, base, base) if base else cls()


@dataclass(frozen=True, slots=True)
class XeroOAuth:
    """Implements `OAuthProvider`."""

    hosts: Hosts

    def authorize_url(self, app: AppCredentials, redirect_uri: str, state: str) -> str:
        """Xero's consent page, where the customer chooses the organisation."""
        params = {
            "response_type": "code",
            "client_id": app.client_id,
            "redirect_uri": redirect_uri,
            "scope": " ".join(SCOPES),
            "state": state,
        }
        return f"{self.hosts.authorize}/identity/connect/authorize?{urlencode(params)}"

    def exchange(self, http: Http, app: AppCredentials, code: str, redirect_uri: str) -> Tokens:
        """See `OAuthProvider.exchange`."""
        return self._endpoint.exchange(http, app, code, redirect_uri)

    def refresh(self, http: Http, app: AppCredentials, refresh_token: str) -> Tokens:
        """See `OAuthProvider.refresh`. The former token can be used again for half an hour if the answer is lost."""
        return self._endpoint.refresh(http, app, refresh_token)

    def revoke(self, http: Http, app: AppCredentials, tokens: Tokens, organisation_id: str) -> None:
        """End the connection to this organisation; see `OAuthProvider.revoke`.

        Revoking the token would end the connections of all organisations that the same person has given us.
        """
        listed = self._connections(http, tokens.access_token)
        if is_expired_token(listed):
            tokens = self.refresh(http, app, tokens.refresh_token)
            listed = self._connections(http, tokens.access_token)
        if listed.status != HTTPStatus.OK:
            raise error_of(listed, writing=False)
        connection = tenants_in(listed.body).get(organisation_id)
        if connection is None:
            return
        url = f"{self.hosts.api}/connections/{quote(str(connection.get('id')), safe='')}"
        response = send(http, Request("DELETE", url, "token", _bearer(tokens.access_token)))
        if response.status not in {HTTPStatus.NO_CONTENT, HTTPStatus.OK, HTTPStatus.NOT_FOUND}:
            raise error_of(response, writing=False)

    def organisation_in(self, callback: Mapping[str, str]) -> str:  # noqa: ARG002
        """None: Xero's callback has the code only."""
        return ""

    def organisations(self, http: Http, tokens: Tokens) -> tuple[OrganisationIdentity, ...]:
        """The organisations that this consent opened; all that its tokens reach if Xero does not tell which are new."""
        response = self._connections(http, tokens.access_token)
        if response.status != HTTPStatus.OK:
            raise error_of(response, writing=False)
        found = {
            tenant: each
            for tenant, each in tenants_in(response.body).items()
            if each.get("tenantType", "ORGANISATION") == "ORGANISATION"
        }
        event = _authentication_event(tokens.access_token)
        new = {tenant: each for tenant, each in found.items() if event and each.get("authEventId") == event}
        return tuple(
            OrganisationIdentity(tenant, str(each.get("tenantName") or "")) for tenant, each in (new or found).items()
        )

    def _connections(self, http: Http, access_token: str) -> Response:
        return send(http, Request("GET", f"{self.hosts.api}/connections", "token", _bearer(access_token)))

    @property
    def _endpoint(self) -> AskTokenEndpoint:
        return AskTokenEndpoint("Xero", f"{self.hosts.token}/connect/token", refresh_lifetime=REFRESH_LIFETIME)


def _bearer(access_token: str) -> dict[str, str]:
    return {"Accept": "application/json", "Authorization": f"Bearer {access_token}"}


def _authentication_event(access_token: str) -> str:
    """The consent that a token came from, as the token itself says; empty when it cannot be read.

    It is not verified: it only chooses among organisations that Xero lists for this very token.
    """
    parts = access_token.split(".")
    try:
        claims: Json = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return str(claims.get("authentication_event_id") or "")
    except (ValueError, IndexError, AttributeError):
        return ""
