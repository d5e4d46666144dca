"""The books of Example Ledger, played in memory: what a ledger keeps and what it refuses.

This is the page that a real vendor would have in its documentation:

- `GET /v1/ledgers/{id}`: `name` and `closed_until`, the last closed day.
- `GET /v1/ledgers/{id}/objects?ids=&kind=&name=&since=&after=`: objects in the order of their versions, 200 a page;
  `more` says that there are others after the last one's version.
- `POST /v1/ledgers/{id}/objects` with an `Idempotency-Key`, which is remembered for a day: up to 50 items `{key, kind,
  action: create|update|void, id?, version?, data}`; each gets an object or an error `{code, message, field}`.

Every answer tells the ledger's clock as `now`. Versions rise with every change in the ledger. Decimals are strings.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from tests.simulators.chassis.clock import Clock
from tests.simulators.chassis.records import Record

PARTIES = ("customer", "vendor")
REFERENCES = {
    "customer_id": "customer",
    "item_id": "item",
    "invoice_id": "invoice",
    "account_id": "account",
    "income_account_id": "account",
    "expense_account_id": "account",
    "discount_account_id": "account",
}
REQUIRED = {
    "account": ("name", "group"),
    "customer": ("name",),
    "vendor": ("name",),
    "item": ("name", "income_account_id"),
    "invoice": ("number", "customer_id", "date", "rows", "total"),
    "payment": ("customer_id", "date", "amount"),
}
LONG = {"memo", "text"}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Refusal(Exception):  # noqa: N818 - it is an answer, not a defect
    """An item that the ledger does not take."""

    def __init__(self, code: str, message: str, path: str = "") -> None:
        super().__init__(message)
        self.error = {"code": code, "message": message, "field": path}


@dataclass
class Row:
    """One object."""

    id: str
    kind: str
    data: Record
    created_at: datetime
    changed_at: datetime
    version: int = 0
    void: bool = False
    deleted: bool = False


@dataclass
class Books:
    """One ledger: its objects and what it refuses. `told` keeps what happened until it is announced."""

    id: str
    name: str
    clock: Clock
    closed_until: str = ""
    rows: dict[str, Row] = field(default_factory=dict)
    told: list[tuple[Row, str]] = field(default_factory=list)
    _versions: int = 0

    def shown(self, row: Row) -> Record:
        """An object as it is answered."""
        times = {"created_at": row.created_at.isoformat(), "changed_at": row.changed_at.isoformat()}
        customer = self.rows.get(row.data.get("customer_id", ""))
        named = {"customer_name": customer.data["name"] if customer else ""}
        marks = {"version": row.version, "void": row.void, "deleted": row.deleted}
        return {"id": row.id, "kind": row.kind, **marks, **times, **named, "data": row.data}

    def carry_out(self, item: Record) -> Row:
        """Do what one item says. Raises `Refusal`, and then nothing was done."""
        kind, data = item["kind"], item["data"]
        if kind not in REQUIRED:
            raise Refusal("bad_value", f"There is no kind {kind}")
        if item["action"] == "create":
            self._check(kind, data, None)
            row = Row(str(len(self.rows) + 1), kind, {"active": True, **data}, self.clock.now(), self.clock.now())
            self.rows[row.id] = row
            return self._changed(row, "created")
        row = self._known(kind, item.get("id", ""), "gone", "")
        if item.get("version") not in {row.version, None}:
            raise Refusal("version_conflict", f"The {kind} {row.id} has version {row.version}")
        self._check_open(row.data.get("date", ""))
        if item["action"] == "void":
            row.void = True
            return self._changed(row, "voided")
        self._check(kind, {**row.data, **data}, row)
        settled = self._settled(row)
        row.data |= data
        return self._changed(row, "changed", *settled)

    def delete(self, row: Row) -> None:
        """A user deletes it."""
        row.deleted = True
        self._changed(row, "deleted")

    def _changed(self, row: Row, event: str, *also: Row) -> Row:
        for each, what in ((row, event), *((other, "changed") for other in (*self._settled(row), *also))):
            self._versions += 1
            each.version, each.changed_at = self._versions, self.clock.now()
            self.told.append((each, what))
        return row

    def _settled(self, row: Row) -> list[Row]:
        return [self.rows[each["invoice_id"]] for each in row.data.get("settles", ())]

    def _check(self, kind: str, data: Record, row: Row | None) -> None:
        for name in REQUIRED[kind]:
            if data.get(name) in (None, "", []):
                raise Refusal("missing", "This field is required", name)
        for path, name, value in _leaves(data):
            self._check_value(path, name, value)
        self._check_title(kind, data, row)
        if kind == "invoice":
            total = sum(Decimal(each["amount"]) for each in data["rows"]) - Decimal(data.get("discount", "0"))
            if Decimal(data["total"]) != total or total < 0:
                raise Refusal("wrong_total", f"The rows come to {total}", "total")
        if kind == "payment":
            self._check_payment(data, row)
        self._check_open(data.get("date", ""))

    def _check_title(self, kind: str, data: Record, row: Row | None) -> None:
        """Names are unique among parties, accounts and items, numbers among invoices."""
        group, title = (PARTIES if kind in PARTIES else (kind,)), str(data.get("name") or data.get("number")).casefold()
        others = [each for each in self.rows.values() if each.kind in group and each is not row and not each.deleted]
        for other in others if kind != "payment" else ():
            if title == str(other.data.get("name") or other.data.get("number")).casefold():
                if kind == "invoice":
                    message = f"The number {data['number']} is taken by invoice {other.id}"
                    raise Refusal("number_taken", message, "number")
                raise Refusal("name_taken", f"The name is taken by another {other.kind}", "name")

    def _check_value(self, path: str, name: str, value: object) -> None:
        if name in REFERENCES:
            known = self._known(REFERENCES[name], str(value), "unknown_id", path)
            if known.data.get("active") is False:
                raise Refusal("inactive", f"The {known.kind} {known.id} is inactive", path)
        elif isinstance(value, str) and len(value) > (1000 if name in LONG else 200):
            raise Refusal("too_long", f"At most {1000 if name in LONG else 200} characters", path)
        elif isinstance(value, str) and CONTROL.search(value):
            raise Refusal("bad_characters", "A control character", path)

    def _check_payment(self, data: Record, row: Row | None) -> None:
        settles = data.get("settles", [])
        amounts = [Decimal(each["amount"]) for each in settles]
        if min([Decimal(data["amount"]), *amounts]) < 0 or sum(amounts) > Decimal(data["amount"]):
            raise Refusal("bad_value", "This value is not possible", "amount")
        for index, each in enumerate(settles):
            left = self.open_balance(each["invoice_id"], but=row)
            if Decimal(each["amount"]) > left:
                message = f"Only {left} of invoice {each['invoice_id']} is open"
                raise Refusal("more_than_open", message, f"settles[{index}].invoice_id")

    def open_balance(self, invoice_id: str, *, but: Row | None = None) -> Decimal:
        """What nobody has paid of an invoice, save by one payment."""
        paid = [
            Decimal(each["amount"])
            for row in self.rows.values()
            if row.kind == "payment" and row is not but and not (row.void or row.deleted)
            for each in row.data.get("settles", ())
            if each["invoice_id"] == invoice_id
        ]
        return Decimal(self.rows[invoice_id].data["total"]) - sum(paid)

    def _check_open(self, day: str) -> None:
        if day and self.closed_until and day <= self.closed_until:
            raise Refusal("period_closed", f"The books are closed until {self.closed_until}", "date")

    def _known(self, kind: str, row_id: str, code: str, path: str) -> Row:
        row = self.rows.get(row_id)
        if row is None or row.kind != kind or row.deleted:
            raise Refusal(code, f"There is no {kind} {row_id}", path)
        return row


def _leaves(data: Record, path: str = "") -> Iterator[tuple[str, str, object]]:
    """Every value with its path and its own name: `rows[0].text`, `text`."""
    for name, value in data.items():
        if isinstance(value, dict):
            yield from _leaves(value, f"{path}{name}.")
        elif isinstance(value, list):
            for index, each in enumerate(value):
                yield from _leaves(each, f"{path}{name}[{index}].")
        else:
            yield f"{path}{name}", name, value
