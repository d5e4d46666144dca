"""Shapes, lengths and required properties."""

import pytest

from tests.unit.simulators.quickbooks_online.company import Company, Json, sale, sale_line

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("entity", "record", "name", "maximum"),
    [
        ("Customer", {"DisplayName": "A" * 501}, "DisplayName", 500),
        ("Customer", {"DisplayName": "A", "CompanyName": "A" * 101}, "CompanyName", 100),
        ("Vendor", {"DisplayName": "A", "AcctNum": "1" * 101}, "AcctNum", 100),
        ("Vendor", {"DisplayName": "A", "BillAddr": {"PostalCode": "1" * 31}}, "BillAddr.PostalCode", 30),
        ("Item", {"Name": "A" * 101}, "Name", 100),
        ("Term", {"Name": "A" * 32, "DueDays": 1}, "Name", 31),
        ("Account", {"Name": "A", "AccountType": "Bank", "AcctNum": "12345678"}, "AcctNum", 7),
    ],
)
def test_a_text_that_is_too_long_is_2050(company: Company, entity: str, record: Json, name: str, maximum: int) -> None:
    error = company.post(entity, record).error
    assert error["code"] == "2050"
    assert error["Message"] == "String length is either shorter or longer than supported by specification"
    assert error["Detail"].startswith("String length specified does not match the supported length. ")
    assert error["Detail"].endswith(f"Min:0 Max:{maximum} supported. Supplied length:{maximum + 1}")
    assert error["element"] == name


def test_the_documented_length_text_is_word_for_word(company: Company) -> None:
    error = company.post("Customer", {"DisplayName": "A", "CompanyName": "A" * 110}).error
    assert error["Detail"] == (
        "String length specified does not match the supported length. Min:0 Max:100 supported. Supplied length:110"
    )


@pytest.mark.parametrize(
    ("entity", "record", "name"),
    [
        ("Invoice", {"CustomerRef": {"value": "1"}}, "Line"),
        ("Invoice", {"CustomerRef": {"value": "1"}, "Line": []}, "Line"),
        ("Invoice", {"Line": [sale_line(1)]}, "CustomerRef"),
        ("Bill", {"VendorRef": {"value": "1"}}, "Line"),
        ("Payment", {"CustomerRef": {"value": "1"}}, "TotalAmt"),
        ("Item", {"Type": "Service", "IncomeAccountRef": {"value": "9"}}, "Name"),
        ("Term", {"Name": "Soon"}, "DueDays"),
    ],
)
def test_a_missing_property_is_2020(company: Company, entity: str, record: Json, name: str) -> None:
    company.customer()
    company.vendor()
    error = company.post(entity, record).error
    assert error["code"] == "2020"
    assert error["Message"] == "Required param missing, need to supply the required value for the API"
    assert error["Detail"] == f"Required parameter {name} is missing in the request"


def test_an_unknown_property_is_2010(company: Company) -> None:
    error = company.post("Customer", {"DisplayName": "A", "Colour": "red"}).error
    assert error["code"] == "2010"
    assert error["Message"] == "Request has invalid or unsupported property"
    assert error["Detail"] == "Property Name:Colour is unsupported or invalid"


def test_a_nested_unknown_property_is_found_as_well(company: Company) -> None:
    record = sale(company.customer())
    record["Line"][0]["SalesItemLineDetail"]["Colour"] = "red"
    error = company.post("Invoice", record).error
    assert (error["code"], error["element"]) == ("2010", "Line.SalesItemLineDetail.Colour")


def test_read_only_properties_are_ignored_silently(company: Company) -> None:
    made = company.invoice(company.customer(), TotalAmt=5, Balance=7, domain="X", MetaData={"CreateTime": "x"})
    assert (made["TotalAmt"], made["Balance"], made["domain"]) == (100, 100, "QBO")


