"""Batches and replays by request id."""

import pytest

from tests.unit.simulators.quickbooks_online.company import Company, Json, Reply, sale

pytestmark = pytest.mark.unit


def batch(company: Company, *items: Json, **params: str) -> Reply:
    return company.call("POST", "batch", {"BatchItemRequest": list(items)}, **params)


def answers(reply: Reply) -> dict[str, Json]:
    assert reply.status == 200, reply.text
    return {item["bId"]: item for item in reply.body["BatchItemResponse"]}


def test_items_are_answered_one_by_one_even_when_some_fail(company: Company) -> None:
    company.customer("Acme")
    found = answers(
        batch(
            company,
            {"bId": "b1", "operation": "create", "Vendor": {"DisplayName": "Acme"}},
            {"bId": "b2", "operation": "create", "Vendor": {"DisplayName": "Other"}},
            {"bId": "b3", "Query": "select * from Vendor maxresults 2"},
        )
    )
    (error,) = found["b1"]["Fault"]["Error"]
    assert (error["code"], found["b1"]["Fault"]["type"]) == ("6240", "ValidationFault")
    assert found["b2"]["Vendor"]["DisplayName"] == "Other"
    assert found["b3"]["QueryResponse"]["maxResults"] == 1


def test_items_update_delete_and_void(company: Company) -> None:
    customer = company.customer()
    first, second = company.invoice(customer), company.invoice(customer)
    found = answers(
        batch(
            company,
            {"bId": "1", "operation": "delete", "Invoice": {"Id": first["Id"], "SyncToken": "0"}},
            {
                "bId": "2",
                "operation": "update",
                "optionsData": "void",
                "Invoice": {"Id": second["Id"], "SyncToken": "0", "sparse": True},
            },
            {
                "bId": "3",
                "operation": "update",
                "Customer": {"Id": customer, "SyncToken": "0", "sparse": True, "Notes": "x"},
            },
        )
    )
    assert found["1"]["Invoice"] == {"status": "Deleted", "Id": first["Id"], "domain": "QBO"}
    assert (found["2"]["Invoice"]["TotalAmt"], found["2"]["Invoice"]["PrivateNote"]) == (0, "Voided")
    assert found["3"]["Customer"]["Notes"] == "x"


@pytest.mark.parametrize("options", ["allowduplicatedocnum", ["allowduplicatedocnum"]])
def test_an_item_may_allow_a_duplicate_number(company: Company, options: object) -> None:
    customer = company.customer()
    company.invoice(customer, DocNumber="1")
    item = {"bId": "1", "operation": "create", "Invoice": sale(customer, DocNumber="1")}
    assert answers(batch(company, item))["1"]["Fault"]["Error"][0]["code"] == "6140"
    assert "Invoice" in answers(batch(company, {**item, "optionsData": options}))["1"]


def test_thirty_items_pass_and_thirty_one_are_1040(company: Company) -> None:
    items = [{"bId": str(n), "operation": "create", "Class": {"Name": str(n)}} for n in range(31)]
    error = batch(company, *items).error
    assert (error["code"], error["Message"]) == ("1040", "Batch size exceeds allowed limit")
    assert company.query("select count(*) from Class") == {"totalCount": 0}
    assert len(answers(batch(company, *items[:30]))) == 30
    assert company.query("select count(*) from Class") == {"totalCount": 30}


@pytest.mark.parametrize(
    ("item", "code"),
    [
        ({"bId": "1", "operation": "explode", "Class": {"Name": "A"}}, "500"),
        ({"bId": "1", "operation": "create", "Spaceship": {}}, "2000"),
        ({"bId": "1", "operation": "create"}, "2000"),
        ({"bId": "1", "operation": "create", "Class": "A"}, "2010"),
        ({"bId": "1", "operation": "update", "Class": {"Name": "A"}}, "2020"),
        ({"bId": "1", "Query": "select"}, "4000"),
    ],
)
def test_a_wrong_item_fails_alone(company: Company, item: Json, code: str) -> None:
    good = {"bId": "2", "operation": "create", "Class": {"Name": "Good"}}
    found = answers(batch(company, item, good))
    assert found["1"]["Fault"]["Error"][0]["code"] == code
    assert "Class" in found["2"]


