"""What records point to: there, active, of the right type."""

import pytest

from tests.unit.simulators.quickbooks_online.company import Company, sale, sale_line

pytestmark = pytest.mark.unit


def test_a_missing_item_is_2500_with_the_documented_path(company: Company) -> None:
    line = sale_line(10, ItemRef={"value": "999"})
    error = company.post("Invoice", {"CustomerRef": {"value": company.customer()}, "Line": [line]}).error
    assert error["code"] == "2500"
    assert error["Message"] == "Invalid Reference Id"
    assert error["Detail"] == "Invalid Reference Id : Line.SalesItemLineDetail.ItemRef"


def test_an_unknown_customer_is_2500(company: Company) -> None:
    assert company.post("Invoice", sale("999")).error["Detail"] == "Invalid Reference Id : CustomerRef"


def test_an_inactive_item_is_610_with_the_documented_text(company: Company) -> None:
    company.control("DELETE", f"/organisations/{company.realm}/Item/1")
    line = sale_line(10, ItemRef={"value": "1"})
    error = company.post("Invoice", {"CustomerRef": {"value": company.customer()}, "Line": [line]}).error
    assert (error["code"], error["Message"]) == ("610", "Object Not Found")
    assert error["Detail"] == (
        "Object Not Found : Something you're trying to use has been made inactive. "
        "Check the fields with accounts, customers, items, vendors or employees."
    )


def test_an_inactive_account_is_2500_with_the_documented_text(company: Company) -> None:
    account = company.account("Office Expenses")
    bill = company.expense(company.vendor())
    company.control("DELETE", f"/organisations/{company.realm}/Account/{account}")
    error = company.post("Bill", bill).error
    assert error["code"] == "2500"
    assert error["Detail"] == (
        "Invalid Reference Id : Something you're trying to use has been made inactive. Check the fields with accounts."
    )


def test_an_old_reference_to_something_inactive_does_not_stop_a_change(company: Company) -> None:
    bill = company.bill(company.vendor())
    company.control("DELETE", f"/organisations/{company.realm}/Account/{company.account('Office Expenses')}")
    change = {"Id": bill["Id"], "SyncToken": "0", "sparse": True, "PrivateNote": "late"}
    assert company.make("Bill", change)["PrivateNote"] == "late"


def test_references_are_answered_with_their_names(company: Company) -> None:
    made = company.invoice(company.customer("Acme"))
    assert made["CustomerRef"]["name"] == "Acme"
    assert made["Line"][0]["SalesItemLineDetail"]["ItemRef"]["name"] == "Services"


@pytest.mark.parametrize(
    ("name", "field", "account"),
    [
        ("Item", "IncomeAccountRef", "Accounts Receivable (A/R)"),
        ("Item", "ExpenseAccountRef", "Accounts Payable (A/P)"),
        ("Bill", "APAccountRef", "Checking"),
        ("Payment", "DepositToAccountRef", "Services"),
        ("Payment", "ARAccountRef", "Checking"),
    ],
)
def test_an_account_of_the_wrong_type_is_6430(company: Company, name: str, field: str, account: str) -> None:
    records = {
        "Item": {"Name": "Hours"},
        "Bill": company.expense(company.vendor()),
        "Payment": {"CustomerRef": {"value": company.customer()}, "TotalAmt": 5},
    }
    error = company.post(name, {**records[name], field: {"value": company.account(account)}}).error
    assert (error["code"], error["Message"], error["element"]) == ("6430", "Invalid account type used", field)
    assert error["Detail"].startswith("Invalid account type: ")


def test_a_bill_line_is_not_booked_on_a_payable_account(company: Company) -> None:
    bill = company.expense(company.vendor())
    detail = bill["Line"][0]["AccountBasedExpenseLineDetail"]
    detail["AccountRef"] = {"value": company.account("Accounts Payable (A/P)")}
    assert company.post("Bill", bill).error["Detail"] == "Invalid account type: Accounts Payable"


def test_an_item_without_accounts_asks_for_its_income_account(company: Company) -> None:
    error = company.post("Item", {"Name": "Hours", "Type": "Service"}).error
    assert error["code"] == "6000"
    assert error["Detail"] == "Business Validation Error: Please specify the income account"


def test_an_inventory_item_needs_its_accounts_quantity_and_date(company: Company) -> None:
    codes = company.post("Item", {"Name": "Pump", "Type": "Inventory"}).codes
    assert codes == ["2020"] * 6


def test_an_account_needs_a_type_or_a_subtype_that_agree(company: Company) -> None:
    assert company.post("Account", {"Name": "A"}).codes == ["6010"]
    mixed = {"Name": "A", "AccountType": "Bank", "AccountSubType": "CreditCard"}
    assert company.post("Account", mixed).codes == ["6010"]
    made = company.make("Account", {"Name": "A", "AccountSubType": "CreditCard"})
    assert (made["AccountType"], made["Classification"]) == ("Credit Card", "Liability")


def test_a_number_is_no_id(company: Company) -> None:
    assert company.call("GET", "invoice/abc").error["Detail"] == "Supplied value: abc"
