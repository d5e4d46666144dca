"""What holds for every implementation of `Notifications`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bookbridge.ports.notifications import Notified

from .conftest import Ports
from .examples import MINUTE, NOON

pytestmark = [pytest.mark.contract, pytest.mark.requirement("E1")]


def claimed(ports: Ports, period: str, after: int = 0) -> Notified | None:
    """Somebody claims the message of a period, for two minutes, so many minutes after noon."""
    now = NOON + after * MINUTE
    return ports.notifications.claim("c-1", "failures", period, now, now + 2 * MINUTE)


def test_of_a_company_that_was_never_told_nothing_is_known(ports: Ports) -> None:
    assert ports.notifications.last("c-1", "failures") == Notified("c-1", "failures")


def test_a_message_has_one_sender_at_a_time(ports: Ports) -> None:
    assert claimed(ports, "p-1") == Notified("c-1", "failures", "p-1")
    assert claimed(ports, "p-1", after=1) is None
    assert claimed(ports, "p-2", after=1) is None
    assert claimed(ports, "p-1", after=2) is not None


def test_of_many_at_once_one_may_send(ports: Ports) -> None:
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: claimed(ports, "p-1"), range(8)))
    assert sum(each is not None for each in claims) == 1


def test_a_message_that_was_sent_is_not_sent_again(ports: Ports) -> None:
    begun = claimed(ports, "p-1")
    assert begun
    told = replace(begun, sent_at=NOON, told_until=NOON - MINUTE)
    ports.notifications.confirm(told)
    assert ports.notifications.last("c-1", "failures") == replace(told, is_done=True)
    assert claimed(ports, "p-1", after=60) is None
    assert claimed(ports, "p-2", after=60) == replace(told, period="p-2")


def test_whoever_goes_on_knows_who_has_it_already_and_the_next_period_begins_anew(ports: Ports) -> None:
    begun = claimed(ports, "p-1")
    assert begun
    ports.notifications.note_received(replace(begun, received=("a@x.example", "b@x.example")))
    going_on = claimed(ports, "p-1", after=3)
    assert going_on
    assert going_on.received == ("a@x.example", "b@x.example")
    assert going_on.begun_at == begun.begun_at == NOON
    ports.notifications.confirm(replace(going_on, sent_at=NOON))
    following = claimed(ports, "p-2", after=9)
    assert following
    assert following.received == ()
    assert following.begun_at == NOON + 9 * MINUTE


def test_an_unfinished_period_gives_way_to_the_next(ports: Ports) -> None:
    begun = claimed(ports, "p-1")
    assert begun
    ports.notifications.note_received(replace(begun, received=("a@x.example",)))
    assert claimed(ports, "p-2", after=5) == Notified("c-1", "failures", "p-2")


def test_what_is_forgotten_can_be_told_again(ports: Ports) -> None:
    begun = claimed(ports, "p-1")
    assert begun
    ports.notifications.confirm(replace(begun, sent_at=NOON))
    ports.notifications.forget("c-1", "failures")
    ports.notifications.forget("c-1", "reconnect")
    assert ports.notifications.last("c-1", "failures") == Notified("c-1", "failures", sent_at=NOON)
    assert ports.notifications.last("c-1", "reconnect") == Notified("c-1", "reconnect")
    assert claimed(ports, "p-1", after=1) is not None


def test_kinds_and_companies_do_not_mix(ports: Ports) -> None:
    claimed(ports, "p-1")
    for company_id, kind in (("c-1", "reconnect"), ("c-2", "failures")):
        assert ports.notifications.claim(company_id, kind, "p-1", NOON, NOON + MINUTE)  # type: ignore[arg-type]
    assert ports.timers.of("c-1", "notification") == ()