def test_a_batch_needs_items_with_ids(company: Company) -> None:
    assert batch(company).codes == ["2020"]
    assert batch(company, {"operation": "create", "Class": {"Name": "A"}}).codes == ["2020"]


def test_a_repeated_request_id_returns_the_first_result(company: Company) -> None:
    first = company.post("Customer", {"DisplayName": "A"}, requestid="r-1")
    again = company.post("Customer", {"DisplayName": "A"}, requestid="r-1")
    assert (again.status, again.text) == (first.status, first.text)
    assert company.query("select count(*) from Customer") == {"totalCount": 1}


@pytest.mark.parametrize("operation", ["delete", "void"])
def test_a_repeated_deletion_or_void_acts_once(company: Company, operation: str) -> None:
    made = company.invoice(company.customer())
    gone = {"Id": made["Id"], "SyncToken": "0"}
    replies = [company.post("Invoice", gone, operation=operation, requestid="r") for _ in range(2)]
    assert replies[0].status == 200
    assert replies[0].text == replies[1].text


def test_a_repeated_batch_acts_once_and_writes_nothing_more(company: Company) -> None:
    items = [{"bId": str(n), "operation": "create", "Class": {"Name": str(n)}} for n in range(3)]
    first = batch(company, *items, requestid="r")
    again = batch(company, *items, requestid="r")
    assert first.text == again.text
    calls = company.control("GET", "/calls").body
    assert (calls["objects_written"], calls["by_kind"]["POST batch"]) == (3, 2)


def test_a_repeated_request_id_returns_the_first_fault_too(company: Company) -> None:
    company.customer("A")
    assert company.post("Customer", {"DisplayName": "A"}, requestid="r").codes == ["6240"]
    assert company.post("Customer", {"DisplayName": "B"}, requestid="r").codes == ["6240"]


def test_another_body_with_the_same_id_returns_the_first_result_or_600(company: Company) -> None:
    company.post("Customer", {"DisplayName": "A"}, requestid="r")
    assert company.post("Customer", {"DisplayName": "B"}, requestid="r").body["Customer"]["DisplayName"] == "A"
    company.control("PUT", "/settings", {"requestid_reuse": "fault_600"})
    assert company.post("Customer", {"DisplayName": "B"}, requestid="r").codes == ["600"]


def test_request_ids_may_be_forgotten_after_a_while(company: Company) -> None:
    company.control("PUT", "/settings", {"requestid_memory_seconds": 60})
    company.post("Customer", {"DisplayName": "A"}, requestid="r")
    company.simulator.clock.advance(59)
    assert company.post("Customer", {"DisplayName": "A"}, requestid="r").status == 200
    company.simulator.clock.advance(1)
    assert company.post("Customer", {"DisplayName": "A"}, requestid="r").codes == ["6240"]


def test_request_ids_belong_to_their_realm(company: Company) -> None:
    other = Company(company.simulator, "99")
    assert company.post("Customer", {"DisplayName": "A"}, requestid="r").status == 200
    assert other.post("Customer", {"DisplayName": "B"}, requestid="r").body["Customer"]["DisplayName"] == "B"


def test_request_ids_have_a_longest_length(company: Company) -> None:
    record = {"DisplayName": "A"}
    assert company.post("Customer", record, requestid="x" * 51).codes == ["2130"]
    assert company.post("Customer", record, requestid="x" * 50).status == 200
    item = {"bId": "12345678901", "operation": "create", "Class": {"Name": "A"}}
    assert batch(company, item, requestid="x" * 37).codes == ["2130"]
    assert batch(company, item, requestid="x" * 36).codes == ["2130"]
    assert "Class" in answers(batch(company, item))["12345678901"]
    assert "Class" in answers(batch(company, {**item, "bId": "1", "Class": {"Name": "B"}}, requestid="y" * 36))["1"]
