"""What a failure is about is told in names that people know, wherever the package named a place or an id."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.failures import Problem
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import StoredRecord, SyncState
from bookbridge.use_cases.name_parties import with_names
from tests.fakes.records import InMemoryRecords
from tests.fakes.store import InMemoryStore
from tests.unit.domain.failures.catalogues import CATALOGUES

pytestmark = [pytest.mark.unit, pytest.mark.requirement("F6")]

ONLINE, DESKTOP = CATALOGUES["quickbooks-online"], CATALOGUES["quickbooks-desktop"]
INVOICE: dict[str, Any] = {
    "customer": "c-1",
    "number": "1041",
    "date": "2026-05-01",
    "lines": [{"item": "i-1"}, {"item": "i-2"}, {"item": "i-2"}],
}


@pytest.fixture
def records() -> InMemoryRecords:
    made = InMemoryRecords(InMemoryStore())
    for entity_type, record_id, body in (
        ("item", "i-1", {"name": "Rope"}),
        ("item", "i-2", {"name": "Tar"}),
        ("invoice", "inv-7", {"number": "INV-7"}),
        ("account", "a-1", {"name": "Petty cash", "code": "1000"}),
    ):
        made.save(stored(entity_type, record_id, body))  # type: ignore[arg-type]
    return made


def stored(entity_type: EntityType, record_id: str, body: dict[str, Any]) -> StoredRecord:
    return StoredRecord("acme", entity_type, record_id, body, revision=1, sync_state=SyncState.PENDING)


def steps_of(problem: Problem) -> str:
    return " ".join(step for remedy in problem.remedies for step in remedy.steps)


def test_the_record_itself_goes_by_its_number_and_its_party(records: InMemoryRecords) -> None:
    text = "Invalid Customer: The customer you have specified has been deleted."
    problem = ONLINE.match("610", text, "invoice").problem(message=text, package_code="610")
    told = with_names(records, ONLINE, problem, stored("invoice", "x-1", INVOICE), "Blue Lake")
    assert (told.values["record_number"], told.values["party"]) == ("1041", "Blue Lake")
    assert "“Blue Lake” was deleted" in ONLINE.wording(told, "en").cause
    assert "«\u00a0Blue Lake\u00a0» a été supprimé" in ONLINE.wording(told, "fr").cause
    assert told.message == text


@pytest.mark.parametrize(
    ("field", "name"),
    [("lines[0].item", "Rope"), ("lines[2].item", "Tar"), ("lines[].item", ""), ("number", ""), ("customer", "")],
)
def test_the_reference_at_fault_goes_by_its_name_as_far_as_it_is_one_that_is_known(
    records: InMemoryRecords, field: str, name: str
) -> None:
    problem = ONLINE.problem_for("reference_not_found", "invoice", message="Gone", field=field)
    told = with_names(records, ONLINE, problem, stored("invoice", "x-1", INVOICE), "")
    assert told.values.get("reference_name", "") == name


def test_one_reference_is_meant_where_all_lines_have_the_same(records: InMemoryRecords) -> None:
    body = INVOICE | {"lines": [{"item": "i-2"}, {"item": "i-2"}]}
    problem = ONLINE.match("2500", "Invalid Reference Id : Line.SalesItemLineDetail.ItemRef", "invoice").problem(
        message="", package_code="2500"
    )
    told = with_names(records, ONLINE, problem, stored("invoice", "x-1", body), "")
    assert "(product or service, on a line): “Tar”" in ONLINE.wording(told, "en").cause


def test_what_the_package_said_goes_before_what_the_application_knows(records: InMemoryRecords) -> None:
    values = {"reference_name": "Rope, old"}
    problem = ONLINE.problem_for("reference_inactive", "invoice", field="lines[0].item", values=values)
    told = with_names(records, ONLINE, problem, stored("invoice", "x-1", INVOICE), "")
    assert told.values["reference_name"] == "Rope, old"
    assert "instead of “Rope, old”" in steps_of(told)


def test_the_invoice_that_a_payment_settles_goes_by_its_number(records: InMemoryRecords) -> None:
    body = {"customer": "c-1", "applications": [{"invoice": "inv-7", "amount": "10.00"}]}
    problem = DESKTOP.problem_for("application_refused", "payment", message="!", field="applications[0].invoice")
    told = with_names(records, DESKTOP, problem, stored("payment", "p-1", body), "")
    assert "(INV-7) is gone" in DESKTOP.wording(told, "en").cause


def test_an_account_is_named_in_the_texts_about_accounts(records: InMemoryRecords) -> None:
    problem = ONLINE.problem_for("account_type_invalid", "expense", message="!", field="account")
    told = with_names(records, ONLINE, problem, stored("expense", "e-1", {"account": "a-1"}), "")
    assert "The account “Petty cash” cannot be used here" in ONLINE.wording(told, "en").cause


def test_a_message_that_is_the_cause_is_told_anew_and_others_stay(records: InMemoryRecords) -> None:
    record = stored("invoice", "x-1", INVOICE)
    told = with_names(records, ONLINE, ONLINE.problem_for("already_exported", "invoice"), record, "")
    assert told.message.startswith("The invoice 1041 is already in")
    faults = [FieldFault("lines[0].amount", "is 1, but 2 is expected", "amount_mismatch", {"expected": "2"})]
    problem = ONLINE.problem_for_faults(faults, "invoice")
    assert with_names(records, ONLINE, problem, record, "").message == "amount, line 1: is 1, but 2 is expected"
