"""A session's course, told by what its tasks answer."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from bookbridge.domain.settings import Settings

from .definitions import load
from .machine import TOKEN, Failed, Machine, Run, Script

pytestmark = pytest.mark.workflows

GIVEN = {"company_id": "acme", "session_id": "s-1", "trigger": "webhook"}
HELD = {"company_id": "acme", "session_id": "s-1", "fence": 7}
DONE = {"more": False, "wait_seconds": 0}
FINISHED = {"again": False, "wait_seconds": 0, "result": "succeeded", "counts": {"applied": 2}}


def acquired(transport: str = "cloud", lease_seconds: int = 1800) -> dict[str, Any]:
    """What AcquireLease answers to the session that has the lease."""
    held = {"status": "acquired", "fence": 7, "holder": "s-1", "minutes_left": 30}
    return held | {"transport": transport, "lease_seconds": lease_seconds}


def run(**script: list[Any]) -> Run:
    """A run in which everything goes well, but for what the script says."""
    well: Script = {
        "AcquireLease": [acquired()],
        "AwaitConnector": [{}],
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


CALLED = acquired("connector")


def test_a_session_whose_connector_calls_in_waits_for_it_and_finishes() -> None:
    ended = run(AcquireLease=[CALLED])
    assert ended.path == ["AcquireLease", "CheckLease", "AwaitConnector", "FinishSession", "CheckWanted", "Finished"]
    assert ended.payloads("AwaitConnector") == [HELD | {"token": TOKEN}]
    assert ended.payloads("FinishSession") == [HELD]
    assert ended.output == {"result": "succeeded", "counts": {"applied": 2}}


@pytest.mark.requirement("B3")
def test_a_busy_company_is_not_waited_for_by_a_connectors_session_either() -> None:
    ended = run(AcquireLease=[{"status": "busy", "fence": 0, "holder": "s-0", "minutes_left": 12}])
    assert ended.path[-1] == "Busy"
    assert ended.heartbeats == {}


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("lease_minutes", [5, 30, 240])
def test_a_connector_may_be_silent_for_as_long_as_the_lease_lasts(lease_minutes: int) -> None:
    ended = run(AcquireLease=[acquired("connector", lease_minutes * 60)])
    longest = load("company_sync")["States"]["AwaitConnector"]["TimeoutSeconds"]
    heartbeat = ended.heartbeats["AwaitConnector"]
    assert heartbeat < longest  # as Step Functions demands
    assert heartbeat > lease_minutes * 60 or lease_minutes == 240


@pytest.mark.requirement("F10")
@pytest.mark.parametrize("error", ["States.HeartbeatTimeout", "States.Timeout"])
def test_a_connector_that_fell_silent_ends_the_session_in_words_and_raises_no_alarm(error: str) -> None:
    ended = run(AcquireLease=[CALLED], AwaitConnector=[Failed(error, "")])
    (abort,) = ended.payloads("AbortSession")
    assert abort["error"] == "ConnectorStopped"
    assert abort["cause"].endswith("goes on from there.")
    assert len(ended.payloads("AwaitConnector")) == 1
    assert ended.status == "SUCCEEDED"
    assert ended.output == {"result": "failed", "cause": "it broke"}


@pytest.mark.requirement("B2")
@pytest.mark.parametrize("error", ["ConnectorStopped", "WrongCompany", "CompanyFileRestored", "ConnectionInactive"])
def test_what_somebody_must_do_at_their_computer_aborts_the_session_and_raises_no_alarm(error: str) -> None:
    ended = run(AcquireLease=[CALLED], AwaitConnector=[Failed(error, "Beta Inc. is open.")])
    assert ended.payloads("AbortSession") == [HELD | {"error": error, "cause": "Beta Inc. is open."}]
    assert ended.path[-1] == "Stopped"
    assert ended.status == "SUCCEEDED"


@pytest.mark.requirement("B2")
def test_a_company_file_that_is_to_be_confirmed_parks_the_session() -> None:
    parked = {"result": "parked", "cause": "confirm it"}
    ended = run(AcquireLease=[CALLED], AwaitConnector=[Failed("PairingPending")], AbortSession=[parked])
    assert ended.output == parked


def test_an_error_of_our_own_in_a_connectors_session_is_an_alarm() -> None:
    ended = run(AcquireLease=[CALLED], AwaitConnector=[Failed("KeyError", "'line'")])
    assert (ended.status, ended.error, ended.cause) == ("FAILED", "KeyError", "'line'")


def test_a_wrong_company_of_a_package_that_is_called_is_still_an_alarm() -> None:
    ended = run(PullChanges=[Failed("WrongCompany")])
    assert (ended.status, ended.path[-1]) == ("FAILED", "Aborted")


def test_a_wait_whose_function_was_throttled_begins_again() -> None:
    ended = run(AcquireLease=[CALLED], AwaitConnector=[Failed("Lambda.TooManyRequestsException"), {}])
    assert len(ended.payloads("AwaitConnector")) == 2
    assert ended.output["result"] == "succeeded"


@pytest.mark.requirement("B3")
def test_a_connector_that_lost_its_lease_ends_superseded() -> None:
    superseded = {"result": "superseded", "cause": "s-2 took over"}
    ended = run(AcquireLease=[CALLED], AwaitConnector=[Failed("LeaseLost")], AbortSession=[superseded])
    assert ended.output == {"result": "superseded"}
