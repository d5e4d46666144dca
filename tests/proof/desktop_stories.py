"""What is cut off with QuickBooks Desktop: stories in which a connector's sessions do all that they can do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final
from unittest.mock import patch

from bookbridge.use_cases import list_changes
from tests.fakes.books import DAY, customer, invoice, item
from tests.fakes.desktop_world import PACKAGE
from tests.simulators.quickbooks_desktop.company_file import CompanyFile

from .charts import CHARTS
from .mortal_desktop import MortalDesktop
from .stories import COMPANY, End, everything, send

CHART: Final = CHARTS[PACKAGE]

_NOT_CREATED: Final = frozenset({("vendor", "v-1"), ("vendor_credit", "vc-1"), ("document", "d-1")})
"""What QuickBooks Desktop takes from nobody, or what stays in the application."""

_DIFFERENT: Final[dict[tuple[str, str], dict[str, Any]]] = {
    ("item", "s-1"): {"name": "Advice"},  # every company file begins with a Consulting
    ("customer", "c-bad"): {"name": "Pine Paper"},  # no two names in its lists are alike
}


@dataclass(frozen=True, slots=True)
class DesktopStory:
    """`prepare` brings a company to the moment from which on its connector may be cut off.

    `page` is how many objects are listed in a turn, so that a small company file takes several; `is_first`: it has
    never been listed before.
    """

    title: str
    prepare: Callable[[MortalDesktop], None]
    end: End
    page: int = list_changes.PAGE
    is_first: bool = False

    @property
    def name(self) -> str:
        """`quickbooks-desktop: everything`."""
        return f"{PACKAGE}: {self.title}"

    @contextmanager
    def begun(self, *, retries: int) -> Iterator[MortalDesktop]:
        """A world in which the story has been prepared."""
        with patch.object(list_changes, "PAGE", self.page):
            world = MortalDesktop(retries=retries)
            if self.is_first:
                world.begin_pairing(COMPANY, **CHART.settings)
                self.prepare(world)
                world.confirm(COMPANY)
            else:
                world.connect(COMPANY, **CHART.settings)
                self.prepare(world)
            world.logs.clear()
            yield world


def company_file(world: MortalDesktop) -> CompanyFile:
    """The company's file, for what people do in it by hand."""
    return world.company_file(COMPANY)


def _derived(world: MortalDesktop, name: str) -> str:
    """The id of the record that came from the company file under this name."""
    (found,) = [each.record_id for each in world.store.records.values() if each.body.get("name") == name]
    return found


def _records(vendor: str) -> dict[tuple[str, str], dict[str, Any]]:
    """One record of each kind that QuickBooks Desktop takes, with a vendor that is there."""
    records = {key: {**record, **_DIFFERENT.get(key, {})} for key, record in everything(CHART).items()}
    for key, record in records.items():
        record.update({field: vendor for field in ("vendor", "payee") if record.get(field) == "v-1"})
        if key[0] in {"credit_note", "order"}:  # it sells nothing but items
            record["lines"] = [{**line, "item": "s-1"} for line in record["lines"]]
    return {key: record for key, record in records.items() if key not in _NOT_CREATED}


def _enter_everything(file: CompanyFile) -> None:
    """One object of each kind, as people enter them."""
    expense = {"AccountRef": "Office Supplies", "Amount": "7.00"}
    sale = {"ItemRef": "Delivery", "Amount": "15.00"}
    bought = {"VendorRef": "Pine Paper", "TxnDate": DAY, "ExpenseLine": [expense]}
    sold = {"CustomerRef": "Elm Ltd", "TxnDate": DAY}
    spent = {"PayeeEntityRef": "Pine Paper", "TxnDate": DAY, "ExpenseLine": [expense]}
    file.create("Account", {"Name": "Postage", "AccountType": "Expense", "AccountNumber": "6500"})
    file.create("StandardTerms", {"Name": "Net 45", "StdDueDays": 45})
    file.create("Vendor", {"Name": "Pine Paper"})
    file.create("Customer", {"Name": "Elm Ltd"})
    one = {"Desc": "Parcel", "Price": "3", "AccountRef": "Sales"}
    file.create("ItemService", {"Name": "Parcel", "SalesTaxCodeRef": "Non", "SalesOrPurchase": one})
    billed = file.create("Bill", {**bought, "RefNumber": "H-1"})
    file.create("VendorCredit", {**bought, "RefNumber": "H-2"})
    invoiced = file.create("Invoice", {**sold, "RefNumber": "H-3", "InvoiceLine": [sale]})
    file.create("CreditMemo", {**sold, "RefNumber": "H-4", "CreditMemoLine": [sale]})
    file.create("Check", {"AccountRef": "Checking", **spent})
    file.create("CreditCardCharge", {"AccountRef": "Visa", **spent})
    applied = [{"TxnID": billed["TxnID"], "PaymentAmount": "7.00"}]
    file.create(
        "BillPaymentCheck",
        {"PayeeEntityRef": "Pine Paper", "TxnDate": DAY, "BankAccountRef": "Checking", "AppliedToTxn": applied},
    )
    settled = [{"TxnID": invoiced["TxnID"], "PaymentAmount": "15.00"}]
    file.create("ReceivePayment", {**sold, "TotalAmount": "15.00", "AppliedToTxn": settled})


