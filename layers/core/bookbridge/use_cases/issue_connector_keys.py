"""Connector keys: what the application hands out, lists and takes away, so that a Web Connector may call (B1, B6)."""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Final

from bookbridge.domain.connections import Connection, ConnectionStatus
from bookbridge.domain.connector_files import ConnectorFile, UnusableAddress
from bookbridge.domain.connector_keys import ConnectorKey, Login, Mode, hash_of
from bookbridge.domain.errors import Conflict, FieldFault, InvalidInput, NotFound
from bookbridge.ports.clock import Clock, Ids
from bookbridge.ports.connections import Connections
from bookbridge.ports.connector_sessions import ConnectorKeys
from bookbridge.ports.connectors import SessionPackage
from bookbridge.ports.packages import Package
from bookbridge.ports.transactions import Outdated

from .check_password import CheckPassword

MOST_KEYS: Final = 50
"""Keys of one company: more than computers beside one company file, few enough to be listed at once."""

LONGEST_LABEL: Final = 100

_FIELDS: Final = frozenset({"label", "mode", "user_name", "password"})
_NAME_CHARACTERS: Final = string.ascii_lowercase + string.digits
_PASSWORD_CHARACTERS: Final = "".join(sorted(set(string.ascii_letters + string.digits) - set("0O1lI")))
"""Without those that look alike: the password is typed into the connector."""


