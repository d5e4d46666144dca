"""An update that is taken step by step, killed, or struck by a fault."""

from typing import Any

import pytest

from tests.simulators.quickbooks_desktop.company_file import CompanyFile
from tests.simulators.quickbooks_desktop.web_connector import Application, UpdateInProgressError
from tests.simulators.quickbooks_desktop.web_connector_log import Step
from tests.unit.simulators.quickbooks_desktop.scripted import PATH, START, Desk, NotedFile

pytestmark = pytest.mark.unit

WHOLE_UPDATE = [
    "serverVersion",
    "clientVersion",
    "authenticate",
    "open",
    "sendRequestXML",
    "QuickBooks",
    "receiveResponseXML",
    "closeConnection",
]


def test_an_update_is_taken_step_by_step(desk: Desk) -> None:
    update = desk.connector.start(desk.application)
    taken = []
    while step := update.step():
        taken.append(step.operation)
        assert desk.service.operations == [name for name in taken if name not in {"open", "QuickBooks"}]
    assert taken == WHOLE_UPDATE
    assert update.ended
    assert update.step() is None


@pytest.mark.parametrize("steps", range(len(WHOLE_UPDATE) + 1))
def test_a_machine_may_die_between_any_two_steps(desk: Desk, steps: int) -> None:
    update = desk.connector.start(desk.application)
    for _ in range(steps):
        update.step()
    log = update.kill()
    assert (log.outcome, log.operations) == ("crashed", WHOLE_UPDATE[:steps])
    assert update.step() is None
    assert (desk.machine.update_in_progress, desk.company_file.open_sessions) == (False, 0)
    # The lock in the company file stays where it was.
    assert [value[:6] for _, _, value in desk.company_file.stamps] == (["LOCKED"] if steps > 3 else [])
    assert desk.connector.update(desk.application).outcome == "done"


def test_killing_what_has_ended_changes_nothing(desk: Desk) -> None:
    update = desk.connector.start(desk.application)
    update.run()
    assert update.kill().outcome == "done"


def test_updates_on_several_machines_take_turns(desk: Desk) -> None:
    other = Desk(clock=desk.clock, network=desk.network, name="PC-2", book=desk.company_file, service=desk.service)
    desk.machine.open(PATH)
    updates = [each.connector.start(each.application) for each in (desk, other)]
    while not all(update.ended for update in updates):
        for update in updates:
            update.step()
    assert [update.log.outcome for update in updates] == ["done", "done"]
    assert desk.service.operations[:4] == ["serverVersion"] * 2 + ["clientVersion"] * 2


def test_one_update_at_a_time_on_a_machine(desk: Desk) -> None:
    update = desk.connector.start(desk.application)
    with pytest.raises(UpdateInProgressError):
        desk.connector.start(desk.application)
    update.run()
    assert desk.connector.start(desk.application).run().outcome == "done"


@pytest.mark.parametrize(
    ("kind", "operation", "last_call", "asked_quickbooks"),
    [
        ("crash_before_call", "authenticate", "clientVersion", 0),
        ("crash_after_call", "authenticate", "authenticate", 0),
        ("crash_after_call", "sendRequestXML", "sendRequestXML", 1),
        ("crash_before_quickbooks", "QuickBooks", "sendRequestXML", 1),
        ("crash_after_quickbooks", "QuickBooks", "sendRequestXML", 2),
        ("crash_before_call", "receiveResponseXML", "sendRequestXML", 2),
        ("crash_after_call", "receiveResponseXML", "receiveResponseXML", 2),
        ("crash_after_call", "closeConnection", "closeConnection", 2),
    ],
)
def test_a_crash_on_demand(desk: Desk, kind: str, operation: str, last_call: str, asked_quickbooks: int) -> None:
    desk.strike(kind, match={"operation": operation})
    log = desk.connector.update(desk.application)
    assert log.outcome == "crashed"
    assert (desk.service.operations[-1], len(desk.company_file.messages)) == (last_call, asked_quickbooks)
    assert desk.company_file.open_sessions == 0


@pytest.mark.parametrize(
    ("kind", "calls", "asked_quickbooks"),
    [
        ("call_lost", 3, 1),
        ("call_answer_lost", 4, 1),
        ("timeout_before_commit", 4, 1),
        ("timeout_after_commit", 4, 2),
        ("lost_answer", 4, 2),
    ],
)
def test_a_lost_connection_on_demand(desk: Desk, kind: str, calls: int, asked_quickbooks: int) -> None:
    desk.strike(kind, match={"turn": 1})
    log = desk.connector.update(desk.application)
    assert log.outcome == "failed"
    assert (len(desk.service.calls), len(desk.company_file.messages)) == (calls, asked_quickbooks)
    assert desk.company_file.stamps[-1][1:] == ("AppLock", "")


def test_a_fault_strikes_the_turn_the_machine_and_the_body_that_it_names(desk: Desk) -> None:
    desk.service.answers["receiveResponseXML"] = ["10", "20", "100"]
    desk.strike("crash_after_call", match={"machine": "PC-2"})
    desk.strike("crash_after_call", match={"body": "BillAddRq"})
    desk.strike("crash_after_call", match={"user_name": "company-42", "path": "/PC-1/.*/receive", "turn": 2})
    log = desk.connector.update(desk.application)
    assert (log.outcome, log.turns) == ("crashed", 2)
    assert len(desk.connector.faults.rules) == 2


