"""Whatever is entered, changed, paid, voided and deleted: the books balance."""

import random
from contextlib import suppress
from decimal import Decimal
from typing import Any, Final

import pytest

from tests.simulators.quickbooks_desktop.errors import StatusError
from tests.unit.simulators.quickbooks_desktop.program import Json, Program

pytestmark = pytest.mark.unit

DEBITS: Final = {
    "Bank",
    "AccountsReceivable",
    "OtherCurrentAsset",
    "FixedAsset",
    "CostOfGoodsSold",
    "Expense",
    "OtherExpense",
}
OPEN: Final = {
    "Bill": "OpenAmount",
    "VendorCredit": "OpenAmount",
    "Invoice": "BalanceRemaining",
    "CreditMemo": "CreditRemaining",
    "ReceivePayment": "UnusedPayment",
}
REMOVABLE: Final = [*OPEN, "BillPaymentCheck", "ARRefundCreditCard"]


class Clerk:
    """Enters and changes at random what QuickBooks lets pass."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - no secret comes of it
        self.program = Program()
        self.file = self.program.file
        self.done = 0
        for name in ("A", "B"):
            self.program.vendor(f"Vendor {name}")
            self.program.customer(f"Customer {name}")

    def work(self, times: int) -> None:
        tasks = [self.enter, self.enter, self.pay_bill, self.receive, self.refund, self.change, self.remove]
        for _ in range(times):
            with suppress(StatusError, IndexError):  # IndexError: there is nothing of the kind yet
                self.random.choice(tasks)()
                self.done += 1

    def enter(self) -> None:
        entity, stem = self.random.choice(
            [("Bill", ""), ("VendorCredit", ""), ("Invoice", "Invoice"), ("CreditMemo", "CreditMemo")]
        )
        if stem:
            line = {"ItemRef": self.random.choice(["Consulting", "Widget"]), "Amount": self._amount()}
            self.file.create(entity, {"CustomerRef": self._party("Customer"), f"{stem}Line": [line]})
        else:
            line = {"AccountRef": self.random.choice(["Rent", "Travel"]), "Amount": self._amount()}
            self.file.create(entity, {"VendorRef": self._party("Vendor"), "ExpenseLine": [line]})

    def pay_bill(self) -> None:
        bill = self._some("Bill")
        applied = self._applied(bill, "VendorCredit", "Purchase Discounts")
        payee = {"PayeeEntityRef": bill["VendorRef"]["FullName"], "BankAccountRef": "Checking", "RefNumber": "1"}
        self.file.create("BillPaymentCheck", {**payee, "AppliedToTxn": [applied]})

    def receive(self) -> None:
        invoice = self._some("Invoice")
        applied = self._applied(invoice, "CreditMemo", "Sales Discounts")
        payer = {"CustomerRef": invoice["CustomerRef"]["FullName"], "TotalAmount": self._amount()}
        self.file.create("ReceivePayment", {**payer, "AppliedToTxn": [applied]})

    def refund(self) -> None:
        memo = self._some("CreditMemo")
        part = {"TxnID": memo["TxnID"], "RefundAmount": self._amount()}
        customer = {"CustomerRef": memo["CustomerRef"]["FullName"], "RefundFromAccountRef": "Checking"}
        self.file.create("ARRefundCreditCard", {**customer, "RefundAppliedToTxn": [part]})

    def change(self) -> None:
        entity = self.random.choice(["Bill", "BillPaymentCheck", "ReceivePayment"])
        row = self._some(entity)
        if entity == "Bill":
            fields: Json = {"ExpenseLine": [{"AccountRef": "Utilities", "Amount": self._amount()}]}
        else:
            target = self._some("Bill" if entity == "BillPaymentCheck" else "Invoice")
            fields = {"AppliedToTxn": [{"TxnID": target["TxnID"], "PaymentAmount": self._amount()}]}
        self.file.update(entity, row["TxnID"], fields)

    def remove(self) -> None:
        entity = self.random.choice(REMOVABLE)
        remove: Any = self.random.choice([self.file.void, self.file.delete])
        remove(entity, self._some(entity)["TxnID"])

    def _applied(self, target: Json, credit: str, account: str) -> Json:
        applied: Json = {"TxnID": target["TxnID"], "PaymentAmount": self._amount()}
        if self.random.random() < 0.4:
            applied["SetCredit"] = [{"CreditTxnID": self._some(credit)["TxnID"], "AppliedAmount": "5.00"}]
        if self.random.random() < 0.3:
            applied |= {"DiscountAmount": "1.00", "DiscountAccountRef": account}
        return applied

    def _amount(self) -> str:
        return f"{self.random.randint(1, 150)}.{self.random.randint(0, 99):02}"

    def _party(self, kind: str) -> str:
        return f"{kind} {self.random.choice('AB')}"

    def _some(self, entity: str) -> Json:
        return self.random.choice(self.file.rows(entity))


def balances(program: Program, entity: str) -> Decimal:
    return sum((Decimal(row["Balance"]) for row in program.file.rows(entity)), Decimal(0))


@pytest.mark.parametrize("seed", range(5))
def test_the_books_balance(seed: int) -> None:
    clerk = Clerk(seed)
    clerk.work(300)
    program = clerk.program
    assert clerk.done > 150
    accounts = program.file.rows("Account")
    debits = sum(Decimal(row["Balance"]) for row in accounts if row["AccountType"] in DEBITS)
    others = sum(Decimal(row["Balance"]) for row in accounts if row["AccountType"] not in DEBITS)
    assert debits == others != 0
    assert balances(program, "Vendor") == Decimal(program.found("Account", "Accounts Payable")["Balance"])
    assert balances(program, "Customer") == Decimal(program.found("Account", "Accounts Receivable")["Balance"])
    for entity, field in OPEN.items():
        assert all(Decimal(row[field]) >= 0 for row in program.file.rows(entity))
