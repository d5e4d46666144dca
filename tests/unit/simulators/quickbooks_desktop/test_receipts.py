"""How customers settle: payments, credits, refunds (section 6)."""

import pytest

from tests.unit.simulators.quickbooks_desktop.program import Program
from tests.unit.simulators.quickbooks_desktop.settlements import applied, credit, credit_memo, receive, reference

pytestmark = pytest.mark.unit


@pytest.fixture
def program() -> Program:
    program = Program()
    program.vendor()
    program.customer()
    return program


def test_a_customers_payment_may_be_more_than_is_applied(program: Program) -> None:
    invoice = program.invoice("100.00")
    assert (invoice["BalanceRemaining"], invoice["AppliedAmount"], invoice["IsPaid"]) == ("100.00", "0.00", "false")
    row = receive(program, "150.00", applied(invoice, "100.00")).row
    assert (row["TotalAmount"], row["UnusedPayment"]) == ("150.00", "50.00")
    assert row["DepositToAccountRef"]["FullName"] == "Undeposited Funds"
    after = program.found("Invoice", invoice["TxnID"])
    assert (after["BalanceRemaining"], after["AppliedAmount"], after["IsPaid"]) == ("0.00", "-100.00", "true")
    assert program.found("Customer", "Beta LLC")["Balance"] == "-50.00"
    assert program.found("Account", "Undeposited Funds")["Balance"] == "150.00"


def test_a_customers_payment_applies_no_more_than_itself(program: Program) -> None:
    assert receive(program, "50.00", applied(program.invoice("100.00"), "60.00")).code == 3210
    assert receive(program, "200.00", applied(program.invoice("100.00"), "101.00")).code == 3210


def test_the_customer_is_the_invoices(program: Program) -> None:
    program.customer("Other")
    program.file.create("Customer", {"Name": "Roof", "ParentRef": "Beta LLC"})
    assert receive(program, "1.00", applied(program.invoice(), "1.00"), customer="Other").code == 3210
    job = program.invoice(customer="Beta LLC:Roof")
    assert receive(program, "1.00", applied(job, "1.00")).code == 3210
    assert receive(program, "1.00", applied(job, "1.00"), customer="Beta LLC:Roof").code == 0
    assert program.found("Customer", "Beta LLC")["TotalBalance"] == "199.00"


def test_a_payment_is_applied_automatically_to_the_oldest_invoices(program: Program) -> None:
    new, old = program.invoice("100.00", TxnDate="2024-05-09"), program.invoice("100.00", TxnDate="2024-05-01")
    receive(program, "150.00", "<IsAutoApply>true</IsAutoApply>")
    assert program.found("Invoice", old["TxnID"])["BalanceRemaining"] == "0.00"
    assert program.found("Invoice", new["TxnID"])["BalanceRemaining"] == "50.00"


def test_a_payment_on_account_is_left_unused(program: Program) -> None:
    program.invoice("100.00")
    assert receive(program, "30.00", "<IsAutoApply>false</IsAutoApply>").row["UnusedPayment"] == "30.00"


def test_a_credit_memo_is_set_against_an_invoice(program: Program) -> None:
    first, memo = program.invoice("100.00"), credit_memo(program, "40.00")
    assert (memo["TotalAmount"], memo["CreditRemaining"]) == ("40.00", "40.00")
    assert receive(program, "0.00", applied(first, "0.00", credit(memo, "25.00"))).code == 0
    assert program.found("CreditMemo", memo["TxnID"])["CreditRemaining"] == "15.00"
    line = f"<InvoiceLineAdd>{reference('ItemRef', 'Consulting')}<Amount>20.00</Amount></InvoiceLineAdd>"
    customer = reference("CustomerRef", "Beta LLC")
    assert program.add("Invoice", customer + credit(memo, "15.01") + line).code == 3210
    row = program.add("Invoice", customer + credit(memo, "15.00") + line).row
    assert (row["BalanceRemaining"], row["AppliedAmount"]) == ("5.00", "-15.00")
    assert program.found("Customer", "Beta LLC")["Balance"] == "80.00"


