"""The control API for company files, and what is counted of the work that is done in them."""

import pytest

from tests.unit.simulators.caller import Json
from tests.unit.simulators.quickbooks_desktop.controlled import Controlled

pytestmark = pytest.mark.unit

BOOKS = "/organisations/demo"
VENDORS = '<VendorQueryRq requestID="1"/>'


def added(name: str) -> str:
    return f"<VendorAddRq><VendorAdd><Name>{name}</Name></VendorAdd></VendorAddRq>"


def test_a_company_file_is_made_changed_and_removed(controlled: Controlled) -> None:
    made = controlled.done("PUT", "/organisations/other", {"name": "Other", "legal_name": "Other LLC", "seed": False})
    assert (made["id"], made["name"], made["legal_name"]) == ("other", "Other", "Other LLC")
    assert (made["path"], made["closing_date"], made["modal_dialog"]) == (
        r"C:\Company Files\other.qbw",
        None,
        False,
    )
    wanted = {"closing_date": "2026-03-31", "modal_dialog": True, "preferences": {"sales_tax": False}}
    changed = controlled.done("PUT", "/organisations/other", wanted)
    assert (changed["closing_date"], changed["modal_dialog"], changed["name"]) == ("2026-03-31", True, "Other")
    assert (changed["preferences"]["sales_tax"], changed["preferences"]["class_tracking"]) == (False, True)
    assert controlled.done("PUT", "/organisations/other", {"closing_date": None})["closing_date"] is None
    assert [each["id"] for each in controlled.done("GET", "/organisations")["organisations"]] == ["demo", "other"]
    controlled.done("DELETE", "/organisations/other")
    assert controlled.call("GET", "/organisations/other").status == 404


@pytest.mark.parametrize("body", [{"colour": "red"}, {"closing_date": "soon"}, {"preferences": {"colour": "red"}}])
def test_a_senseless_company_file_is_refused(controlled: Controlled, body: Json) -> None:
    assert controlled.call("PUT", "/organisations/other", body).status == 400
    assert controlled.call("GET", "/organisations/other").status == 404


def test_a_company_file_is_moved_on_every_machine(controlled: Controlled) -> None:
    controlled.put(company_file=None)
    path = r"D:\QB\Demo.qbw"
    controlled.done("PUT", BOOKS, {"path": path})
    assert controlled.done("PUT", "/connectors/one", {"company_file": "demo"})["company_file"] == path


def test_a_company_file_that_is_gone_is_open_nowhere(controlled: Controlled) -> None:
    controlled.put()
    controlled.done("DELETE", BOOKS)
    assert controlled.done("GET", "/connectors/one")["company_file"] is None


def test_people_work_in_the_file_in_qbxmls_words(controlled: Controlled) -> None:
    made = controlled.done("POST", f"{BOOKS}/Vendor", {"Name": "Acme Supply", "VendorAddress": {"City": "Austin"}})
    vendor = made["Vendor"]["ListID"]
    row = f"{BOOKS}/Vendor/{vendor}"
    assert controlled.done("PATCH", row, {"CompanyName": "Acme Inc"})["Vendor"]["CompanyName"] == "Acme Inc"
    assert controlled.done("GET", row)["Vendor"]["VendorAddress"]["City"] == "Austin"
    found = controlled.done("GET", f"{BOOKS}/Vendor", None, **{"VendorAddress.City": "Austin"})
    assert ([each["ListID"] for each in found["Vendor"]], found["totalCount"]) == ([vendor], 1)
    assert controlled.done("GET", f"{BOOKS}/Vendor", Name="Nobody")["totalCount"] == 0
    bill = controlled.done(
        "POST",
        f"{BOOKS}/Bill",
        {
            "VendorRef": "Acme Supply",
            "TxnDate": "2026-05-02",
            "RefNumber": "A-1",
            "ExpenseLine": [{"AccountRef": an_expense_account(controlled), "Amount": "12.50"}],
        },
    )["Bill"]
    assert bill["AmountDue"] == "12.50"
    controlled.done("POST", f"{BOOKS}/Bill/{bill['TxnID']}/void")
    assert controlled.done("GET", f"{BOOKS}/Bill/{bill['TxnID']}")["Bill"]["AmountDue"] == "0.00"
    controlled.done("DELETE", f"{BOOKS}/Bill/{bill['TxnID']}")
    assert controlled.done("GET", f"{BOOKS}/Bill") == {"Bill": [], "totalCount": 0}
    assert controlled.done("GET", "/calls")["total"] == 0


