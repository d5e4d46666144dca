"""Settings that change while records wait: the session looks through them again, however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from typing_extensions import override

from bookbridge.domain.leases import Hold
from bookbridge.domain.stored_records import SyncState
from bookbridge.use_cases.accept_records import Wish
from bookbridge.use_cases.progress import Deadline
from tests.fakes.books import customer, invoice, item
from tests.fakes.simulations import SIMULATIONS
from tests.fakes.world import World
from tests.proof.charts import CHARTS
from tests.proof.stories import HANDS

pytestmark = pytest.mark.workflows

MANY = 550


@dataclass(frozen=True, slots=True)
class After(Deadline):
    """Passes when it was asked about so often: the time runs out in the midst of the work."""

    looks: list[None]

    @override
    def passed(self, now: float) -> bool:
        self.looks.append(None)
        return len(self.looks) > self.at


def _set_aside(world: World, count: int) -> None:
    world.connect_company.change("acme", {"settings": {"entities_to_sync": ["invoice"]}})
    names = [f"Customer {number:03d}" for number in range(count)]
    for start in range(0, count, 100):
        wishes = [Wish("customer", f"c-{name[-3:]}", customer(name)) for name in names[start : start + 100]]
        world.accept_records.many("acme", wishes)
    world.run()


def _states(world: World) -> dict[SyncState, int]:
    found: dict[SyncState, int] = {}
    for record in world.store.records.values():
        found[record.sync_state] = found.get(record.sync_state, 0) + 1
    return found


@pytest.mark.requirement("D2")
def test_hundreds_of_records_set_aside_go_out_when_their_type_is_included_and_the_request_writes_none(
    acme: World,
) -> None:
    _set_aside(acme, MANY)
    assert _states(acme) == {SyncState.SKIPPED: MANY}
    acme.connect_company.change("acme", {"settings": {"entities_to_sync": ["invoice", "customer"]}})
    assert _states(acme) == {SyncState.SKIPPED: MANY}
    acme.run()
    assert _states(acme) == {SyncState.SYNCED: MANY}
    assert len(acme.in_package("1001", "Customer")) == MANY
    assert acme.connect_company.get("acme").to_reconsider == ()


def test_a_step_whose_time_runs_out_leaves_the_rest_to_the_next(acme: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _set_aside(acme, 250)
    acme.connect_company.change("acme", {"settings": {"entities_to_sync": ["customer"]}})
    session_id = acme.start_session("acme", "sync now")
    lease = acme.acquire_lease("acme", session_id, "sync now")
    assert not isinstance(lease, Exception)
    progress = acme.push_records(Hold("acme", session_id, lease.fence), After(2, []))
    assert progress.more
    assert _states(acme) == {SyncState.PENDING: 200, SyncState.SKIPPED: 50}
    monkeypatch.setattr(acme, "deadline", lambda: After(5, []))
    acme.run()
    assert _states(acme) == {SyncState.SYNCED: 250}


@pytest.mark.requirement("C3")
def test_an_order_goes_out_when_its_status_or_the_list_of_statuses_lets_it(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    for record_id, status in (("o-1", "Despatched"), ("o-2", "Picked"), ("o-3", "InvoiceFailedNoCourierPrice")):
        acme.put("acme", "order", record_id, invoice(record_id, "c-1", status=status))
    acme.run()

    def states() -> list[str]:
        return [acme.view("acme", "order", record_id).sync_state.value for record_id in ("o-1", "o-2", "o-3")]

    assert states() == ["synced", "draft", "draft"]
    acme.put("acme", "order", "o-2", invoice("o-2", "c-1", status="Invoiced"))
    acme.run()
    assert states() == ["synced", "synced", "draft"]
    listed = ["Despatched", "Invoiced", "InvoiceFailedNoCourierPrice"]
    acme.connect_company.change("acme", {"settings": {"export_statuses": listed}})
    acme.run()
    assert states() == ["synced", "synced", "synced"]
    assert sorted(twin["DocNumber"] for twin in acme.in_package("1001", "Invoice")) == ["o-1", "o-2", "o-3"]


@pytest.mark.requirement("C3")
def test_an_order_that_has_not_gone_yet_is_held_back_when_its_status_leaves_the_list(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.put("acme", "order", "o-1", invoice("o-1", "c-1", status="Despatched"))
    acme.connect_company.change("acme", {"settings": {"export_statuses": ["Invoiced"]}})
    acme.run()
    assert acme.view("acme", "order", "o-1").sync_state is SyncState.DRAFT
    assert acme.in_package("1001", "Invoice") == []


def test_records_sent_before_the_company_was_connected_keep_to_its_settings(world: World) -> None:
    world.put("acme", "customer", "c-1", customer("Alder Ltd"))
    world.put("acme", "order", "o-1", invoice("o-1", "c-1", status="Picked"))
    world.connect("acme", "1001", export_statuses=["Picked"])
    world.run()
    assert world.view("acme", "order", "o-1").sync_state is SyncState.SYNCED


def test_settings_changed_while_nothing_can_sync_take_effect_with_the_next_consent(acme: World) -> None:
    _set_aside(acme, 1)
    acme.connect_company.disconnect("acme")
    acme.connect_company.change("acme", {"settings": {"entities_to_sync": ["customer"]}})
    acme.run()
    assert _states(acme) == {SyncState.SKIPPED: 1}
    acme.connect("acme", "1001", entities_to_sync=["customer"])
    acme.run()
    assert _states(acme) == {SyncState.SYNCED: 1}


def test_a_lost_wake_after_a_change_of_settings_is_made_up_for_by_the_next_poll(acme: World) -> None:
    _set_aside(acme, 1)
    acme.connect_company.change("acme", {"settings": {"entities_to_sync": ["customer"]}})
    acme.messages.wakes.clear()
    acme.tick()
    acme.run()
    assert _states(acme) == {SyncState.SYNCED: 1}


@pytest.mark.requirement("B4", "C5")
@pytest.mark.parametrize(("settings", "minutes"), [({}, 15), ({"sync_interval_minutes": 5}, 5)])
def test_a_company_is_polled_at_its_own_interval_or_else_at_the_packages(
    world: World, settings: dict[str, Any], minutes: int
) -> None:
    world.connect("acme", "1001", **settings)
    world.run()
    world.simulator.counters.reset()
    for _ in range(60):
        world.tick(minutes=1)
        world.run()
    assert world.simulator.counters.summary()["by_kind"]["GET cdc"] == 60 // minutes


def test_a_shorter_interval_counts_from_the_change(acme: World) -> None:
    polled = acme.connect_company.get("acme").next_poll_at
    assert polled
    changed = acme.connect_company.change("acme", {"settings": {"sync_interval_minutes": 5}})
    assert changed.next_poll_at == acme.clock.now() + timedelta(minutes=5) < polled


@pytest.mark.requirement("A2", "C4")
def test_what_failed_for_want_of_a_setting_goes_when_the_setting_is_there(acme: World) -> None:
    line = {"quantity": "1", "unit_price": "12.00", "amount": "12.00", "description": "Pick", "cost_centre": "pick"}
    dates = {"date": "2030-04-02", "due_date": "2030-05-02", "status": "Despatched"}
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.put("acme", "order", "o-1", {"number": "SO-1", "customer": "c-1", **dates, "total": "12.00", "lines": [line]})
    acme.run()
    failure = acme.view("acme", "order", "o-1").failure
    assert failure
    assert failure.problem.code == "cost_centre_unmapped"

    acme.connect_company.change("acme", {"settings": {"cost_centres": {"pick": "4000"}}})
    acme.run()
    assert acme.view("acme", "order", "o-1").sync_state is SyncState.SYNCED
    assert sum(acme.failures.count_live("acme").values()) == 0


@pytest.mark.requirement("A2", "D7")
def test_an_unknown_tax_rate_of_the_settings_is_mended_there(acme: World) -> None:
    acme.connect_company.change("acme", {"settings": {"tax": {"default": "NOPE"}}})
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.put("acme", "invoice", "i-1", invoice("A-1", "c-1"))
    acme.run()
    failure = acme.view("acme", "invoice", "i-1").failure
    assert failure
    assert (failure.problem.code, failure.problem.field) == ("tax_code_invalid", "lines[0].tax_rate")

    acme.connect_company.change("acme", {"settings": {"tax": {"default": "NON"}}})
    acme.run()
    assert acme.view("acme", "invoice", "i-1").sync_state is SyncState.SYNCED


@pytest.mark.requirement("D2", "F2", "F7")
@pytest.mark.parametrize("package", sorted(SIMULATIONS))
def test_what_changed_in_the_package_while_a_type_was_left_out_is_caught_up_when_it_is_included(package: str) -> None:
    world, chart = World(package), CHARTS[package]
    world.connect("acme", world.simulation.organisation_id, **chart.settings)
    world.put("acme", "customer", "c-1", customer("Alder Ltd"))
    world.put("acme", "item", "s-1", item("Consulting", income_account=chart.income))
    world.put("acme", "invoice", "i-1", invoice("A-1", "c-1", item="s-1"))
    world.run()
    world.connect_company.change("acme", {"settings": {"entities_to_sync": ["item"]}})
    link = world.view("acme", "invoice", "i-1").record.link
    assert link
    name, number = ("Invoices", "InvoiceNumber") if package == "xero" else ("Invoice", "DocNumber")
    world.clock.advance(60)
    path = f"/organisations/{world.simulation.organisation_id}/{name}/{link.package_id}"
    world.by_hand("PATCH", path, {number: "X-1"})
    HANDS[package].add_party(world, "Made meanwhile")
    world.run()
    world.tick(minutes=24 * 60)
    world.run()
    assert world.read_discrepancies.page("acme", {}, None, 10)[0] == ()
    assert world.feed.page("acme", None, 10)[0] == ()

    world.connect_company.change("acme", {"settings": {"entities_to_sync": ["item", "customer", "invoice"]}})
    world.tick()
    world.run()
    (discrepancy,) = world.read_discrepancies.page("acme", {}, None, 10)[0]
    assert [(each.field, each.theirs) for each in discrepancy.differences] == [("number", "X-1")]
    entries, _cursor = world.feed.page("acme", None, 10)
    assert [entry.record["name"] for entry in entries] == ["Made meanwhile"]
