"""The control API and the pages for people."""

import pytest

from tests.unit.simulators.quickbooks_online.company import Company, Json

pytestmark = pytest.mark.unit


def test_calls_are_counted_by_kind_status_and_realm(company: Company) -> None:
    company.control("DELETE", "/calls")
    row_id = company.customer()
    company.invoice(row_id)
    company.call("GET", f"customer/{row_id}")
    company.call("GET", "customer/999")
    company.query("select * from Customer")
    company.call("GET", "cdc", entities="Customer", changedSince="2026-05-01T00:00:00Z")
    item = {"bId": "1", "operation": "create", "Class": {"Name": "A"}}
    company.call("POST", "batch", {"BatchItemRequest": [item, item]})
    company.raw("POST", "/oauth2/v1/tokens/bearer")
    assert company.control("GET", "/calls").body == {
        "total": 8,
        "by_kind": {
            "POST customer": 1,
            "POST invoice": 1,
            "GET customer": 2,
            "GET query": 1,
            "GET cdc": 1,
            "POST batch": 1,
            "POST token": 1,
        },
        "by_status": {"200": 6, "400": 1, "401": 1},
        "by_organisation": {company.realm: 7},
        "objects_written": 3,
        "objects_read": 3,
    }
    assert company.control("GET", "/calls/reads").body["reads"] == {f"Customer/{row_id}": 3}
    log = company.control("GET", "/calls/log").body["calls"]
    assert [(call["kind"], call["status"]) for call in log[:2]] == [("POST customer", "200"), ("POST invoice", "200")]
    assert company.control("DELETE", "/calls").body["total"] == 0


def test_edits_through_control_are_those_of_a_user(company: Company) -> None:
    path = f"/organisations/{company.realm}/Customer"
    made = company.control("POST", path, {"DisplayName": "Acme"}).body["Customer"]
    changed = company.control("PATCH", f"{path}/{made['Id']}", {"Notes": "called"}).body["Customer"]
    assert (changed["Notes"], changed["SyncToken"]) == ("called", "1")
    assert company.control("GET", f"{path}/{made['Id']}").body["Customer"] == changed
    refused = company.control("POST", path, {"DisplayName": "acme"})
    assert (refused.status, refused.error["code"]) == (400, "6240")
    gone = company.control("DELETE", f"{path}/{made['Id']}").body["Customer"]
    assert (gone["Active"], gone["DisplayName"]) == (False, "Acme (deleted)")
    calls = company.control("GET", "/calls").body
    assert (calls["total"], calls["objects_written"]) == (0, 0)


def test_records_are_listed_and_filtered(company: Company) -> None:
    customer = company.customer()
    company.invoice(customer, DocNumber="A-1")
    company.invoice(customer, DocNumber="A-2")
    path = f"/organisations/{company.realm}/Invoice"
    assert company.control("GET", path).body["QueryResponse"]["totalCount"] == 2
    (found,) = company.control("GET", path, DocNumber="A-2").body["QueryResponse"]["Invoice"]
    assert found["DocNumber"] == "A-2"
    empty = company.control("GET", f"/organisations/{company.realm}/Bill").body["QueryResponse"]
    assert empty == {"Bill": [], "startPosition": 1, "maxResults": 0, "totalCount": 0}


def test_a_user_may_void_what_the_api_cannot(company: Company) -> None:
    line = company.expense("0")["Line"]
    account = {"value": company.account("Checking")}
    made = company.make("Purchase", {"PaymentType": "Cash", "AccountRef": account, "Line": line})
    path = f"/organisations/{company.realm}/Purchase/{made['Id']}/void"
    assert company.control("POST", path).body["Purchase"]["PrivateNote"] == "Voided"


def test_a_new_organisation_has_a_usable_chart_of_accounts(company: Company) -> None:
    company.control("PUT", "/organisations/42", {"name": "New", "book_close_date": "2026-01-31"})
    other = Company(company.simulator, "42")
    accounts = other.query("select * from Account")["Account"]
    types = {account["AccountType"] for account in accounts}
    assert {"Bank", "Accounts Receivable", "Accounts Payable", "Credit Card", "Income", "Expense"} <= types
    numbers = {account["Name"]: account.get("AcctNum") for account in accounts}
    assert (numbers["Checking"], numbers["Sales of Product Income"], numbers["Office Expenses"]) == (
        "1000",
        "4000",
        "6000",
    )
    assert [term["Name"] for term in other.query("select * from Term where Name = 'Net 30'")["Term"]] == ["Net 30"]
    shown = company.control("GET", "/organisations/42").body
    assert (shown["name"], shown["book_close_date"], shown["counts"]["Item"]) == ("New", "2026-01-31", 1)


def test_an_organisation_can_be_bare_renamed_and_removed(company: Company) -> None:
    company.control("PUT", "/organisations/42", {"name": "Bare", "seed": False})
    renamed = company.control("PUT", "/organisations/42", {"name": "Renamed"}).body
    assert "Account" not in renamed["counts"]
    listed = company.control("GET", "/organisations").body["organisations"]
    assert [entry["name"] for entry in listed] == ["Craig's Landscaping", "Renamed"]
    company.control("DELETE", "/organisations/42")
    assert company.control("GET", "/organisations/42").status == 404


def test_the_clock_can_be_moved(company: Company) -> None:
    before = company.control("GET", "/clock").body["now"]
    after = company.control("POST", "/clock", {"advance_seconds": 90.5}).body["now"]
    assert (before, after) == ("2026-05-04T18:30:15.250000+00:00", "2026-05-04T18:31:45.750000+00:00")
    assert company.control("POST", "/clock", {"advance_seconds": "soon"}).status == 400


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nothing", None, 404),
        ("PATCH", "/calls", None, 405),
        ("PUT", "/organisations/acme", {"name": "A"}, 400),
        ("PUT", "/organisations/5", {"colour": "red"}, 400),
        ("GET", "/organisations/5/Invoice", None, 404),
        ("GET", f"/organisations/{4620816365}/Spaceship", None, 404),
        ("GET", f"/organisations/{4620816365}/Invoice/1", None, 400),
        ("POST", f"/organisations/{4620816365}/Term/1/email", None, 400),
        ("POST", f"/organisations/{4620816365}/Term/1/merge", {"into": "2"}, 400),
        ("PUT", "/oauth", {"organisation_id": "5"}, 404),
        ("PUT", "/settings", {"colour": "red"}, 400),
    ],
)
def test_a_wrong_control_call_says_so(company: Company, method: str, path: str, body: Json, status: int) -> None:
    reply = company.control(method, path, body)
    assert reply.status == status
    assert {"error", "Fault"} & set(reply.body)


def test_a_control_body_must_be_a_json_object(company: Company) -> None:
    assert company.control("PUT", "/settings", [1]).status == 400
    assert company.raw("PUT", "/control/settings", b"{").status == 400


def test_people_see_the_books_and_single_records(company: Company) -> None:
    made = company.invoice(company.customer("<Acme> & Sons"), 1234.5, DocNumber="INV-9")
    page = company.raw("GET", "/")
    assert "Craig&#x27;s Landscaping" in page.text
    assert "INV-9 · &lt;Acme&gt; &amp; Sons" in page.text
    assert "1,234.50" in page.text
    record = company.raw("GET", "/app/invoice", txnId=made["Id"])
    assert (record.status, "INV-9" in record.text) == (200, True)
    assert company.raw("GET", "/app/customerdetail", nameId="1").status == 200
    assert company.raw("GET", "/app/invoice", txnId="999").status == 404
    assert company.raw("GET", "/", realm_id="1").text.count("<h1>") == 0
