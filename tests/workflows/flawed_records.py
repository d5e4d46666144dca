"""Records of every type, sound but for what is drawn: other references, texts at limits, amounts that do not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any, Final

from bookbridge.domain.records import EntityType
from tests.fakes.books import DAY, PAID, bill, customer, invoice, item, payment, vendor
from tests.proof.charts import CHARTS, Chart
from tests.workflows.tried_books import DUE_AMOUNT, FILE_URL, NOBODY, STANDINGS, WORDS, Record

TYPES: Final[tuple[EntityType, ...]] = (
    "customer",
    "vendor",
    "item",
    "account",
    "term",
    "tax_rate",
    "invoice",
    "order",
    "credit_note",
    "bill",
    "vendor_credit",
    "expense",
    "payment",
    "bill_payment",
    "refund",
    "document",
)
ABSENT: Final = "(absent)"
"""A value that takes the field out."""

SIZES: Final = (0, 1, 11, 12, 20, 21, 22, 25, 30, 31, 32, 41, 42, 50, 51, 99, 100, 101, 150, 151, 200, 201, 255, 256)
LARGE_SIZES: Final = (500, 501, 1000, 3990, 4000, 4001, 4095, 4096)
ODD: Final = ("a\x07b", "a:b", "a\tb", "a\nb", 'a"b', "<b>&amp;", "日本", "Zoë's", "4111 1111 1111 1111", " ")
NUMBERS: Final = (
    "0.00",
    "-5.00",
    "0.01",
    "5.00",
    "99.99",
    "100.00",
    "100.01",
    "250.00",
    "0.001",
    "0.00001",
    "0.000001",
    "9999999999.99",
    "99999999999999.99",
    "123456789012345678",
)
TEXTS: Final = frozenset(
    {"name", "company_name", "email", "phone", "line1", "line2", "city", "region", "postal_code", "country", "sku"}
    | {"description", "number", "memo", "reference", "method", "code", "file_name", "content_type", "class", "job"}
)
AMOUNTS: Final = frozenset(
    {"quantity", "unit_price", "unit_cost", "amount", "total", "discount_amount", "discount_percent", "percent"}
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A value that is put in a place of a record, such as `lines[0].item`, or in several, with `+` between them.

    It need not be wrong.
    """

    path: str
    value: Any

    def put_into(self, record: Record) -> None:
        """Change the record."""
        for path in self.path.split("+"):
            *inside, name = path.replace("]", "").replace("[", ".").split(".")
            holder: Any = record
            for step in inside:
                holder = holder[int(step)] if step.isdigit() else holder.setdefault(step, {})
            if self.value == ABSENT:
                holder.pop(name, None)
            else:
                holder[name] = self.value


@dataclass(frozen=True, slots=True)
class Plan:
    """One record with its flaws; `later`: it is sent without them first."""

    entity_type: EntityType
    flaws: tuple[Flaw, ...]
    later: bool = False

    def record(self, package: str, number: int, *, sound: bool = False) -> Record:
        """The record; what no two records may share follows from the number."""
        made = sound_record(package, self.entity_type, number)
        for flaw in () if sound else self.flaws:
            flaw.put_into(made)
        return made


def plans(package: str, chance: Random, count: int) -> Iterator[Plan]:
    """Records of any type: one in six is sound, the others have one flaw or two."""
    for _ in range(count):
        entity_type = chance.choice(TYPES)
        offered = [
            (path, values)
            for path in sorted({*places(sound_record(package, entity_type, 0)), *MORE.get(entity_type, ())})
            if (values := values_of(package, entity_type, path))
        ]
        chosen = chance.sample(offered, min(len(offered), chance.choice((0, 1, 1, 1, 2, 2))))
        flaws = tuple(Flaw(path, chance.choice(values)) for path, values in chosen)
        yield Plan(entity_type, flaws, later=chance.random() < _LATER)


def places(record: Record, inside: str = "") -> Iterator[str]:
    """The path of every value."""
    for name, value in record.items():
        if isinstance(value, dict):
            yield from places(value, f"{inside}{name}.")
        elif isinstance(value, list):
            for index, entry in enumerate(value):
                yield from places(entry, f"{inside}{name}[{index}].")
        else:
            yield f"{inside}{name}"


_ADDRESS: Final = ("line1", "line2", "city", "region", "postal_code", "country")
_PARTY: Final = (
    "company_name",
    "email",
    "phone",
    "currency",
    "terms",
    "tax_rate",
    "excluded",
    "active",
    *(f"billing_address.{each}" for each in _ADDRESS),
)
_SALE: Final = (
    "due_date",
    "currency",
    "terms",
    "memo",
    "discount_amount",
    "lines[0].account",
    "lines[0].discount_percent",
    "lines[0].tax_rate",
    "lines[0].class",
    "lines[0].job",
)
_PURCHASE: Final = (
    "terms",
    "memo",
    "lines[0].item",
    "lines[0].quantity",
    "lines[0].unit_cost",
    "lines[0].class",
    "lines[0].job",
    "lines[0].billable",
)
_APPLIED: Final = "amount+applications[0].amount"
MORE: Final[dict[EntityType, tuple[str, ...]]] = {
    "customer": _PARTY,
    "vendor": _PARTY,
    "item": ("sku", "description", "unit_cost", "expense_account", "tax_rate", "item_group", "excluded", "active"),
    "account": ("active",),
    "term": ("discount_days", "discount_percent"),
    "tax_rate": ("code",),
    "invoice": _SALE,
    "order": (*_SALE, "status", "lines[0].cost_centre"),
    "credit_note": _SALE,
    "bill": _PURCHASE,
    "vendor_credit": _PURCHASE,
    "expense": (*_PURCHASE, "currency"),
    "payment": ("currency", "method", "reference", "memo", "applications[0].discount_amount", _APPLIED, _APPLIED),
    "bill_payment": ("currency", "memo", "applications[0].discount_amount", _APPLIED, _APPLIED),
    "refund": ("currency", "memo", "discount_amount", "lines[0].account", "lines[0].tax_rate", "lines[0].class"),
}
"""Fields that a sound record does without."""


