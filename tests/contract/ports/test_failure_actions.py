"""What holds for every implementation of `FailureActions`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookbridge.domain.errors import InvalidInput
from bookbridge.domain.failure_actions import ActionStatus, FailureAction, RefusedAction
from bookbridge.ports.transactions import Outdated, SaveFailureAction

from .conftest import Ports
from .examples import NOON, failure_action

pytestmark = [pytest.mark.contract, pytest.mark.requirement("E2")]


def _stored(ports: Ports, action: FailureAction) -> FailureAction:
    assert ports.failure_actions.add(action, "")
    return replace(action, row_version=1)


def test_an_action_is_read_back_as_it_stands(ports: Ports) -> None:
    action = _stored(ports, failure_action())
    assert ports.failure_actions.get("c-1", "act-1") == action


def test_its_progress_is_written_through_transactions_and_never_over_a_newer_one(ports: Ports) -> None:
    action = _stored(ports, failure_action(total=120))
    refused = (RefusedAction("fail-2", "it is resolved"),)
    further = action.advanced("2026-05-01#fail-9", 44, refused, ("record#invoice#inv-1",))
    ports.transactions.commit_unleased([SaveFailureAction(further)])
    assert ports.failure_actions.get("c-1", "act-1") == replace(further, row_version=2)
    with pytest.raises(Outdated):
        ports.transactions.commit_unleased([SaveFailureAction(further)])


def test_one_that_was_asked_for_by_ids_keeps_them(ports: Ports) -> None:
    request = {"action": "delete", "ids": [f"fail-{number:020d}" for number in range(1000)], "reason": "entered twice"}
    action = _stored(ports, failure_action(request=request, total=1000))
    assert ports.failure_actions.get("c-1", "act-1") == action


@pytest.mark.requirement("F10")
def test_how_it_ended_is_stated_once(ports: Ports) -> None:
    action = _stored(ports, failure_action())
    assert ports.failure_actions.finish(action.failed("it ran out of time", NOON))
    assert not ports.failure_actions.finish(action.finished(NOON))
    ended = ports.failure_actions.get("c-1", "act-1")
    assert ended
    assert (ended.status, ended.cause, ended.finished_at) == (ActionStatus.FAILED, "it ran out of time", NOON)
    assert not ports.failure_actions.finish(failure_action(action_id="act-gone"))


@pytest.mark.requirement("F10")
def test_an_end_that_is_stated_meanwhile_keeps_the_progress_and_stops_whoever_goes_on(ports: Ports) -> None:
    read_before = _stored(ports, failure_action(total=120))
    further = read_before.advanced("2026-05-01#fail-9", 44, (), ())
    ports.transactions.commit_unleased([SaveFailureAction(further)])
    assert ports.failure_actions.finish(read_before.failed("it was given up", NOON))
    with pytest.raises(Outdated):
        ports.transactions.commit_unleased([SaveFailureAction(replace(further, row_version=2))])
    ended = ports.failure_actions.get("c-1", "act-1")
    assert ended
    assert (ended.status, ended.done, ended.position) == (ActionStatus.FAILED, 44, "2026-05-01#fail-9")


@pytest.mark.requirement("F10")
def test_only_one_of_two_that_ask_for_the_same_begins_it(ports: Ports) -> None:
    first = failure_action()
    assert ports.failure_actions.latest("c-1", first.request.digest) == ""
    assert ports.failure_actions.add(first, "")
    assert not ports.failure_actions.add(failure_action(action_id="act-2"), "")
    assert ports.failure_actions.latest("c-1", first.request.digest) == "act-1"
    assert ports.failure_actions.add(failure_action(action_id="act-2"), "act-1")
    assert ports.failure_actions.latest("c-1", first.request.digest) == "act-2"
    assert ports.failure_actions.latest("c-2", first.request.digest) == ""
    other = failure_action(action_id="act-3", request={"action": "skip", "filter": {}})
    assert ports.failure_actions.add(other, "")


def test_actions_are_listed_newest_first_without_what_is_kept_beside_them(ports: Ports) -> None:
    for number in range(5):
        asked = {"action": "skip", "filter": {"code": f"code_{number}"}}
        assert ports.failure_actions.add(failure_action(action_id=f"act-{number}", request=asked), "")
    first, cursor = ports.failure_actions.page("c-1", None, 3)
    rest, end = ports.failure_actions.page("c-1", cursor, 3)
    assert [each.action_id for each in (*first, *rest)] == ["act-4", "act-3", "act-2", "act-1", "act-0"]
    assert end is None
    with pytest.raises(InvalidInput):
        ports.failure_actions.page("c-2", cursor, 3)


def test_a_company_sees_no_action_of_another(ports: Ports) -> None:
    _stored(ports, failure_action("c-2"))
    assert ports.failure_actions.get("c-1", "act-1") is None
    assert ports.failure_actions.get("c-2", f"#request#{failure_action().request.digest}") is None
    assert ports.failure_actions.page("c-1", None, 9) == ((), None)
