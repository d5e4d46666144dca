"""Bind a company to an organisation in an accounting package, change its settings, and let it go again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from bookbridge.domain.company_files import new_file_id
from bookbridge.domain.connections import Connection, ConnectionStatus, Credentials
from bookbridge.domain.errors import BookbridgeError, Conflict, FieldFault, InvalidInput, NotFound, UnknownPackage
from bookbridge.domain.settings import affected_types, parse_settings
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections, CredentialStore
from bookbridge.ports.connectors import SessionPackage
from bookbridge.ports.http import Http
from bookbridge.ports.packages import AppCredentials, CloudPackage, Package, Tokens
from bookbridge.ports.transactions import Outdated

from .ask_for_session import AskForSession
from .schedule_reports import ScheduleReports

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ConnectCompany:
    """Everything about a connection except syncing it."""

    connections: Connections
    credentials: CredentialStore
    ask_for_session: AskForSession
    schedule_reports: ScheduleReports
    http: Http
    package: Callable[[str], Package]
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
            package = self.package(str(name))
            if isinstance(package, CloudPackage) and (existing is None or existing.package != name):
                self.app(str(name))
        except UnknownPackage as error:
            faults.append(FieldFault("package", str(error)))
        base = _base(existing, company_id, str(name))
        organisation_id = body.get("organisation_id", base.organisation_id)
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
            title = self.package(existing.package).manifest.title
            message = f"{company_id} is connected to {title}: disconnect it first"
            raise Conflict(message)
        affected = {*base.to_reconsider, *affected_types(base.settings, settings)}
        changed = replace(base, settings=settings, to_reconsider=tuple(sorted(affected)))
        if set(settings.entities_to_sync) - set(base.settings.entities_to_sync):
            # What became of the types that were left out is not known: it is asked for once more (F2).
            changed = replace(changed, cursor=base.connected_at, thorough_cursor=base.connected_at)
        if self._calls_in(changed):
            changed = _awaiting_call(changed, reconnect=existing is not None and "package" in body)
        else:
            changed = _bound_to(changed, str(organisation_id))
        self.schedule_reports.before_saving(changed)
        saved = self.connections.save(self._due(changed))
        self.schedule_reports.after_saving(saved)
        if saved.can_sync:
            self.ask_for_session(company_id)
        return saved

    def authorize_url(self, company_id: str, redirect_uri: str, state: str) -> str:
        """The package's consent page for this company. Raises `NotFound`, and `Conflict` when it has none."""
        connection = self.get(company_id)
        package = self._cloud(connection.package)
        return package.oauth.authorize_url(self.app(connection.package), redirect_uri, state)

    def complete(
        self, company_id: str, package_name: str, callback: Mapping[str, str], redirect_uri: str
    ) -> Connection:
        """Finish a consent with the callback's parameters.

        Raises `InvalidInput` when the customer declined or the callback lacks something, `Conflict` when the
        organisation belongs to another company or is not the one that was bound before.
        """
        connection = self.get(company_id)
        package = self._cloud(package_name)
        code, organisation_id = callback.get("code", ""), package.oauth.organisation_in(callback)
        faults = (
            [FieldFault("error", f"the accounting package answered {error!r}")]
            if (error := callback.get("error"))
            else []
        )
        faults += [FieldFault("code", "is required")] if not code and not error else []
        if faults or connection.package != package_name:
            raise InvalidInput(tuple(faults) or (FieldFault("package", f"{company_id} is connecting another package"),))
        if organisation_id:
            _check_bound(connection, {organisation_id: ""})
        tokens = package.oauth.exchange(self.http, self.app(package_name), code, redirect_uri)
        return self._connected(connection, organisation_id or self._opened(connection, package, tokens), tokens)

    def _opened(self, connection: Connection, package: CloudPackage, tokens: Tokens) -> str:
        """The organisation that a consent opened, where the callback named none."""
        found = {each.organisation_id: each.name for each in package.oauth.organisations(self.http, tokens)}
        _check_bound(connection, found)
        if connection.organisation_id:
            return connection.organisation_id
        if not found:
            raise InvalidInput(
                (FieldFault("organisation_id", "the consent opened no organisation: consent again and choose one"),)
            )
        if len(found) > 1:
            message = (
                f"the consent opened {_listed(found)}: name the right one as organisation_id of the connection, "
                "then consent again"
            )
            raise Conflict(message)
        return next(iter(found))

    def set_credentials(self, company_id: str, body: Mapping[str, Any]) -> Connection:
        """Store tokens that were obtained elsewhere: `{access_token, refresh_token, expires_in, organisation_id}`."""
        connection = self.get(company_id)
        self._cloud(connection.package)
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
        """Stop syncing and forget the tokens; records, mappings, failures and a pairing stay as they are (C8)."""
        connection = self.get(company_id)
        credentials = self.credentials.get(company_id)
        if credentials is not None:
            try:
                package = self._cloud(connection.package)
                tokens = Tokens(credentials.access_token, credentials.refresh_token, 0)
                app, organisation_id = self.app(connection.package), credentials.organisation_id
                package.oauth.revoke(self.http, app, tokens, organisation_id)
            except BookbridgeError as error:
                log.warning("the package could not be told of the disconnect", extra={"reason": str(error)})
            self.credentials.delete(company_id)
        gone = connection.with_status(ConnectionStatus.NOT_CONNECTED)
        if not self._calls_in(gone):  # where it calls in, the id is our own, and in the company file: it stays good
            gone = replace(gone, organisation_id="")
        saved = self.connections.save(gone)
        self.schedule_reports.after_saving(saved)
        return saved

    def get(self, company_id: str) -> Connection:
        """Raises `NotFound`."""
        connection = self.connections.get(company_id)
        if connection is None:
            message = f"{company_id} has no connection"
            raise NotFound(message)
        return connection

    def _calls_in(self, connection: Connection) -> bool:
        return isinstance(self.package(connection.package), SessionPackage)

    def _cloud(self, name: str) -> CloudPackage:
        """The package, if customers consent to it. Raises `Conflict`."""
        package = self.package(name)
        if isinstance(package, CloudPackage):
            return package
        message = (
            f"{package.manifest.title} is not connected by a consent or by tokens: create a connector key, add its "
            ".qwc file to the Web Connector beside the company file, and confirm the company file once it has called"
        )
        raise Conflict(message)

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
        self.schedule_reports.after_saving(saved)
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
                thorough_cursor=connection.thorough_cursor if same and connection.thorough_cursor else now,
                parked_until=connection.parked_until if same else None,
            )
            try:
                return self.connections.save(self._due(bound))
            except Outdated:
                continue

    def _due(self, connection: Connection) -> Connection:
        if not connection.can_sync or self._calls_in(connection):
            return replace(connection, next_poll_at=None)
        usual = self.package(connection.package).manifest.default_interval
        latest = self.clock.now() + connection.interval(usual)
        due = min(connection.next_poll_at or latest, latest)
        return replace(connection, next_poll_at=due)


