"""Who gets a message, and what becomes of one that nobody can have (E1, A8)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookbridge.domain.errors import MailOff
from bookbridge.use_cases import deliver_message
from bookbridge.use_cases.note_news import NewsItem
from tests.fakes.world import World

from .messages_to_people import OWNER, addresses, events, failing, mails, pass_time

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("E1")]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was logged as an error."""
    logged: list[str] = []
    monkeypatch.setattr(deliver_message.log, "error", lambda line, **_more: logged.append(line))
    return logged


def test_owner_and_administrators_are_told_always_and_each_address_once(world: World) -> None:
    notify = {
        "owner": OWNER,
        "administrators": ["adam@acme.example", "OLIVIA@acme.example"],
        "emails": ["books@firm.example", "adam@acme.example"],
    }
    world.connect("acme", "1001", notify=notify)
    failing(world, "inv-1")
    pass_time(world, minutes=5)
    assert addresses(mails(world)) == [OWNER, "adam@acme.example", "books@firm.example"]
    assert all(len(mail.to) == 1 for mail in mails(world)), "nobody sees the others' addresses"


def test_an_address_that_is_refused_harms_no_other(world: World) -> None:
    world.connect("acme", "1001", notify={"owner": "nobody@nowhere.example", "emails": [OWNER]})
    world.fakes.mailer.refused = {"nobody@nowhere.example"}
    failing(world, "inv-1")
    pass_time(world, minutes=180)
    assert addresses(mails(world)) == [OWNER]
    (sent,) = events(world, "notification.sent")
    assert (sent.detail["recipients"], sent.detail["refused"]) == (1, 1)


def test_those_that_could_not_be_reached_are_tried_again_and_the_others_are_not(world: World) -> None:
    world.connect("acme", "1001", notify={"owner": OWNER, "emails": ["slow@acme.example", "late@acme.example"]})
    world.fakes.mailer.unavailable = {"slow@acme.example"}
    failing(world, "inv-1")
    world.clock.advance(timedelta(minutes=3))
    world.start_due_timers()
    (timer,) = world.fakes.timer_queue.timers
    with pytest.raises(Exception, match="throttled"):
        world.carry_out_timers(timer)
    assert addresses(mails(world)) == [OWNER, "late@acme.example"]
    world.fakes.mailer.unavailable = set()
    world.clock.advance(timedelta(minutes=12))
    pass_time(world, minutes=1)
    assert addresses(mails(world)) == [OWNER, "late@acme.example", "slow@acme.example"]
    assert len({mail.text for mail in mails(world)}) == 1
    assert len(events(world, "notification.sent")) == 1


def test_what_came_while_some_could_not_be_reached_is_news_for_all_of_them(world: World) -> None:
    world.connect("acme", "1001", notify={"owner": OWNER, "emails": ["slow@acme.example"]})
    world.fakes.mailer.unavailable = {"slow@acme.example"}
    failing(world, "inv-1")
    world.clock.advance(timedelta(minutes=3))
    world.start_due_timers()
    with pytest.raises(Exception, match="throttled"):
        world.carry_out_timers(world.fakes.timer_queue.timers[0])
    world.fakes.mailer.unavailable = set()
    world.clock.advance(timedelta(minutes=5))
    failing(world, "inv-2")
    world.clock.advance(timedelta(minutes=7))
    pass_time(world, minutes=120)
    for address in (OWNER, "slow@acme.example"):
        texts = [mail.text for mail in mails(world) if mail.to == (address,)]
        assert [("INV-1" in text, "INV-2" in text) for text in texts] == [(True, False), (False, True)]


def test_where_nobody_is_named_the_operator_is_told(world: World) -> None:
    world.fakes.fallback_email = "operator@bookbridge.example"
    world.connect("acme", "1001")
    failing(world, "inv-1")
    pass_time(world, minutes=5)
    (mail,) = mails(world)
    assert mail.to == ("operator@bookbridge.example",)
    assert "name nobody who is to be told" in mail.text


def test_a_message_that_nobody_can_have_is_an_event_and_no_loop(world: World, lines: list[str]) -> None:
    world.connect("acme", "1001")
    failing(world, "inv-1")
    pass_time(world, minutes=300)
    assert mails(world) == []
    (event,) = events(world, "notification.undeliverable")
    assert event.detail["subject"] == "Bookbridge: 1 record of acme could not be synced"
    assert events(world, "notification.sent") == []
    assert lines == ["nobody could be told"]
    assert world.store.timers == {}


def test_when_all_addresses_are_refused_it_is_undeliverable(told: World, lines: list[str]) -> None:
    told.fakes.mailer.refused = {OWNER}
    failing(told, "inv-1")
    pass_time(told, minutes=300)
    assert len(events(told, "notification.undeliverable")) == 1
    assert lines == ["nobody could be told"]


@pytest.mark.requirement("A8", "F11")
def test_without_mail_the_event_carries_the_message(told: World, lines: list[str]) -> None:
    told.fakes.mailer.off = MailOff("no sender")
    failing(told, "inv-1")
    pass_time(told, minutes=180)
    (event,) = events(told, "notification.sent")
    assert event.company_id == "acme"
    assert event.detail["kind"] == "failures"
    assert event.detail["recipients"] == 0
    assert event.detail["new"] == event.detail["open"] == {"invoices": 1}
    assert "INV-1, Birch Bakery, 80.00 USD" in event.detail["text"]
    assert lines == []


def test_what_the_bus_does_not_take_is_published_again_and_mailed_once(told: World) -> None:
    told.fakes.event_bus.refuse = frozenset({"notification.sent"})
    failing(told, "inv-1")
    told.clock.advance(timedelta(minutes=3))
    told.start_due_timers()
    (timer,) = told.fakes.timer_queue.timers
    with pytest.raises(Exception, match=r"notification\.sent"):
        told.carry_out_timers(timer)
    told.fakes.event_bus.refuse = frozenset()
    told.clock.advance(timedelta(minutes=12))
    pass_time(told, minutes=1)
    assert len(mails(told)) == 1
    assert len(events(told, "notification.sent")) == 1


def test_a_company_that_is_in_trouble_holds_up_no_other(told: World, monkeypatch: pytest.MonkeyPatch) -> None:
    get = told.connections.get
    monkeypatch.setattr(told.connections, "get", lambda company_id: get(company_id) if company_id == "acme" else 1 / 0)
    troubles = told.note_news([NewsItem("bad", "failure.opened"), NewsItem("acme", "failure.opened")])
    assert list(troubles) == ["bad"]
    assert len(told.store.timers) == 1
