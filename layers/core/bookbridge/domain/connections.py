"""A company's connection to one organisation in an accounting package."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from .company_files import Pairing
from .records import EntityType
from .settings import Settings

DUE_SHARDS = 8
"""The due index is split so that the cost of a tick depends on the companies that are due, not on one hot key."""


class ConnectionStatus(StrEnum):
    """What keeps a connection from syncing, or that nothing does. `synchronizing` is derived from the lease."""

    PENDING = "pending"
    CONNECTED = "connected"
    SYNCHRONIZING = "synchronizing"
    WAITING_FOR_ACTIVE_SESSION = "waiting_for_active_session"
    NOT_CONNECTED = "not_connected"
    REAUTHORIZATION_REQUIRED = "reauthorization_required"
    WRONG_COMPANY = "wrong_company"
    DISABLED = "disabled"


@dataclass(frozen=True, slots=True)
class Connection:
    """The binding of one company to one organisation.

    `cursor` is the package's clock up to which changes are known to be in the inbox, `thorough_cursor` the same for
    those that webhooks announce too; nothing is asked of the package before `parked_until`; `to_reconsider` names the
    types whose records are to be looked through, because settings that decide about them have changed; `pairing` is
    about the company file of a package that keeps its books in files. `version` rises with every write and guards
    concurrent changes.
    """

    company_id: str
    package: str
    organisation_id: str = ""
    organisation_name: str = ""
    status: ConnectionStatus = ConnectionStatus.PENDING
    settings: Settings = field(default_factory=Settings)
    cursor: datetime | None = None
    next_poll_at: datetime | None = None
    last_sync_at: datetime | None = None
    connected_at: datetime | None = None
    thorough_cursor: datetime | None = None
    parked_until: datetime | None = None
    to_reconsider: tuple[EntityType, ...] = ()
    pairing: Pairing | None = None
    version: int = 0

    @property
    def can_sync(self) -> bool:
        """Whether a session may start."""
        return self.status is ConnectionStatus.CONNECTED and self.settings.enabled

    def interval(self, usual: timedelta) -> timedelta:
        """The time between two polls; `usual` is the package's own, for a connection that sets none."""
        return _interval(self.settings.sync_interval_minutes, usual)

    def is_parked_at(self, now: datetime) -> bool:
        """Whether the package's limit is used up for a while yet."""
        return self.parked_until is not None and self.parked_until > now

    @property
    def organisation_key(self) -> str:
        """The organisation's identity across packages; unique among connections."""
        return organisation_key(self.package, self.organisation_id)

    def with_status(self, status: ConnectionStatus) -> Connection:
        """The connection in another status; one that cannot sync is no longer due."""
        due = self.next_poll_at if status is ConnectionStatus.CONNECTED else None
        return replace(self, status=status, next_poll_at=due)


@dataclass(frozen=True, slots=True)
class DuePoll:
    """A company that is to be asked for changes now, with what says when the next time is."""

    company_id: str
    package: str
    interval_minutes: int | None = None

    def interval(self, usual: timedelta) -> timedelta:
        """The time between two polls; `usual` is the package's own."""
        return _interval(self.interval_minutes, usual)


def _interval(minutes: int | None, usual: timedelta) -> timedelta:
    return usual if minutes is None else timedelta(minutes=minutes)


def organisation_key(package: str, organisation_id: str) -> str:
    """`quickbooks-online#4620816365`."""
    return f"{package}#{organisation_id}"


@dataclass(frozen=True, slots=True)
class Credentials:
    """OAuth tokens of one connection. Never logged; sealed before they are stored.

    `version` rises with every refresh; `refreshing_until` marks the one worker that may refresh now.
    """

    company_id: str
    organisation_id: str
    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_at: datetime
    refresh_expires_at: datetime | None = None
    version: int = 1
    refreshing_until: datetime | None = None
