"""Reports that are made by themselves: asked for by timers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.fakes.world import Crash, World

from .report_schedules import DAILY, WEEKLY, due, idle_company, reports, ring, ring_all, schedule, timers

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("A5")]


@pytest.fixture
def acme() -> World:
    return idle_company()


def test_timers_follow_the_settings(acme: World) -> None:
    schedule(acme, DAILY, WEEKLY)
    assert due(acme) == [("discrepancies", "Mon 11 07:00"), ("invoice_sync_failures", "Sat 09 06:00")]

    schedule(acme, {**DAILY, "hour": 18}, {**WEEKLY, "emails": ["cfo@acme.example"]})
    assert due(acme) == [("discrepancies", "Mon 11 07:00"), ("invoice_sync_failures", "Fri 08 18:00")]

    schedule(acme)
    assert due(acme) == []


def test_saving_other_settings_moves_no_report_that_is_due(acme: World) -> None:
    schedule(acme, DAILY)
    acme.clock.advance(timedelta(days=1))
    before = timers(acme)

    acme.connect_company.change("acme", {"settings": {"language": "fr"}})

    assert [(each.due_at, each.asked) for each in timers(acme)] == [(each.due_at, each.asked) for each in before]


@pytest.mark.requirement("C8")
def test_schedules_rest_while_a_company_is_disconnected_or_switched_off(acme: World) -> None:
    schedule(acme, DAILY)
    acme.connect_company.change("acme", {"settings": {"enabled": False}})
    assert due(acme) == []
    acme.connect_company.change("acme", {"settings": {"enabled": True}})
    assert due(acme) == [("invoice_sync_failures", "Sat 09 06:00")]

    acme.connect_company.disconnect("acme")
    assert due(acme) == []
    acme.clock.advance(timedelta(days=2))
    acme.give_tokens("acme")
    assert due(acme) == [("invoice_sync_failures", "Mon 11 06:00")]


def writes_of_a_change(world: World) -> list[str]:
    operations: list[str] = []
    world.store.before_each_write = operations.append
    schedule(world, WEEKLY)
    world.store.before_each_write = None
    return operations


@pytest.mark.requirement("F10")
@pytest.mark.parametrize("moment", ["before_each_write", "after_each_write"])
def test_a_change_that_is_cut_off_anywhere_is_healed_by_the_next_one_and_by_the_timers_themselves(moment: str) -> None:
    def world() -> World:
        made_anew = World()
        made_anew.connect("acme", made_anew.simulation.organisation_id)
        made_anew.run()
        schedule(made_anew, DAILY)
        return made_anew

    writes = writes_of_a_change(world())
    assert {"timers.set_if_absent", "timers.move"} <= set(writes)
    for number in range(len(writes)):
        cut = world()
        left = number

        def die(_operation: str) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                raise Crash

        setattr(cut.store, moment, die)
        with pytest.raises(Crash):
            schedule(cut, WEEKLY)
        setattr(cut.store, moment, None)

        stored = cut.connections.get("acme")
        assert stored is not None
        wanted = {each.schedule_name() for each in stored.settings.scheduled_reports}
        assert wanted <= {timer.name for timer in timers(cut)}
        cut.clock.advance(timedelta(days=8))
        assert {report.schedule for report in ring_all(cut)} == wanted
        assert {timer.name for timer in timers(cut)} == wanted


def test_a_report_is_made_once_for_its_time_however_often_its_timer_rings(acme: World) -> None:
    schedule(acme, DAILY, language="fr")
    acme.clock.advance(timedelta(days=1))
    (timer,) = timers(acme)

    first = ring(acme, timer)
    assert [ring(acme, timer) for _ in range(3)] == [None] * 3

    assert reports(acme) == [first]
    assert acme.workflows.exports == {reports(acme)[0].report_id: "acme"}
    assert (reports(acme)[0].report, reports(acme)[0].language) == ("invoice_sync_failures", "fr")
    assert due(acme) == [("invoice_sync_failures", "Sun 10 06:00")]


@pytest.mark.requirement("F10")
@pytest.mark.parametrize("moment", ["before_each_write", "after_each_write"])
@pytest.mark.parametrize("operation", ["reports.add", "workflows.start_export", "timers.move"])
def test_whoever_is_cut_off_while_asking_for_a_report_leaves_one_report(
    acme: World, moment: str, operation: str
) -> None:
    schedule(acme, DAILY)
    acme.clock.advance(timedelta(days=1))
    (timer,) = timers(acme)

    def die(at: str) -> None:
        if at == operation:
            raise Crash

    setattr(acme.store, moment, die)
    with pytest.raises(Crash):
        ring(acme, timer)
    setattr(acme.store, moment, None)
    ring(acme, timer)

    assert len(reports(acme)) == 1
    assert acme.workflows.exports == {reports(acme)[0].report_id: "acme"}
    assert due(acme) == [("invoice_sync_failures", "Sun 10 06:00")]


def test_days_on_which_the_stack_was_down_make_one_report_and_not_many(acme: World) -> None:
    schedule(acme, DAILY)
    acme.clock.advance(timedelta(days=5))

    assert len(ring_all(acme)) == 1
    assert due(acme) == [("invoice_sync_failures", "Thu 14 06:00")]
    assert ring_all(acme) == []


def test_each_day_has_a_report_of_its_own_and_the_newest_is_listed_first(acme: World) -> None:
    schedule(acme, DAILY)
    ids = []
    for _ in range(3):
        acme.clock.advance(timedelta(days=1))
        ids += [report.report_id for report in ring_all(acme)]

    listed, _cursor = acme.read_reports.page("acme", None, 10)
    assert [report.report_id for report, _link in listed] == ids[::-1]


def test_a_schedule_that_no_longer_stands_makes_no_report(acme: World) -> None:
    schedule(acme, DAILY)
    (timer,) = timers(acme)
    schedule(acme)
    acme.fakes.timers.set(timer)
    acme.clock.advance(timedelta(days=1))

    assert ring_all(acme) == []
    assert (reports(acme), timers(acme)) == ([], ())


def test_a_report_that_somebody_asks_for_at_that_time_is_another_one(acme: World) -> None:
    schedule(acme, DAILY)
    acme.clock.advance(timedelta(days=1))
    asked = acme.request_report("acme", {"report": "invoice_sync_failures"})
    (scheduled,) = ring_all(acme)

    assert asked.report_id != scheduled.report_id
    assert (asked.schedule, bool(scheduled.schedule)) == ("", True)
