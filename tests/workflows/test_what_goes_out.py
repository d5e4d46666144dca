"""What the application sends reaches the package: in order, in full batches, once."""

from __future__ import annotations

import pytest

from bookbridge.domain.connections import ConnectionStatus
from bookbridge.domain.failures import FailureStatus
from bookbridge.domain.sessions import SessionResult
from bookbridge.domain.stored_records import SyncState
from bookbridge.use_cases.decide_action import Ordered
from tests.fakes.books import bill, customer, invoice, item, payment, vendor
from tests.fakes.world import World

pytestmark = pytest.mark.workflows


@pytest.mark.requirement("F5")
def test_children_sent_before_their_parents_wait_and_then_go(acme: World) -> None:
    acme.put("acme", "payment", "p-1", payment("c-1", {"i-1": "125.00"}))
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1"))
    acme.put("acme", "item", "s-1", item("Consulting"))
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.run()
    for entity_type, record_id in (("customer", "c-1"), ("item", "s-1"), ("invoice", "i-1"), ("payment", "p-1")):
        assert acme.view("acme", entity_type, record_id).sync_state is SyncState.SYNCED, entity_type
    assert acme.in_package("1001", "Invoice")[-1]["Balance"] == 0
    assert acme.failures.count_live("acme") == {}


@pytest.mark.requirement("F1")
def test_three_hundred_invoices_go_in_full_batches_without_a_429(world: World) -> None:
    for number in range(300):
        wanted = invoice(f"A-{number}", f"c-{number % 100}", item=f"s-{number % 10}")
        world.put("acme", "invoice", f"i-{number}", wanted)
    for number in range(100):
        world.put("acme", "customer", f"c-{number}", customer(f"Customer {number}"))
    for number in range(10):
        world.put("acme", "item", f"s-{number}", item(f"Service {number}"))
    world.connect("acme", "1001")
    world.run()
    summary = world.simulator.counters.summary()
    assert "429" not in summary["by_status"]
    assert summary["by_kind"]["POST batch"] <= 30
    assert summary["objects_written"] == 410
    numbers = [each["DocNumber"] for each in world.in_package("1001", "Invoice")]
    assert sorted(numbers) == sorted(f"A-{number}" for number in range(300))
    assert not world.records.has_pending("acme")


@pytest.mark.requirement("F1", "C2")
def test_the_same_record_sent_again_is_not_written_again(acme: World) -> None:
    for _ in range(3):
        acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
        acme.run()
    assert acme.simulator.counters.summary()["objects_written"] == 1


