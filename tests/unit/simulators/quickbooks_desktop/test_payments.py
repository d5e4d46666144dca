"""How bills are settled: payments, credits, discounts (section 6)."""

import pytest

from tests.unit.simulators.quickbooks_desktop.program import Program
from tests.unit.simulators.quickbooks_desktop.settlements import (
    applied,
    credit,
    discount,
    pay_bill,
    reference,
    vendor_credit,
)

pytestmark = pytest.mark.unit


@pytest.fixture
def program() -> Program:
    program = Program()
    program.vendor()
    program.customer()
    return program


def test_a_bill_is_paid_in_parts(program: Program) -> None:
    bill = program.bill("100.00", RefNumber="INV-1")
    payment = pay_bill(program, applied(bill, "40.00")).row
    assert payment["Amount"] == "40.00"
    (part,) = payment["AppliedToTxnRet"]
    assert (part["TxnID"], part["TxnType"], part["RefNumber"]) == (bill["TxnID"], "Bill", "INV-1")
    assert (part["Amount"], part["BalanceRemaining"]) == ("40.00", "60.00")
    after = program.found("Bill", bill["TxnID"])
    assert (after["AmountDue"], after["OpenAmount"], after["IsPaid"]) == ("100.00", "60.00", "false")
    (link,) = after["LinkedTxn"]
    assert (link["TxnType"], link["LinkType"], link["Amount"]) == ("BillPaymentCheck", "AMTTYPE", "-40.00")
    assert pay_bill(program, applied(bill, "60.00")).code == 0
    after = program.found("Bill", bill["TxnID"])
    assert (after["OpenAmount"], after["IsPaid"]) == ("0.00", "true")
    assert program.found("Vendor", "Acme Supply")["Balance"] == "0.00"
    assert program.found("Account", "Checking")["Balance"] == "-100.00"
    assert program.found("Account", "Accounts Payable")["Balance"] == "0.00"


def test_one_payment_pays_several_bills(program: Program) -> None:
    one, two = program.bill("10.00"), program.bill("20.00")
    row = pay_bill(program, applied(one, "10.00") + applied(two, "5.00")).row
    assert (row["Amount"], len(row["AppliedToTxnRet"])) == ("15.00", 2)


def test_a_bill_is_paid_by_credit_card(program: Program) -> None:
    bill = program.bill("10.00")
    head = reference("PayeeEntityRef", "Acme Supply") + reference("CreditCardAccountRef", "Visa")
    row = program.add("BillPaymentCreditCard", head + applied(bill, "10.00")).row
    assert row["CreditCardAccountRef"]["FullName"] == "Visa"
    assert program.found("Account", "Visa")["Balance"] == "10.00"


def test_nobody_pays_more_than_is_due(program: Program) -> None:
    bill = program.bill("100.00")
    answer = pay_bill(program, applied(bill, "100.01"))
    assert answer.code == 3210
    assert answer.message == (
        'The "PaymentAmount" field has an invalid value "100.01". '
        "QuickBooks error message: You cannot pay more than the amount due."
    )
    assert program.file.rows("BillPaymentCheck") == []
    assert pay_bill(program, applied(bill, "60.00") + applied(bill, "60.00")).code == 3210


def test_a_bill_that_does_not_exist_cannot_be_paid(program: Program) -> None:
    assert pay_bill(program, applied({"TxnID": "1A2B-1400000000"}, "1.00")).code == 3120
    assert pay_bill(program, applied(program.invoice(), "1.00")).code == 3120


def test_the_payee_is_the_bills_vendor(program: Program) -> None:
    program.vendor("Other")
    assert pay_bill(program, applied(program.bill(), "1.00"), payee="Other").code == 3210
    assert pay_bill(program, applied(program.bill(), "1.00"), payee="Beta LLC").code == 3140


def test_the_payables_account_is_the_bills(program: Program) -> None:
    program.file.create("Account", {"Name": "Other Payable", "AccountType": "AccountsPayable"})
    account = reference("APAccountRef", "Other Payable")
    assert pay_bill(program, applied(program.bill(), "1.00"), before=account).code == 3210


def test_a_discount_settles_too(program: Program) -> None:
    bill = program.bill("100.00")
    row = pay_bill(program, applied(bill, "98.00", discount("2.00"))).row
    (part,) = row["AppliedToTxnRet"]
    assert (row["Amount"], part["DiscountAmount"], part["BalanceRemaining"]) == ("98.00", "2.00", "0.00")
    assert part["DiscountAccountRef"]["FullName"] == "Purchase Discounts"
    assert program.found("Bill", bill["TxnID"])["IsPaid"] == "true"
    assert program.found("Vendor", "Acme Supply")["Balance"] == "0.00"
    assert program.found("Account", "Purchase Discounts")["Balance"] == "-2.00"
    assert pay_bill(program, applied(program.bill("5.00"), "4.00", discount("1.01"))).code == 3210