def _everything(world: MortalDesktop) -> None:
    company_file(world).create("Vendor", {"Name": "Oak Paper"})
    world.run()
    _enter_everything(company_file(world))
    send(world, _records(_derived(world, "Oak Paper")))


def _change_both_sides(world: MortalDesktop) -> None:
    """Everything is synced; then the application changes and voids, and people do so in QuickBooks Desktop."""
    _everything(world)
    world.put(COMPANY, "invoice", "i-8", invoice("A-8", "c-1", amount="8.00", item="s-1"))
    world.run()
    world.clock.advance(10)
    file = company_file(world)
    world.put(COMPANY, "customer", "c-1", customer("Alder & Sons Ltd"))
    world.put(COMPANY, "item", "s-1", item("Advice", income_account=CHART.income, unit_price="130.00"))
    world.put(COMPANY, "invoice", "i-8", invoice("A-9", "c-1", amount="9.00", item="s-1"))
    world.accept_records.void(COMPANY, "bill_payment", "bp-1")
    world.accept_records.void(COMPANY, "expense", "e-1")
    for number in range(30):
        file.create("Customer", {"Name": f"Stranger {number}"})
    oak, elm = (_id_of(file, kind, name) for kind, name in (("Vendor", "Oak Paper"), ("Customer", "Elm Ltd")))
    file.update("Vendor", oak, {"Name": "Oak Paper Works"})
    file.update("Customer", elm, {"Phone": "555-0100"})
    (charge,) = file.rows("CreditCardCharge")
    file.delete("CreditCardCharge", charge["TxnID"])
    (credit,) = [row for row in file.rows("CreditMemo") if row["RefNumber"] == "H-4"]
    file.void("CreditMemo", credit["TxnID"])


def _id_of(file: CompanyFile, kind: str, name: str) -> str:
    (found,) = [str(row["ListID"]) for row in file.rows(kind) if row["Name"] == name]
    return found


def _many(world: MortalDesktop) -> None:
    """Several messages of invoices, a few of them bad, after one of customers."""
    for number in range(120):
        bad = {"total": "1.00"} if number % 40 == 7 else {}
        wanted = invoice(f"M-{number}", f"c-{number % 6}", item="s-1")
        world.put(COMPANY, "invoice", f"i-{number}", {**wanted, **bad})
    for number in range(6):
        world.put(COMPANY, "customer", f"c-{number}", customer(f"Customer {number}"))
    world.put(COMPANY, "item", "s-1", item("Advice", income_account=CHART.income))


def _fill(world: MortalDesktop) -> None:
    """More customers and bills than the first question about all kinds shows, and something to send."""
    file = company_file(world)
    _enter_everything(file)
    for number in range(60):
        file.create("Customer", {"Name": f"Stranger {number}"})
        world.clock.advance(60)
    line = {"AccountRef": "Office Supplies", "Amount": "7.00"}
    for number in range(55):
        entered = {"VendorRef": "Pine Paper", "TxnDate": DAY, "RefNumber": f"F-{number}", "ExpenseLine": [line]}
        file.create("Bill", entered)
        world.clock.advance(60)
    world.put(COMPANY, "customer", "c-1", customer("Alder Ltd"))
    world.put(COMPANY, "item", "s-1", item("Advice", income_account=CHART.income))
    world.put(COMPANY, "invoice", "i-1", invoice("A-1", "c-1", item="s-1"))


_SALES: Final = ["item Advice", "invoice A-1", "invoice A-2", "invoice A-3", "invoice SO-1", "credit_note CN-1"]
_PURCHASES: Final = ["bill B-1", "check 6.00", "check 3.00", "bill_payment 40.00"]
_MONEY: Final = ["payment 125.00", "payment 9.00"]
_LEFT_OUT: Final = End(
    Counter(),
    failed=frozenset({"customer#c-bad"}),
    blocked=frozenset({"invoice#i-bad"}),
    draft=frozenset({"order#o-2"}),
)
_BAD: Final = frozenset(f"invoice#i-{number}" for number in range(120) if number % 40 == 7)
_MANY: Final = [f"invoice M-{number}" for number in range(120) if number % 40 != 7]
_CUSTOMERS: Final = [f"customer Customer {number}" for number in range(6)]

DESKTOP_STORIES: Final = (
    DesktopStory(
        "everything",
        _everything,
        replace(
            _LEFT_OUT,
            books=Counter(["customer Alder Ltd", *_SALES, *_PURCHASES, *_MONEY]),
            arrived=Counter({"customer": 1, "vendor": 2}),
        ),
    ),
    DesktopStory(
        "changes on both sides",
        _change_both_sides,
        replace(
            _LEFT_OUT,
            books=Counter(
                ["customer Alder & Sons Ltd", "invoice A-9", "bill_payment 0.00 voided", "check 0.00 voided"]
            ),
            gone=Counter(["customer Alder Ltd", "invoice A-8", "bill_payment 40.00", "check 6.00"]),
            updates=5,
            arrived=Counter({"customer": 32, "vendor": 3}),
        ),
    ),
    DesktopStory("many", _many, End(Counter([*_MANY, *_CUSTOMERS, "item Advice"]), failed=_BAD)),
    DesktopStory(
        "a first sync",
        _fill,
        End(
            Counter(["customer Alder Ltd", "item Advice", "invoice A-1"]),
            arrived=Counter({"customer": 61, "vendor": 1}),
        ),
        page=25,
        is_first=True,
    ),
)
