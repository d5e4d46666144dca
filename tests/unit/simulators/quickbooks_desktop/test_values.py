"""The forms of values: some are parse errors, some fail the request alone (sections 5 and 7)."""

import pytest

from tests.simulators.quickbooks_desktop.errors import CANNOT_PARSE
from tests.unit.simulators.quickbooks_desktop.program import Program, document

pytestmark = pytest.mark.unit


@pytest.fixture
def program() -> Program:
    program = Program()
    program.vendor()
    return program


def bill(amount: str = "1.00", before: str = "") -> str:
    vendor = "<VendorRef><FullName>Acme Supply</FullName></VendorRef>"
    line = f"<AccountRef><FullName>Rent</FullName></AccountRef><Amount>{amount}</Amount>"
    return f"<BillAddRq><BillAdd>{vendor}{before}<ExpenseLineAdd>{line}</ExpenseLineAdd></BillAdd></BillAddRq>"


@pytest.mark.parametrize("amount", ["10", "10.50", "+10.50", "1234567890123.00"])
def test_an_amount_has_two_decimals_or_none(program: Program, amount: str) -> None:
    row = program.one(bill(amount)).row
    assert row["AmountDue"] == f"{float(amount):.2f}"


@pytest.mark.parametrize("amount", ["10.5", "10.505", "1,000.00", "$5.00", "12345678901234.00", "", "ten"])
def test_any_other_amount_is_a_parse_error(program: Program, amount: str) -> None:
    assert program.refused(document(bill(amount))) == CANNOT_PARSE


@pytest.mark.parametrize("day", ["20240502", "2024-5-2", "05/02/2024", "2024-05-02T00:00:00", ""])
def test_a_date_is_written_with_dashes(program: Program, day: str) -> None:
    assert program.refused(document(bill(before=f"<TxnDate>{day}</TxnDate>"))) == CANNOT_PARSE


def test_a_day_that_does_not_exist_fails_the_request(program: Program) -> None:
    answer = program.one(bill(before="<TxnDate>2024-02-30</TxnDate>"))
    assert (answer.code, answer.message) == (
        3020,
        'There was an error when converting the date value "2024-02-30" in the field "TxnDate".',
    )


@pytest.mark.parametrize(("written", "kept"), [("1", "true"), ("0", "false"), ("true", "true"), ("false", "false")])
def test_booleans_are_words_or_digits(program: Program, written: str, kept: str) -> None:
    assert program.add("Vendor", f"<Name>B</Name><IsActive>{written}</IsActive>").row["IsActive"] == kept


@pytest.mark.parametrize("written", ["True", "yes", ""])
def test_other_booleans_are_parse_errors(program: Program, written: str) -> None:
    add = f"<VendorAdd><Name>B</Name><IsActive>{written}</IsActive></VendorAdd>"
    assert program.refused(document(f"<VendorAddRq>{add}</VendorAddRq>")) == CANNOT_PARSE


def test_a_quantity_with_more_than_five_decimals_fails_the_request(program: Program) -> None:
    program.customer()
    customer = "<CustomerRef><FullName>Beta LLC</FullName></CustomerRef>"
    line = "<InvoiceLineAdd><ItemRef><FullName>Consulting</FullName></ItemRef><Quantity>{}</Quantity></InvoiceLineAdd>"
    assert program.add("Invoice", customer + line.format("1.234567")).code == 3060
    assert program.add("Invoice", customer + line.format("1.23456")).code == 0


def test_an_id_has_at_most_36_characters(program: Program) -> None:
    query = "<BillQueryRq><TxnID>{}</TxnID></BillQueryRq>"
    assert program.refused(document(query.format("1" * 37))) == CANNOT_PARSE
    assert program.one(query.format("no-id")).code == 3000


@pytest.mark.parametrize(
    ("element", "longest"),
    [("Name", 41), ("CompanyName", 41), ("Phone", 21), ("AccountNumber", 99), ("VendorTaxIdent", 15)],
)
def test_a_text_that_is_too_long_fails_the_request(program: Program, element: str, longest: int) -> None:
    def add(length: int) -> str:
        return "" if element == "Name" else f"<Name>N{length}</Name>"

    assert program.add("Vendor", f"{add(longest)}<{element}>{'x' * longest}</{element}>").code == 0
    answer = program.add("Vendor", f"{add(longest + 1)}<{element}>{'y' * (longest + 1)}</{element}>")
    assert (answer.code, answer.message) == (
        3070,
        f'The string "{"y" * (longest + 1)}" in the field "{element}" is too long. The maximum length is {longest}.',
    )


def test_the_parts_of_an_address_have_their_lengths(program: Program) -> None:
    address = "<Name>B</Name><VendorAddress><Addr1>{}</Addr1><City>{}</City></VendorAddress>"
    assert program.add("Vendor", address.format("x" * 42, "Austin")).code == 3070
    assert program.add("Vendor", address.format("x" * 41, "y" * 32)).code == 3070
    assert program.add("Vendor", address.format("x" * 41, "y" * 31)).code == 0


def test_a_bill_number_has_20_characters_and_an_invoice_number_11(program: Program) -> None:
    assert program.one(bill(before=f"<RefNumber>{'1' * 20}</RefNumber>")).code == 0
    assert program.one(bill(before=f"<RefNumber>{'1' * 21}</RefNumber>")).code == 3070
    program.customer()
    customer = "<CustomerRef><FullName>Beta LLC</FullName></CustomerRef>"
    assert program.add("Invoice", f"{customer}<RefNumber>{'1' * 12}</RefNumber>").code == 3070


def test_the_full_name_in_a_reference_has_its_length(program: Program) -> None:
    vendor = f"<VendorRef><FullName>{'x' * 42}</FullName></VendorRef>"
    assert program.add("Bill", vendor).code == 3070


def test_characters_outside_windows_1252_become_question_marks(program: Program) -> None:
    row = program.add("Vendor", "<Name>Łódź Café €</Name>").row
    assert row["Name"] == "?ód? Café €"
    assert program.found("Vendor", row["ListID"])["Name"] == "?ód? Café €"


def test_unknown_enumeration_values_are_parse_errors(program: Program) -> None:
    for query in (
        "<VendorQueryRq><ActiveStatus>Active</ActiveStatus></VendorQueryRq>",
        "<BillQueryRq><PaidStatus>Paid</PaidStatus></BillQueryRq>",
        "<TxnVoidRq><TxnVoidType>ReceivePayment</TxnVoidType><TxnID>1-1</TxnID></TxnVoidRq>",
    ):
        assert program.refused(document(query)) == CANNOT_PARSE


@pytest.mark.parametrize("feature", ["multicurrency", "class_tracking", "sales_tax"])
def test_fields_of_features_that_are_not_used_are_refused(program: Program, feature: str) -> None:
    setattr(program.file.preferences, feature, False)
    inside = {
        "multicurrency": "<ExchangeRate>1.1</ExchangeRate>",
        "class_tracking": "<ExpenseLineAdd><ClassRef><FullName>Overhead</FullName></ClassRef></ExpenseLineAdd>",
    }
    vendor = "<VendorRef><FullName>Acme Supply</FullName></VendorRef>"
    if feature == "sales_tax":
        answer = program.add("Customer", "<Name>C</Name><SalesTaxCodeRef><FullName>Tax</FullName></SalesTaxCodeRef>")
    else:
        answer = program.add("Bill", vendor + inside[feature])
    assert (answer.code, answer.message) == (
        3250,
        "This feature is not enabled or not available in this version of QuickBooks.",
    )
