"""The settings of a connection: what the application may decide about one company's sync. Unknown ones are refused."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from .errors import FieldFault, InvalidInput
from .input_faults import words_for
from .records import ENTITY_TYPES, EntityType
from .report_filters import NOT_A_FILTER, ReportFilter
from .reports import ReportName


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


EmailAddress = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+$", max_length=254)]


class NotifySettings(_SettingsModel):
    """Who is written to about failures, and how often at most. The owner and the administrators always are (E1).

    `successes`: the messages also say what was synced, and come without failures too (D3).
    """

    owner: EmailAddress | None = None
    administrators: list[EmailAddress] = Field(default_factory=list, max_length=50)
    emails: list[EmailAddress] = Field(default_factory=list, max_length=50)
    every_minutes: int = Field(default=60, ge=15, le=7 * 24 * 60)
    successes: bool = False


Approver = Annotated[str, StringConstraints(min_length=1, max_length=128, strip_whitespace=True)]
Approvers = Annotated[list[Approver], Field(max_length=50)]
MAX_RULES: Final = 500
"""Rules of one kind, so that a company's settings stay one small item."""

RuleKey = Annotated[str, StringConstraints(min_length=1, max_length=255)]
RuleKind = Literal["vendor", "class", "account"]


class VendorRule(_SettingsModel):
    """Who approves the bills of one vendor; `first` puts this rule before those of classes and accounts.

    Without approvers here, those on the vendor's own record count.
    """

    approvers: Approvers = Field(default_factory=list)
    first: bool = False


class ApprovalSettings(_SettingsModel):
    """Who approves bills (B14): by vendor, by class and by GL account; `hierarchy` is the order of rules.

    Vendors go by their record ids, classes by their names, accounts by code or by the record id they are mapped to.
    """

    hierarchy: list[RuleKind] = Field(default_factory=lambda: list(get_args(RuleKind)), max_length=3)
    vendors: dict[RuleKey, VendorRule] = Field(default_factory=dict, max_length=MAX_RULES)
    classes: dict[RuleKey, Approvers] = Field(default_factory=dict, max_length=MAX_RULES)
    accounts: dict[RuleKey, Approvers] = Field(default_factory=dict, max_length=MAX_RULES)

    @field_validator("hierarchy")
    @classmethod
    def _each_kind_once(cls, hierarchy: list[RuleKind]) -> list[RuleKind]:
        if len(set(hierarchy)) < len(hierarchy):
            raise ValueError("must name each kind of rule once")
        return hierarchy


class ScheduledReport(_SettingsModel):
    """A report that is made by itself: each day, or each week on `weekday` (Monday is 0), at `hour` o'clock UTC.

    It goes to `emails`; without any, to those that `notify` names as owner and administrators. Without a `language` it
    is told in the connection's.
    """

    report: ReportName
    every: Literal["day", "week"]
    weekday: int = Field(default=0, ge=0, le=6)
    hour: int = Field(default=6, ge=0, le=23)
    language: Literal["en", "fr"] | None = None
    filter: ReportFilter = Field(default_factory=ReportFilter)
    emails: list[EmailAddress] = Field(default_factory=list, max_length=50)

    def schedule_name(self) -> str:
        """The same for schedules that make the same file at the same times, whoever gets it."""
        when = ("week", self.weekday) if self.every == "week" else ("day",)
        what = [self.report, self.language, sorted(self.filter.as_stored().items())]
        digest = hashlib.sha256(json.dumps([*what, *when, self.hour]).encode()).hexdigest()
        return f"{self.report}-{digest[:12]}"


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
    reopen_skipped: bool = True
    approvals: ApprovalSettings = Field(default_factory=ApprovalSettings)
    scheduled_reports: list[ScheduledReport] = Field(default_factory=list, max_length=20)
    language: Literal["en", "fr"] = "en"

    @field_validator("scheduled_reports")
    @classmethod
    def _each_schedule_once(cls, schedules: list[ScheduledReport]) -> list[ScheduledReport]:
        if len({each.schedule_name() for each in schedules}) < len(schedules):
            raise ValueError("schedules the same report twice for the same time: name all addresses in one `emails`")
        return schedules


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
                words_for(detail, NOT_A_FILTER if detail["loc"][-2:-1] == ("filter",) else "is not a setting"),
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
