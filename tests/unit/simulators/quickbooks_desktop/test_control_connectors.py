"""The control API for Web Connectors: what ``make up`` and the end-to-end tests drive."""

import json

import pytest

from tests.unit.simulators.caller import Json
from tests.unit.simulators.quickbooks_desktop.controlled import DEMO, IDS, URL, Controlled
from tests.unit.simulators.quickbooks_desktop.scripted import FILE_ID, START, qwc

pytestmark = pytest.mark.unit


def test_a_connector_is_made_shown_and_removed(controlled: Controlled) -> None:
    made = controlled.put(machine="PC-1", windows_user="kim", every_seconds=300)
    assert (made["machine"], made["windows_user"], made["user_name"], made["soap_url"]) == (
        "PC-1",
        "kim",
        "company-42",
        URL,
    )
    assert (made["company_file"], made["organisation_id"], made["quickbooks_user"]) == (DEMO, "demo", "kim")
    assert (made["every_seconds"], made["next_run"], made["last_update"]) == (300, "2026-05-04T18:35:00+00:00", None)
    assert controlled.urls == [URL]
    assert controlled.call("GET", "/connectors/one").body == made
    assert controlled.call("GET", "/connectors").body == {"connectors": [made]}
    assert controlled.call("DELETE", "/connectors/one").body == made
    assert controlled.call("GET", "/connectors").body == {"connectors": []}
    assert controlled.simulator.network.machines == []


def test_a_connector_runs_an_update_and_tells_all_of_it(controlled: Controlled) -> None:
    controlled.put()
    log = controlled.run()
    assert (log["outcome"], log["status"], log["application"], log["machine"]) == ("done", "OK", "company-42", "one")
    assert [step["operation"] for step in log["steps"]][2:5] == ["authenticate", "open", "sendRequestXML"]
    assert controlled.service.given("authenticate") == [{"strUserName": "company-42", "strPassword": "secret"}]
    assert FILE_ID in controlled.service.given("sendRequestXML")[0]["strHCPResponse"]
    last = controlled.call("GET", "/connectors/one").body["last_update"]
    assert (last["outcome"], last["turns"]) == ("done", 1)
    assert controlled.call("GET", "/connectors/one/logs").body == {"updates": [log]}


def test_a_qwc_file_is_installed_with_its_own_address_and_schedule(controlled: Controlled) -> None:
    made = controlled.call("PUT", "/connectors/one", {"qwc": qwc(), "company_file": "demo"}).body
    assert (made["soap_url"], made["every_seconds"]) == ("https://sync.example.com/qbwc", 300)
    made = controlled.call("PUT", "/connectors/one", {"soap_url": URL}).body
    assert (made["soap_url"], made["every_seconds"], controlled.urls[-1]) == (URL, 300, URL)


def test_only_what_is_named_changes(controlled: Controlled) -> None:
    controlled.put(every_seconds=300, crash_every_seconds=600)
    controlled.call("PUT", "/connectors/one", {"password": "other"})
    made = controlled.call("PUT", "/connectors/one", {"company_file": None, "every_seconds": None}).body
    assert (made["company_file"], made["every_seconds"], made["crash_every_seconds"]) == (None, None, 600)
    controlled.run()
    assert controlled.service.given("authenticate")[0]["strPassword"] == "other"
    assert controlled.service.given("connectionError")[0]["hresult"] == "0x80040416"


def test_connectors_on_one_machine_are_applications_of_one_web_connector(controlled: Controlled) -> None:
    controlled.put(machine="PC-1")
    controlled.put("two", machine="PC-1", user_name="company-43", file_id="{11111111-2222-4333-8444-555555555555}")
    controlled.put("three", machine="PC-2", user_name="company-42")
    assert [each.name for each in controlled.simulator.network.machines] == ["PC-1", "PC-2"]
    ran = [controlled.run(name)["application"] for name in ("one", "two", "three")]
    assert ran == ["company-42", "company-43", "company-42"]
    controlled.call("DELETE", "/connectors/one")
    assert controlled.run("two")["outcome"] == "done"
    moved = controlled.put("two", machine="PC-3", user_name="company-43")
    assert moved["machine"] == "PC-3"
    assert [each.name for each in controlled.simulator.network.machines] == ["PC-2", "PC-3"]


def test_a_machine_may_find_another_company_file_at_the_same_path(controlled: Controlled) -> None:
    controlled.simulator.add_organisation("other", "Other Company")
    controlled.put()
    swapped = {"paths": {DEMO: "other"}, "company_file": DEMO, "allowed_in": ["other"]}
    assert controlled.call("PUT", "/connectors/one", swapped).body["organisation_id"] == "other"
    controlled.run()
    first = controlled.service.given("sendRequestXML")[0]
    assert first["strCompanyFileName"] == DEMO
    assert "Other Company" in first["strHCPResponse"]
    assert FILE_ID not in first["strHCPResponse"]