def an_expense_account(controlled: Controlled) -> str:
    accounts = controlled.done("GET", f"{BOOKS}/Account", AccountType="Expense")["Account"]
    return str(accounts[0]["FullName"])


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/organisations/nobody/Bill", {}, 404),
        ("GET", f"{BOOKS}/Dragon", {}, 404),
        ("POST", f"{BOOKS}/Item", {}, 404),
        ("GET", f"{BOOKS}/Bill/1-2", {}, 404),
        ("POST", f"{BOOKS}/Vendor", {"Name": "A", "Colour": "red"}, 400),
        ("POST", f"{BOOKS}/Vendor", {}, 400),
        ("POST", f"{BOOKS}/Vendor", {"Name": "x" * 50}, 400),
        ("POST", f"{BOOKS}/Vendor/1-2/merge", {}, 400),
        ("POST", f"{BOOKS}/restore", {}, 404),
    ],
)
def test_what_does_not_work_is_told(controlled: Controlled, method: str, path: str, body: Json, status: int) -> None:
    reply = controlled.call(method, path, body)
    assert (reply.status, "error" in reply.body) == (status, True)


def test_a_record_that_somebody_has_open_is_locked_for_programs(controlled: Controlled) -> None:
    controlled.put()
    vendor = controlled.done("POST", f"{BOOKS}/Vendor", {"Name": "Acme"})["Vendor"]
    modified = (
        f"<VendorModRq><VendorMod><ListID>{vendor['ListID']}</ListID><EditSequence>{vendor['EditSequence']}</EditSequence>"
        "<CompanyName>Acme Inc</CompanyName></VendorMod></VendorModRq>"
    )
    for word, status in (("edit", "statusCode 3175"), ("close", "statusCode 0")):
        controlled.done("POST", f"{BOOKS}/Vendor/{vendor['ListID']}/{word}")
        controlled.done("DELETE", "/calls")
        controlled.ask(modified)
        assert controlled.done("GET", "/calls")["by_status"][status] == 1


def test_a_backup_is_put_in_the_place_of_the_file(controlled: Controlled) -> None:
    assert controlled.done("POST", f"{BOOKS}/backup") == {"backup": 1}
    controlled.done("POST", f"{BOOKS}/Vendor", {"Name": "Acme"})
    assert controlled.done("POST", f"{BOOKS}/backup") == {"backup": 2}
    for number, count in ((1, 0), (2, 1)):
        controlled.done("POST", f"{BOOKS}/restore", {"backup": number})
        assert controlled.done("GET", f"{BOOKS}/Vendor", Name="Acme")["totalCount"] == count


def test_requests_and_what_they_wrote_are_counted(controlled: Controlled) -> None:
    controlled.put()
    controlled.ask(added("Acme"), added("Acme"), "<VendorQueryRq><FullName>Acme</FullName></VendorQueryRq>")
    counts = controlled.done("GET", "/calls")
    assert (counts["by_kind"]["VendorAddRq"], counts["by_kind"]["VendorQueryRq"]) == (2, 1)
    assert (counts["by_status"]["statusCode 0"], counts["by_status"]["statusCode 3100"]) == (2, 1)
    assert (counts["objects_written"], counts["objects_read"]) == (1, 1)
    assert counts["total"] == 6 + 3
    vendor = controlled.demo.rows("Vendor")[-1]["ListID"]
    assert controlled.done("GET", "/calls/reads")["reads"] == {f"Vendor/{vendor}": 1}


def test_a_message_set_that_is_remembered_writes_nothing_again(controlled: Controlled) -> None:
    controlled.put()
    for _ in range(2):
        controlled.ask(added("Acme"), attributes=' newMessageSetID="m-1"')
    counts = controlled.done("GET", "/calls")
    assert (counts["by_kind"]["VendorAddRq"], counts["objects_written"]) == (2, 1)
    assert len([each for each in controlled.demo.rows("Vendor") if each["Name"] == "Acme"]) == 1


def test_a_message_that_quickbooks_does_not_understand_is_counted_by_its_hresult(controlled: Controlled) -> None:
    controlled.put()
    log = controlled.ask("<VendorAddRq><VendorAdd><Colour>red</Colour></VendorAdd></VendorAddRq>")
    assert log["steps"][6]["parameters"]["hresult"] == "0x80040400"
    assert controlled.done("GET", "/calls")["by_status"]["0x80040400"] == 1


def test_requests_fail_and_break_off_on_demand(controlled: Controlled) -> None:
    controlled.put()
    fault = {"kind": "status_code", "match": {"body": "VendorAddRq"}, "status_code": 3260, "requests": 2}
    assert controlled.done("POST", "/faults", fault)["kind"] == "status_code"
    controlled.ask(VENDORS)
    controlled.ask(VENDORS, added("Acme"), added("Bert"), added("Cora"))
    assert controlled.done("GET", "/calls")["by_status"]["statusCode 3260"] == 2
    controlled.done("POST", "/faults", {"kind": "quickbooks_breaks_off", "after": 1})
    log = controlled.ask(added("Dora"), added("Emil"))
    assert log["steps"][5]["problem"] == "0x80010105"
    names = [each["Name"] for each in controlled.demo.rows("Vendor")]
    assert names[-2:] == ["Cora", "Dora"]
