"""Invoices, credit memos and sales receipts: lines, sales tax, numbers (section 6)."""

import pytest

from tests.simulators.quickbooks_desktop.errors import CANNOT_PARSE
from tests.unit.simulators.quickbooks_desktop.program import Program, document

pytestmark = pytest.mark.unit

BETA = "<CustomerRef><FullName>Beta LLC</FullName></CustomerRef>"


@pytest.fixture
def program() -> Program:
    program = Program()
    program.file.create("Customer", {"Name": "Beta LLC"})
    return program


def line(item: str, more: str = "", stem: str = "Invoice") -> str:
    return f"<{stem}LineAdd><ItemRef><FullName>{item}</FullName></ItemRef>{more}</{stem}LineAdd>"


def test_quantity_times_rate_is_the_amount(program: Program) -> None:
    row = program.add("Invoice", BETA + line("Consulting", "<Quantity>2.5</Quantity><Rate>33.33</Rate>")).row
    (made,) = row["InvoiceLineRet"]
    assert (made["Quantity"], made["Rate"], made["Amount"]) == ("2.5", "33.33", "83.33")
    assert row["Subtotal"] == "83.33"


def test_a_line_has_its_description_and_price_from_the_item(program: Program) -> None:
    (made,) = program.add("Invoice", BETA + line("Consulting", "<Quantity>2</Quantity>")).row["InvoiceLineRet"]
    assert (made["Desc"], made["Rate"], made["Amount"]) == ("Consulting", "25", "50.00")


def test_an_amount_alone_is_taken(program: Program) -> None:
    row = program.add("Invoice", BETA + line("Consulting", "<Amount>12.34</Amount>")).row
    assert row["BalanceRemaining"] == "12.34"


def test_money_needs_an_item_and_a_remark_needs_none(program: Program) -> None:
    remark = "<InvoiceLineAdd><Desc>thank you</Desc></InvoiceLineAdd>"
    assert program.add("Invoice", BETA + line("Consulting") + remark).row["InvoiceLineRet"][1]["Desc"] == "thank you"
    assert program.add("Invoice", f"{BETA}<InvoiceLineAdd><Amount>1.00</Amount></InvoiceLineAdd>").code == 3150
    account = "<InvoiceLineAdd><AccountRef><FullName>Sales</FullName></AccountRef></InvoiceLineAdd>"
    message = f"<InvoiceAddRq><InvoiceAdd>{BETA}{account}</InvoiceAdd></InvoiceAddRq>"
    assert program.refused(document(message)) == CANNOT_PARSE


def test_sales_tax_is_computed_on_taxable_lines(program: Program) -> None:
    row = program.add("Invoice", BETA + line("Widget", "<Quantity>10</Quantity>") + line("Consulting")).row
    assert (row["Subtotal"], row["SalesTaxPercentage"], row["SalesTaxTotal"]) == ("125.00", "8.25", "8.25")
    assert row["ItemSalesTaxRef"]["FullName"] == "State Sales Tax"
    assert row["BalanceRemaining"] == "133.25"
    assert program.found("Account", "Sales Tax Payable")["Balance"] == "8.25"
    assert program.found("Account", "Sales")["Balance"] == "100.00"
    assert program.found("Customer", "Beta LLC")["Balance"] == "133.25"


def test_a_line_says_whether_it_is_taxed(program: Program) -> None:
    non = "<SalesTaxCodeRef><FullName>Non</FullName></SalesTaxCodeRef>"
    assert program.add("Invoice", BETA + line("Widget", non)).row["SalesTaxTotal"] == "0.00"


def test_a_customer_may_pay_no_tax(program: Program) -> None:
    non = "<CustomerSalesTaxCodeRef><FullName>Non</FullName></CustomerSalesTaxCodeRef>"
    assert program.add("Invoice", BETA + non + line("Widget")).row["SalesTaxTotal"] == "0.00"


def test_another_tax_item_has_another_rate(program: Program) -> None:
    program.file.create("ItemSalesTax", {"Name": "City", "TaxRate": "10"})
    city = "<ItemSalesTaxRef><FullName>City</FullName></ItemSalesTaxRef>"
    assert program.add("Invoice", BETA + city + line("Widget")).row["SalesTaxTotal"] == "1.00"


def test_without_sales_tax_there_is_none(program: Program) -> None:
    program.file.preferences.sales_tax = False
    row = program.add("Invoice", BETA + line("Widget")).row
    assert {"SalesTaxTotal", "SalesTaxPercentage", "ItemSalesTaxRef"} & row.keys() == set()
    assert row["BalanceRemaining"] == "10.00"
    assert "SalesTaxPreferences" not in program.query("Preferences").row


def test_an_invoice_without_a_number_gets_the_next(program: Program) -> None:
    assert program.add("Invoice", f"{BETA}<RefNumber>1001</RefNumber>{line('Consulting')}").code == 0
    assert program.add("Invoice", BETA + line("Consulting")).row["RefNumber"] == "1002"


def test_an_invoice_is_changed_line_by_line(program: Program) -> None:
    row = program.add("Invoice", BETA + line("Consulting") + line("Widget")).row
    first = row["InvoiceLineRet"][0]["TxnLineID"]
    keep = f"<InvoiceLineMod><TxnLineID>{first}</TxnLineID><Quantity>4</Quantity></InvoiceLineMod>"
    changed = program.change("Invoice", row, f"<PONumber>7</PONumber>{keep}").row
    assert [(each["TxnLineID"], each["Amount"]) for each in changed["InvoiceLineRet"]] == [(first, "100.00")]
    assert (changed["PONumber"], changed["SalesTaxTotal"]) == ("7", "0.00")


def test_a_percentage_is_of_the_line_above(program: Program) -> None:
    row = program.add("Invoice", BETA + line("Consulting") + line("Discount", "<RatePercent>-10</RatePercent>")).row
    assert [each["Amount"] for each in row["InvoiceLineRet"]] == ["25.00", "-2.50"]


@pytest.mark.parametrize(("entity", "account"), [("CreditMemo", ""), ("SalesReceipt", "Undeposited Funds")])
def test_credit_memos_and_sales_receipts_have_a_total(program: Program, entity: str, account: str) -> None:
    row = program.add(entity, BETA + line("Widget", stem=entity)).row
    assert (row["Subtotal"], row["SalesTaxTotal"], row["TotalAmount"]) == ("10.00", "0.83", "10.83")
    if account:
        assert row["DepositToAccountRef"]["FullName"] == account
        assert program.found("Account", account)["Balance"] == "10.83"
    else:
        assert program.found("Customer", "Beta LLC")["Balance"] == "-10.83"


def test_a_negative_invoice_is_refused(program: Program) -> None:
    assert program.add("Invoice", BETA + line("Consulting", "<Amount>-1.00</Amount>")).code == 3180
