"""What holds for every package alike, told once and run for each; for those that are called, if not said otherwise."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import bill, customer, invoice, item, vendor
from tests.fakes.simulations import SIMULATIONS
from tests.fakes.world import World
from tests.proof.charts import CHARTS
from tests.proof.stories import HANDS

from .every_package import PACKAGES, world_of

pytestmark = pytest.mark.workflows


@pytest.fixture(params=sorted(SIMULATIONS))
def acme(request: pytest.FixtureRequest) -> World:
    """A company that is connected and idle, for each package."""
    world = World(request.param)
    world.connect("acme", world.simulation.organisation_id, **CHARTS[request.param].settings)
    world.run()
    world.simulator.counters.reset()
    return world


@pytest.fixture(params=PACKAGES)
def books(request: pytest.FixtureRequest) -> World:
    """The same, also for the package that calls in."""
    world = world_of(request.param)
    world.connect("acme", world.simulation.organisation_id, **CHARTS[request.param].settings)
    world.run()
    return world


def _arrived(world: World) -> Counter[str]:
    """Names in the feed. Whether something is new is not told by every poll."""
    entries, _cursor = world.feed.page("acme", None, 2000)
    return Counter(str(entry.record.get("name")) for entry in entries)


@pytest.mark.requirement("F2")
def test_ten_duplicate_and_out_of_order_deliveries_change_nothing(acme: World) -> None:
    acme.by_hand("PUT", "/webhooks", {"enabled": True, "duplicate": 10, "shuffle": True})
    for number in range(12):
        HANDS[acme.simulation.package].add_party(acme, f"Party {number}")
        acme.clock.advance(1)
    acme.run()

    assert _arrived(acme) == Counter({f"Party {number}": 1 for number in range(12)})
    sessions, _cursor = acme.sessions.page("acme", None, 50)
    assert sum(session.counts.applied for session in sessions) == 12


@pytest.mark.requirement("F2")
def test_a_webhook_outage_of_a_day_is_caught_up(acme: World) -> None:
    acme.by_hand("PUT", "/webhooks", {"enabled": False})
    HANDS[acme.simulation.package].add_party(acme, "Cedar Cafe")
    acme.tick(minutes=24 * 60)
    acme.run()

    assert _arrived(acme) == Counter({"Cedar Cafe": 1})


@pytest.mark.requirement("F2", "F4")
def test_more_changes_than_a_feed_tells_at_once_are_all_told(acme: World) -> None:
    acme.by_hand("PUT", "/webhooks", {"enabled": False})
    for number in range(1100):
        HANDS[acme.simulation.package].add_party(acme, f"Party {number}")
    acme.tick(minutes=24 * 60)
    acme.run()

    assert len(_arrived(acme)) == 1100


@pytest.mark.requirement("F8")
def test_connecting_imports_no_history_and_sends_nothing_again(acme: World) -> None:
    world = World(acme.simulation.package)
    organisation_id = world.simulation.organisation_id
    world.simulated.add_organisation(organisation_id, "acme Inc.")
    HANDS[world.simulation.package].add_party(world, "Long known")
    world.clock.advance(24 * 3600)
    world.simulator.webhooks.forget()
    world.connect("acme", organisation_id)
    world.run()
    world.tick(minutes=24 * 60)
    world.run()

    assert _arrived(world) == Counter()
    assert not world.store.records


@pytest.mark.requirement("F1", "F2")
def test_what_we_write_ourselves_never_comes_back_as_a_change(books: World) -> None:
    income, before = CHARTS[books.simulation.package].income, _arrived(books)
    books.put("acme", "customer", "c-1", customer("Alder Ltd"))
    books.put("acme", "item", "s-1", item("Consulting", income_account=income))
    books.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1"))
    books.run()
    books.tick(minutes=24 * 60)
    books.run()

    assert {record.sync_state for record in books.store.records.values()} == {SyncState.SYNCED}
    assert _arrived(books) == before


@pytest.mark.requirement("F5")
@pytest.mark.parametrize("wrong", [{"total": "1.00"}, {"customer": "nobody"}, {"number": "A-3"}])
def test_one_bad_record_in_a_call_harms_no_other(books: World, wrong: dict[str, Any]) -> None:
    income = CHARTS[books.simulation.package].income
    books.put("acme", "customer", "c-1", customer("Alder Ltd"))
    books.put("acme", "item", "s-1", item("Consulting", income_account=income))
    for number in range(9):
        wanted = invoice(f"A-{number}", "c-1", item="s-1")
        books.put("acme", "invoice", f"i-{number}", {**wanted, **(wrong if number == 4 else {})})
    books.run()

    ours = [record for record in books.store.records.values() if record.origin == "application"]
    assert Counter(record.sync_state for record in ours) == {SyncState.SYNCED: 10, SyncState.FAILED: 1}
    assert books.view("acme", "invoice", "i-4").failure is not None


def _forgotten(world: World, *records: tuple[str, str, dict[str, Any]]) -> None:
    """The records are in the package, and Bookbridge knows nothing of them but their parties: a first connection."""
    for entity_type, record_id, record in records:
        world.put("acme", entity_type, record_id, record)
    world.run()
    parties = {key: each for key, each in world.store.records.items() if each.entity_type in {"customer", "vendor"}}
    world.store.records = parties
    world.store.mappings = {
        key: owner for key, owner in world.store.mappings.items() if owner[0] in {"customer", "vendor"}
    }
    world.clock.advance(3600)


OLD = {"date": "2026-04-01", "due_date": "2026-05-01"}


@pytest.mark.requirement("F8")
def test_a_document_from_before_the_connection_is_matched_by_number_party_date_and_amount(acme: World) -> None:
    chart = CHARTS[acme.simulation.package]
    line = {"account": chart.income, "quantity": "1", "unit_price": "9.00", "amount": "9.00"}
    old = ("invoice", "i-1", {**invoice("A-1", "c-1", amount="9.00"), **OLD, "lines": [line]})
    bought = ("bill", "b-1", {**bill("B-1", "v-1", account=chart.expense, ap_account=chart.payable), **OLD})
    _forgotten(acme, ("customer", "c-1", customer("Alder Ltd")), ("vendor", "v-1", vendor("Oak Paper")), old, bought)
    written = acme.simulator.counters.summary()["objects_written"]

    acme.put("acme", *old)
    acme.put("acme", *bought)
    acme.run()

    assert acme.simulator.counters.summary()["objects_written"] == written
    for kind, record_id in (("invoice", "i-1"), ("bill", "b-1")):
        record = acme.view("acme", kind, record_id).record
        assert (record.sync_state, record.link is not None) == (SyncState.SYNCED, True)


@pytest.mark.requirement("F8")
def test_a_document_that_several_old_ones_resemble_waits_for_somebody_to_say_which(acme: World) -> None:
    chart = CHARTS[acme.simulation.package]
    bought = {**bill("B-1", "v-1", account=chart.expense, ap_account=chart.payable), **OLD}
    recent = {**bought, "date": "2030-04-02", "due_date": "2030-05-02"}
    if acme.simulation.package == "quickbooks-online":
        acme.by_hand("PUT", f"/organisations/{acme.simulation.organisation_id}", {"allow_duplicate_doc_numbers": True})
    _forgotten(acme, ("vendor", "v-1", vendor("Oak Paper")), ("bill", "b-1", bought), ("bill", "b-2", recent))
    acme.by_hand("PUT", "/webhooks", {"enabled": False})
    HANDS[acme.simulation.package].redate_bills(acme, OLD["date"])
    written = acme.simulator.counters.summary()["objects_written"]

    acme.put("acme", "bill", "b-9", bought)
    acme.run()

    failure = acme.view("acme", "bill", "b-9").failure
    assert failure is not None
    assert failure.problem.code == "several_matches"
    assert acme.simulator.counters.summary()["objects_written"] == written


@pytest.mark.requirement("F8")
def test_a_document_that_came_from_the_package_already_is_not_written_there_again(acme: World) -> None:
    chart = CHARTS[acme.simulation.package]
    bought = {**bill("B-1", "v-1", account=chart.expense, ap_account=chart.payable), **OLD}
    _forgotten(acme, ("vendor", "v-1", vendor("Oak Paper")), ("bill", "b-1", {**bought, "date": "2026-04-02"}))
    HANDS[acme.simulation.package].redate_bills(acme, OLD["date"])
    acme.run()
    written = acme.simulator.counters.summary()["objects_written"]

    acme.put("acme", "bill", "b-1", bought)
    acme.run()

    failure = acme.view("acme", "bill", "b-1").failure
    assert failure is not None
    assert failure.problem.code == "already_linked"
    assert acme.simulator.counters.summary()["objects_written"] == written


@pytest.mark.requirement("A4", "F5")
def test_a_file_server_that_does_not_answer_holds_up_nobody_and_is_asked_again(acme: World) -> None:
    url, files = "https://files.test/{}.pdf", acme.fakes.files
    for name in ("soon", "never", "there"):
        files.contents[url.format(name)] = b"%PDF"
        document = {"record": {"entity_type": "invoice", "record_id": "i-1"}, "file_name": f"{name}.pdf"}
        wanted = {**document, "content_type": "application/pdf", "url": url.format(name)}
        acme.put("acme", "document", name, wanted)
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1"))
    files.unwell.update({url.format("soon"): 2, url.format("never"): 99})
    acme.run()

    states = {name: acme.view("acme", "document", name).sync_state for name in ("soon", "never", "there")}
    assert states == {"soon": SyncState.SYNCED, "never": SyncState.FAILED, "there": SyncState.SYNCED}
    assert acme.view("acme", "invoice", "i-1").sync_state is SyncState.SYNCED
    failure = acme.view("acme", "document", "never").failure
    assert failure is not None
    assert failure.problem.code == "file_unavailable"
    sessions, _cursor = acme.sessions.page("acme", None, 50)
    assert {session.result.value for session in sessions} <= {"succeeded", "succeeded_with_failures"}