def test_a_late_holder_carries_out_what_it_was_given_long_before(desk: Desk) -> None:
    desk.strike("late_execution", seconds=1860)
    log = desk.connector.update(desk.application)
    assert log.operations[4:7] == ["sendRequestXML", "pause", "QuickBooks"]
    assert (desk.clock.now() - START).total_seconds() == 1860


@pytest.mark.parametrize(
    ("kind", "given", "hresult", "words"),
    [
        ("modal_dialog", {}, "0x80040414", "modal dialog box"),
        ("wrong_company_file", {}, "0x8004040A", "different from the one requested"),
        ("administrator_elsewhere", {}, "0x80040421", "user Admin is already logged in"),
        ("administrator_elsewhere", {"hresult": "0x80040408", "message": "Admin is in"}, "0x80040408", "Admin is in"),
        ("no_permission", {}, "0x8004041A", "Access denied"),
        ("single_user_conflict", {}, "0x80040422", "single-user file access mode"),
        (
            "quickbooks_error",
            {"hresult": "0x80010105", "message": "The server threw"},
            "0x80010105",
            "The server threw",
        ),
    ],
)
def test_what_quickbooks_may_say_at_the_door_and_later(
    desk: Desk, kind: str, given: dict[str, Any], hresult: str, words: str
) -> None:
    desk.strike(kind, **given)
    desk.strike(kind, **given, match={"turn": 1})
    desk.service.answers["connectionError"] = [""]
    desk.connector.update(desk.application)
    for operation in ("connectionError", "receiveResponseXML"):
        (told,) = desk.service.given(operation)
        assert told["hresult"] == hresult
        assert words in told["message"]
    assert len(desk.company_file.messages) == 1


@pytest.mark.parametrize(("kind", "length"), [("half_answer", 28), ("huge_answer", 5_000)])
def test_answers_that_are_too_short_or_too_long(desk: Desk, kind: str, length: int) -> None:
    desk.strike(kind, bytes=5_000)
    desk.connector.update(desk.application)
    response = desk.service.given("receiveResponseXML")[0]["response"]
    assert length <= len(response) < length + 90


def test_an_answer_that_is_an_xml_bomb(desk: Desk) -> None:
    desk.strike("xml_bomb")
    desk.connector.update(desk.application)
    response = desk.service.given("receiveResponseXML")[0]["response"]
    assert response.startswith('<?xml version="1.0" ?><!DOCTYPE QBXML [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;')
    assert response.endswith('"&h;&h;&h;&h;&h;&h;&h;&h;&h;&h;">]><QBXML>&i;</QBXML>')


@pytest.mark.parametrize("kind", ["wrong_encoding", "half_call"])
def test_calls_whose_bodies_are_spoilt(desk: Desk, kind: str) -> None:
    desk.strike(kind, match={"operation": "receiveResponseXML"})
    desk.connector.update(desk.application)
    body = desk.service.bodies[4]
    assert body.startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    assert desk.service.given("receiveResponseXML") == [{}]


def test_calls_that_are_repeated_or_out_of_order(desk: Desk) -> None:
    desk.strike("repeated_call", match={"operation": "receiveResponseXML"})
    desk.strike("out_of_order", match={"operation": "sendRequestXML"}, call="closeConnection")
    log = desk.connector.update(desk.application)
    assert log.outcome == "done"
    assert desk.service.operations[3:] == [
        "closeConnection",
        "sendRequestXML",
        "receiveResponseXML",
        "receiveResponseXML",
        "closeConnection",
    ]
    first, second = desk.service.given("receiveResponseXML")
    assert first == second


def test_a_machine_that_crashes_every_now_and_then(desk: Desk) -> None:
    desk.habits.crash_every_seconds = 60
    desk.service.answers["sendRequestXML"] = [""]
    desk.service.answers["getLastError"] = ["NoOp"]
    logs = [desk.connector.update(desk.application) for _ in range(3)]
    assert [log.outcome for log in logs] == ["crashed"] * 3
    assert (desk.clock.now() - START).total_seconds() == 180
    assert desk.company_file.open_sessions == 0


def test_whoever_wants_is_told_of_every_step(desk: Desk) -> None:
    told: list[tuple[str, bool]] = []

    def witness(application: Application, company_file: CompanyFile | None, step: Step) -> None:
        assert application is desk.application
        told.append((step.operation, isinstance(company_file, NotedFile)))

    desk.connector.witness = witness
    desk.connector.update(desk.application)
    assert told == [(name, index > 2) for index, name in enumerate(WHOLE_UPDATE)]


def test_the_log_is_json_without_the_password_and_without_long_texts(desk: Desk) -> None:
    desk.service.answers["sendRequestXML"] = ["x" * 5_000]
    record = desk.connector.update(desk.application).as_record()
    assert (record["outcome"], record["turns"], record["machine"]) == ("done", 1, "PC-1")
    assert record["steps"][2]["parameters"] == {"strUserName": "company-42"}
    assert record["steps"][2]["result"] == ["ticket-1", ""]
    assert record["steps"][4]["result"].endswith("… (1000 more)")
