"""What ends each state of being under way when whoever began it is gone; docs/operating.md has the table."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from bookbridge.domain.changes import ChangeKind, Notice
from bookbridge.domain.errors import PackageRefused
from bookbridge.domain.leases import STARTING
from bookbridge.domain.stored_records import SyncState
from bookbridge.ports.http import Request
from bookbridge.use_cases.keep_tokens import CLAIM
from tests.fakes.books import customer
from tests.fakes.desktop_world import DesktopWorld
from tests.fakes.world import Crash, World

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("F10")]

REALM = "1001"


def dying_once(world: World, is_fatal: Callable[[str], bool]) -> None:
    """The process dies at the first write or request that is fatal; requests are named `before POST batch`."""
    dead: list[str] = []

    def reach(point: str) -> None:
        if not dead and is_fatal(point):
            dead.append(point)
            raise Crash(point)

    def named(moment: str) -> Callable[[Request], None]:
        return lambda request: reach(f"{moment} {request.method} {request.kind}")

    world.store.before_each_write = lambda operation: reach(f"before {operation}")
    world.http.before_each_request = named("before")
    world.http.after_each_request = named("after")


def test_a_poll_whose_message_was_lost_is_skipped_once_and_the_next_finds_the_change(acme: World) -> None:
    acme.simulator.webhooks.settings.enabled = False
    made = acme.by_hand("POST", f"/organisations/{REALM}/Customer", {"DisplayName": "Cedar Cafe"})
    acme.tick()
    assert acme.messages.polls == ["acme"]
    acme.messages.polls.clear()
    acme.start_due_syncs()
    assert acme.messages.polls == [], "claimed, and not asked for twice"
    acme.tick()
    acme.run()
    package_id = (made.get("Customer") or made)["Id"]
    assert acme.view("acme", "customer", f"quickbooks-online-{REALM}-{package_id}").sync_state is SyncState.SYNCED


def test_a_notice_in_the_inbox_whose_wake_was_lost_is_served_after_the_next_poll(world: World) -> None:
    world.simulated.add_organisation(REALM, "Acme Inc.")
    made = world.by_hand("POST", f"/organisations/{REALM}/Customer", {"DisplayName": "Old Friend"})
    package_id = (made.get("Customer") or made)["Id"]
    world.clock.advance(timedelta(days=2))
    world.connect("acme", REALM)
    world.run()
    acme_notices = world.fakes.inbox
    changed = Notice("acme", REALM, "customer", package_id, ChangeKind.UPDATED, world.clock.now() - timedelta(days=1))
    acme_notices.put([changed])
    world.run()
    assert acme_notices.take("acme", 9), "nobody was told of it"
    world.tick()
    world.run()
    assert acme_notices.take("acme", 9) == ()
    view = world.view("acme", "customer", f"quickbooks-online-{REALM}-{package_id}")
    assert view.record.body["name"] == "Old Friend"


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_dispatch_whose_session_is_gone_is_settled_by_the_session_that_the_next_poll_asks_for(moment: str) -> None:
    world = World(retries=1)
    world.connect("acme", REALM)
    world.run()
    world.put("acme", "customer", "c-1", customer("Alder Ltd"))
    dying_once(world, lambda point: point == f"{moment} POST batch")
    with suppress(Crash):
        world.run()
    assert world.fakes.dispatches.unfinished("acme")
    world.messages.wakes.clear()
    world.tick(minutes=35)
    world.run()
    assert not world.fakes.dispatches.unfinished("acme")
    assert world.view("acme", "customer", "c-1").sync_state is SyncState.SYNCED
    assert [each["DisplayName"] for each in world.in_package(REALM, "Customer")] == ["Alder Ltd"]


def test_a_refresh_of_tokens_that_died_is_taken_over_when_its_claim_has_ended(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.clock.advance(timedelta(hours=2))
    dying_once(acme, lambda point: point.startswith("before ") and point.endswith(" token"))
    began = acme.clock.now()
    acme.run()
    assert acme.clock.now() - began >= CLAIM
    assert acme.view("acme", "customer", "c-1").sync_state is SyncState.SYNCED
    assert acme.session("acme").result == "succeeded"


def test_a_start_that_died_before_its_execution_leaves_no_run_behind_and_a_short_lease(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    known = len(acme.store.sessions)
    dying_once(acme, lambda point: point == "before workflows.start_company_sync")
    with suppress(Crash):
        acme.run()
    lease = acme.leases.get("acme")
    assert lease.expires_at
    assert lease.expires_at - acme.clock.now() <= STARTING
    assert len(acme.store.sessions) == known
    acme.messages.wakes.clear()
    acme.tick()
    acme.run()
    assert acme.view("acme", "customer", "c-1").sync_state is SyncState.SYNCED


def test_a_start_that_died_after_its_execution_began_is_a_run_like_any_other(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    dying_once(acme, lambda point: point == "before sessions.start")
    with suppress(Crash):
        acme.run()
    acme.run()
    assert acme.session("acme").result == "succeeded"
    assert acme.view("acme", "customer", "c-1").sync_state is SyncState.SYNCED


def test_records_whose_wake_was_lost_go_even_if_the_package_refuses_to_tell_what_changed(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.messages.wakes.clear()
    served = acme.simulator.handle

    def handle(method: str, path: str, query: str = "", headers: Any = None, body: bytes = b"") -> Any:
        if path.endswith("/cdc"):
            return 400, {"content-type": "application/json"}, b'{"Fault": {"Error": [{"code": "5030"}]}}'
        return served(method, path, query, headers or {}, body)

    acme.simulator.handle = handle
    acme.tick()
    with pytest.raises(PackageRefused):
        acme.run()
    acme.messages.polls.clear()  # among the dead letters, with an alarm
    acme.run()
    assert acme.view("acme", "customer", "c-1").sync_state is SyncState.SYNCED


def test_a_connector_s_run_that_stopped_is_stated_though_others_were_told_to_wait_since() -> None:
    world = DesktopWorld()
    world.connect("acme")
    world.simulator.faults.add({"kind": "crash_before_quickbooks"})
    assert [world.update("acme").outcome for _ in range(2)] == ["crashed", "no_work"]
    world.clock.advance(timedelta(minutes=31))  # the lease is over, and the run is not given up yet
    assert world.update("acme").outcome == "done"
    newest, _cursor = world.sessions.page("acme", None, 3)
    assert [each.result.value for each in newest] == ["succeeded", "superseded", "failed"]