@dataclass(frozen=True, slots=True)
class IssuedKey:
    """A new key. `password` is here once and kept nowhere; empty when the key belongs to a login that has one."""

    key: ConnectorKey
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class IssueConnectorKeys:
    """Keys of companies whose package calls in. `owner_id` and `app_name` are what connectors know this product by."""

    connections: Connections
    keys: ConnectorKeys
    check_password: CheckPassword
    package: Callable[[str], Package]
    owner_id: str
    app_name: str
    clock: Clock
    ids: Ids

    def create(self, company_id: str, body: Mapping[str, Any]) -> IssuedKey:
        """Make a key from `{"label"?, "mode"?, "user_name"?, "password"?}`.

        With the user name and password of a login that exists, its connector syncs this company too. Raises `NotFound`,
        `InvalidInput` naming every fault, and `Conflict` when the company cannot have (another) such key.
        """
        self._connection(company_id)
        _check(body)
        if len(self.keys.of_company(company_id)) >= MOST_KEYS:
            message = f"the company has {MOST_KEYS} connector keys: revoke those that nobody uses first"
            raise Conflict(message)
        try:
            if "user_name" in body:
                return self._joined(company_id, body)
            return self._new(company_id, body)
        except Outdated:
            message = "the connector key could not be made, because the user name was changed meanwhile: try again"
            raise Conflict(message) from None

    def all(self, company_id: str) -> tuple[ConnectorKey, ...]:
        """The company's keys, oldest first."""
        return self.keys.of_company(company_id)

    def revoke(self, company_id: str, key_id: str) -> None:
        """Take a key away: the next sign-in with it is refused. Raises `NotFound`."""
        if not self.keys.revoke(company_id, key_id):
            raise NotFound(_no_key(key_id))

    def qwc(self, company_id: str, key_id: str, api_url: str) -> str:
        """The text of the `.qwc` file that adds the company to a Web Connector.

        `api_url` is where the API is reached. Raises `NotFound`, and `Conflict` when connectors cannot call there.
        """
        connection, package = self._connection(company_id)
        key = self.keys.get(company_id, key_id)
        if key is None:
            raise NotFound(_no_key(key_id))
        interval = connection.interval(package.manifest.default_interval)
        file = ConnectorFile(
            app_name=f"{self.app_name} ({company_id})",  # one connector may serve several companies
            app_url=f"{api_url}/{connection.package}/soap",
            support_url=f"{api_url}/docs",
            user_name=key.user_name,
            owner_id=self.owner_id,
            file_id=_file_id(connection),
            description=f"Keeps {package.manifest.title} and the application in step.",
            interval_minutes=max(1, interval // timedelta(minutes=1)),
        )
        try:
            return file.render()
        except UnusableAddress as error:
            message = f"the Web Connector could not call this API at {api_url}: {error}"
            raise Conflict(message) from None

    def _new(self, company_id: str, body: Mapping[str, Any]) -> IssuedKey:
        mode = Mode(body.get("mode", Mode.ONLINE))
        user_name = "bb-" + "".join(secrets.choice(_NAME_CHARACTERS) for _ in range(10))
        password = "".join(secrets.choice(_PASSWORD_CHARACTERS) for _ in range(24))
        salt = secrets.token_bytes(16)
        key = self._key(company_id, user_name, mode, body)
        login = Login(user_name, salt, hash_of(password, salt), mode, {company_id: key.key_id})
        self.keys.create(key, login)
        return IssuedKey(key, password)

    def _joined(self, company_id: str, body: Mapping[str, Any]) -> IssuedKey:
        login = self.check_password(body["user_name"], body["password"])
        if login is None:
            message = "is not right for this user name, or was wrong too often: then wait for up to an hour"
            raise InvalidInput((FieldFault("password", message),))
        if company_id in login.companies:
            message = f"{login.user_name} syncs this company already: its key is {login.companies[company_id]}"
            raise Conflict(message)
        if body.get("mode", login.mode) != login.mode:
            message = f"must be {login.mode}, as for the other companies of {login.user_name}, or be left out"
            raise InvalidInput((FieldFault("mode", message),))
        key = self._key(company_id, login.user_name, login.mode, body)
        self.keys.create(key, replace(login, companies={**login.companies, company_id: key.key_id}))
        return IssuedKey(key, "")

    def _key(self, company_id: str, user_name: str, mode: Mode, body: Mapping[str, Any]) -> ConnectorKey:
        label = " ".join(body.get("label", "").split())
        return ConnectorKey(company_id, self.ids.new("key"), user_name, self.clock.now(), label, mode)

    def _connection(self, company_id: str) -> tuple[Connection, SessionPackage]:
        """The connection, if a connector may call for it. Raises `NotFound` and `Conflict`."""
        connection = self.connections.get(company_id)
        if connection is None:
            message = f"{company_id} has no connection: create one first"
            raise NotFound(message)
        package = self.package(connection.package)
        if not isinstance(package, SessionPackage):
            message = (
                f"{company_id} is connected to {package.manifest.title}, which needs no connector: connector keys are "
                "for QuickBooks Desktop"
            )
            raise Conflict(message)
        if connection.status is ConnectionStatus.NOT_CONNECTED:
            message = f"{company_id} is disconnected: connect it to {package.manifest.title} again first"
            raise Conflict(message)
        return connection, package


def _file_id(connection: Connection) -> str:
    """The id that our file leaves in the company file: for one that was confirmed, the id that is in it already."""
    confirmed = connection.pairing.confirmed if connection.pairing else None
    return (confirmed.file_id if confirmed else "") or connection.organisation_id


def _no_key(key_id: str) -> str:
    return f"there is no connector key {key_id}"


def _check(body: Mapping[str, Any]) -> None:
    faults = [FieldFault(key, "is not a field of a connector key") for key in body if key not in _FIELDS]
    label = body.get("label", "")
    if not isinstance(label, str) or len(label) > LONGEST_LABEL:
        faults.append(FieldFault("label", f"must be text of at most {LONGEST_LABEL} characters"))
    if body.get("mode", Mode.ONLINE) not in tuple(Mode):
        faults.append(FieldFault("mode", f"must be one of {', '.join(Mode)}"))
    together = ("user_name", "password")
    if any(key in body for key in together):
        faults += [
            FieldFault(key, "must be text: both belong to a login that exists; leave both out for a new one")
            for key in together
            if not isinstance(body.get(key), str) or not body[key]
        ]
    if faults:
        raise InvalidInput(tuple(faults))
