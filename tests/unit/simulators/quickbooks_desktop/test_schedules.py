"""When the Web Connector runs which application."""

import pytest

from tests.simulators.quickbooks_desktop.machine import Machine
from tests.simulators.quickbooks_desktop.web_connector import WebConnector
from tests.unit.simulators.quickbooks_desktop.scripted import OWNER, PATH, START, Desk, NotedFile, ScriptedService, qwc

pytestmark = pytest.mark.unit


def due_in(connector: WebConnector) -> float | None:
    due = connector.next_due()
    return None if due is None else due - connector.clock.seconds()


@pytest.mark.requirement("B4")
def test_an_application_runs_as_often_as_its_file_says(desk: Desk) -> None:
    assert (due_in(desk.connector), desk.connector.run_due()) == (300, [])
    desk.clock.advance(300)
    assert [log.outcome for log in desk.connector.run_due()] == ["done"]
    assert (due_in(desk.connector), desk.connector.run_due()) == (300, [])


def test_an_application_without_a_schedule_runs_by_hand_only() -> None:
    desk = Desk(file=qwc(Scheduler=""))
    desk.service.answers["authenticate"] = [["ticket-1", "", "60", "120"]]
    assert desk.connector.next_due() is None
    assert desk.connector.update(desk.application).outcome == "done"
    assert desk.connector.next_due() is None


@pytest.mark.parametrize(
    ("answer", "next_in", "then_in"),
    [
        (["t", "none", "60"], 60, 300),
        (["t", "", "1800"], 1800, 300),
        (["t", "", "", "900"], 900, 900),
        (["t", "none", "60", "900"], 60, 900),
    ],
)
def test_authenticate_postpones_the_next_update_and_changes_the_schedule(
    desk: Desk, answer: list[str], next_in: int, then_in: int
) -> None:
    desk.service.answers["authenticate"] = [answer, ["t", ""]]
    desk.connector.update(desk.application)
    assert due_in(desk.connector) == next_in
    desk.clock.advance(next_in)
    desk.connector.run_due()
    assert due_in(desk.connector) == then_in


def test_an_update_that_failed_is_due_again_as_usual(desk: Desk) -> None:
    desk.strike("crash_before_call")
    assert desk.connector.update(desk.application).outcome == "crashed"
    assert due_in(desk.connector) == 300


def test_several_applications_on_one_machine_take_turns(desk: Desk) -> None:
    other = ScriptedService()
    desk.install(qwc(UserName="company-43", FileID="{11111111-2222-4333-8444-555555555555}"), other)
    desk.clock.advance(300)
    logs = desk.connector.run_due()
    assert [(log.application, log.outcome) for log in logs] == [("company-42", "done"), ("company-43", "done")]
    assert other.given("authenticate")[0]["strUserName"] == "company-43"
    assert desk.machine.update_in_progress is False


@pytest.mark.requirement("B6")
def test_one_application_cycles_through_company_files_while_quickbooks_is_closed(desk: Desk) -> None:
    paths = [rf"C:\Books\{name}.qbw" for name in "abc"]
    for path in paths:
        file = NotedFile(desk.clock, path)
        desk.machine.put(path, file)
        desk.network.allow(file, OWNER)
    desk.machine.close()
    desk.service.answers["authenticate"] = [["t", path] for path in paths]
    for _ in range(4):
        desk.clock.advance(300)
        desk.connector.run_due()
    opened = [each["strCompanyFileName"] for each in desk.service.given("sendRequestXML")]
    assert opened == [*paths, paths[-1]]
    assert (desk.clock.now() - START).total_seconds() == 1200


def test_updates_of_a_machine_without_a_company_file_keep_to_the_schedule(desk: Desk) -> None:
    empty = WebConnector(Machine("PC-3", clock=desk.clock), desk.clock)
    assert (empty.next_due(), empty.run_due()) == (None, [])
    desk.machine.remove(PATH)
    desk.machine.close()
    desk.clock.advance(300)
    assert [log.outcome for log in desk.connector.run_due()] == ["stopped"]
