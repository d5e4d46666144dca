"""List entries: names, references, changes (section 6)."""

import pytest

from tests.unit.simulators.quickbooks_desktop.program import Program

pytestmark = pytest.mark.unit


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.mark.parametrize("entity", ["Vendor", "Customer", "Employee", "OtherName"])
@pytest.mark.parametrize("name", ["Acme Supply", "ACME supply"])
def test_a_name_is_unique_over_vendors_customers_employees_and_other_names(
    program: Program, entity: str, name: str
) -> None:
    program.file.create(entity, {"Name": name})
    for other in ("Vendor", "Customer"):
        answer = program.add(other, "<Name>Acme Supply</Name>")
        assert (answer.code, answer.severity) == (3100, "Error")
        assert answer.message == 'The name "Acme Supply" of the list element is already in use.'


def test_a_name_may_be_used_again_in_another_list(program: Program) -> None:
    program.vendor("Rent")
    program.vendor("Net 30")
    assert len(program.file.rows("Vendor")) == 2


def test_terms_of_both_kinds_share_their_names(program: Program) -> None:
    assert program.add("DateDrivenTerms", "<Name>Net 30</Name><DayOfMonthDue>15</DayOfMonthDue>").code == 3100
    assert program.add("StandardTerms", "<Name>Net 45</Name><StdDueDays>45</StdDueDays>").row["StdDueDays"] == "45"


def test_a_name_has_no_colon(program: Program) -> None:
    assert program.add("Vendor", "<Name>A:B</Name>").code == 3080


def test_an_empty_name_is_a_missing_element(program: Program) -> None:
    assert program.add("Vendor", "<Name> </Name>").code == 3150


def test_a_vendor_is_returned_with_its_references_and_in_order(program: Program) -> None:
    terms = "<TermsRef><FullName>net 30</FullName></TermsRef>"
    row = program.add("Vendor", f"<Name>Acme</Name><Phone>1</Phone>{terms}").row
    assert row["TermsRef"]["FullName"] == "Net 30"
    assert list(row) == [
        *("ListID", "TimeCreated", "TimeModified", "EditSequence", "Name", "IsActive", "Phone", "TermsRef", "Balance")
    ]


def test_a_job_is_named_after_its_customer(program: Program) -> None:
    program.customer("Beta LLC")
    job = program.add("Customer", "<Name>Roof</Name><ParentRef><FullName>Beta LLC</FullName></ParentRef>").row
    assert (job["FullName"], job["Sublevel"]) == ("Beta LLC:Roof", "1")
    assert program.query("Customer", "<FullName>beta llc:roof</FullName>").row["ListID"] == job["ListID"]


def test_children_follow_when_their_parent_is_renamed(program: Program) -> None:
    parent = program.customer("Beta LLC")
    program.file.create("Customer", {"Name": "Roof", "ParentRef": "Beta LLC"})
    program.change("Customer", parent, "<Name>Gamma</Name>")
    assert program.query("Customer", "<FullName>Gamma:Roof</FullName>").row["ParentRef"]["FullName"] == "Gamma"
    assert program.query("Customer", "<FullName>Beta LLC:Roof</FullName>").code == 500
    assert program.add("Customer", "<Name>Beta LLC</Name>").code == 0


def test_a_parent_that_is_not_there_is_3130(program: Program) -> None:
    answer = program.add("Customer", "<Name>Roof</Name><ParentRef><FullName>Nobody</FullName></ParentRef>")
    assert answer.code == 3130


def test_an_entry_cannot_be_its_own_parent(program: Program) -> None:
    row = program.customer("Beta LLC")
    assert program.change("Customer", row, "<ParentRef><FullName>Beta LLC</FullName></ParentRef>").code == 3130


def test_a_reference_that_does_not_exist_is_3140(program: Program) -> None:
    answer = program.add("Vendor", "<Name>A</Name><TermsRef><FullName>Net 99</FullName></TermsRef>")
    assert answer.code == 3140
    assert answer.message == (
        'There is an invalid reference to QuickBooks Terms "Net 99" in the Vendor. '
        "QuickBooks error message: Invalid argument. The specified record does not exist in the list."
    )
    assert program.file.rows("Vendor") == []


def test_of_a_list_id_and_a_full_name_the_list_id_counts(program: Program) -> None:
    vendor = program.vendor("Acme Supply")
    program.vendor("Other")
    reference = f"<VendorRef><ListID>{vendor['ListID']}</ListID><FullName>Other</FullName></VendorRef>"
    assert program.add("Bill", reference).row["VendorRef"]["FullName"] == "Acme Supply"


def test_a_list_id_without_the_form_of_one_is_3000(program: Program) -> None:
    answer = program.add("Bill", "<VendorRef><ListID>acme</ListID></VendorRef>")
    assert (answer.code, answer.message) == (3000, 'The given object ID "acme" in the field "list ID" is invalid.')


