"""A session's course, told by what its tasks answer."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from bookbridge.domain.connections import Settings

from .definitions import load
from .machine import Failed, Machine, Run, Script

pytestmark = pytest.mark.workflows

GIVEN = {"company_id": "acme", "session_id": "s-1", "trigger": "webhook"}
HELD = {"company_id": "acme", "session_id": "s-1", "fence": 7}
DONE = {"more": False, "wait_seconds": 0}
FINISHED = {"again": False, "wait_seconds": 0, "result": "succeeded", "counts": {"applied": 2}}


def run(**script: list[Any]) -> Run:
    """A run in which everything goes well, but for what the script says."""
    well: Script = {
        "AcquireLease": [{"status": "acquired", "fence": 7, "holder": "s-1", "minutes_left": 30}],
        "PullChanges": [DONE],
        "PushRecords": [DONE],
        "FinishSession": [FINISHED],
        "AbortSession": [{"result": "failed", "cause": "it broke"}],
    }
    return Machine(load("company_sync"), well | script).run(GIVEN)


@pytest.mark.requirement("F10")
def test_a_quiet_run_acquires_pulls_pushes_and_finishes() -> None:
    ended = run()
    assert [name for name, _ in ended.calls] == ["AcquireLease", "PullChanges", "PushRecords", "FinishSession"]
    assert ended.status == "SUCCEEDED"
    assert ended.output == {"result": "succeeded", "counts": {"applied": 2}}


def test_every_task_after_the_first_gets_company_session_and_fence() -> None:
    ended = run()
    assert ended.payloads("AcquireLease") == [GIVEN]
    for state in ("PullChanges", "PushRecords", "FinishSession"):
        assert ended.payloads(state) == [HELD]


@pytest.mark.requirement("B3")
def test_a_busy_company_is_left_alone_and_the_holder_named() -> None:
    ended = run(AcquireLease=[{"status": "busy", "fence": 0, "holder": "s-0", "minutes_left": 12}])
    assert ended.path == ["AcquireLease", "CheckLease", "Busy"]
    assert ended.output == {"result": "busy", "holder": "s-0", "minutes_left": 12}


def test_an_answer_that_does_not_say_acquired_is_no_lease() -> None:
    ended = run(AcquireLease=[{"status": "perhaps", "holder": "s-0", "minutes_left": 1}])
    assert ended.path[-1] == "Busy"


@pytest.mark.parametrize("state", ["PullChanges", "PushRecords"])
def test_work_that_is_left_is_taken_up_at_once(state: str) -> None:
    ended = run(**{state: [{"more": True, "wait_seconds": 0}, {"more": True, "wait_seconds": 0}, DONE]})
    assert len(ended.payloads(state)) == 3
    assert ended.waits == []
    assert ended.output["result"] == "succeeded"


@pytest.mark.requirement("F4")
@pytest.mark.parametrize("state", ["PullChanges", "PushRecords"])
def test_a_used_up_budget_is_waited_for_without_costing_an_attempt(state: str) -> None:
    ended = run(**{state: [{"more": True, "wait_seconds": 12.2}, DONE]})
    assert ended.waits == [13]
    assert len(ended.payloads(state)) == 2
    assert "AbortSession" not in ended.path


def test_no_wait_outlasts_the_shortest_lease() -> None:
    ended = run(PullChanges=[{"more": True, "wait_seconds": 4000}, DONE])
    assert ended.waits == [240]
    with pytest.raises(ValidationError):
        Settings(lease_minutes=ended.waits[0] // 60)


def test_what_was_asked_for_meanwhile_makes_another_round_of_the_same_session() -> None:
    again = {"again": True, "wait_seconds": 0, "result": "", "counts": {}}
    ended = run(FinishSession=[again, again | {"wait_seconds": 2}, FINISHED])
    assert len(ended.payloads("PullChanges")) == 3
    assert len(ended.payloads("PushRecords")) == 3
    assert ended.payloads("AcquireLease") == [GIVEN]
    assert ended.waits == [2]
    assert ended.output["result"] == "succeeded"


@pytest.mark.parametrize(
    "error", ["RateLimited", "PackageUnavailable", "StoreThrottled", "Lambda.TooManyRequestsException"]
)
def test_what_passes_by_itself_is_tried_again(error: str) -> None:
    ended = run(PushRecords=[Failed(error), Failed(error), DONE])
    assert len(ended.payloads("PushRecords")) == 3
    assert ended.output["result"] == "succeeded"


def test_a_function_that_keeps_failing_aborts_the_session_with_its_error() -> None:
    ended = run(PullChanges=[Failed("PackageUnavailable", "503")])
    assert len(ended.payloads("PullChanges")) == 6
    assert ended.payloads("AbortSession") == [HELD | {"error": "PackageUnavailable", "cause": "503"}]
    assert (ended.status, ended.error, ended.cause) == ("FAILED", "PackageUnavailable", "503")


@pytest.mark.parametrize("state", ["AcquireLease", "PullChanges", "PushRecords", "FinishSession"])
def test_an_error_nobody_foresaw_aborts_at_once(state: str) -> None:
    ended = run(**{state: [Failed("KeyError", "'line'")]})
    assert len(ended.payloads(state)) == 1
    assert ended.path[-1] == "Aborted"
    assert ended.payloads("AbortSession")[0]["error"] == "KeyError"


def test_a_run_that_never_got_the_lease_aborts_without_a_fence() -> None:
    ended = run(AcquireLease=[Failed("WrongCompany")])
    assert ended.payloads("AbortSession") == [HELD | {"fence": 0, "error": "WrongCompany", "cause": "scripted"}]


def test_an_error_without_a_cause_is_still_stated() -> None:
    ended = run(PullChanges=[Failed("States.Timeout", "")])
    assert ended.payloads("AbortSession")[0]["cause"] == ""
    assert (ended.error, ended.cause) == ("States.Timeout", "no cause was given")


@pytest.mark.parametrize("state", ["PullChanges", "PushRecords", "FinishSession"])
def test_an_answer_of_the_wrong_shape_aborts_instead_of_hanging_on_to_the_lease(state: str) -> None:
    ended = run(**{state: [{"mroe": False}]})
    assert ended.payloads("AbortSession")[0]["error"] == "States.QueryEvaluationError"
    assert ended.path[-1] == "Aborted"


@pytest.mark.requirement("F3")
def test_a_revoked_consent_parks_the_work_and_raises_no_alarm() -> None:
    ended = run(
        PullChanges=[Failed("ReauthorizationRequired")],
        AbortSession=[{"result": "parked", "cause": "connect again"}],
    )
    assert ended.status == "SUCCEEDED"
    assert ended.output == {"result": "parked", "cause": "connect again"}


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("state", ["PullChanges", "PushRecords", "FinishSession"])
@pytest.mark.parametrize("abort", [{"result": "superseded", "cause": "s-2 took over"}, Failed("LeaseLost")])
def test_a_session_that_lost_its_lease_ends_superseded_and_is_not_tried_again(state: str, abort: object) -> None:
    script: Script = {state: [Failed("LeaseLost")], "AbortSession": [abort]}
    ended = run(**script)
    assert len(ended.payloads(state)) == 1
    assert ended.status == "SUCCEEDED"
    assert ended.output == {"result": "superseded"}


def test_a_run_whose_abort_fails_too_still_names_the_first_error() -> None:
    ended = run(PushRecords=[Failed("WrongCompany", "realm 1, not 2")], AbortSession=[Failed("KeyError")])
    assert (ended.status, ended.error, ended.cause) == ("FAILED", "WrongCompany", "realm 1, not 2")