def test_a_discount_needs_an_account(program: Program) -> None:
    bill = program.bill("100.00")
    assert pay_bill(program, applied(bill, "98.00", "<DiscountAmount>2.00</DiscountAmount>")).code == 3150


def test_a_credit_is_set_in_a_payment_of_nothing(program: Program) -> None:
    bill, refund = program.bill("100.00"), vendor_credit(program, "30.00")
    assert refund["OpenAmount"] == "30.00"
    row = pay_bill(program, applied(bill, "0.00", credit(refund, "10.00"))).row
    assert row["Amount"] == "0.00"
    (part,) = row["AppliedToTxnRet"]
    assert [each["TxnType"] for each in part["LinkedTxn"]] == ["VendorCredit"]
    assert program.found("Bill", bill["TxnID"])["OpenAmount"] == "90.00"
    after = program.found("VendorCredit", refund["TxnID"])
    assert after["OpenAmount"] == "20.00"
    assert [(each["TxnType"], each["Amount"]) for each in after["LinkedTxn"]] == [("Bill", "10.00")]
    assert [each["TxnType"] for each in program.found("Bill", bill["TxnID"])["LinkedTxn"]] == ["VendorCredit"]


@pytest.mark.parametrize(("amount", "code"), [("30.00", 0), ("30.01", 3210), ("0.00", 3210)])
def test_no_more_of_a_credit_is_used_than_there_is(program: Program, amount: str, code: int) -> None:
    bill, refund = program.bill("100.00"), vendor_credit(program, "30.00")
    assert pay_bill(program, applied(bill, "0.00", credit(refund, amount))).code == code


def test_payment_and_credit_together_are_not_more_than_is_due(program: Program) -> None:
    bill, refund = program.bill("100.00"), vendor_credit(program, "30.00")
    assert pay_bill(program, applied(bill, "80.00", credit(refund, "30.00"))).code == 3210
    assert pay_bill(program, applied(bill, "70.00", credit(refund, "30.00"))).code == 0
    assert program.found("Bill", bill["TxnID"])["IsPaid"] == "true"


def test_being_paid_modifies_a_bill(program: Program) -> None:
    bill = program.bill("100.00")
    pay_bill(program, applied(bill, "40.00"))
    assert program.change("Bill", bill, "<Memo>m</Memo>").code == 3200
    program.file.linking_touches = False
    bill = program.bill("100.00")
    pay_bill(program, applied(bill, "40.00"))
    assert program.change("Bill", bill, "<Memo>m</Memo>").code == 0


def test_a_bill_cannot_become_less_than_what_was_paid(program: Program) -> None:
    bill = program.bill("100.00")
    pay_bill(program, applied(bill, "40.00"))
    bill = program.found("Bill", bill["TxnID"])
    identifier = bill["ExpenseLineRet"][0]["TxnLineID"]
    line = f"<ExpenseLineMod><TxnLineID>{identifier}</TxnLineID><Amount>{{}}</Amount></ExpenseLineMod>"
    assert program.change("Bill", bill, line.format("39.99")).code == 3170
    assert program.change("Bill", bill, line.format("40.00")).row["IsPaid"] == "true"


def test_what_a_payment_is_applied_to_comes_with_its_lines(program: Program) -> None:
    pay_bill(program, applied(program.bill(), "1.00"))
    assert "AppliedToTxnRet" not in program.query("BillPaymentCheck").row
    row = program.query("BillPaymentCheck", "<IncludeLineItems>true</IncludeLineItems>").row
    assert len(row["AppliedToTxnRet"]) == 1


def test_a_changed_bill_payment_has_the_amount_that_it_applies(program: Program) -> None:
    bill = program.bill("100.00")
    row = pay_bill(program, applied(bill, "80.00")).row
    again = f"<AppliedToTxnMod><TxnID>{bill['TxnID']}</TxnID><PaymentAmount>100.00</PaymentAmount></AppliedToTxnMod>"
    changed = program.change("BillPaymentCheck", row, again).row
    assert changed["Amount"] == "100.00"
    assert program.found("Bill", bill["TxnID"])["IsPaid"] == "true"
    assert program.change("BillPaymentCheck", changed, "<Memo>m</Memo>").row["Amount"] == "100.00"


def test_a_bill_that_a_user_has_open_cannot_be_paid(program: Program) -> None:
    bill = program.bill()
    program.file.edit(bill["TxnID"])
    assert pay_bill(program, applied(bill, "1.00")).code == 3176
