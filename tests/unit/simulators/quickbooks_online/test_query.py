"""The query language."""

import pytest

from tests.unit.simulators.quickbooks_online.company import Company, Json, sale

pytestmark = pytest.mark.unit


@pytest.fixture
def company(company: Company) -> Company:
    """Three customers of whom one is inactive, and five invoices."""
    for name in ("Amy's Bird Sanctuary", "Bill's Windsurf", "Cool Cars"):
        company.customer(name)
    company.control("DELETE", f"/organisations/{company.realm}/Customer/3")
    for number in range(1, 6):
        company.simulator.clock.advance(60)
        company.invoice(str(1 + number % 2), number * 10, DocNumber=f"INV-{number}", TxnDate=f"2026-05-0{number}")
    return company


def ids(response: Json, entity: str) -> list[str]:
    return [record["Id"] for record in response.get(entity, [])]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("DocNumber = 'INV-3'", ["3"]),
        ("TotalAmt > '30'", ["4", "5"]),
        ("TotalAmt >= 30 AND TotalAmt < 50", ["3", "4"]),
        ("Balance <= '10'", ["1"]),
        ("Id IN ('2', '5', '99')", ["2", "5"]),
        ("DocNumber LIKE 'INV-%'", ["1", "2", "3", "4", "5"]),
        ("DocNumber LIKE '%-4'", ["4"]),
        ("DocNumber LIKE 'inv%'", []),
        ("CustomerRef = '1'", ["2", "4"]),
        ("TxnDate > '2026-05-03'", ["4", "5"]),
        ("MetaData.LastUpdatedTime >= '2026-05-04T10:34:15-08:00'", ["4", "5"]),
        ("MetaData.CreateTime < '2026-05-04T18:32:15Z'", ["1"]),
    ],
)
def test_conditions_choose_records(company: Company, where: str, expected: list[str]) -> None:
    statement = f"SELECT * FROM Invoice WHERE {where}"  # noqa: S608 - not SQL
    assert ids(company.query(statement), "Invoice") == expected


def test_inactive_records_must_be_asked_for(company: Company) -> None:
    assert ids(company.query("select * from Customer"), "Customer") == ["1", "2"]
    everybody = company.query("select * from Customer where Active IN (true,false)")
    assert ids(everybody, "Customer") == ["1", "2", "3"]
    assert ids(company.query("select * from Customer where Active = false"), "Customer") == ["3"]


def test_an_apostrophe_is_escaped_with_a_backslash(company: Company) -> None:
    found = company.query(r"SELECT * FROM Customer WHERE DisplayName = 'Amy\'s Bird Sanctuary'")
    assert ids(found, "Customer") == ["1"]


def test_pages_start_at_one(company: Company) -> None:
    page = company.query("SELECT * FROM Invoice ORDERBY TotalAmt DESC STARTPOSITION 2 MAXRESULTS 2")
    assert ids(page, "Invoice") == ["4", "3"]
    assert (page["startPosition"], page["maxResults"]) == (2, 2)
    assert "totalCount" not in page
    assert company.query("SELECT * FROM Invoice")["totalCount"] == 5


def test_a_page_has_100_records_unless_told_and_1000_at_most(company: Company) -> None:
    for number in range(120):
        company.make("Class", {"Name": str(number)})
    assert company.query("SELECT * FROM Class")["maxResults"] == 100
    assert company.query("SELECT * FROM Class MAXRESULTS 1000")["maxResults"] == 120


def test_count_and_nothing_found(company: Company) -> None:
    assert company.query("SELECT count(*) FROM Invoice WHERE TotalAmt > '20'") == {"totalCount": 3}
    assert company.query("SELECT * FROM Bill") == {}


def test_ids_are_ordered_as_numbers(company: Company) -> None:
    for _ in range(8):
        company.invoice("1")
    found = ids(company.query("SELECT * FROM Invoice ORDER BY Id"), "Invoice")
    assert found == sorted(found, key=int)


def test_a_statement_may_be_posted_as_text(company: Company) -> None:
    headers = {"Authorization": f"Bearer {company.token}", "Content-Type": "application/text"}
    path = f"/v3/company/{company.realm}/query"
    reply = company.raw("POST", path, b"select count(*) from Invoice", headers, minorversion="75")
    assert reply.body["QueryResponse"] == {"totalCount": 5}
    headers["Content-Type"] = "text/csv"
    assert company.raw("POST", path, b"select * from Invoice", headers).codes == ["1050"]


@pytest.mark.parametrize(
    "statement",
    [
        "",
        "SELECT",
        "DELETE FROM Invoice",
        "SELECT Id FROM Invoice",
        "SELECT * FROM Invoice WHERE Id = '1' OR Id = '2'",
        "SELECT * FROM Invoice WHERE DocNumber = 'open",
        "SELECT * FROM Invoice WHERE DocNumber != '1'",
        "SELECT * FROM Invoice LIMIT 5",
        "SELECT * FROM Invoice WHERE Id IN '1'",
        "SELECT * FROM Invoice WHERE DocNumber = word",
    ],
)
def test_a_statement_that_cannot_be_parsed_is_4000(company: Company, statement: str) -> None:
    error = company.call("GET", "query", query=statement).error
    assert error["code"] == "4000"
    assert error["Detail"].startswith("QueryParserError: ")


@pytest.mark.parametrize(
    ("statement", "detail"),
    [
        ("SELECT * FROM Invoice STARTPOSITION 0", "value 0 is too small. Min allowed value is 1"),
        ("SELECT * FROM Invoice MAXRESULTS 1001", "value 1001 is too large. Max allowed value is 1000"),
        ("SELECT * FROM Invoice WHERE Line = '1'", "Property Line not found for Entity Invoice"),
        ("SELECT * FROM Spaceship", "Entity Spaceship is not supported"),
        ("SELECT * FROM Invoice WHERE TotalAmt > 'many'", "Invalid value 'many' for TotalAmt"),
        ("SELECT * FROM Invoice WHERE MetaData.CreateTime > 'now'", "Invalid value 'now' for a date and time"),
    ],
)
def test_an_unknown_field_or_value_is_4001(company: Company, statement: str, detail: str) -> None:
    error = company.call("GET", "query", query=statement).error
    assert (error["code"], error["Detail"]) == ("4001", f"QueryValidationError: {detail}")


def test_a_changed_balance_can_be_asked_for(company: Company) -> None:
    company.make("CreditMemo", sale("1", 5))
    assert ids(company.query("SELECT * FROM Customer WHERE Balance = '55'"), "Customer") == ["1"]