def test_an_id_of_another_list_is_no_reference(program: Program) -> None:
    customer = program.customer()
    answer = program.add("Bill", f"<VendorRef><ListID>{customer['ListID']}</ListID></VendorRef>")
    assert answer.code == 3140


def test_a_change_needs_the_present_edit_sequence(program: Program) -> None:
    row = program.vendor()
    changed = program.change("Vendor", row, "<Phone>1</Phone>").row
    assert int(changed["EditSequence"]) > int(row["EditSequence"])
    late = program.change("Vendor", row, "<Phone>2</Phone>")
    assert (late.code, late.message) == (
        3200,
        f'The provided edit sequence "{row["EditSequence"]}" is out-of-date.',
    )
    assert program.found("Vendor", row["ListID"])["Phone"] == "1"


def test_a_change_notes_its_time(program: Program) -> None:
    row = program.vendor()
    program.clock.advance(90)
    changed = program.change("Vendor", row, "<Phone>1</Phone>").row
    assert (changed["TimeCreated"], changed["TimeModified"]) == (
        "2024-06-03T09:00:00-08:00",
        "2024-06-03T09:01:30-08:00",
    )


def test_what_is_absent_stays_and_what_is_empty_is_cleared(program: Program) -> None:
    terms = "<TermsRef><FullName>Net 30</FullName></TermsRef>"
    row = program.add("Vendor", f"<Name>A</Name><Phone>1</Phone><Fax>2</Fax>{terms}<CreditLimit>5.00</CreditLimit>").row
    row = program.change("Vendor", row, "<Phone/>").row
    assert ("Phone" in row, row["Fax"], row["TermsRef"]["FullName"]) == (False, "2", "Net 30")
    row = program.change("Vendor", row, "<TermsRef><FullName/></TermsRef><CreditLimit/>").row
    assert {"TermsRef", "CreditLimit"} & row.keys() == set()


def test_the_parts_of_an_address_are_changed_one_by_one(program: Program) -> None:
    address = "<VendorAddress><Addr1>1 Main St</Addr1><City>Austin</City></VendorAddress>"
    row = program.add("Vendor", f"<Name>A</Name>{address}").row
    row = program.change("Vendor", row, "<VendorAddress><Addr1/><City>Dallas</City></VendorAddress>").row
    assert row["VendorAddress"] == {"City": "Dallas"}


def test_what_cannot_be_empty_cannot_be_cleared(program: Program) -> None:
    answer = program.change("Vendor", program.vendor(), "<Name/>")
    assert (answer.code, answer.message) == (3190, "Cannot clear the element in the Name field.")


def test_a_change_of_what_is_not_there_is_3120(program: Program) -> None:
    answer = program.change("Vendor", {"ListID": "800000FF-1415929219", "EditSequence": "1"}, "")
    assert answer.code == 3120
    assert answer.message.startswith('Object "800000FF-1415929219" specified in the request cannot be found.')


def test_a_change_to_a_name_that_is_taken_is_3100(program: Program) -> None:
    program.vendor("Other")
    assert program.change("Vendor", program.vendor("Acme"), "<Name>Other</Name>").code == 3100


def test_account_numbers_are_unique(program: Program) -> None:
    answer = program.add(
        "Account", "<Name>Parking</Name><AccountType>Expense</AccountType><AccountNumber>6000</AccountNumber>"
    )
    assert answer.code == 3180
    assert answer.message.endswith("QuickBooks error message: The account number is already in use.")


def test_an_account_below_another_has_its_full_name(program: Program) -> None:
    parent = "<ParentRef><FullName>Travel</FullName></ParentRef>"
    row = program.add("Account", f"<Name>Meals</Name>{parent}<AccountType>Expense</AccountType>").row
    assert (row["FullName"], row["Sublevel"], row["AccountType"]) == ("Travel:Meals", "1", "Expense")


@pytest.mark.parametrize("entity", ["ItemService", "ItemOtherCharge"])
def test_an_item_is_sold_or_bought_or_both(program: Program, entity: str) -> None:
    one = "<SalesOrPurchase><Desc>d</Desc><Price>5.5</Price><AccountRef><FullName>Sales</FullName></AccountRef>"
    row = program.add(entity, f"<Name>A</Name>{one}</SalesOrPurchase>").row
    assert row["SalesOrPurchase"]["Price"] == "5.5"
    assert row["SalesOrPurchase"]["AccountRef"]["FullName"] == "Sales"
    row = program.change(entity, row, "<SalesOrPurchaseMod><Price>6</Price></SalesOrPurchaseMod>").row
    assert (row["SalesOrPurchase"]["Price"], row["SalesOrPurchase"]["Desc"]) == ("6", "d")


def test_a_list_that_somebody_else_modified_is_3180(program: Program) -> None:
    program.file.fail_next("VendorAddRq", 3180)
    answer = program.add("Vendor", "<Name>A</Name>")
    assert answer.code == 3180
    assert answer.message.endswith("This list has been modified by another user.")
    assert program.add("Vendor", "<Name>A</Name>").code == 0