@pytest.mark.requirement("F1")
def test_a_changed_record_updates_its_twin(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.run()
    acme.put("acme", "customer", "c-1", customer("Alder and Sons Ltd"))
    acme.run()
    names = [each["DisplayName"] for each in acme.in_package("1001", "Customer")]
    assert names == ["Alder and Sons Ltd"]


@pytest.mark.requirement("A1", "F6")
def test_a_record_changed_in_the_package_meanwhile_is_written_over_its_newest_version(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.run()
    link = acme.view("acme", "customer", "c-1").record.link
    assert link
    acme.simulator.webhooks.settings.enabled = False
    acme.by_hand("PATCH", f"/organisations/1001/Customer/{link.package_id}", {"Notes": "Pays late"})
    acme.put("acme", "customer", "c-1", customer("Alder and Sons Ltd"))
    acme.run()
    (twin,) = acme.in_package("1001", "Customer")
    assert (twin["DisplayName"], twin["Notes"]) == ("Alder and Sons Ltd", "Pays late")
    assert acme.view("acme", "customer", "c-1").sync_state is SyncState.SYNCED


@pytest.mark.requirement("A1", "A2", "F6")
def test_a_duplicate_number_becomes_a_failure_and_closes_by_itself_once_repaired_in_the_package(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.run()
    link = acme.view("acme", "customer", "c-1").record.link
    assert link
    line = {"Amount": 10, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"Qty": 2, "UnitPrice": 5}}
    body = {"CustomerRef": {"value": link.package_id}, "DocNumber": "A-1", "Line": [line]}
    made = acme.by_hand("POST", "/organisations/1001/Invoice", body)
    theirs = (made.get("Invoice") or made)["Id"]
    acme.run()
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1"))
    acme.put("acme", "payment", "p-1", payment("c-1", {"i-1": "125.00"}))
    acme.run()
    view = acme.view("acme", "invoice", "i-1")
    assert (view.sync_state, view.warning) == (SyncState.FAILED, True)
    assert view.failure
    assert view.failure.problem.code == "duplicate_number"
    assert view.failure.party == "Alder Ltd"
    assert view.failure.problem.remedies
    assert acme.view("acme", "payment", "p-1").sync_state is SyncState.BLOCKED
    assert sum(acme.failures.count_live("acme").values()) == 1
    assert acme.session("acme").result is SessionResult.SUCCEEDED_WITH_FAILURES

    acme.by_hand("PATCH", f"/organisations/1001/Invoice/{theirs}", {"DocNumber": "QB-1"})
    acme.run()
    assert acme.view("acme", "invoice", "i-1").sync_state is SyncState.SYNCED
    assert acme.view("acme", "payment", "p-1").sync_state is SyncState.SYNCED
    closed = acme.failures.get("acme", view.failure.failure_id)
    assert closed
    assert closed.status is FailureStatus.RESOLVED
    assert acme.failures.count_live("acme") == {}


@pytest.mark.requirement("E2", "A2")
def test_a_failure_resynced_without_a_repair_stays_listed_and_is_counted_once_more(acme: World) -> None:
    acme.by_hand("POST", "/organisations/1001/Vendor", {"DisplayName": "Elm Supplies"})
    acme.run()
    acme.put("acme", "customer", "c-1", customer("Elm Supplies"))
    acme.run()
    failure = acme.view("acme", "customer", "c-1").failure
    assert failure
    assert failure.problem.code == "duplicate_name"
    acme.act_on_failures("acme", failure.failure_id, Ordered("resync", "ann@example.com"))
    assert acme.view("acme", "customer", "c-1").sync_state is SyncState.PENDING
    acme.run()
    again = acme.failures.get("acme", failure.failure_id)
    assert again
    assert (again.status, again.attempts) == (FailureStatus.OPEN, 2)
    assert [entry.event for entry in again.history] == ["opened", "resync", "failed_again"]

    acme.put("acme", "customer", "c-1", customer("Elm Supplies (customer)"))
    acme.run()
    assert acme.view("acme", "customer", "c-1").sync_state is SyncState.SYNCED
    closed = acme.failures.get("acme", failure.failure_id)
    assert closed
    assert closed.status is FailureStatus.RESOLVED


@pytest.mark.requirement("F5")
def test_one_bad_record_in_a_batch_hurts_only_itself(acme: World) -> None:
    for number in range(29):
        acme.put("acme", "customer", f"c-{number}", customer(f"Customer {number}"))
    acme.put("acme", "customer", "c-bad", customer("N" * 600))
    acme.run()
    states = {number: acme.view("acme", "customer", f"c-{number}").sync_state for number in range(29)}
    assert set(states.values()) == {SyncState.SYNCED}
    bad = acme.view("acme", "customer", "c-bad")
    assert bad.failure
    assert bad.failure.problem.code == "string_too_long"


@pytest.mark.requirement("F5")
def test_a_reference_to_something_never_sent_fails_and_mends_itself_when_it_is_sent(acme: World) -> None:
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-unknown"))
    acme.run()
    failure = acme.view("acme", "invoice", "i-1").failure
    assert failure
    assert failure.problem.code == "record_unknown"
    assert "c-unknown" in failure.problem.message
    acme.put("acme", "customer", "c-unknown", customer("Late Ltd"))
    acme.run()
    assert acme.view("acme", "invoice", "i-1").sync_state is SyncState.SYNCED


@pytest.mark.requirement("B15")
def test_a_void_reaches_the_package_and_voiding_what_never_was_there_is_done_at_once(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1"))
    acme.put("acme", "payment", "p-1", payment("c-1", {"i-1": "125.00"}))
    acme.run()
    acme.accept_records.void("acme", "payment", "p-1")
    acme.run()
    view = acme.view("acme", "payment", "p-1")
    assert (view.record.voided, view.sync_state) == (True, SyncState.SYNCED)
    (twin,) = acme.in_package("1001", "Payment")
    assert twin["TotalAmt"] == 0


@pytest.mark.requirement("B10")
def test_a_draft_bill_stays_in_the_application_until_it_is_posted(acme: World) -> None:
    acme.put("acme", "vendor", "v-1", vendor("Oak Paper"))
    acme.put("acme", "bill", "b-1", bill("B-1", "v-1", status="draft"))
    acme.run()
    assert acme.view("acme", "bill", "b-1").sync_state is SyncState.DRAFT
    assert acme.in_package("1001", "Bill") == []
    ap = next(each for each in acme.in_package("1001", "Account") if each["AccountType"] == "Accounts Payable")
    expense = next(each for each in acme.in_package("1001", "Account") if each["AccountType"] == "Expense")
    acme.put(
        "acme",
        "bill",
        "b-1",
        bill("B-1", "v-1", ap_account=ap.get("AcctNum", ""), account=expense.get("AcctNum", "")),
    )
    acme.run()
    assert acme.view("acme", "bill", "b-1").sync_state is SyncState.SYNCED
    assert len(acme.in_package("1001", "Bill")) == 1


@pytest.mark.requirement("F3")
def test_a_revoked_token_parks_the_work_which_drains_after_a_new_consent(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.by_hand("POST", "/faults", {"kind": "token_revoked", "times": 1})
    acme.run()
    assert acme.read_connection("acme").status is ConnectionStatus.REAUTHORIZATION_REQUIRED
    assert acme.session("acme").result is SessionResult.PARKED
    assert acme.view("acme", "customer", "c-1").sync_state is SyncState.PENDING
    acme.put("acme", "customer", "c-2", customer("Birch Ltd"))
    acme.run()
    acme.by_hand("DELETE", "/faults", {})
    acme.connect("acme", "1001")
    acme.run()
    for record_id in ("c-1", "c-2"):
        assert acme.view("acme", "customer", record_id).sync_state is SyncState.SYNCED
    assert acme.read_connection("acme").status is ConnectionStatus.CONNECTED


@pytest.mark.requirement("F4")
def test_a_429_is_waited_out_and_costs_no_attempt(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.by_hand("POST", "/faults", {"kind": "rate_limited", "match": {"path": "batch"}, "times": 3})
    acme.run()
    view = acme.view("acme", "customer", "c-1")
    assert (view.sync_state, view.record.attempts) == (SyncState.SYNCED, 0)
    assert acme.simulator.counters.summary()["objects_written"] == 1


@pytest.mark.requirement("F1")
@pytest.mark.parametrize(
    "fault", ["lost_answer", "timeout_after_commit", "timeout_before_commit", "server_error", "unavailable"]
)
def test_a_lost_answer_ends_in_one_record_and_a_synced_state(acme: World, fault: str) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.run()
    acme.simulator.counters.reset()
    acme.by_hand("POST", "/faults", {"kind": fault, "match": {"method": "POST", "path": "batch"}, "times": 1})
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1"))
    acme.put("acme", "payment", "p-1", payment("c-1", {}, amount="5.00"))
    acme.run()
    assert len(acme.in_package("1001", "Invoice")) == 1
    assert len(acme.in_package("1001", "Payment")) == 1
    for entity_type, record_id in (("invoice", "i-1"), ("payment", "p-1")):
        assert acme.view("acme", entity_type, record_id).sync_state is SyncState.SYNCED
    assert acme.failures.count_live("acme") == {}
