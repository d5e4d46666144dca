"""Bind a company to an organisation in an accounting package, change its settings, and let it go again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bookbridge.domain.connections import Connection, ConnectionStatus, Credentials, parse_settings
from bookbridge.domain.errors import BookbridgeError, Conflict, FieldFault, InvalidInput, NotFound, UnknownPackage
from bookbridge.domain.record_life import requeued
from bookbridge.domain.stored_records import SyncState
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections, CredentialStore
from bookbridge.ports.http import Http
from bookbridge.ports.packages import AppCredentials, CloudPackage, Tokens
from bookbridge.ports.records import Records
from bookbridge.ports.transactions import Outdated

from .ask_for_session import AskForSession

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ConnectCompany:
    """Everything about a connection except syncing it."""

    connections: Connections
    credentials: CredentialStore
    records: Records
    ask_for_session: AskForSession
    http: Http
    package: Callable[[str], CloudPackage]
    app: Callable[[str], AppCredentials]
    clock: Clock

    def change(self, company_id: str, body: Mapping[str, Any]) -> Connection:
        """Create or change a connection from `{"package", "organisation_id"?, "settings"?}`.

        Raises `InvalidInput` naming every fault, and `Conflict` when the company is connected to another package.
        """
        existing = self.connections.get(company_id)
        faults = [FieldFault(key, "is not a field of a connection") for key in body if key not in _FIELDS]
        name = body.get("package", existing.package if existing else None)
        try:
            self.package(str(name))
        except UnknownPackage as error:
            faults.append(FieldFault("package", str(error)))
        organisation_id = body.get("organisation_id", existing.organisation_id if existing else "")
        if not isinstance(organisation_id, str):
            faults.append(FieldFault("organisation_id", "must be a string"))
        settings = existing.settings if existing else None
        try:
            settings = parse_settings(body.get("settings", {}), settings)
        except InvalidInput as error:
            faults += error.faults
        if faults or settings is None:
            raise InvalidInput(tuple(faults))
        if existing is not None and existing.package != name and existing.status is not ConnectionStatus.NOT_CONNECTED:
            message = f"{company_id} is connected to {existing.package}: disconnect it first"
            raise Conflict(message)
        base = existing or Connection(company_id, str(name))
        changed = replace(base, package=str(name), organisation_id=str(organisation_id), settings=settings)
        if organisation_id != base.organisation_id and base.status is ConnectionStatus.CONNECTED:
            changed = changed.with_status(ConnectionStatus.PENDING)
        saved = self.connections.save(self._due(changed))
        if existing is not None and "entities_to_sync" in body.get("settings", {}):
            self._send_newly_included(saved)
        if saved.can_sync:
            self.ask_for_session(company_id)
        return saved

    def authorize_url(self, company_id: str, redirect_uri: str, state: str) -> str:
        """The package's consent page for this company. Raises `NotFound`."""
        connection = self.get(company_id)
        package = self.package(connection.package)
        return package.oauth.authorize_url(self.app(connection.package), redirect_uri, state)

    def complete(
        self, company_id: str, package_name: str, callback: Mapping[str, str], redirect_uri: str
    ) -> Connection:
        """Finish a consent with the callback's parameters.

        Raises `InvalidInput` when the customer declined or the callback lacks something, `Conflict` when the
        organisation belongs to another company or is not the one that was bound before.
        """
        connection = self.get(company_id)
        package = self.package(package_name)
        code, organisation_id = callback.get("code", ""), package.oauth.organisation_in(callback)
        faults = (
            [FieldFault("error", f"the accounting package answered {error!r}")]
            if (error := callback.get("error"))
            else []
        )
        faults += [FieldFault("code", "is required")] if not code and not error else []
        if faults or connection.package != package_name:
            raise InvalidInput(
                tuple(faults) or (FieldFault("package", f"{company_id} is not connecting {package_name}"),)
            )
        bound = connection.organisation_id
        if bound and organisation_id and organisation_id != bound:
            message = (
                f"bound to organisation {bound}, but {organisation_id} was chosen: disconnect first, or choose that one"
            )
            raise Conflict(message)
        tokens = package.oauth.exchange(self.http, self.app(package_name), code, redirect_uri)
        return self._connected(connection, organisation_id or bound, tokens)

    def set_credentials(self, company_id: str, body: Mapping[str, Any]) -> Connection:
        """Store tokens that were obtained elsewhere: `{access_token, refresh_token, expires_in, organisation_id}`."""
        connection = self.get(company_id)
        faults = [FieldFault(key, "is not a field of credentials") for key in body if key not in _CREDENTIAL_FIELDS]
        faults += [
            FieldFault(key, "is required and must be text")
            for key in ("access_token", "refresh_token")
            if not isinstance(body.get(key), str) or not body[key]
        ]
        expires_in = body.get("expires_in", 3600)
        if isinstance(expires_in, bool) or not isinstance(expires_in, int) or expires_in < 0:
            faults.append(FieldFault("expires_in", "must be a number of seconds"))
        organisation_id = body.get("organisation_id") or connection.organisation_id
        if not organisation_id or not isinstance(organisation_id, str):
            faults.append(FieldFault("organisation_id", "is required"))
        if faults:
            raise InvalidInput(tuple(faults))
        tokens = Tokens(str(body["access_token"]), str(body["refresh_token"]), int(expires_in))
        return self._connected(connection, str(organisation_id), tokens)

    def disconnect(self, company_id: str) -> Connection:
        """Stop syncing and forget the tokens; records, mappings and failures stay as they are (C8)."""
        connection = self.get(company_id)
        credentials = self.credentials.get(company_id)
        if credentials is not None:
            try:
                package = self.package(connection.package)
                package.oauth.revoke(self.http, self.app(connection.package), credentials.refresh_token)
            except BookbridgeError as error:
                log.warning("the package could not be told of the disconnect", extra={"reason": str(error)})
            self.credentials.delete(company_id)
        gone = connection.with_status(ConnectionStatus.NOT_CONNECTED)
        return self.connections.save(replace(gone, organisation_id=""))

    def get(self, company_id: str) -> Connection:
        """Raises `NotFound`."""
        connection = self.connections.get(company_id)
        if connection is None:
            message = f"{company_id} has no connection"
            raise NotFound(message)
        return connection

    def _connected(self, connection: Connection, organisation_id: str, tokens: Tokens) -> Connection:
        now = self.clock.now()
        refresh_in = tokens.refresh_expires_in
        saved = self._save_bound(connection.company_id, organisation_id)
        self.credentials.put(
            Credentials(
                company_id=connection.company_id,
                organisation_id=organisation_id,
                access_token=tokens.access_token,
                refresh_token=tokens.refresh_token,
                expires_at=now + timedelta(seconds=tokens.expires_in),
                refresh_expires_at=now + timedelta(seconds=refresh_in) if refresh_in else None,
            )
        )
        self.ask_for_session(connection.company_id)
        return saved

    def _save_bound(self, company_id: str, organisation_id: str) -> Connection:
        while True:
            connection = self.get(company_id)
            now = self.clock.now()
            same = connection.organisation_id == organisation_id
            bound = replace(
                connection,
                organisation_id=organisation_id,
                status=ConnectionStatus.CONNECTED,
                connected_at=connection.connected_at if same and connection.connected_at else now,
                cursor=connection.cursor if same and connection.cursor else now,
            )
            try:
                return self.connections.save(self._due(bound))
            except Outdated:
                continue

    def _due(self, connection: Connection) -> Connection:
        if not connection.can_sync:
            return replace(connection, next_poll_at=None)
        latest = self.clock.now() + connection.interval
        due = min(connection.next_poll_at or latest, latest)
        return replace(connection, next_poll_at=due)

    def _send_newly_included(self, connection: Connection) -> None:
        """Records that were set aside because their type was not synced go out when it is.

        Looks at all included types, so that saving the same settings again finishes what was cut off.
        """
        for entity_type in connection.settings.entities_to_sync:
            cursor: str | None = None
            while True:
                page, cursor = self.records.page(connection.company_id, entity_type, cursor, 100)
                for record in page:
                    if record.sync_state is SyncState.SKIPPED and not record.body.get("excluded"):
                        with suppress(Outdated):  # the application has just sent it anew
                            self.records.save(requeued(record, self.clock.now()))
                if cursor is None:
                    break


_FIELDS = frozenset({"package", "organisation_id", "settings"})
_CREDENTIAL_FIELDS = frozenset({"access_token", "refresh_token", "expires_in", "organisation_id"})
