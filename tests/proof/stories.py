"""What is cut off: whole stories of a company, each with the end that it must come to whatever happens on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bookbridge.domain.stored_records import StoredRecord
from tests.fakes.books import bill, customer, invoice, item, payment, vendor
from tests.fakes.world import World

from .charts import CHARTS, Chart

COMPANY: Final = "acme"
FILE: Final = "https://files.test/receipt.pdf"


@dataclass(frozen=True, slots=True)
class End:
    """How a story ends: what is new in the books, and which records are not there and why.

    `failed` and `blocked` are record keys (`customer#c-bad`); `updates` counts the writes besides one a record;
    `arrived` is how often parties stand in the feed; `gone` is what disappears from the books.
    """

    books: Counter[str]
    gone: Counter[str] = field(default_factory=Counter)
    updates: int = 0
    arrived: Counter[str] = field(default_factory=Counter)
    failed: frozenset[str] = frozenset()
    blocked: frozenset[str] = frozenset()
    draft: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Story:
    """`prepare` brings a company to the moment from which on it may be cut off."""

    package: str
    title: str
    prepare: Callable[[World], None]
    end: End
    settings: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """`xero: everything`."""
        return f"{self.package}: {self.title}"

    def begin(self, *, retries: int) -> World:
        """A world in which the story has been prepared."""
        world = World(self.package, retries=retries)
        chart = CHARTS[self.package]
        world.connect(COMPANY, world.simulation.organisation_id, **chart.settings, **self.settings)
        world.run()
        self.prepare(world)
        return world


def _line(account: str, amount: str = "10.00") -> dict[str, str]:
    return {"account": account, "quantity": "1", "unit_price": amount, "amount": amount, "description": "Work"}


def _purchase(account: str, amount: str = "10.00") -> dict[str, str]:
    return {"account": account, "amount": amount, "description": "Paper"}


def everything(chart: Chart) -> dict[tuple[str, str], dict[str, Any]]:
    """One record of each kind, and a family of a bad parent; children come before their parents."""
    sale = {"date": "2030-04-02", "due_date": "2030-05-02", "total": "10.00", "lines": [_line(chart.income)]}
    bought = bill("B-1", "v-1", amount="40.00", account=chart.expense, ap_account=chart.payable)
    credit = bill("VC-1", "v-1", amount="5.00", account=chart.expense, ap_account=chart.payable)
    paid = {"vendor": "v-1", "date": "2030-04-20", "pay_from_account": chart.bank, "method": "check"}
    spent = {"date": "2030-04-09", "account": chart.bank, "method": "check", "total": "6.00"}
    refund = {"customer": "c-1", "date": "2030-04-11", "amount": "3.00", "account": chart.bank}
    order_line = {key: value for key, value in _line(chart.income, "12.00").items() if key != "account"}
    document = {"record": {"entity_type": "invoice", "record_id": "i-1"}, "file_name": "receipt.pdf"}
    return {
        ("document", "d-1"): {**document, "content_type": "application/pdf", "url": FILE},
        ("payment", "p-1"): payment("c-1", {"i-1": "125.00"}),
        ("payment", "p-2"): payment("c-1", {"i-2": "4.00", "i-3": "5.00"}),
        ("bill_payment", "bp-1"): {**paid, "amount": "40.00", "applications": [{"bill": "b-1", "amount": "40.00"}]},
        ("refund", "r-1"): {**refund, "lines": [_line(chart.income, "3.00")]},
        ("expense", "e-1"): {**spent, "payee": "v-1", "lines": [_purchase(chart.expense, "6.00")]},
        ("credit_note", "cn-1"): {"number": "CN-1", "customer": "c-1", **sale},
        ("vendor_credit", "vc-1"): credit,
        ("order", "o-1"): {
            "number": "SO-1",
            "customer": "c-1",
            **sale,
            "total": "12.00",
            "status": "Despatched",
            "lines": [{**order_line, "cost_centre": "pick"}],
        },
        ("order", "o-2"): {"number": "SO-2", "customer": "c-1", **sale, "status": "New"},
        ("invoice", "i-1"): invoice("A-1", "c-1", item="s-1"),
        ("invoice", "i-2"): invoice("A-2", "c-1", amount="4.00", item="s-1"),
        ("invoice", "i-3"): invoice("A-3", "c-1", amount="5.00", item="s-1"),
        ("invoice", "i-bad"): invoice("A-bad", "c-bad", item="s-1"),
        ("bill", "b-1"): bought,
        ("item", "s-1"): item("Consulting", income_account=chart.income),
        ("customer", "c-1"): customer("Alder Ltd"),
        ("customer", "c-bad"): customer("Birch Ltd", email="no address"),
        ("vendor", "v-1"): vendor("Oak Paper"),
    }


def send(world: World, records: dict[tuple[str, str], dict[str, Any]]) -> None:
    world.fakes.files.contents[FILE] = b"%PDF-1.4 a receipt"
    for (entity_type, record_id), record in records.items():
        world.put(COMPANY, entity_type, record_id, record)


def _send_everything(world: World) -> None:
    send(world, everything(CHARTS[world.simulation.package]))


def _many(world: World) -> None:
    """More than one call of everything, a few of them bad, so that a call's outcome takes several transactions."""
    for number in range(120):
        bad = {"total": "1.00"} if number % 40 == 7 else {}
        wanted = invoice(f"M-{number}", f"c-{number % 6}", item="s-1")
        world.put(COMPANY, "invoice", f"i-{number}", {**wanted, **bad})
    for number in range(6):
        world.put(COMPANY, "customer", f"c-{number}", customer(f"Customer {number}"))
    world.put(COMPANY, "item", "s-1", item("Consulting", income_account=CHARTS[world.simulation.package].income))


