"""Tokens of users, and the connections of users to tenants (vendor page, section 1).

A consent is a user's; its token reaches every tenant that this user has connected. A
refresh token that was just replaced works for 30 more minutes.
"""

import base64
import random
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from typing_extensions import override

from tests.simulators.chassis.clock import Clock
from tests.simulators.chassis.records import Record, write_json
from tests.simulators.chassis.tokens import Grant, TokenStore

from .scopes import EVERYTHING
from .settings import Config
from .values import guid_from

ID_TOKEN_SECONDS = 300


@dataclass
class Connection:
    """One user's connection of the app to one tenant."""

    id: str
    user: str
    tenant_id: str
    event_id: str
    created_at: datetime
    updated_at: datetime


class Tokens(TokenStore[Config]):
    """Every token the simulator has given out; the subject of a consent is ``user/tenant``."""

    replaces_on_consent = False

    def __init__(self, config: Config, clock: Clock) -> None:
        """Start without any consent."""
        super().__init__(config, clock)
        self.connections: dict[tuple[str, str], Connection] = {}
        self._random = random.Random(20260731)  # noqa: S311 - ids that can be seen again
        self._users: dict[str, str] = {}

    @override
    def grant(self, subject: str, *, replace: bool, scope: str = "") -> Grant:
        user, _, tenant_id = subject.partition("/")
        grant = super().grant(user, replace=replace, scope=scope or EVERYTHING)
        self._connect(user, tenant_id, self._event_id(grant))
        return grant

    @override
    def spell(self, grant: Grant, number: int) -> tuple[str, str]:
        now = int(self.clock.seconds())
        claims = {
            "nbf": now,
            "exp": now + self.config.access_token_seconds,
            "iss": "https://identity.xero.com",
            "aud": "https://identity.xero.com/resources",
            "client_id": self.config.client_id,
            "sub": self._user_id(grant.subject),
            "xero_userid": self._user_id(grant.subject),
            "authentication_event_id": self._event_id(grant),
            "jti": f"{number:032x}",
            "scope": grant.scope.split(),
        }
        return _jwt(claims, number), f"refresh-{number:010d}-{self._random.getrandbits(64):016x}"

    @override
    def response(self, grant: Grant) -> Record:
        body: Record = {
            "access_token": grant.newest_access_token,
            "expires_in": self.config.access_token_seconds,
            "token_type": "Bearer",
            "scope": grant.scope,
        }
        scopes = grant.scope.split()
        if "openid" in scopes:
            now = int(self.clock.seconds())
            user_id = self._user_id(grant.subject)
            claims = {"iat": now, "exp": now + ID_TOKEN_SECONDS, "sub": user_id, "xero_userid": user_id}
            body["id_token"] = _jwt({**claims, "aud": self.config.client_id}, grant.number)
        if "offline_access" in scopes:
            body["refresh_token"] = grant.refresh_token
        return body

    def connection_of(self, grant: Grant, tenant_id: str) -> Connection | None:
        """Return the connection by which a token reaches a tenant."""
        return self.connections.get((grant.subject, tenant_id))

    def connections_of(self, grant: Grant) -> list[Connection]:
        """Return the connections of a token's user."""
        return [each for each in self.connections.values() if each.user == grant.subject]

    def disconnect(self, tenant_id: str) -> None:
        """End every connection to a tenant, as a user does inside Xero; tokens live on."""
        for key in [key for key in self.connections if key[1] == tenant_id]:
            del self.connections[key]

    def disconnect_user(self, user: str) -> None:
        """End a user's consents and connections, as the revocation of a refresh token does."""
        self.revoke_subject(user)
        for key in [key for key in self.connections if key[0] == user]:
            del self.connections[key]

    def moment(self, seconds: float) -> datetime:
        """Return a moment of the clock as a time in UTC."""
        return datetime.fromtimestamp(seconds, UTC)

    def users_of(self, tenant_id: str) -> list[str]:
        """Return the users who connected a tenant."""
        return [each.user for each in self.connections.values() if each.tenant_id == tenant_id]

    def shown(self, connection: Connection, name: str) -> Record:
        """Return a connection as ``GET /connections`` has it."""
        return {
            "id": connection.id,
            "authEventId": connection.event_id,
            "tenantId": connection.tenant_id,
            "tenantType": "ORGANISATION",
            "tenantName": name,
            "createdDateUtc": _seven_digits(connection.created_at),
            "updatedDateUtc": _seven_digits(connection.updated_at),
        }

    def _connect(self, user: str, tenant_id: str, event_id: str) -> None:
        now = self.clock.now()
        known = self.connections.get((user, tenant_id))
        if known:
            known.event_id, known.updated_at = event_id, now
            return
        connection_id = guid_from(self._random.getrandbits(128))
        self.connections[user, tenant_id] = Connection(connection_id, user, tenant_id, event_id, now, now)

    def _user_id(self, user: str) -> str:
        if user not in self._users:
            self._users[user] = guid_from(self._random.getrandbits(128))
        return self._users[user]

    @staticmethod
    def _event_id(grant: Grant) -> str:
        return guid_from(random.Random(f"{grant.subject} {grant.number}").getrandbits(128))  # noqa: S311


def _jwt(claims: dict[str, Any], number: int) -> str:
    """Return a token of the form clients read; nobody verifies its signature."""
    head = {"alg": "RS256", "kid": "1CAF8E66772D6DC028D6726FD0261581570EFC19", "typ": "JWT"}
    parts = (write_json(head), write_json(claims), f"signature-{number:010d}".encode())
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def _seven_digits(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}0"
