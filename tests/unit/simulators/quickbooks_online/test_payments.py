"""Payments of invoices and bills, with credits."""

import pytest

from tests.unit.simulators.quickbooks_online.company import Company, Json, payment, sale

pytestmark = pytest.mark.unit

TOO_LITTLE = "Business Validation Error: The Amount Received (plus credits) can't be less than the selected charges."


def pay_bills(company: Company, vendor: str, total: float, *applied: tuple[str, str, float]) -> Json:
    record = payment("0", total, *applied)
    del record["CustomerRef"]
    account = {"BankAccountRef": {"value": company.account("Checking")}}
    return {**record, "VendorRef": {"value": vendor}, "PayType": "Check", "CheckPayment": account}


def test_a_payment_lowers_the_balance_and_is_linked(company: Company) -> None:
    customer = company.customer()
    invoice = company.invoice(customer, 100)
    made = company.make("Payment", payment(customer, 40, ("Invoice", invoice["Id"], 40)))
    paid = company.read("Invoice", invoice["Id"])
    assert (paid["Balance"], paid["TotalAmt"]) == (60, 100)
    assert paid["LinkedTxn"] == [{"TxnId": made["Id"], "TxnType": "Payment"}]
    assert paid["SyncToken"] == "1"
    assert company.read("Customer", customer)["Balance"] == 60


def test_a_payment_goes_to_undeposited_funds(company: Company) -> None:
    made = company.make("Payment", payment(company.customer(), 40))
    assert made["DepositToAccountRef"]["value"] == company.account("Undeposited Funds")
    assert made["UnappliedAmt"] == 40


def test_lines_above_what_was_received_are_6000(company: Company) -> None:
    customer = company.customer()
    invoice = company.invoice(customer, 100)
    error = company.post("Payment", payment(customer, 39.99, ("Invoice", invoice["Id"], 40))).error
    assert (error["code"], error["Detail"]) == ("6000", TOO_LITTLE)
    assert error["Message"] == "A business validation error has occurred while processing your request"


def test_a_line_above_the_open_balance_is_6000(company: Company) -> None:
    customer = company.customer()
    invoice = company.invoice(customer, 100)
    line = ("Invoice", invoice["Id"], 60)
    assert company.post("Payment", payment(customer, 120, line, line)).error["Detail"] == TOO_LITTLE


def test_a_paid_missing_or_foreign_invoice_cannot_be_linked(company: Company) -> None:
    customer, other = company.customer("A"), company.customer("B")
    paid = company.invoice(customer, 100)
    company.make("Payment", payment(customer, 100, ("Invoice", paid["Id"], 100)))
    foreign = company.invoice(other, 100)
    for invoice_id in (paid["Id"], "999", foreign["Id"]):
        error = company.post("Payment", payment(customer, 10, ("Invoice", invoice_id, 10))).error
        assert (error["code"], error["Message"]) == ("620", "Txn ID Cannot Be Linked")


def test_a_credit_memo_pays_an_invoice_without_money(company: Company) -> None:
    customer = company.customer()
    invoice = company.invoice(customer, 100)
    credit = company.make("CreditMemo", sale(customer, 30))
    assert (credit["Balance"], credit["RemainingCredit"]) == (30, 30)
    company.make("Payment", payment(customer, 0, ("Invoice", invoice["Id"], 30), ("CreditMemo", credit["Id"], 30)))
    assert company.read("Invoice", invoice["Id"])["Balance"] == 70
    assert company.read("CreditMemo", credit["Id"])["RemainingCredit"] == 0


def test_a_changed_payment_is_judged_without_its_own_earlier_share(company: Company) -> None:
    customer = company.customer()
    invoice = company.invoice(customer, 100)
    made = company.make("Payment", payment(customer, 80, ("Invoice", invoice["Id"], 80)))
    change = {"Id": made["Id"], "SyncToken": "0", **payment(customer, 100, ("Invoice", invoice["Id"], 100))}
    company.make("Payment", change)
    assert company.read("Invoice", invoice["Id"])["Balance"] == 0


def test_a_deleted_payment_opens_the_invoice_again(company: Company) -> None:
    customer = company.customer()
    invoice = company.invoice(customer, 100)
    made = company.make("Payment", payment(customer, 80, ("Invoice", invoice["Id"], 80)))
    company.post("Payment", {"Id": made["Id"], "SyncToken": "0"}, operation="delete")
    assert company.read("Invoice", invoice["Id"])["Balance"] == 100


def test_a_deleted_invoice_leaves_its_payment_unapplied(company: Company) -> None:
    customer = company.customer()
    invoice = company.invoice(customer, 100)
    made = company.make("Payment", payment(customer, 100, ("Invoice", invoice["Id"], 100)))
    assert made["UnappliedAmt"] == 0
    company.post("Invoice", {"Id": invoice["Id"], "SyncToken": "1"}, operation="delete")
    left = company.read("Payment", made["Id"])
    assert (left["UnappliedAmt"], left["Line"]) == (100, [])


def test_a_negative_payment_is_refused(company: Company) -> None:
    assert company.post("Payment", payment(company.customer(), -1)).codes == ["2290"]


def test_a_bill_payment_closes_the_bill(company: Company) -> None:
    vendor = company.vendor()
    bill = company.bill(vendor, 125.5)
    made = company.make("BillPayment", pay_bills(company, vendor, 125.5, ("Bill", bill["Id"], 125.5)))
    paid = company.read("Bill", bill["Id"])
    assert paid["Balance"] == 0
    assert paid["LinkedTxn"] == [{"TxnId": made["Id"], "TxnType": "BillPaymentCheck"}]


def test_a_vendor_credit_reduces_what_is_paid(company: Company) -> None:
    vendor = company.vendor()
    bill = company.bill(vendor, 100)
    credit = company.make("VendorCredit", company.expense(vendor, 30))
    lines = ("Bill", bill["Id"], 100), ("VendorCredit", credit["Id"], 30)
    company.make("BillPayment", pay_bills(company, vendor, 70, *lines))
    assert company.read("Bill", bill["Id"])["Balance"] == 0
    assert company.read("VendorCredit", credit["Id"])["Balance"] == 0


def test_a_bill_payment_needs_the_details_of_its_type(company: Company) -> None:
    vendor = company.vendor()
    bill = company.bill(vendor, 10)
    record = pay_bills(company, vendor, 10, ("Bill", bill["Id"], 10))
    del record["CheckPayment"]
    assert company.post("BillPayment", record).error["element"] == "CheckPayment"
    card = {"CCAccountRef": {"value": company.account("Checking")}}
    wrong = {**record, "PayType": "CreditCard", "CreditCardPayment": card}
    assert company.post("BillPayment", wrong).codes == ["6430"]
