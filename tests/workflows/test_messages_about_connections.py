"""Messages about a connection that needs people, and about what was synced (F3, D3)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookbridge.domain.connections import ConnectionStatus
from bookbridge.domain.sessions import Counts, Session, SessionResult
from tests.fakes.world import World

from .messages_to_people import OWNER, announce, become, events, failing, mails, pass_time, ring

pytestmark = pytest.mark.workflows

BAD, CONNECTED = ConnectionStatus.REAUTHORIZATION_REQUIRED, ConnectionStatus.CONNECTED


@pytest.mark.requirement("F3")
def test_a_connection_that_must_be_renewed_is_told_at_once_and_once(told: World) -> None:
    become(told, BAD)
    ring(told)
    (mail,) = mails(told)
    assert mail.subject == "Bookbridge: acme Inc. must be connected to QuickBooks Online again"
    assert "Choose Reconnect" in mail.text
    assert "nothing is lost, and nothing is entered twice" in mail.text
    announce(told, "connection.status_changed", status=BAD.value, times=3)
    pass_time(told, minutes=24 * 60)
    assert len(mails(told)) == 1
    assert told.store.timers == {}


@pytest.mark.requirement("F3")
def test_it_is_told_again_when_it_has_been_connected_in_between(told: World) -> None:
    become(told, BAD)
    pass_time(told, minutes=5)
    become(told, ConnectionStatus.DISABLED)
    become(told, BAD)
    pass_time(told, minutes=5)
    assert len(mails(told)) == 1
    become(told, CONNECTED)
    become(told, BAD)
    pass_time(told, minutes=60)
    assert len(mails(told)) == 2


@pytest.mark.requirement("F3", "B3")
def test_one_that_goes_to_and_fro_is_told_once_an_hour(told: World) -> None:
    for _turn in range(24):
        become(told, ConnectionStatus.WRONG_COMPANY)
        pass_time(told, minutes=2)
        become(told, CONNECTED)
        pass_time(told, minutes=3)
    assert len(mails(told)) == 2
    told.clock.advance(timedelta(hours=2))
    become(told, BAD)
    ring(told)
    assert len(mails(told)) == 3, "at once"


@pytest.mark.requirement("F3")
def test_one_that_was_renewed_meanwhile_is_not_told(told: World) -> None:
    become(told, BAD)
    told.give_tokens("acme", "1001")
    pass_time(told, minutes=60)
    assert mails(told) == []
    assert told.store.timers == {}


@pytest.mark.requirement("F3")
def test_a_late_event_of_being_connected_hides_no_trouble(told: World) -> None:
    become(told, BAD)
    pass_time(told, minutes=5)
    announce(told, "connection.status_changed", status=CONNECTED.value)
    pass_time(told, minutes=60)
    assert len(mails(told)) == 2, "twice rather than never"


@pytest.mark.requirement("F3")
def test_refused_tokens_lead_to_the_message(told: World) -> None:
    told.by_hand("POST", "/faults", {"kind": "token_revoked", "times": 50})
    told.put("acme", "customer", "c-1", {"name": "Birch Bakery"})
    told.run()
    connection = told.connections.get("acme")
    assert connection
    assert connection.status is BAD
    announce(told, "connection.status_changed", status=connection.status.value)
    pass_time(told, minutes=1)
    assert [mail.subject for mail in mails(told)] == [
        "Bookbridge: acme Inc. must be connected to QuickBooks Online again"
    ]


def finished(world: World, session_id: str, *, pushed: int, applied: int) -> None:
    """A session ends now, and says so."""
    now = world.clock.now()
    world.store.sessions["acme", session_id] = Session(
        company_id="acme",
        session_id=session_id,
        trigger="poll",
        holder="cloud",
        started_at=now - timedelta(minutes=1),
        ended_at=now,
        result=SessionResult.SUCCEEDED,
        counts=Counts(pushed=pushed, applied=applied),
    )
    announce(world, "session.finished")


@pytest.mark.requirement("D3")
def test_successes_are_told_by_session_where_that_is_wanted(world: World) -> None:
    world.connect("acme", "1001", notify={"owner": OWNER, "successes": True})
    finished(world, "ses-9", pushed=24, applied=3)
    pass_time(world, minutes=5)
    (mail,) = mails(world)
    assert mail.subject == "Bookbridge: 27 records of acme were synced"
    assert "UTC: 24 sent, 3 received" in mail.text
    (event,) = events(world, "notification.sent")
    assert (event.detail["new"], event.detail["synced"]) == ({}, 27)
    finished(world, "ses-91", pushed=0, applied=0)
    pass_time(world, minutes=90)
    assert len(mails(world)) == 1, "nothing was synced"


@pytest.mark.requirement("D3")
def test_failures_and_successes_come_in_one_message(world: World) -> None:
    world.connect("acme", "1001", notify={"owner": OWNER, "successes": True})
    finished(world, "ses-9", pushed=2, applied=0)
    failing(world, "inv-1")
    pass_time(world, minutes=5)
    (mail,) = mails(world)
    assert mail.subject == "Bookbridge: 1 record of acme could not be synced"
    assert "2 records were synced since" in mail.text


@pytest.mark.requirement("D3")
def test_successes_are_not_told_unasked(told: World) -> None:
    finished(told, "ses-9", pushed=24, applied=3)
    assert told.store.timers == {}
    failing(told, "inv-1")
    pass_time(told, minutes=5)
    assert "were synced" not in mails(told)[0].text
