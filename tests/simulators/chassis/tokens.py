"""Authorisation codes, access tokens and rotating refresh tokens.

Every refresh gives a new refresh token and the one used stops working after
``refresh_grace_seconds``; access tokens given out earlier live on until they expire.
What a consent is for, its *subject*, is the package's business: a realm, a user.
"""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from itertools import count
from typing import Generic, TypeVar

from .clock import Clock
from .records import Record
from .settings import CommonConfig

CODE_SECONDS = 300.0


@dataclass
class Grant:
    """One consent for one subject."""

    subject: str
    granted_at: float
    number: int = 0
    scope: str = ""
    refresh_token: str = ""
    refresh_expires_at: float = 0.0
    retired: dict[str, float] = field(default_factory=dict)
    access: dict[str, float] = field(default_factory=dict)
    revoked: bool = False

    @property
    def newest_access_token(self) -> str:
        """Return the access token that was given out last."""
        return next(reversed(self.access))


@dataclass(frozen=True)
class Code:
    """An authorisation code waiting to be exchanged once."""

    subject: str
    redirect_uri: str
    expires_at: float
    scope: str = ""


C = TypeVar("C", bound=CommonConfig)


class TokenStore(ABC, Generic[C]):
    """Every token the simulator has given out."""

    replaces_on_consent = True

    def __init__(self, config: C, clock: Clock) -> None:
        """Start without any grant."""
        self.config = config
        self.clock = clock
        self._numbers = count(1)
        self._codes: dict[str, Code] = {}
        self._access: dict[str, Grant] = {}
        self._refresh: dict[str, Grant] = {}
        self._grants: list[Grant] = []

    @abstractmethod
    def spell(self, grant: Grant, number: int) -> tuple[str, str]:
        """Return a new access token and a new refresh token."""

    @abstractmethod
    def response(self, grant: Grant) -> Record:
        """Return the token response for the newest tokens of a grant."""

    def still_granted(self, grant: Grant) -> bool:
        """Tell whether a consent has not come to its own end."""
        return not grant.revoked

    def new_code(self, subject: str, redirect_uri: str, scope: str = "") -> str:
        """Return a code that can be exchanged once within five minutes."""
        code = f"AB{next(self._numbers):012d}code"
        expires_at = self.clock.seconds() + CODE_SECONDS
        self._codes[code] = Code(subject, redirect_uri, expires_at, scope)
        return code

    def exchange(self, code: str, redirect_uri: str) -> Grant | None:
        """Exchange a code; ``None`` when it is used, expired or not this one's."""
        known = self._codes.pop(code, None)
        if known is None or known.redirect_uri != redirect_uri:
            return None
        if known.expires_at < self.clock.seconds():
            return None
        return self.grant(known.subject, replace=self.replaces_on_consent, scope=known.scope)

    def grant(self, subject: str, *, replace: bool, scope: str = "") -> Grant:
        """Give consent for a subject, ending earlier consents when ``replace``."""
        if replace:
            self.revoke_subject(subject)
        grant = Grant(subject, self.clock.seconds(), len(self._grants) + 1, scope)
        self._grants.append(grant)
        self._renew(grant)
        return grant

    def refresh(self, token: str) -> Grant | None:
        """Rotate the refresh token; ``None`` when it does not work any more."""
        grant = self._refresh.get(token)
        now = self.clock.seconds()
        if grant is None or grant.refresh_expires_at < now or not self.still_granted(grant):
            return None
        if token != grant.refresh_token and grant.retired[token] <= now:
            return None
        self._renew(grant)
        return grant

    def _renew(self, grant: Grant) -> None:
        now = self.clock.seconds()
        if grant.refresh_token:
            # A replayed token, still in its grace, gets no longer life by that.
            until = now + self.config.refresh_grace_seconds
            grant.retired[grant.refresh_token] = until
        access, refresh = self.spell(grant, next(self._numbers))
        grant.refresh_token = refresh
        grant.refresh_expires_at = now + self.config.refresh_token_seconds
        grant.access[access] = now + self.config.access_token_seconds
        self._refresh[refresh] = grant
        self._access[access] = grant

    def grant_of(self, access_token: str) -> Grant | None:
        """Return the grant of a working access token."""
        grant = self._access.get(access_token)
        if grant is None or grant.revoked:
            return None
        if grant.access[access_token] <= self.clock.seconds():
            return None
        return grant

    def owner_of(self, token: str) -> Grant | None:
        """Return the grant that an access or refresh token belongs to, working or not."""
        return self._access.get(token) or self._refresh.get(token)

    def expired_at(self, access_token: str) -> float | None:
        """Return when an access token of a grant that still works expired or will."""
        grant = self._access.get(access_token)
        return None if grant is None or grant.revoked else grant.access[access_token]

    def expire(self, access_token: str) -> None:
        """Let an access token expire now."""
        if grant := self._access.get(access_token):
            grant.access[access_token] = self.clock.seconds()

    def expire_subject(self, subject: str) -> None:
        """Let every access token of a subject expire now."""
        for grant in self._working(subject):
            for token in grant.access:
                self.expire(token)

    def revoke(self, token: str) -> bool:
        """End the consent that an access or refresh token belongs to."""
        grant = self.owner_of(token)
        if grant is None:
            return False
        grant.revoked = True
        return True

    def revoke_subject(self, subject: str) -> None:
        """End every consent for a subject, as a user who disconnects does."""
        for grant in self._working(subject):
            grant.revoked = True

    def describe(self, subject: str) -> list[Record]:
        """Return the working consents of a subject, newest last."""
        now = self.clock.seconds()
        return [
            {
                "refresh_token": grant.refresh_token,
                "access_tokens": [
                    {"access_token": token, "expires_in": int(until - now)}
                    for token, until in grant.access.items()
                    if until > now
                ],
            }
            for grant in self._working(subject)
        ]

    def _working(self, subject: str) -> list[Grant]:
        return [grant for grant in self._grants if grant.subject == subject and not grant.revoked]
