"""One message about all that is new, to everybody who is to have it, however often something dies (E1, A8, F3, D3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bookbridge.domain.connections import ConnectionStatus
from bookbridge.domain.failures import FailureStatus
from bookbridge.ports.timers import Timer
from bookbridge.use_cases import gather_news, start_due_timers
from tests.fakes.world import Crash, World

from .messages_to_people import OWNER, announce, events, failing, mails, pass_time, ring

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("E1")]

BAD, CONNECTED = ConnectionStatus.REAUTHORIZATION_REQUIRED, ConnectionStatus.CONNECTED


@pytest.mark.requirement("A8", "E1")
def test_a_thousand_failures_are_one_message_with_the_first_ten(told: World) -> None:
    failing(told, *(f"inv-{number}" for number in range(997)))
    failing(told, "pay-1", "pay-2", "pay-3", entity_type="payment")
    pass_time(told, minutes=10)
    (mail,) = mails(told)
    assert mail.to == (OWNER,)
    assert mail.subject == "Bookbridge: 1000 records of acme Inc. could not be synced"
    assert "  invoices: 997 new, 997 open in all\n  payments: 3 new, 3 open in all\n" in mail.text
    assert mail.text.count("The number is already used") == 10
    assert "  and 990 more\n" in mail.text
    assert len(told.store.timers) == 0, "nothing is left to be looked at"


def test_of_very_many_only_so_many_are_counted(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather_news, "MOST", 25)
    failing(told, *(f"inv-{number}" for number in range(40)))
    pass_time(told, minutes=5)
    (mail,) = mails(told)
    assert mail.subject == "Bookbridge: 25+ records of acme Inc. could not be synced"
    assert "invoices: 25+ new, 25+ open in all" in mail.text
    assert "and 15+ more" in mail.text


def test_what_fails_again_while_a_long_list_is_read_is_not_left_out(
    told: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gather_news, "PAGE", 2)
    for number in range(5):
        failing(told, f"inv-{number}")
        told.clock.advance(1)
    (first, *_others) = told.store.failures.values()
    read = type(told.failures).page

    def fail_again(failures: Any, *given: Any) -> Any:
        page = read(failures, *given)
        if told.store.failures["acme", first.failure_id] == first:
            told.store.failures["acme", first.failure_id] = replace(first, last_failed_at=told.clock.now())
        return page

    monkeypatch.setattr(type(told.failures), "page", fail_again)
    pass_time(told, minutes=5)
    (mail,) = mails(told)
    assert "5 records" in mail.subject
    assert "INV-0," in mail.text


def test_the_first_message_waits_two_minutes_for_others(told: World) -> None:
    failing(told, "inv-1")
    pass_time(told, minutes=1)
    failing(told, "inv-2")
    assert mails(told) == []
    pass_time(told, minutes=2)
    (mail,) = mails(told)
    assert "2 records" in mail.subject


def test_the_next_message_comes_when_its_time_has_come_and_tells_only_what_is_new(told: World) -> None:
    failing(told, "inv-1")
    pass_time(told, minutes=5)
    failing(told, "inv-2", "inv-3")
    pass_time(told, minutes=50)
    assert len(mails(told)) == 1, "at most one each hour"
    pass_time(told, minutes=10)
    _first, second = mails(told)
    assert second.subject == "Bookbridge: 2 records of acme Inc. could not be synced"
    assert "invoices: 2 new, 3 open in all" in second.text
    assert "INV-1," not in second.text
    assert second.message_id != mails(told)[0].message_id


def test_a_message_comes_sooner_once_the_settings_say_so(told: World) -> None:
    failing(told, "inv-1")
    told.connect_company.change("acme", {"settings": {"notify": {"every_minutes": 7 * 24 * 60}}})
    pass_time(told, minutes=5)
    failing(told, "inv-2")
    pass_time(told, minutes=120)
    assert len(mails(told)) == 1
    told.connect_company.change("acme", {"settings": {"notify": {"every_minutes": 15}}})
    failing(told, "inv-3")
    pass_time(told, minutes=5)
    assert "2 records" in mails(told)[1].subject


def test_what_failed_again_is_not_news(told: World) -> None:
    (failure,) = failing(told, "inv-1")
    pass_time(told, minutes=5)
    again = replace(failure, last_failed_at=told.clock.now(), attempts=2)
    told.store.failures["acme", failure.failure_id] = again
    announce(told, "failure.opened")
    pass_time(told, minutes=120)
    assert len(mails(told)) == 1
    assert told.store.timers == {}


@pytest.mark.parametrize(
    "status", [FailureStatus.SKIPPED, FailureStatus.CLEARED, FailureStatus.RESOLVED, FailureStatus.DELETED]
)
def test_what_is_dealt_with_before_the_message_is_not_told(told: World, status: FailureStatus) -> None:
    (failure,) = failing(told, "inv-1")
    told.store.failures["acme", failure.failure_id] = replace(failure, status=status)
    pass_time(told, minutes=120)
    assert mails(told) == []
    assert events(told, "notification.sent") == []
    assert told.store.timers == {}


def test_what_opens_while_a_message_is_being_sent_is_told_in_the_next(told: World) -> None:
    failing(told, "inv-1")

    def another(operation: str) -> None:
        if operation == "mailer.send":
            told.store.after_each_write = None
            failing(told, "inv-2")

    told.store.after_each_write = another
    pass_time(told, minutes=90)
    first, second = mails(told)
    assert "INV-1," in first.text
    assert "INV-2," in second.text
    assert "INV-1," not in second.text


def test_a_failure_that_is_only_just_there_waits_for_the_next_look(told: World) -> None:
    failing(told, "inv-1")
    told.clock.advance(timedelta(minutes=2))
    told.start_due_timers()
    failing(told, "inv-2")
    ring(told)
    (first,) = mails(told)
    assert "1 record " in first.subject
    pass_time(told, minutes=62)
    assert len(mails(told)) == 2


POINTS = [
    f"{moment} {operation}"
    for operation in (
        "notifications.claim",
        "mailer.send",
        "notifications.note_received",
        "event_bus.publish",
        "notifications.confirm",
        "timers.move",
    )
    for moment in ("before", "after")
]
BETWEEN = {"after mailer.send", "before notifications.note_received"}
"""Where the mail is out and nothing says so: it goes out once more, rather than never."""


@pytest.mark.parametrize("point", POINTS)
def test_a_message_goes_out_once_wherever_the_process_dies(told: World, point: str) -> None:
    reached: list[str] = []

    def reach(operation: str) -> None:
        if operation == point and not reached:
            reached.append(operation)
            raise Crash(operation)

    failing(told, "inv-1")
    told.store.before_each_write = lambda operation: reach(f"before {operation}")
    told.store.after_each_write = lambda operation: reach(f"after {operation}")
    pass_time(told, minutes=180)
    assert reached == [point]
    assert len(mails(told)) == (2 if point in BETWEEN else 1)
    assert len({mail.message_id for mail in mails(told)}) == 1
    assert len({event.event_id for event in events(told, "notification.sent")}) == 1
    assert told.store.timers == {}


def test_a_tick_that_dies_between_claiming_and_sending_loses_nothing(told: World) -> None:
    failing(told, "inv-1")
    told.clock.advance(timedelta(minutes=3))

    def die(operation: str) -> None:
        if operation == "timers.claim":
            raise Crash(operation)

    told.store.after_each_write = die
    with pytest.raises(Crash):
        told.start_due_timers()
    told.store.after_each_write = None
    pass_time(told, minutes=50)
    assert len(mails(told)) == 1


def test_a_tick_whose_time_is_up_leaves_the_others_to_the_next(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start_due_timers, "PAGE", 1)
    for company_id in ("c-1", "c-2"):
        told.fakes.timers.set(Timer(company_id, "notification", "failures", told.clock.now()))

    def dawdle(operation: str) -> None:
        told.clock.advance(46 if operation == "timer_queue.send" else 0)

    told.store.before_each_write = dawdle
    assert [told.start_due_timers() for _tick in range(3)] == [1, 1, 0]


def test_a_timer_that_comes_twice_is_carried_out_once(told: World) -> None:
    failing(told, "inv-1")
    told.clock.advance(timedelta(minutes=3))
    told.start_due_timers()
    (timer,) = told.fakes.timer_queue.timers
    for _ in range(3):
        told.carry_out_timers(timer)
    assert len(mails(told)) == 1


def test_two_at_once_send_one_message(told: World) -> None:
    failing(told, "inv-1")
    told.clock.advance(timedelta(minutes=3))
    told.start_due_timers()
    (timer,) = told.fakes.timer_queue.timers
    inner: list[object] = []

    def another(operation: str) -> None:
        if operation == "mailer.send" and not inner:
            inner.append(None)
            told.carry_out_timers(timer)

    told.store.before_each_write = another
    told.carry_out_timers(timer)
    assert len(mails(told)) == 1


def test_a_company_without_a_connection_is_told_nothing(world: World) -> None:
    announce(world, "failure.opened", company_id="nobody")
    assert world.store.timers == {}
    world.fakes.timers.set(Timer("nobody", "notification", "failures", world.clock.now()))
    pass_time(world, minutes=5)
    assert world.store.timers == {}