_FIELDS = frozenset({"package", "organisation_id", "settings"})
_CREDENTIAL_FIELDS = frozenset({"access_token", "refresh_token", "expires_in", "organisation_id"})


def _base(existing: Connection | None, company_id: str, package: str) -> Connection:
    """What a change starts from: of a connection to another package, only what does not belong to that stays."""
    if existing is None:
        return Connection(company_id, package)
    if existing.package == package:
        return existing
    return replace(existing, package=package, organisation_id="", organisation_name="", pairing=None)


def _bound_to(connection: Connection, organisation_id: str) -> Connection:
    """A connection that is to be another organisation's waits for that one's consent."""
    if organisation_id == connection.organisation_id:
        return connection
    bound = replace(connection, organisation_id=organisation_id)
    return bound.with_status(ConnectionStatus.PENDING) if bound.status is ConnectionStatus.CONNECTED else bound


def _awaiting_call(connection: Connection, *, reconnect: bool) -> Connection:
    """A connection to a package that calls in: the id of its company file is ours to give.

    One that was disconnected and is connected again syncs at once if its company file was confirmed before.
    """
    status = connection.status
    if status is ConnectionStatus.NOT_CONNECTED and reconnect:
        confirmed = connection.pairing and connection.pairing.confirmed and not connection.pairing.found
        status = ConnectionStatus.CONNECTED if confirmed else ConnectionStatus.PENDING
    file_id = connection.organisation_id or new_file_id()
    return replace(connection, organisation_id=file_id, status=status)


def _check_bound(connection: Connection, opened: Mapping[str, str]) -> None:
    """A company stays with the organisation it is bound to, until it is disconnected."""
    bound = connection.organisation_id
    if bound and opened and bound not in opened:
        message = (
            f"bound to organisation {bound}, but {_listed(opened)} was chosen: disconnect first, or choose that one"
        )
        raise Conflict(message)


def _listed(organisations: Mapping[str, str]) -> str:
    return ", ".join(f"{key} ({name})" if name else key for key, name in organisations.items())