@pytest.mark.parametrize(
    ("entity", "record", "code"),
    [
        ("Customer", {"DisplayName": 7}, "2120"),
        ("Customer", {"DisplayName": "A\x00"}, "2040"),
        ("Customer", {"DisplayName": "A", "PrimaryEmailAddr": {"Address": "nobody"}}, "2210"),
        ("Customer", {"DisplayName": "A", "Taxable": "yes"}, "2230"),
        ("Customer", {"DisplayName": "A", "PreferredDeliveryMethod": "Owl"}, "2170"),
        ("Term", {"Name": "A", "DueDays": 1000}, "2240"),
        ("Term", {"Name": "A", "DueDays": 1.5}, "2090"),
        ("Payment", {"CustomerRef": {"value": "1"}, "TotalAmt": "50.00"}, "2140"),
        ("Payment", {"CustomerRef": {"value": "1"}, "TotalAmt": 1234567890123456}, "2140"),
        ("Payment", {"CustomerRef": {"value": "1"}, "TotalAmt": 1, "TxnDate": "04.05.2026"}, "2060"),
        ("Payment", {"CustomerRef": {"value": "1"}, "TotalAmt": 1, "TxnDate": "2026-02-30"}, "2070"),
        ("Payment", {"CustomerRef": {"value": "1"}, "TotalAmt": 1, "TxnDate": "9999-12-31"}, "2190"),
        ("Payment", {"CustomerRef": {"value": 1}, "TotalAmt": 1}, "2030"),
    ],
)
def test_a_value_of_the_wrong_shape_has_its_own_code(company: Company, entity: str, record: Json, code: str) -> None:
    company.customer("Somebody else")
    assert code in company.post(entity, record).codes


def test_one_answer_names_every_fault_of_shape(company: Company) -> None:
    record = {"DisplayName": "A" * 501, "Colour": "red", "Taxable": 1, "PrimaryEmailAddr": {"Address": "x"}}
    assert sorted(company.post("Customer", record).codes) == ["2010", "2050", "2210", "2230"]


def test_amounts_are_stored_to_two_decimals(company: Company) -> None:
    line = sale_line(10.01, Qty=3, UnitPrice=3.33567)
    made = company.make("Invoice", {"CustomerRef": {"value": company.customer()}, "Line": [line]})
    assert made["Line"][0]["Amount"] == 10.01
    assert made["Line"][0]["SalesItemLineDetail"]["UnitPrice"] == 3.33567


def test_the_longest_numbers_are_multiplied_without_a_crash(company: Company) -> None:
    line = sale_line(1, Qty=999999999999999, UnitPrice=999999999999999)
    reply = company.post("Invoice", {"CustomerRef": {"value": company.customer()}, "Line": [line]})
    assert reply.codes == ["6070"]


@pytest.mark.parametrize("text", [b"{", b"[]", b'"x"'])
def test_a_body_that_is_no_json_object_is_2010(company: Company, text: bytes) -> None:
    assert company.call("POST", "customer", text).codes == ["2010"]


def test_a_body_that_is_not_utf_8_is_500(company: Company) -> None:
    reply = company.call("POST", "customer", '{"DisplayName": "Ä"}'.encode("latin-1"))
    assert (reply.status, reply.codes) == (400, ["500"])


def test_another_content_type_is_1050(company: Company) -> None:
    headers = {"Authorization": f"Bearer {company.token}", "Content-Type": "text/plain"}
    reply = company.raw("POST", f"/v3/company/{company.realm}/customer", b"{}", headers)
    assert reply.codes == ["1050"]


def test_an_unknown_entity_is_2000_and_an_unknown_address_404(company: Company) -> None:
    assert company.post("Spaceship", {}).codes == ["2000"]
    assert company.call("GET", "invoice/1/2/3").status == 404


def test_answers_carry_the_documented_headers_and_time(company: Company) -> None:
    reply = company.call("GET", "preferences")
    assert reply.headers["intuit_tid"]
    assert reply.headers["QBO-Version"]
    assert reply.body["time"] == "2026-05-04T10:30:15.250-08:00"
    assert reply.body["Preferences"]["MetaData"]["LastUpdatedTime"] == "2026-05-04T10:30:15-08:00"
