"""Keep a connection's tokens fresh: many workers, one refresh."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bookbridge.domain.connections import Credentials
from bookbridge.domain.errors import ReauthorizationRequired, TokenRefreshInProgress
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import CredentialStore
from bookbridge.ports.http import Http
from bookbridge.ports.packages import AppCredentials, OAuthProvider

log = logging.getLogger(__name__)

EARLY: Final = timedelta(minutes=5)
"""Tokens are refreshed this long before they end, so that no request meets an expired one."""

CLAIM: Final = timedelta(seconds=90)
"""How long one worker may take to refresh before another may try."""

POLL_SECONDS: Final = 0.5


@dataclass(frozen=True, slots=True)
class KeepTokens:
    """Hands out valid access tokens; one worker claims a refresh, the others wait for its result."""

    store: CredentialStore
    oauth: OAuthProvider
    http: Http
    app: AppCredentials
    clock: Clock

    def current(self, company_id: str) -> Credentials:
        """Credentials whose access token is valid for a while yet.

        Raises `ReauthorizationRequired` when there are none or the package refuses to renew them, and
        `TokenRefreshInProgress` when another worker is still at it.
        """
        credentials = self._load(company_id)
        if credentials.expires_at - self.clock.now() > EARLY:
            return credentials
        return self.renewed(credentials)

    def renewed(self, refused: Credentials) -> Credentials:
        """Credentials newer than the ones given, which the package refused or which end soon."""
        give_up = self.clock.now() + CLAIM
        while self.clock.now() <= give_up:
            credentials = self._load(refused.company_id)
            if credentials.version > refused.version:
                return credentials
            now = self.clock.now()
            if self.store.claim_refresh(refused.company_id, refused.version, now, now + CLAIM):
                return self._refresh(credentials)
            self.clock.sleep(POLL_SECONDS)
        message = "another worker is refreshing the tokens"
        raise TokenRefreshInProgress(message)

    def _refresh(self, credentials: Credentials) -> Credentials:
        try:
            tokens = self.oauth.refresh(self.http, self.app, credentials.refresh_token)
        except Exception:
            self.store.release_refresh(credentials.company_id, credentials.version)
            raise
        now = self.clock.now()
        lasting = tokens.refresh_expires_in
        fresh = replace(
            credentials,
            access_token=tokens.access_token,
            refresh_token=tokens.refresh_token,
            expires_at=now + timedelta(seconds=tokens.expires_in),
            refresh_expires_at=now + timedelta(seconds=lasting) if lasting else credentials.refresh_expires_at,
            version=credentials.version + 1,
            refreshing_until=None,
        )
        if self.store.save_refreshed(fresh, credentials.version):
            log.info("tokens refreshed", extra={"company_id": fresh.company_id, "token_version": fresh.version})
            return fresh
        return self._load(credentials.company_id)

    def _load(self, company_id: str) -> Credentials:
        credentials = self.store.get(company_id)
        if credentials is None:
            message = "no tokens are stored: the company must connect"
            raise ReauthorizationRequired(message)
        return credentials
