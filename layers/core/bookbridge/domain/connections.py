"""A company's connection to one organisation in an accounting package."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from .company_files import Pairing
from .errors import FieldFault, InvalidInput
from .input_faults import words_for
from .records import ENTITY_TYPES, EntityType

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


class _SettingsModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


Code = Annotated[str, StringConstraints(min_length=1, max_length=128)]


class DefaultAccounts(_SettingsModel):
    """Accounts used where a record names none: the account's code in the package or a mapped account's record id."""

    income: Code | None = None
    expense: Code | None = None
    receivable: Code | None = None
    payable: Code | None = None
    bank: Code | None = None
    discount: Code | None = None


class TaxSettings(_SettingsModel):
    """Where a line's tax rate comes from when the line names none (D7)."""

    default: Code | None = None
    by_customer: dict[str, Code] = Field(default_factory=dict)
    by_item: dict[str, Code] = Field(default_factory=dict)
    by_item_group: dict[str, Code] = Field(default_factory=dict)


class NotifySettings(_SettingsModel):
    """Who hears of failures besides the firm's owner and administrators."""

    emails: list[Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]] = Field(
        default_factory=list
    )
    successes: bool = False


class Settings(_SettingsModel):
    """The settings of one connection; unknown ones are refused."""

    enabled: bool = True
    entities_to_sync: list[EntityType] = Field(default_factory=lambda: list(ENTITY_TYPES))
    export_statuses: list[Annotated[str, StringConstraints(min_length=1, max_length=100)]] = Field(
        default_factory=lambda: ["Despatched", "Invoiced"]
    )
    sync_interval_minutes: int | None = Field(
        default=None, ge=1, le=24 * 60, description="Minutes between two polls; null: as usual for the package."
    )
    lease_minutes: int = Field(default=30, ge=5, le=240)
    default_accounts: DefaultAccounts = Field(default_factory=DefaultAccounts)
    cost_centres: dict[str, Code] = Field(default_factory=dict)
    tax: TaxSettings = Field(default_factory=TaxSettings)
    closing_date_policy: Literal["refuse", "move_to_open_period"] = "refuse"
    auto_post: bool = False
    notify: NotifySettings = Field(default_factory=NotifySettings)
    approvals: dict[str, Any] = Field(default_factory=dict)
    language: Literal["en", "fr"] = "en"


_GROUPS: Final = frozenset({"default_accounts", "tax", "notify"})
"""Settings that hold settings."""


def parse_settings(body: object, base: Settings | None = None) -> Settings:
    """Check settings given by the application; those that are absent keep the value of `base`.

    So do the absent ones of `default_accounts`, `tax` and `notify`. Raises `InvalidInput` naming every fault, each
    under `settings.`.
    """
    if not isinstance(body, dict):
        raise InvalidInput((FieldFault("settings", "must be an object"),))
    stored: dict[str, Any] = base.model_dump() if base else {}
    given = {
        key: {**stored.get(key, {}), **value} if key in _GROUPS and isinstance(value, dict) else value
        for key, value in body.items()
    }
    merged = {**stored, **given}
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        faults = tuple(
            FieldFault(
                ".".join(("settings", *(str(part) for part in detail["loc"]))),
                words_for(detail, "is not a setting"),
            )
            for detail in error.errors(include_url=False)
        )
        raise InvalidInput(faults) from None


_DECIDING: Final = ("default_accounts", "cost_centres", "tax", "closing_date_policy")
_BOOKED: Final[frozenset[EntityType]] = frozenset(
    {"invoice", "order", "credit_note", "refund", "payment", "bill", "vendor_credit", "bill_payment", "expense", "item"}
)
"""Types whose records are completed, or refused, by the accounts, tax rates and closing dates of the settings."""


def affected_types(before: Settings, after: Settings) -> tuple[EntityType, ...]:
    """Types of records that a change of settings may let through, hold back, or mend."""
    affected = set(after.entities_to_sync) - set(before.entities_to_sync)
    if set(before.export_statuses) != set(after.export_statuses):
        affected.add("order")
    if before.auto_post != after.auto_post:
        affected |= {"bill", "vendor_credit"}
    if any(getattr(before, each) != getattr(after, each) for each in _DECIDING):
        affected |= _BOOKED
    return tuple(each for each in ENTITY_TYPES if each in affected)


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
