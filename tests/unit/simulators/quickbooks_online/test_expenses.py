"""Bills, vendor credits and purchases."""

import pytest

from tests.unit.simulators.quickbooks_online.company import Company, Json

pytestmark = pytest.mark.unit


def item_line(amount: float, **detail: object) -> Json:
    return {
        "Amount": amount,
        "DetailType": "ItemBasedExpenseLineDetail",
        "ItemBasedExpenseLineDetail": {"ItemRef": {"value": "1"}, **detail},
    }


def test_a_bill_is_open_for_its_total_and_uses_the_payable_account(company: Company) -> None:
    made = company.bill(company.vendor(), 125.5, DocNumber="INV-1001", TxnDate="2026-05-02", DueDate="2026-06-01")
    assert (made["TotalAmt"], made["Balance"], made["DueDate"]) == (125.5, 125.5, "2026-06-01")
    assert made["APAccountRef"]["value"] == company.account("Accounts Payable (A/P)")


def test_an_expense_line_obeys_price_times_quantity(company: Company) -> None:
    lines = [item_line(5, Qty=2, UnitPrice=3)]
    assert company.post("Bill", {"VendorRef": {"value": company.vendor()}, "Line": lines}).codes == ["6070"]


def test_a_billable_line_needs_its_customer(company: Company) -> None:
    lines = [item_line(5, BillableStatus="Billable")]
    assert company.post("Bill", {"VendorRef": {"value": company.vendor()}, "Line": lines}).codes == ["6310"]


@pytest.mark.parametrize(
    ("line", "element"),
    [
        ({"Amount": 5}, "Line.DetailType"),
        ({"Amount": 5, "DetailType": "ItemBasedExpenseLineDetail"}, "Line.ItemBasedExpenseLineDetail"),
        ({"DetailType": "ItemBasedExpenseLineDetail", "ItemBasedExpenseLineDetail": {"Qty": 1}}, "Line.Amount"),
        (
            {
                "Amount": 5,
                "DetailType": "AccountBasedExpenseLineDetail",
                "AccountBasedExpenseLineDetail": {"BillableStatus": "NotBillable"},
            },
            "Line.AccountBasedExpenseLineDetail.AccountRef",
        ),
    ],
)
def test_a_line_needs_its_amount_detail_and_account(company: Company, line: Json, element: str) -> None:
    error = company.post("Bill", {"VendorRef": {"value": company.vendor()}, "Line": [line]}).error
    assert (error["code"], error["element"]) == ("2020", element)


@pytest.mark.parametrize(
    ("payment_type", "account", "status"),
    [
        ("Check", "Checking", 200),
        ("Check", "Credit Card", 400),
        ("CreditCard", "Credit Card", 200),
        ("CreditCard", "Checking", 400),
        ("Cash", "Undeposited Funds", 200),
        ("Cash", "Services", 400),
    ],
)
def test_a_purchase_is_paid_from_an_account_of_its_type(
    company: Company, payment_type: str, account: str, status: int
) -> None:
    lines = company.expense("0")["Line"]
    record = {"PaymentType": payment_type, "AccountRef": {"value": company.account(account)}, "Line": lines}
    reply = company.post("Purchase", record)
    assert reply.status == status
    if status == 400:
        assert reply.codes == ["6430"]


def test_the_payment_type_of_a_purchase_does_not_change(company: Company) -> None:
    checking = {"AccountRef": {"value": company.account("Checking")}, "Line": company.expense("0")["Line"]}
    made = company.make("Purchase", {**checking, "PaymentType": "Check"})
    change = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "PaymentType": "Cash"}
    assert company.post("Purchase", change).codes == ["6000"]


def test_a_purchase_names_a_vendor_customer_or_employee(company: Company) -> None:
    vendor = company.vendor("Norton")
    record = {
        "PaymentType": "Cash",
        "AccountRef": {"value": company.account("Checking")},
        "EntityRef": {"value": vendor, "type": "Vendor"},
        "Line": company.expense("0")["Line"],
    }
    assert company.make("Purchase", record)["EntityRef"] == {"value": vendor, "type": "Vendor", "name": "Norton"}
    record["EntityRef"] = {"value": vendor, "type": "Employee"}
    assert company.post("Purchase", record).error["Detail"] == "Invalid Reference Id : EntityRef"


def test_a_vendor_credit_is_open_for_its_total(company: Company) -> None:
    assert company.make("VendorCredit", company.expense(company.vendor(), 30))["Balance"] == 30
