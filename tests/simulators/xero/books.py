"""The books of one organisation: rows, undo, and what is announced."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from tests.simulators.chassis.clock import Clock
from tests.simulators.chassis.records import Record

from .kinds import ALLOCATION, CONTACT, CREDIT_NOTE, CREDITS, KINDS, PAYMENT, Kind
from .tables import Row, Table
from .values import guid_from


@dataclass(frozen=True)
class Change:
    """Something that happened in the books and may be announced."""

    tenant_id: str
    category: str
    plural: str
    id: str
    event: str
    at: datetime
    data: tuple[tuple[str, str], ...] = ()


@dataclass
class Undo:
    """How a row was before one change; ``fields`` is ``None`` when it was not there."""

    row: Row
    fields: Record | None
    updated_at: datetime


@dataclass
class Books:
    """Everything an organisation keeps."""

    tenant_id: str
    name: str
    clock: Clock
    country: str = "US"
    version: str = "US"
    base_currency: str = "USD"
    short_code: str = ""
    period_lock_date: date | None = None
    end_of_year_lock_date: date | None = None
    ended: bool = False
    approval_limit: int | None = None
    for_app: bool = False
    locked_edits: Callable[[], str] = lambda: "refused"
    announce: Callable[[list[Change]], None] = lambda _changes: None
    numbers: dict[str, int] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Give every entity its table."""
        self.tables = {kind.name: Table(kind) for kind in KINDS}
        self._random = random.Random(self.tenant_id)  # noqa: S311 - ids that can be seen again
        self._journal: list[Undo] = []
        self._changes: dict[tuple[str, str], Change] = {}
        self._depth = 0

    def moment(self) -> datetime:
        """Return the present time as ``UpdatedDateUTC`` keeps it: in whole seconds."""
        return self.clock.now().replace(microsecond=0)

    def today(self) -> date:
        """Return today's date (the organisation's zone is UTC)."""
        return self.clock.now().date()

    def new_id(self) -> str:
        """Return an id that is not taken."""
        return guid_from(self._random.getrandbits(128))

    def table(self, kind: Kind) -> Table:
        """Return the rows of an entity."""
        return self.tables[kind.name]

    def find(self, kind: Kind, row_id: str | None) -> Row | None:
        """Return a row by its id."""
        table = self.tables[kind.name].rows
        return table.get((row_id or "").lower()) or table.get(row_id or "")

    def store(self, row: Row, fields: Record, *, touch: bool = True) -> None:
        """Put a new row in, or replace the fields of one; ``touch`` moves ``UpdatedDateUTC``."""
        table = self.tables[row.kind.name]
        known = row.id in table.rows
        self._journal.append(Undo(row, row.fields if known else None, row.updated_at))
        if known:
            table.unindex(row)
        row.fields = fields
        if touch:
            row.updated_at = self.moment()
        table.put(row)
        if touch:
            self._note(row, "UPDATE" if known else "CREATE")

    def add(self, kind: Kind, fields: Record, row_id: str = "") -> Row:
        """Make a row."""
        row = Row(kind, row_id or self.new_id(), {}, self.moment(), by_app=self.for_app)
        self.store(row, fields)
        return row

    def remove(self, row: Row) -> None:
        """Take a row away for good."""
        self._journal.append(Undo(row, row.fields, row.updated_at))
        self.tables[row.kind.name].remove(row)

    def _note(self, row: Row, event: str) -> None:
        if not row.kind.category:
            return
        data: tuple[tuple[str, str], ...] = ()
        if row.kind.name in CREDITS:
            data = (("Type", str(row.fields["Type"])), ("Status", row.status))
        known = self._changes.get((row.kind.name, row.id))
        # One event for what one request does to a record: it was made, or it was changed.
        if known and known.event == "CREATE":
            event = "CREATE"
        self._changes[row.kind.name, row.id] = Change(
            self.tenant_id, row.kind.category, row.kind.plural, row.id, event, self.clock.now(), data
        )

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Undo everything that was stored inside when an exception leaves it.

        What remains of the outermost one is announced.
        """
        mark, told = len(self._journal), dict(self._changes)
        self._depth += 1
        try:
            yield
        except BaseException:
            self._undo(mark)
            self._changes = told
            raise
        finally:
            self._depth -= 1
            if not self._depth:
                self._journal.clear()
                changes, self._changes = list(self._changes.values()), {}
                if changes:
                    self.announce(changes)

    def _undo(self, mark: int) -> None:
        for undo in reversed(self._journal[mark:]):
            table = self.tables[undo.row.kind.name]
            if undo.row.id in table.rows:
                table.unindex(undo.row)
            if undo.fields is None:
                del table.rows[undo.row.id]
            else:
                undo.row.fields, undo.row.updated_at = undo.fields, undo.updated_at
                table.put(undo.row)
        del self._journal[mark:]

    # -- what belongs together ------------------------------------------------------------------------------------

    def contact_of(self, row: Row) -> Row | None:
        """Return the contact of a document."""
        return self.find(CONTACT, row.fields.get("ContactID"))

    def payments_of(self, row: Row) -> list[Row]:
        """Return the payments on a document that stand."""
        return [p for p in self.table(PAYMENT).by("DocumentID", row.id) if p.status == "AUTHORISED"]

    def allocations_to(self, invoice: Row) -> list[Row]:
        """Return the credits that were applied to an invoice."""
        return self.table(ALLOCATION).by("InvoiceID", invoice.id)

    def allocations_of(self, credit: Row) -> list[Row]:
        """Return where a credit was applied."""
        return self.table(ALLOCATION).by("CreditID", credit.id)

    def is_settled_in_part(self, row: Row) -> bool:
        """Tell whether a document has payments or credits allocated to it."""
        applied = self.allocations_of(row) if row.kind.name in CREDITS else self.allocations_to(row)
        return bool(applied or self.payments_of(row))

    def credit_of(self, allocation: Row) -> Row | None:
        """Return the credit note, overpayment or prepayment of an allocation."""
        kind = CREDITS.get(str(allocation.fields["CreditKind"]), CREDIT_NOTE)
        return self.find(kind, allocation.fields["CreditID"])
