"""Change data capture."""

import pytest

from tests.unit.simulators.quickbooks_online.company import Company, Json

pytestmark = pytest.mark.unit

SINCE = "2026-05-04T10:31:00-08:00"


def changes(company: Company, entities: str, since: str = SINCE) -> list[Json]:
    reply = company.call("GET", "cdc", entities=entities, changedSince=since)
    assert reply.status == 200, reply.text
    (answer,) = reply.body["CDCResponse"]
    return list(answer["QueryResponse"])


def test_only_what_changed_since_is_answered_by_entity(company: Company) -> None:
    company.customer("Old")
    company.simulator.clock.advance(60)
    company.customer("New")
    found = changes(company, "Customer,Bill")
    assert [record["DisplayName"] for record in found[0]["Customer"]] == ["New"]
    assert (found[0]["startPosition"], found[0]["maxResults"]) == (1, 1)
    assert found[1] == {}


def test_deleted_records_carry_only_status_id_and_metadata(company: Company) -> None:
    made = company.bill(company.vendor())
    company.simulator.clock.advance(60)
    company.post("Bill", {"Id": made["Id"], "SyncToken": "0"}, operation="delete")
    assert changes(company, "Bill")[0]["Bill"] == [
        {
            "domain": "QBO",
            "status": "Deleted",
            "Id": made["Id"],
            "MetaData": {"LastUpdatedTime": "2026-05-04T10:31:15-08:00"},
        }
    ]


def test_a_record_made_inactive_is_a_change(company: Company) -> None:
    row_id = company.customer()
    company.simulator.clock.advance(60)
    company.control("DELETE", f"/organisations/{company.realm}/Customer/{row_id}")
    assert changes(company, "Customer")[0]["Customer"][0]["Active"] is False


def test_a_payment_is_a_change_of_its_invoice(company: Company) -> None:
    customer = company.customer()
    invoice = company.invoice(customer)
    company.simulator.clock.advance(60)
    line = {"Amount": 5, "LinkedTxn": [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]}
    company.make("Payment", {"CustomerRef": {"value": customer}, "TotalAmt": 5, "Line": [line]})
    assert changes(company, "Invoice")[0]["Invoice"][0]["Balance"] == 95


def test_one_answer_has_1000_objects_in_total(company: Company) -> None:
    company.simulator.clock.advance(60)
    for number in range(700):
        company.make("Class", {"Name": str(number)})
        company.make("Department", {"Name": str(number)})
    classes, departments = changes(company, "Class,Department")
    assert (classes["maxResults"], departments["maxResults"]) == (700, 300)


def test_the_look_back_is_thirty_days(company: Company) -> None:
    changes(company, "Customer", "2026-04-05T00:00:00Z")
    reply = company.call("GET", "cdc", entities="Customer", changedSince="2026-04-04T00:00:00Z")
    assert reply.codes == ["2190"]


@pytest.mark.parametrize("entity", ["TaxCode", "TaxRate", "JournalCode", "Spaceship"])
def test_some_entities_are_not_supported(company: Company, entity: str) -> None:
    assert company.call("GET", "cdc", entities=entity, changedSince=SINCE).codes == ["2000"]


def test_both_parameters_are_required(company: Company) -> None:
    assert company.call("GET", "cdc").codes == ["2020", "2020"]
    assert company.call("GET", "cdc", entities="Bill", changedSince="yesterday").codes == ["2060"]
