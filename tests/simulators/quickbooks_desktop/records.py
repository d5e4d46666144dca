"""What a company file holds: list entries, transactions, what settles what, and what was deleted."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

ZERO = Decimal("0.00")


@dataclass(slots=True)
class Record:
    """A list entry or a transaction.

    ``fields`` hold texts and aggregates as they are returned, except that a reference is kept as the ListID alone:
    names change. ``lines`` are by the name under which they are returned. ``posted`` is what the transaction adds to
    the balances of accounts, vendors and customers.
    """

    entity: str
    id: str
    created: int
    modified: int
    edit_sequence: int
    fields: dict[str, Any]
    number: int = 0
    lines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    subtotal: Decimal = ZERO
    tax: Decimal = ZERO
    total: Decimal = ZERO
    posted: list[tuple[str, Decimal]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The entry's own name, without its parents."""
        return str(self.fields.get("Name", ""))

    def text(self, name: str) -> str:
        """Return a simple field, or a reference's ListID; "" if it is not set."""
        value = self.fields.get(name, "")
        return value if isinstance(value, str) else ""


@dataclass(slots=True)
class Application:
    """So much of ``source`` (a payment, a credit) settles so much of ``target`` (a bill, an invoice).

    ``through`` is the payment in which a credit was set, or "".
    """

    source: str
    target: str
    amount: Decimal
    discount: Decimal = ZERO
    discount_account: str = ""
    discount_class: str = ""
    through: str = ""


@dataclass(frozen=True, slots=True)
class Deletion:
    """A record that is gone. ``label`` is the RefNumber of a transaction, the FullName of a list entry."""

    entity: str
    id: str
    created: int
    deleted: int
    label: str


@dataclass(slots=True)
class StoredResponse:
    """A message set that was sent under an id: the digest of its content and, unless they are lost, its responses."""

    digest: str
    responses: list[str] | None


@dataclass(slots=True)
class Contents:
    """Everything that is in the file, and so in a backup of it."""

    closing_date: str | None = None
    records: dict[str, dict[str, Record]] = field(default_factory=dict)
    by_id: dict[str, Record] = field(default_factory=dict)
    names: dict[tuple[str, str], str] = field(default_factory=dict)
    numbers: dict[tuple[str, str], dict[str, None]] = field(default_factory=dict)
    account_numbers: dict[str, str] = field(default_factory=dict)
    children: dict[str, dict[str, None]] = field(default_factory=dict)
    onto: dict[str, list[Application]] = field(default_factory=dict)
    out_of: dict[str, list[Application]] = field(default_factory=dict)
    through: dict[str, list[Application]] = field(default_factory=dict)
    balances: dict[str, Decimal] = field(default_factory=dict)
    deletions: list[Deletion] = field(default_factory=list)
    stamps: dict[tuple[str, str], str] = field(default_factory=dict)
    message_sets: dict[tuple[str, str], StoredResponse] = field(default_factory=dict)
    last_list: int = 0
    last_txn: int = 0
    last_number: int = 0

    def of(self, entity: str) -> dict[str, Record]:
        """Return the records of one entity by id, oldest first."""
        return self.records.setdefault(entity, {})

    def full_name(self, record: Record) -> str:
        """Return ``Parent:Child``."""
        parent = self.by_id.get(record.text("ParentRef"))
        return f"{self.full_name(parent)}:{record.name}" if parent else record.name

    def used(self, source: str) -> Decimal:
        """Return how much of a payment or credit is applied."""
        return sum((each.amount for each in self.out_of.get(source, ())), ZERO)

    def settled(self, target: str) -> Decimal:
        """Return how much of a bill or invoice is settled, discounts included."""
        return sum((each.amount + each.discount for each in self.onto.get(target, ())), ZERO)
