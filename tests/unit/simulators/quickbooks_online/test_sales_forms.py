"""Invoices and their kin: amounts, numbers, totals, dates."""

import pytest

from tests.unit.simulators.quickbooks_online.company import Company, Json, sale, sale_line

pytestmark = pytest.mark.unit


def test_an_amount_that_is_not_price_times_quantity_is_6070(company: Company) -> None:
    line = sale_line(1861.07, Qty=2, UnitPrice=930.53)
    error = company.post("Invoice", {"CustomerRef": {"value": company.customer()}, "Line": [line]}).error
    assert error["code"] == "6070"
    assert error["Message"] == "Amount calculation incorrect in the request"
    assert error["Detail"] == "Amount is not equal to UnitPrice * Qty. Supplied value:1,861.07"


def test_a_half_cent_is_rounded_up(company: Company) -> None:
    line = sale_line(0.13, Qty=0.5, UnitPrice=0.25)
    company.make("Invoice", {"CustomerRef": {"value": company.customer()}, "Line": [line]})


def test_a_line_without_item_is_booked_on_services(company: Company) -> None:
    made = company.invoice(company.customer())
    assert made["Line"][0]["SalesItemLineDetail"]["ItemRef"] == {"value": "1", "name": "Services"}


def test_the_total_is_lines_less_discount_plus_tax(company: Company) -> None:
    discount = {
        "DetailType": "DiscountLineDetail",
        "DiscountLineDetail": {"PercentBased": True, "DiscountPercent": 10},
    }
    lines = [sale_line(100), sale_line(50), discount, {"DetailType": "DescriptionOnly", "Description": "Thanks"}]
    made = company.make(
        "Invoice",
        {"CustomerRef": {"value": company.customer()}, "Line": lines, "TxnTaxDetail": {"TotalTax": 10.8}},
    )
    assert (made["TotalAmt"], made["Balance"]) == (145.8, 145.8)
    assert made["Line"][-1] == {"Amount": 150, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}


def test_a_group_line_is_the_sum_of_its_lines(company: Company) -> None:
    group = {"DetailType": "GroupLineDetail", "GroupLineDetail": {"Quantity": 1, "Line": [sale_line(7), sale_line(8)]}}
    made = company.make("Invoice", {"CustomerRef": {"value": company.customer()}, "Line": [group]})
    assert made["TotalAmt"] == 15


@pytest.mark.parametrize("detail", [{"PercentBased": True}, {"PercentBased": False}])
def test_a_discount_without_its_figure_is_6090(company: Company, detail: Json) -> None:
    discount = {"DetailType": "DiscountLineDetail", "DiscountLineDetail": detail}
    record = {"CustomerRef": {"value": company.customer()}, "Line": [sale_line(1), discount]}
    assert company.post("Invoice", record).codes == ["6090"]


def test_a_total_below_zero_is_refused(company: Company) -> None:
    assert company.post("Invoice", sale(company.customer(), -5)).codes == ["2290"]


def test_numbers_are_given_in_order_when_none_is_sent(company: Company) -> None:
    customer = company.customer()
    company.invoice(customer, DocNumber="1002")
    assert [company.invoice(customer)["DocNumber"] for _ in range(2)] == ["1001", "1003"]


def test_with_custom_numbers_an_invoice_without_number_has_none(company: Company) -> None:
    company.control("PUT", f"/organisations/{company.realm}", {"custom_txn_numbers": True})
    assert "DocNumber" not in company.invoice(company.customer())


def test_a_number_used_before_is_6140_and_says_where(company: Company) -> None:
    customer = company.customer()
    first = company.invoice(customer, DocNumber="1781")
    error = company.post("Invoice", sale(customer, DocNumber="1781")).error
    assert (error["code"], error["Message"]) == ("6140", "Duplicate Document Number Error")
    assert error["Detail"] == (
        "Duplicate Document Number Error : You must specify a different number. This number has already been used. "
        f"DocNumber=1781 is assigned to TxnType=Invoice with TxnId={first['Id']}"
    )


def test_numbers_are_unique_per_transaction_type(company: Company) -> None:
    customer = company.customer()
    company.invoice(customer, DocNumber="1")
    company.make("SalesReceipt", sale(customer, DocNumber="1"))
    company.bill(company.vendor(), DocNumber="1")


def test_a_bill_number_used_before_is_6140(company: Company) -> None:
    company.bill(company.vendor("A"), DocNumber="7")
    assert company.post("Bill", company.expense(company.vendor("B"), DocNumber="7")).codes == ["6140"]


