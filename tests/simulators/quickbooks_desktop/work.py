"""The file being worked with: what it holds, its company's preferences, and the time of the PC that works with it."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from tests.simulators.chassis.clock import Clock

from .errors import StatusError
from .records import ZERO, Contents, Record

PACIFIC = timezone(timedelta(hours=-8))


@dataclass(slots=True)
class Preferences:
    """The company's preferences that the vendor's rules mention."""

    account_numbers: bool = True
    class_tracking: bool = True
    sales_tax: bool = True
    multicurrency: bool = False
    home_currency: str = "US Dollar"
    days_bills_are_due: int = 10


@dataclass(slots=True)
class Work:
    """One PC at work on the contents of a file.

    Attributes:
        contents: What is in the file.
        preferences: Of the company.
        clock: True time.
        zone: The PC's time zone; its offset never follows daylight saving.
        skew: Seconds by which the PC's clock is fast.
        locked: Ids of the records that somebody has open in QuickBooks.
        linking_touches: Whether a bill is modified by being paid.
    """

    contents: Contents
    preferences: Preferences
    clock: Clock
    zone: timezone = PACIFIC
    skew: float = 0.0
    locked: set[str] = field(default_factory=set)
    linking_touches: bool = True

    def now(self) -> int:
        """Return the PC's time in POSIX seconds."""
        return int(self.clock.seconds() + self.skew)

    def today(self) -> date:
        """Return the PC's date."""
        return datetime.fromtimestamp(self.now(), self.zone).date()

    def moment(self, seconds: int) -> str:
        """Return an instant as QuickBooks writes it."""
        return datetime.fromtimestamp(seconds, self.zone).isoformat()

    def list_record(self, entity: str) -> Record:
        """Return a new list entry, which is not in the file yet."""
        self.contents.last_list += 1
        return self._record(entity, f"{0x80000000 + self.contents.last_list:X}-{int(self.clock.seconds())}")

    def transaction(self, entity: str) -> Record:
        """Return a new transaction, which is not in the file yet."""
        record = self._record(entity, self.txn_id())
        self.contents.last_number += 1
        record.number = self.contents.last_number
        return record

    def txn_id(self) -> str:
        """Return an unused id of a transaction or of a line."""
        self.contents.last_txn += 1
        return f"{self.contents.last_txn:X}-{int(self.clock.seconds())}"

    def touch(self, record: Record) -> None:
        """Note that the record is modified now."""
        record.modified = self.now()
        record.edit_sequence = max(record.edit_sequence + 1, int(self.clock.seconds()))

    def check_free(self, record: Record, *, related: bool = False) -> None:
        """Raise 3175, or 3176 for a related record, if somebody has the record open."""
        if record.id in self.locked:
            raise StatusError(
                3176 if related else 3175,
                f"There was an error when saving a {record.entity}. QuickBooks error message: "
                "The transaction could not be locked.  It is in use by another user.",
            )

    def post(self, record: Record, effects: list[tuple[str, Decimal]]) -> None:
        """Replace what ``record`` adds to balances by ``effects``."""
        balances = self.contents.balances
        for key, amount in record.posted:
            balances[key] = balances.get(key, ZERO) - amount
        for key, amount in effects:
            balances[key] = balances.get(key, ZERO) + amount
        record.posted = effects

    def _record(self, entity: str, identifier: str) -> Record:
        now = self.now()
        return Record(entity, identifier, now, now, int(self.clock.seconds()), {})


def utc_offset(hours: float) -> timezone:
    """Return the zone that is ``hours`` ahead of UTC."""
    return timezone(timedelta(hours=hours)) if hours else UTC
