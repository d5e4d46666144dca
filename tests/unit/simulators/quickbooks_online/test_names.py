"""Names of list records: unique, never deleted, marked when inactive."""

import pytest

from tests.unit.simulators.quickbooks_online.company import Company, Json, sale

pytestmark = pytest.mark.unit

TAKEN = (
    "The name supplied already exists. : Another customer, vendor or employee is already using this name. "
    "Please use a different name."
)


@pytest.mark.parametrize("entity", ["Customer", "Vendor", "Employee"])
def test_a_display_name_is_unique_across_customers_vendors_and_employees_in_any_case(
    company: Company, entity: str
) -> None:
    company.customer("Acme")
    reply = company.post(entity, {"DisplayName": "aCME"})
    assert reply.status == 400
    assert reply.error == {"Message": "Duplicate Name Exists Error", "Detail": TAKEN, "code": "6240", "element": ""}
    assert reply.body["Fault"]["type"] == "ValidationFault"


@pytest.mark.parametrize(
    ("entity", "record"),
    [
        ("Item", {"Name": "services", "IncomeAccountRef": {"value": "9"}}),
        ("Account", {"Name": "checking", "AccountType": "Bank"}),
        ("Term", {"Name": "Net 30", "DueDays": 3}),
    ],
)
def test_names_of_other_lists_are_unique_among_themselves(company: Company, entity: str, record: Json) -> None:
    error = company.post(entity, record).error
    assert error["code"] == "6240"
    assert error["Detail"].startswith("The name supplied already exists. : Id=")


def test_a_party_without_any_name_is_6080(company: Company) -> None:
    assert company.post("Customer", {"CompanyName": "Acme"}).codes == ["6080"]


def test_a_display_name_is_made_of_the_parts_of_a_name(company: Company) -> None:
    made = company.make("Customer", {"Title": "Dr", "GivenName": "Ada", "FamilyName": "King"})
    assert made["DisplayName"] == "Dr Ada King"
    assert made["FullyQualifiedName"] == "Dr Ada King"


@pytest.mark.parametrize("name", ["A:B", "A\tB", "A\nB"])
def test_a_display_name_has_no_colon_tab_or_newline(company: Company, name: str) -> None:
    assert company.post("Vendor", {"DisplayName": name}).codes == ["2040"]


@pytest.mark.parametrize("entity", ["Customer", "Vendor", "Item", "Account", "Term", "Class"])
def test_list_records_cannot_be_deleted(company: Company, entity: str) -> None:
    reply = company.post(entity, {"Id": "1", "SyncToken": "0"}, operation="delete")
    assert reply.error["code"] == "500"
    assert reply.error["Detail"] == "Operation delete is not supported."


def test_an_inactive_record_gets_a_marked_name_and_frees_the_name(company: Company) -> None:
    row_id = company.customer("Acme")
    gone = company.make("Customer", {"Id": row_id, "SyncToken": "0", "sparse": True, "Active": False})
    assert gone["DisplayName"] == "Acme (deleted)"
    assert company.read("Customer", row_id)["Active"] is False
    company.vendor("Acme")


def test_an_inactive_record_is_changed_only_when_it_becomes_active_again(company: Company) -> None:
    row_id = company.customer("Acme")
    company.make("Customer", {"Id": row_id, "SyncToken": "0", "sparse": True, "Active": False})
    change = {"Id": row_id, "SyncToken": "1", "sparse": True, "Notes": "x"}
    assert company.post("Customer", change).codes == ["610"]
    back = company.make("Customer", {**change, "Active": True})
    assert (back["DisplayName"], back["Active"]) == ("Acme", True)


def test_a_name_taken_in_the_meantime_keeps_a_record_inactive(company: Company) -> None:
    row_id = company.customer("Acme")
    company.make("Customer", {"Id": row_id, "SyncToken": "0", "sparse": True, "Active": False})
    company.customer("Acme")
    reply = company.post("Customer", {"Id": row_id, "SyncToken": "1", "sparse": True, "Active": True})
    assert reply.codes == ["6240"]


def test_a_customer_with_an_open_balance_stays_active(company: Company) -> None:
    row_id = company.customer()
    company.invoice(row_id)
    reply = company.post("Customer", {"Id": row_id, "SyncToken": "0", "sparse": True, "Active": False})
    assert reply.codes == ["6220"]


def test_a_sale_to_an_inactive_customer_is_6250(company: Company) -> None:
    row_id = company.customer("Acme")
    company.make("Customer", {"Id": row_id, "SyncToken": "0", "sparse": True, "Active": False})
    error = company.post("Invoice", sale(row_id)).error
    assert error["code"] == "6250"
    assert error["Detail"] == "Invalid Customer: Acme (deleted) has been deleted"


def test_a_job_needs_its_parent_and_shows_the_whole_path(company: Company) -> None:
    parent = company.customer("Acme")
    assert company.post("Customer", {"DisplayName": "Kitchen", "Job": True}).codes == ["6150"]
    job = company.make("Customer", {"DisplayName": "Kitchen", "Job": True, "ParentRef": {"value": parent}})
    assert job["FullyQualifiedName"] == "Acme:Kitchen"


def test_records_are_nested_at_most_five_levels_deep(company: Company) -> None:
    parent = company.make("Class", {"Name": "1"})["Id"]
    for level in range(2, 6):
        parent = company.make("Class", {"Name": str(level), "SubClass": True, "ParentRef": {"value": parent}})["Id"]
    reply = company.post("Class", {"Name": "6", "SubClass": True, "ParentRef": {"value": parent}})
    assert reply.codes == ["6180"]


def test_the_tax_identifier_of_a_vendor_is_masked_when_read(company: Company) -> None:
    made = company.make("Vendor", {"DisplayName": "Acme", "TaxIdentifier": "12-3456789"})
    assert made["TaxIdentifier"] == "XXXXXX6789"