def values_of(package: str, entity_type: EntityType, path: str) -> Sequence[Any]:
    """What may be put in this place; nothing where nothing is changed."""
    name, chart, words = path.rpartition(".")[2], CHARTS[package], WORDS[package]
    if name in _PARENTS:
        groups = ("wood", "stone") if name == "item" else ()
        return [*(f"{_PARENTS[name]}-{each}" for each in (*STANDINGS, *groups)), ABSENT]
    if name in _FIXED:
        return _FIXED[name]
    if name.endswith("account"):
        return (chart.income, chart.expense, chart.payable, chart.bank, "9999", ABSENT)
    if name == "tax_rate":
        return (words.tax, words.untaxed, NOBODY)
    if name in AMOUNTS:
        return NUMBERS
    return _texts(name) if name in TEXTS and entity_type != "document" else ()


def _texts(name: str) -> Sequence[str]:
    """Texts around every limit that a package has, and such with odd characters."""
    sizes = SIZES + (LARGE_SIZES if name in {"memo", "description", "line1", "name"} else ())
    sign = "é" if name == "memo" else "9" if name == "code" else "x"
    addresses = ("a@b.example", "a@b.example, c@d.example") if name == "email" else ()
    return [*(sign * size for size in sizes), *ODD, *ODD, *addresses, ABSENT]


_PARENTS: Final = {"customer": "c", "vendor": "v", "payee": "v", "item": "s"}
_LATER: Final = 0.3
_FIXED: Final[dict[str, tuple[Any, ...]]] = {
    "date": ("2030-03-15", "2030-03-31", "2030-04-01"),
    "due_date": ("2030-03-15", "2030-06-01", ABSENT),
    "currency": ("USD", "EUR"),
    "base_currency": ("USD", "EUR"),
    "invoice": ("open-failed", NOBODY),
    "bill": ("open-failed", NOBODY),
    "terms": ("t-good", NOBODY),
    "excluded": (True, False),
    "active": (True, False),
    "billable": (True, False),
    "status": ("draft", "posted", "Picking", "Invoiced"),
    "kind": ("service", "product"),
    "item_group": ("wood", "stone"),
    "cost_centre": ("pick", "nowhere"),
    "due_days": (0, 30, ABSENT),
    "discount_days": (10,),
    "type": ("Income", "Bank", "REVENUE", "BANK", "EXPENSE", "Expense", "AccountsReceivable", "CURRLIAB", "wrong"),
    "entity_type": ("account", "bill", "term", "invoice"),
}


def sound_record(package: str, entity_type: EntityType, number: int) -> Record:
    """A record that the package takes under the settings of its chart."""
    return deepcopy(_SOUND[entity_type](CHARTS[package], number))


def _sale(number: int) -> Record:
    return invoice(f"N-{number}", "c-good", amount="100.00", item="s-good")


def _owed(chart: Chart, number: int) -> Record:
    return {**bill(f"P-{number}", "v-good", amount="40.00", account=chart.expense), "ap_account": chart.payable}


def _spent(chart: Chart) -> Record:
    line = {"account": chart.expense, "amount": "12.00", "description": "Stamps"}
    spent = {"payee": "v-good", "date": DAY, "account": chart.bank, "method": "Check"}
    return {**spent, "lines": [line], "total": "12.00"}


def _back(chart: Chart) -> Record:
    line = {"item": "s-good", "quantity": "1", "unit_price": "30.00", "amount": "30.00"}
    return {"customer": "c-good", "date": DAY, "amount": "30.00", "account": chart.bank, "lines": [line]}


def _paid(chart: Chart, number: int) -> Record:
    part = {"bill": f"owed-{number}", "amount": DUE_AMOUNT}
    made = {"vendor": "v-good", "date": PAID, "amount": DUE_AMOUNT, "pay_from_account": chart.bank}
    return {**made, "method": "Check", "applications": [part]}


def _account(chart: Chart, number: int) -> Record:
    return {
        "name": f"Income {number}",
        "code": f"77{number:02}",
        "type": "Income" if chart.bank == "1000" else "REVENUE",
    }


_SOUND: Final[dict[EntityType, Any]] = {
    "customer": lambda _chart, number: customer(f"Customer {number}"),
    "vendor": lambda _chart, number: vendor(f"Vendor {number}"),
    "item": lambda chart, number: item(f"Item {number}", income_account=chart.income),
    "account": _account,
    "term": lambda _chart, number: {"name": f"Net {number + 50}", "due_days": number + 50},
    "tax_rate": lambda _chart, number: {"name": f"Tax {number}", "percent": str(Decimal(number))},
    "invoice": lambda _chart, number: _sale(number),
    "order": lambda _chart, number: {**_sale(number), "status": "Invoiced"},
    "credit_note": lambda _chart, number: _sale(number),
    "bill": _owed,
    "vendor_credit": _owed,
    "expense": lambda chart, _number: _spent(chart),
    "payment": lambda chart, number: {
        **payment("c-good", {f"open-{number}": DUE_AMOUNT}),
        "deposit_account": chart.bank,
    },
    "bill_payment": _paid,
    "refund": lambda chart, _number: _back(chart),
    "document": lambda _chart, number: {
        "record": {"entity_type": "invoice", "record_id": "open-0"},
        "file_name": f"paper-{number}.pdf",
        "content_type": "application/pdf",
        "url": FILE_URL,
    },
}