def test_a_duplicate_number_can_be_asked_for_or_allowed(company: Company) -> None:
    customer = company.customer()
    company.invoice(customer, DocNumber="1")
    company.make("Invoice", sale(customer, DocNumber="1"), include="allowduplicatedocnum")
    company.control("PUT", f"/organisations/{company.realm}", {"allow_duplicate_doc_numbers": True})
    company.invoice(customer, DocNumber="1")


def test_the_number_of_a_deleted_invoice_is_free_again(company: Company) -> None:
    customer = company.customer()
    made = company.invoice(customer, DocNumber="1")
    company.post("Invoice", {"Id": made["Id"], "SyncToken": "0"}, operation="delete")
    company.invoice(customer, DocNumber="1")


def test_an_absent_date_is_the_companys_today(company: Company) -> None:
    for hours, today in ((13, "2026-05-04"), (1, "2026-05-05")):
        company.simulator.clock.advance(hours * 3600)
        company.token = company.simulator.issue_tokens(company.realm)["access_token"]
        assert company.invoice(company.customer(today))["TxnDate"] == today


@pytest.mark.parametrize(
    ("term", "issued", "due"),
    [
        ({"DueDays": 30}, "2026-01-31", "2026-03-02"),
        ({"DayOfMonthDue": 15, "DueNextMonthDays": 5}, "2026-01-05", "2026-01-15"),
        ({"DayOfMonthDue": 15, "DueNextMonthDays": 5}, "2026-01-12", "2026-02-15"),
        ({"DayOfMonthDue": 31, "DueNextMonthDays": 0}, "2026-02-03", "2026-02-28"),
    ],
)
def test_the_due_date_comes_from_the_customers_term(company: Company, term: Json, issued: str, due: str) -> None:
    term_id = company.make("Term", {"Name": "Ours", **term})["Id"]
    customer = company.make("Customer", {"DisplayName": "Acme", "SalesTermRef": {"value": term_id}})["Id"]
    made = company.invoice(customer, TxnDate=issued)
    assert (made["DueDate"], made["SalesTermRef"]["value"]) == (due, term_id)


def test_an_invoice_to_be_mailed_needs_an_address(company: Company) -> None:
    assert company.post("Invoice", sale(company.customer(), EmailStatus="NeedToSend")).codes == ["6420"]


def test_a_us_line_knows_only_tax_and_non(company: Company) -> None:
    customer = company.customer()
    lines = [sale_line(1, TaxCodeRef={"value": "TAX"})]
    company.make("Invoice", {"CustomerRef": {"value": customer}, "Line": lines})
    lines = [sale_line(1, TaxCodeRef={"value": "5"})]
    assert company.post("Invoice", {"CustomerRef": {"value": customer}, "Line": lines}).codes == ["6100"]


def test_another_country_has_tax_codes_of_its_own() -> None:
    company = Company(realm="77")
    company.control("DELETE", "/organisations/77")
    company.control("PUT", "/organisations/77", {"name": "Down Under", "country": "AU"})
    company.token = company.simulator.issue_tokens("77")["access_token"]
    customer = company.customer()
    for code, status in (("1", 200), ("9", 400)):
        lines = [sale_line(1, TaxCodeRef={"value": code})]
        assert company.post("Invoice", {"CustomerRef": {"value": customer}, "Line": lines}).status == status
    company.make("Account", {"Name": "A", "AccountType": "Bank", "AcctNum": "1" * 20})


def test_a_refund_needs_the_account_it_is_paid_from(company: Company) -> None:
    record = sale(company.customer())
    assert company.post("RefundReceipt", record).error["element"] == "DepositToAccountRef"
    account = {"value": company.account("Checking")}
    assert company.make("RefundReceipt", {**record, "DepositToAccountRef": account})["TotalAmt"] == 100


def test_with_multicurrency_the_currency_must_be_named_and_the_partys(company: Company) -> None:
    customer = company.customer()
    assert company.post("Invoice", sale(customer, CurrencyRef={"value": "EUR"})).codes == ["2220"]
    company.control("PUT", f"/organisations/{company.realm}", {"multicurrency": True})
    assert company.post("Invoice", sale(customer)).codes == ["2020"]
    assert company.post("Invoice", sale(customer, CurrencyRef={"value": "EUR"})).codes == ["2220"]
    company.invoice(customer, CurrencyRef={"value": "USD"})