def _change_both_sides(world: World) -> None:
    """Everything is synced; then the application changes and voids, and people in the package do too."""
    _send_everything(world)
    world.put(COMPANY, "invoice", "i-8", invoice("A-8", "c-1", amount="8.00", item="s-1"))
    world.run()
    chart = CHARTS[world.simulation.package]
    world.put(COMPANY, "customer", "c-1", customer("Alder & Sons Ltd"))
    world.put(COMPANY, "item", "s-1", item("Consulting", income_account=chart.income, unit_price="130.00"))
    world.put(COMPANY, "invoice", "i-8", invoice("A-9", "c-1", amount="9.00", item="s-1"))
    world.put(COMPANY, "vendor", "v-2", vendor("Pine Paper"))
    world.accept_records.void(COMPANY, "payment", "p-1")
    world.clock.advance(10)
    hands = HANDS[world.simulation.package]
    for number in range(30):
        hands.add_party(world, f"Stranger {number}")
    hands.rename_vendor(world, world.view(COMPANY, "vendor", "v-1").record, "Oak Paper Works")


@dataclass(frozen=True, slots=True)
class Hands:
    """What people do by hand in a package."""

    add_party: Callable[[World, str], object]
    rename_vendor: Callable[[World, StoredRecord, str], object]
    redate_bills: Callable[[World, str], object]


def _edit(world: World, method: str, path: str, body: dict[str, Any]) -> object:
    return world.by_hand(method, f"/organisations/{world.simulation.organisation_id}/{path}", body)


def _redate(world: World, entity: str, id_field: str, edit: dict[str, str]) -> None:
    for row in world.in_package(world.simulation.organisation_id, entity):
        _edit(world, "PATCH", f"{entity}/{row[id_field]}", edit)


def _package_id(record: StoredRecord) -> str:
    return record.link.package_id if record.link else ""


HANDS: Final = {
    "quickbooks-online": Hands(
        lambda world, name: _edit(world, "POST", "Customer", {"DisplayName": name}),
        lambda world, record, name: _edit(world, "PATCH", f"Vendor/{_package_id(record)}", {"DisplayName": name}),
        lambda world, day: _redate(world, "Bill", "Id", {"TxnDate": day}),
    ),
    "xero": Hands(
        lambda world, name: _edit(world, "POST", "Contacts", {"Name": name}),
        lambda world, record, name: _edit(world, "PATCH", f"Contacts/{_package_id(record)}", {"Name": name}),
        lambda world, day: _redate(world, "Invoices", "InvoiceID", {"Date": day}),
    ),
}


_MANY_BAD: Final = frozenset(f"invoice#i-{number}" for number in range(120) if number % 40 == 7)
_MANY: Final = Counter([f"invoice M-{number}" for number in range(120) if number % 40 != 7])

_LEFT_OUT: Final = End(
    Counter(),
    failed=frozenset({"customer#c-bad"}),
    blocked=frozenset({"invoice#i-bad"}),
    draft=frozenset({"order#o-2"}),
)
_SALES: Final = ["item Consulting", "invoice A-1", "invoice A-2", "invoice A-3", "invoice SO-1", "bill B-1"]
_CREDITS: Final = ["credit_note CN-1", "vendor_credit VC-1", "document receipt.pdf"]
_QUICKBOOKS: Final = ["customer Alder Ltd", "vendor Oak Paper", *_SALES, *_CREDITS, "expense 6.00", "refund 3.00"]
_XERO: Final = ["contact Alder Ltd", "contact Oak Paper", *_SALES, *_CREDITS, "spent 6.00", "spent 3.00"]
_QUICKBOOKS_MONEY: Final = ["payment 125.00", "payment 9.00", "bill_payment 40.00"]
_XERO_MONEY: Final = ["paid 125.00", "paid 4.00", "paid 5.00", "paid 40.00"]


def _end_of_many(party: str) -> End:
    parties = Counter([f"{party} Customer {number}" for number in range(6)] + ["item Consulting"])
    return End(_MANY + parties, failed=_MANY_BAD)


_STRANGERS: Final = Counter({"customer": 30, "vendor": 1})

STORIES: Final = (
    Story(
        "quickbooks-online",
        "everything",
        _send_everything,
        replace(_LEFT_OUT, books=Counter([*_QUICKBOOKS, *_QUICKBOOKS_MONEY])),
    ),
    Story("xero", "everything", _send_everything, replace(_LEFT_OUT, books=Counter([*_XERO, *_XERO_MONEY]))),
    Story(
        "quickbooks-online",
        "changes on both sides",
        _change_both_sides,
        replace(
            _LEFT_OUT,
            books=Counter(["customer Alder & Sons Ltd", "vendor Pine Paper", "invoice A-9", "payment 0.00 voided"]),
            gone=Counter(["customer Alder Ltd", "invoice A-8", "payment 125.00"]),
            updates=4,
            arrived=_STRANGERS,
        ),
    ),
    Story(
        "xero",
        "changes on both sides",
        _change_both_sides,
        replace(
            _LEFT_OUT,
            books=Counter(["contact Alder & Sons Ltd", "contact Pine Paper", "invoice A-9"]),
            gone=Counter(["contact Alder Ltd", "invoice A-8", "paid 125.00"]),
            updates=4,
            arrived=_STRANGERS,
        ),
    ),
    Story("quickbooks-online", "many", _many, _end_of_many("customer")),
    Story("xero", "many", _many, _end_of_many("contact")),
    Story("example-ledger", "many", _many, _end_of_many("customer")),
)