def test_a_payment_shows_the_customers_unused_credits(program: Program) -> None:
    credit_memo(program, "40.00")
    assert receive(program, "1.00", "<IsAutoApply>false</IsAutoApply>").row["UnusedCredits"] == "40.00"


def test_a_credit_is_refunded_to_a_card(program: Program) -> None:
    memo = credit_memo(program, "40.00")
    head = reference("CustomerRef", "Beta LLC") + reference("RefundFromAccountRef", "Checking")
    refund = "<RefundAppliedToTxnAdd><TxnID>{}</TxnID><RefundAmount>{}</RefundAmount></RefundAppliedToTxnAdd>"
    assert program.add("ARRefundCreditCard", head + refund.format(memo["TxnID"], "40.01")).code == 3210
    row = program.add("ARRefundCreditCard", head + refund.format(memo["TxnID"], "40.00")).row
    assert row["TotalAmount"] == "40.00"
    assert [(each["TxnType"], each["RefundAmount"]) for each in row["RefundAppliedToTxnRet"]] == [
        ("CreditMemo", "40.00")
    ]
    assert program.found("CreditMemo", memo["TxnID"])["CreditRemaining"] == "0.00"
    assert program.found("Customer", "Beta LLC")["Balance"] == "0.00"


def test_a_refund_by_check_is_linked_by_a_payment_of_nothing(program: Program) -> None:
    memo = credit_memo(program, "40.00")
    line = (
        f"{reference('AccountRef', 'Accounts Receivable')}<Amount>40.00</Amount>{reference('CustomerRef', 'Beta LLC')}"
    )
    check = program.add("Check", f"{reference('AccountRef', 'Checking')}<ExpenseLineAdd>{line}</ExpenseLineAdd>").row
    assert program.found("Customer", "Beta LLC")["Balance"] == "0.00"
    assert receive(program, "0.00", applied(check, "0.00", credit(memo, "40.00"))).code == 0
    assert program.found("CreditMemo", memo["TxnID"])["CreditRemaining"] == "0.00"


def test_a_check_is_applied_to_a_credit_as_it_is_written(program: Program) -> None:
    memo = credit_memo(program, "40.00")
    line = (
        f"{reference('AccountRef', 'Accounts Receivable')}<Amount>40.00</Amount>{reference('CustomerRef', 'Beta LLC')}"
    )
    linked = f"<ApplyCheckToTxnAdd><TxnID>{memo['TxnID']}</TxnID><Amount>40.00</Amount></ApplyCheckToTxnAdd>"
    row = program.add(
        "Check", f"{reference('AccountRef', 'Checking')}{linked}<ExpenseLineAdd>{line}</ExpenseLineAdd>"
    ).row
    assert [each["TxnType"] for each in row["LinkedTxn"]] == ["CreditMemo"]
    assert program.found("CreditMemo", memo["TxnID"])["CreditRemaining"] == "0.00"


def test_a_changed_payment_is_applied_as_it_says_now(program: Program) -> None:
    one, two = program.invoice("100.00"), program.invoice("100.00")
    row = receive(program, "80.00", applied(one, "80.00")).row
    again = f"<AppliedToTxnMod><TxnID>{two['TxnID']}</TxnID><PaymentAmount>60.00</PaymentAmount></AppliedToTxnMod>"
    changed = program.change("ReceivePayment", row, again).row
    assert (changed["UnusedPayment"], len(changed["AppliedToTxnRet"])) == ("20.00", 1)
    assert program.found("Invoice", one["TxnID"])["BalanceRemaining"] == "100.00"
    assert program.found("Invoice", two["TxnID"])["BalanceRemaining"] == "40.00"
    assert program.found("Customer", "Beta LLC")["Balance"] == "120.00"