def test_one_connector_may_be_let_into_several_company_files(controlled: Controlled) -> None:
    for name in ("a", "b"):
        controlled.simulator.add_organisation(name, name)
    controlled.put(company_file=None, allowed_in=["a", "b"])
    controlled.service.answers["authenticate"] = [["t", rf"C:\Company Files\{name}.qbw"] for name in ("a", "b", "demo")]
    assert [controlled.run()["outcome"] for _ in range(3)] == ["done", "done", "stopped"]
    assert controlled.service.given("connectionError")[0]["hresult"] == "0x8004041D"


def test_nobody_is_let_in_when_the_administrator_was_not_asked(controlled: Controlled) -> None:
    controlled.put(import_into=[])
    assert controlled.run()["outcome"] == "stopped"
    assert controlled.service.given("connectionError")[0]["hresult"] == "0x80040418"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"colour": "red"}, 400),
        ({"user_name": "company-42"}, 400),
        ({"qwc": "<QBWCXML/>"}, 400),
        ({**IDS, "company_file": r"C:\nowhere.qbw"}, 400),
        ({**IDS, "allowed_in": ["nobody"]}, 404),
    ],
)
def test_a_senseless_connector_is_refused(controlled: Controlled, body: Json, status: int) -> None:
    reply = controlled.call("PUT", "/connectors/one", body)
    assert (reply.status, "error" in reply.body) == (status, True)
    assert controlled.call("GET", "/connectors").body == {"connectors": []}


@pytest.mark.parametrize(("method", "rest"), [("GET", ""), ("DELETE", ""), ("GET", "/logs"), ("POST", "/update")])
def test_a_connector_that_is_not_there_is_told(controlled: Controlled, method: str, rest: str) -> None:
    assert controlled.call(method, f"/connectors/nobody{rest}").status == 404


def test_faults_strike_connectors_and_are_shown_and_cleared(controlled: Controlled) -> None:
    controlled.put(machine="PC-1")
    order = {"kind": "crash_after_quickbooks", "match": {"machine": "PC-1", "turn": 1}}
    assert controlled.call("POST", "/faults", order).body["match"] == {"machine": "PC-1", "turn": "1"}
    assert len(controlled.call("GET", "/faults").body["faults"]) == 1
    assert controlled.run()["outcome"] == "crashed"
    assert controlled.run()["outcome"] == "done"
    controlled.call("POST", "/faults", {"kind": "modal_dialog", "times": None})
    assert controlled.call("DELETE", "/faults").body == {"faults": []}
    assert controlled.call("POST", "/faults", {"kind": "earthquake"}).status == 400


def test_calls_of_the_service_are_counted(controlled: Controlled) -> None:
    controlled.put()
    controlled.run()
    controlled.service.answers["receiveResponseXML"] = [ConnectionResetError("reset")]
    controlled.run()
    counts = controlled.call("GET", "/calls").body
    assert counts["by_kind"]["authenticate"] == 2
    assert counts["by_kind"]["receiveResponseXML"] == 2
    assert (counts["by_kind"]["closeConnection"], counts["total"]) == (1, 11)
    assert counts["by_status"] == {"200": 10, "none": 1}
    assert counts["by_organisation"] == {"demo": 5}
    assert controlled.call("GET", "/calls/log").body["calls"][0]["kind"] == "serverVersion"
    assert controlled.call("DELETE", "/calls").body["total"] == 0


def test_the_clock_decides_what_is_due(controlled: Controlled) -> None:
    controlled.put(every_seconds=60, clock_skew_seconds=7200)
    web_connector = controlled.simulator.connectors.by_id["one"].web_connector
    assert web_connector.run_due() == []
    controlled.call("POST", "/clock", {"advance_seconds": 60})
    assert [log.outcome for log in web_connector.run_due()] == ["done"]
    assert web_connector.machine.now().hour == START.hour + 2


def test_company_files_and_connectors_are_listed_for_people(controlled: Controlled) -> None:
    controlled.put()
    page = controlled.simulator.handle("GET", "/")[2].decode()
    assert ("Demo Company" in page, "no update yet" in page) == (True, True)
    controlled.run()
    assert "done at 2026-05-04" in controlled.simulator.handle("GET", "/")[2].decode()
    assert controlled.simulator.handle("GET", "/else")[0] == 404


def test_settings_are_shown_and_changed(controlled: Controlled) -> None:
    assert controlled.call("PUT", "/settings", {"call_seconds": 5}).body["call_seconds"] == 5
    assert json.loads(controlled.call("GET", "/settings").text)["kept_logs"] == 10
