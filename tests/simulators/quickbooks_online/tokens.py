"""Authorisation codes, access tokens and rotating refresh tokens (section 1).

Decided where the page is uncertain: every refresh gives a new refresh token and the
one used stops working after ``refresh_grace_seconds``; access tokens given out
earlier live on until they expire; a new authorisation of a realm ends the earlier
one ("treat the newest as valid").
"""

from dataclasses import dataclass, field
from itertools import count

from .clock import Clock
from .records import Record
from .settings import Config

CODE_SECONDS = 300.0


@dataclass
class Grant:
    """One user's consent for one realm."""

    realm_id: str
    granted_at: float
    refresh_token: str = ""
    refresh_expires_at: float = 0.0
    retired: dict[str, float] = field(default_factory=dict)
    access: dict[str, float] = field(default_factory=dict)
    revoked: bool = False


@dataclass(frozen=True)
class Code:
    """An authorisation code waiting to be exchanged once."""

    realm_id: str
    redirect_uri: str
    expires_at: float


class Tokens:
    """Every token the simulator has given out."""

    def __init__(self, config: Config, clock: Clock) -> None:
        """Start without any grant."""
        self._config = config
        self._clock = clock
        self._numbers = count(1)
        self._codes: dict[str, Code] = {}
        self._access: dict[str, Grant] = {}
        self._refresh: dict[str, Grant] = {}
        self._grants: list[Grant] = []

    def new_code(self, realm_id: str, redirect_uri: str) -> str:
        """Return a code that can be exchanged once within five minutes."""
        code = f"AB{next(self._numbers):012d}code"
        expires_at = self._clock.seconds() + CODE_SECONDS
        self._codes[code] = Code(realm_id, redirect_uri, expires_at)
        return code

    def exchange(self, code: str, redirect_uri: str) -> Grant | None:
        """Exchange a code; ``None`` when it is used, expired or not this one's."""
        known = self._codes.pop(code, None)
        if known is None or known.redirect_uri != redirect_uri:
            return None
        if known.expires_at < self._clock.seconds():
            return None
        return self.grant(known.realm_id, replace=True)

    def grant(self, realm_id: str, *, replace: bool) -> Grant:
        """Give consent for a realm, ending earlier consents when ``replace``."""
        if replace:
            self.revoke_realm(realm_id)
        grant = Grant(realm_id, self._clock.seconds())
        self._grants.append(grant)
        self._renew(grant)
        return grant

    def refresh(self, token: str) -> Grant | None:
        """Rotate the refresh token; ``None`` when it does not work any more."""
        grant = self._refresh.get(token)
        now = self._clock.seconds()
        if grant is None or grant.revoked or grant.refresh_expires_at < now:
            return None
        if grant.granted_at + self._config.hard_expiry_seconds < now:
            return None
        if token != grant.refresh_token and grant.retired[token] <= now:
            return None
        self._renew(grant)
        return grant

    def _renew(self, grant: Grant) -> None:
        now = self._clock.seconds()
        if grant.refresh_token:
            until = now + self._config.refresh_grace_seconds
            grant.retired[grant.refresh_token] = until
        number = next(self._numbers)
        grant.refresh_token = f"RT1-{number:010d}-{grant.realm_id}"
        grant.refresh_expires_at = now + self._config.refresh_token_seconds
        access = f"eyJ{number:010d}.{grant.realm_id}"
        grant.access[access] = now + self._config.access_token_seconds
        self._refresh[grant.refresh_token] = grant
        self._access[access] = grant

    def response(self, grant: Grant, *, hard_expiry: bool = False) -> Record:
        """Return the token response for the newest tokens of a grant."""
        body: Record = {
            "token_type": "bearer",
            "access_token": list(grant.access)[-1],
            "expires_in": self._config.access_token_seconds,
            "refresh_token": grant.refresh_token,
            "x_refresh_token_expires_in": self._config.refresh_token_seconds,
        }
        if hard_expiry:
            left = grant.granted_at + self._config.hard_expiry_seconds
            body["x_refresh_token_hard_expires_in"] = int(left - self._clock.seconds())
        return body

    def realm_of(self, access_token: str) -> str | None:
        """Return the realm of a working access token."""
        grant = self._access.get(access_token)
        if grant is None or grant.revoked:
            return None
        if grant.access[access_token] <= self._clock.seconds():
            return None
        return grant.realm_id

    def expire(self, access_token: str) -> None:
        """Let an access token expire now."""
        if grant := self._access.get(access_token):
            grant.access[access_token] = self._clock.seconds()

    def expire_realm(self, realm_id: str) -> None:
        """Let every access token of a realm expire now."""
        for grant in self._working(realm_id):
            for token in grant.access:
                self.expire(token)

    def revoke(self, token: str) -> bool:
        """End the consent that an access or refresh token belongs to."""
        grant = self._access.get(token) or self._refresh.get(token)
        if grant is None:
            return False
        grant.revoked = True
        return True

    def revoke_realm(self, realm_id: str) -> None:
        """End every consent for a realm, as a user who disconnects does."""
        for grant in self._working(realm_id):
            grant.revoked = True

    def describe(self, realm_id: str) -> list[Record]:
        """Return the working consents of a realm, newest last."""
        now = self._clock.seconds()
        return [
            {
                "refresh_token": grant.refresh_token,
                "access_tokens": [
                    {"access_token": token, "expires_in": int(until - now)}
                    for token, until in grant.access.items()
                    if until > now
                ],
            }
            for grant in self._working(realm_id)
        ]

    def _working(self, realm_id: str) -> list[Grant]:
        return [grant for grant in self._grants if grant.realm_id == realm_id and not grant.revoked]
