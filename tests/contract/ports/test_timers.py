"""What holds for every implementation of `Timers`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bookbridge.ports.timers import Timer

from .conftest import Ports
from .examples import MINUTE, NOON

pytestmark = [pytest.mark.contract, pytest.mark.requirement("E1")]

TOLD = Timer("c-1", "notification", "failures", NOON)


def test_a_company_has_one_timer_of_a_name(ports: Ports) -> None:
    ports.timers.set(TOLD)
    ports.timers.set(replace(TOLD, due_at=NOON + MINUTE))
    ports.timers.set(Timer("c-1", "notification", "another", NOON))
    assert ports.timers.of("c-1", "notification") == (
        Timer("c-1", "notification", "another", NOON),
        replace(TOLD, due_at=NOON + MINUTE),
    )


def test_a_company_sees_no_timer_of_another_nor_of_another_kind(ports: Ports) -> None:
    ports.timers.set(TOLD)
    ports.timers.set(Timer("c-1", "report", "failures", NOON))
    assert ports.timers.of("c-1", "notification") == (TOLD,)
    assert ports.timers.of("c-1", "report") == (Timer("c-1", "report", "failures", NOON),)
    assert ports.timers.of("c-2", "notification") == ()


def test_asking_again_leaves_a_timer_where_it_is(ports: Ports) -> None:
    assert ports.timers.set_if_absent(TOLD)
    assert not ports.timers.set_if_absent(replace(TOLD, due_at=NOON + MINUTE))
    assert ports.timers.of("c-1", "notification") == (TOLD,)


def test_one_that_was_set_is_not_set_by_asking(ports: Ports) -> None:
    ports.timers.set(TOLD)
    assert not ports.timers.set_if_absent(TOLD)


def test_those_that_are_due_come_oldest_first_and_no_others(ports: Ports) -> None:
    for number in range(5):
        ports.timers.set(Timer(f"c-{number}", "notification", "failures", NOON - number * MINUTE))
    ports.timers.set(Timer("c-9", "report", "weekly", NOON + MINUTE))
    assert [timer.company_id for timer in ports.timers.due(NOON, 9)] == ["c-4", "c-3", "c-2", "c-1", "c-0"]
    assert [timer.company_id for timer in ports.timers.due(NOON, 2)] == ["c-4", "c-3"]
    assert ports.timers.due(NOON - 9 * MINUTE, 9) == ()


def test_one_that_is_claimed_is_not_handed_out_before_the_claim_ends(ports: Ports) -> None:
    ports.timers.set(TOLD)
    assert ports.timers.claim(TOLD, NOON, NOON + 5 * MINUTE)
    assert not ports.timers.claim(TOLD, NOON + MINUTE, NOON + 9 * MINUTE)
    assert ports.timers.due(NOON + MINUTE, 9) == ()
    assert ports.timers.due(NOON + 5 * MINUTE, 9) == (TOLD,)
    assert ports.timers.of("c-1", "notification") == (TOLD,)


def test_one_that_was_moved_can_no_longer_be_claimed_as_it_was(ports: Ports) -> None:
    ports.timers.set(replace(TOLD, due_at=NOON + MINUTE))
    assert not ports.timers.claim(TOLD, NOON + 2 * MINUTE, NOON + 9 * MINUTE)
    assert not ports.timers.claim(Timer("c-2", "notification", "failures", NOON), NOON, NOON + MINUTE)


def test_moving_ends_a_claim(ports: Ports) -> None:
    ports.timers.set(TOLD)
    ports.timers.claim(TOLD, NOON, NOON + 60 * MINUTE)
    assert ports.timers.move(TOLD, NOON + MINUTE)
    assert ports.timers.due(NOON + MINUTE, 9) == (replace(TOLD, due_at=NOON + MINUTE),)


def test_only_the_timer_that_was_read_is_moved_or_taken_away(ports: Ports) -> None:
    ports.timers.set(replace(TOLD, due_at=NOON + MINUTE))
    assert not ports.timers.move(TOLD, None)
    assert not ports.timers.move(TOLD, NOON + 2 * MINUTE)
    assert ports.timers.move(replace(TOLD, due_at=NOON + MINUTE), None)
    assert not ports.timers.move(replace(TOLD, due_at=NOON + MINUTE), None)
    assert ports.timers.of("c-1", "notification") == ()
    assert ports.timers.due(NOON + MINUTE, 9) == ()


def test_what_is_asked_for_while_the_timer_is_carried_out_is_not_missed(ports: Ports) -> None:
    ports.timers.set_if_absent(TOLD)
    (read,) = ports.timers.of("c-1", "notification")
    ports.timers.set_if_absent(TOLD)
    assert not ports.timers.move(read, None)
    (read_again,) = ports.timers.of("c-1", "notification")
    assert ports.timers.move(read_again, NOON + MINUTE)
    (moved,) = ports.timers.of("c-1", "notification")
    assert ports.timers.move(moved, None)


def test_of_two_ticks_at_once_one_has_the_timer(ports: Ports) -> None:
    ports.timers.set(TOLD)
    with ThreadPoolExecutor(8) as pool:
        claims = list(pool.map(lambda _: ports.timers.claim(TOLD, NOON, NOON + MINUTE), range(8)))
    assert claims.count(True) == 1
