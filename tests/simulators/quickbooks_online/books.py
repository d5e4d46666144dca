"""The books of one realm: rows, what is unique among them, who has paid what."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from .clock import Clock, stamp, zone
from .entities import KINDS, Kind
from .records import ZERO, Record, amount, reference_id

Key = tuple[str, str]

PARTY_FIELDS = {"CustomerRef": "Customer", "VendorRef": "Vendor"}
OPEN_KINDS = frozenset({"Invoice", "Bill", "CreditMemo", "VendorCredit"})
PAYERS = {
    # What a linked transaction calls the payment ("whatever the pay type label").
    "Payment": "Payment",
    "BillPayment": "BillPaymentCheck",
}


@dataclass
class Row:
    """One stored record; ``fields`` has what a client writes plus the totals."""

    kind: Kind
    id: str
    fields: Record
    created_at: datetime
    updated_at: datetime
    sync_token: int = 0

    @property
    def key(self) -> Key:
        """Return entity name and id."""
        return self.kind.name, self.id

    @property
    def active(self) -> bool:
        """Tell whether the row may be used; transactions always may."""
        return self.fields.get("Active", True) is not False

    @property
    def title(self) -> str:
        """Return the name a person knows the row by."""
        name = self.fields.get(self.kind.name_field or "DocNumber")
        return str(name or self.id)


@dataclass(frozen=True)
class Change:
    """Something that happened in the books and may be announced."""

    realm_id: str
    kind: str
    id: str
    operation: str
    at: datetime
    deleted_id: str = ""


@dataclass
class Books:
    """Everything a realm keeps."""

    realm_id: str
    name: str
    clock: Clock
    country: str = "US"
    home_currency: str = "USD"
    offset_hours: float = -8.0
    book_close_date: str | None = None
    subscription_ended: bool = False
    last_user: str = "Olivia Bookkeeper"
    announce: Callable[[Change], None] = lambda _change: None
    tables: dict[str, dict[str, Row]] = field(default_factory=dict)
    tombstones: dict[str, dict[str, datetime]] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    links: dict[Key, dict[Key, Decimal]] = field(default_factory=lambda: defaultdict(dict))
    paid: dict[Key, dict[Key, Decimal]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    _names: dict[tuple[str, ...], Row] = field(default_factory=dict)
    _numbers: dict[Key, dict[str, Row]] = field(default_factory=lambda: defaultdict(dict))
    _by_party: dict[Key, dict[Key, Row]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        """Give every entity its table."""
        for name in KINDS:
            self.tables[name] = {}
            self.tombstones[name] = {}

    @property
    def preferences(self) -> Record:
        """Return the fields of the Preferences record."""
        rows = self.tables["Preferences"]
        return rows["1"].fields if rows else {}

    @property
    def multicurrency(self) -> bool:
        """Tell whether transactions must name their currency."""
        prefs = self.preferences.get("CurrencyPrefs", {})
        return bool(prefs.get("MultiCurrencyEnabled"))

    def other_preference(self, name: str) -> bool:
        """Return a true or false entry of ``OtherPrefs.NameValue``."""
        entries = self.preferences.get("OtherPrefs", {}).get("NameValue") or []
        return {"Name": name, "Value": "true"} in entries

    def today(self) -> str:
        """Return the date in the company's zone."""
        return self.clock.now().astimezone(zone(self.offset_hours)).date().isoformat()

    def find(self, kind: str, row_id: str) -> Row | None:
        """Return a row by id."""
        return self.tables[kind].get(row_id)

    def rows(self, kind: str) -> Iterator[Row]:
        """Yield the rows of an entity in the order they were made."""
        yield from self.tables[kind].values()

    def next_id(self, kind: Kind) -> str:
        """Return a new id: all transactions share a counter, as all parties do."""
        number = self.sequences.get(kind.sequence, 0) + 1
        self.sequences[kind.sequence] = number
        return str(number)

    def named(self, kind: Kind, fields: Record) -> Row | None:
        """Return the active row that has the name of ``fields`` already."""
        return self._names.get(_name_key(kind, fields))

    def numbered(self, kind: Kind, number: str) -> list[Row]:
        """Return the transactions of this entity with a document number."""
        return list(self._numbers.get((kind.name, number), {}).values())

    def store(self, row: Row) -> None:
        """Put a new row in, or index a row whose fields were replaced."""
        self.tables[row.kind.name][row.id] = row
        if row.kind.name_field and row.active:
            self._names[_name_key(row.kind, row.fields)] = row
        if number := row.fields.get("DocNumber"):
            self._numbers[row.kind.name, number][row.id] = row
        for party in _parties(row):
            self._by_party[party][row.key] = row

    def unindex(self, row: Row) -> None:
        """Forget a row's name, number and party, before it changes or goes."""
        if row.kind.name_field:
            key = _name_key(row.kind, row.fields)
            if self._names.get(key) is row:
                del self._names[key]
        if number := row.fields.get("DocNumber"):
            self._numbers[row.kind.name, number].pop(row.id, None)
        for party in _parties(row):
            self._by_party[party].pop(row.key, None)

    def remove(self, row: Row) -> None:
        """Take a row away and remember that it was there."""
        self.unindex(row)
        del self.tables[row.kind.name][row.id]
        self.tombstones[row.kind.name][row.id] = self.moment()

    def moment(self) -> datetime:
        """Return the present time as MetaData keeps it: in whole seconds."""
        return self.clock.now().replace(microsecond=0)

    def transactions_of(self, party: Row) -> list[Row]:
        """Return the transactions with a customer or vendor."""
        return list(self._by_party.get(party.key, {}).values())

    def open_amount(self, row: Row, *, besides: Key | None = None) -> Decimal:
        """Return what is open on a row, without what ``besides`` has applied."""
        if row.kind.name == "Payment":
            return amount(row.fields, "UnappliedAmt")
        if row.kind.name not in OPEN_KINDS:
            return ZERO
        applied = sum(
            (sum_ for payer, sum_ in self.links[row.key].items() if payer != besides),
            ZERO,
        )
        whole = amount(row.fields, "TotalAmt") - amount(row.fields, "Deposit")
        return max(ZERO, whole - applied)

    def party_balance(self, party: Row) -> Decimal:
        """Return what a customer owes us, or what we owe a vendor."""
        total = ZERO
        for row in self.transactions_of(party):
            sign = 1 if row.kind.name in ("Invoice", "Bill") else -1
            total += sign * self.open_amount(row)
        return total

    def note(self, row: Row, operation: str, *, deleted_id: str = "") -> None:
        """Tell whoever listens that a row changed."""
        self.announce(
            Change(
                self.realm_id,
                row.kind.name,
                row.id,
                operation,
                self.clock.now(),
                deleted_id,
            )
        )

    def render(self, row: Row) -> Record:
        """Return a row as the API answers it."""
        offset = zone(self.offset_hours)
        record: dict[str, Any] = {
            **{name: value for name, value in row.fields.items() if value is not None},
            "Id": row.id,
            "SyncToken": str(row.sync_token),
            "MetaData": {
                "CreateTime": stamp(row.created_at, offset),
                "LastUpdatedTime": stamp(row.updated_at, offset),
            },
            "domain": "QBO",
            "sparse": False,
        }
        if number := record.get("TaxIdentifier"):
            record["TaxIdentifier"] = "X" * (len(number) - 4) + number[-4:]
        if row.kind.name in ("Customer", "Vendor"):
            record["Balance"] = self.party_balance(row)
            # Real answers carry keys that are in no list; a client ignores them.
            record["V4IDPseudonym"] = f"{row.id.zfill(32)}"
        elif row.kind.name in OPEN_KINDS:
            record["Balance"] = self.open_amount(row)
            record["LinkedTxn"] = [
                {"TxnId": payer_id, "TxnType": PAYERS[payer]} for payer, payer_id in self.links[row.key]
            ]
            if row.kind.name == "CreditMemo":
                record["RemainingCredit"] = record["Balance"]
        elif row.kind.name == "Preferences" and self.book_close_date:
            record["AccountingInfoPrefs"] = {
                **record["AccountingInfoPrefs"],
                "BookCloseDate": self.book_close_date,
            }
        return record


def _name_key(kind: Kind, fields: Record) -> tuple[str, ...]:
    """Return what must be unique: a party's name, or a name below its parent."""
    name = str(fields.get(kind.name_field) or "").lower()
    parent = "" if kind.namespace == "party" else reference_id(fields, "ParentRef")
    return kind.namespace, parent or "", name


def _parties(row: Row) -> Iterator[Key]:
    if row.kind.transaction:
        for name, kind in PARTY_FIELDS.items():
            if party := reference_id(row.fields, name):
                yield kind, party
