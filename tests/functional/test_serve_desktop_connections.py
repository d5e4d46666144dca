from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bookbridge.domain.connector_sessions import ConnectorSession

from .company_files import DESKTOP, at_work, confirm, opened_failure, paired, path_of, shown, with_desktop
from .http_api import HttpApi
from .stack import PACKAGE, Stack

pytestmark = pytest.mark.functional


@pytest.mark.requirement("B3", "B5", "B7")
def test_a_session_tells_how_far_it_is_and_who_waits_for_it(stack: Stack, api: HttpApi) -> None:
    company_id = paired(stack, api)
    hold, now = at_work(stack, company_id), datetime.now(UTC)
    adapters = stack.application.adapters
    running = ConnectorSession(hold.session_id, "a-ticket", "bb-anna", "203.0.113.7", now, company_id, hold.fence)
    running.tally.told = 42
    adapters.connector_sessions.start(running)
    busy = shown(api, company_id)
    assert (busy["status"], busy["status_label"]) == ("synchronizing", "Not Connected")
    assert (busy["session"]["progress"]["percent"], busy["session"]["holder"]) == (42, "PC-1 (bb-anna)")
    assert busy["session"]["waiting"] is None
    adapters.leases.turn_away(company_id, "PC-2 (bb-ben)", datetime.now(UTC))
    waiting = shown(api, company_id)
    assert (waiting["status"], waiting["status_label"]) == ("waiting_for_active_session", "Not Connected")
    assert waiting["session"]["waiting"] == "PC-2 (bb-ben)"
    adapters.leases.abandon(hold)
    idle = shown(api, company_id)
    assert (idle["status"], idle["status_label"], idle["session"]) == ("connected", "Connected", None)


@pytest.mark.requirement("B4")
@pytest.mark.parametrize(("settings", "minutes"), [({}, 5), ({"sync_interval_minutes": 20}, 20)])
def test_the_next_sync_is_expected_an_interval_after_the_last(
    stack: Stack, api: HttpApi, settings: dict[str, int], minutes: int
) -> None:
    company_id = paired(stack, api, **settings)
    assert shown(api, company_id)["next_sync_at"] is None
    at = datetime.now(UTC).replace(microsecond=0)
    stack.application.adapters.connections.note_sync(company_id, at)
    told = shown(api, company_id)
    assert datetime.fromisoformat(told["next_sync_at"]) == at + timedelta(minutes=minutes)
    assert told["settings"]["sync_interval_minutes"] == minutes
    page = api.get("/v1/companies", limit=200).json["companies"]
    assert [each["next_sync_at"] for each in page if each["company_id"] == company_id] == [told["next_sync_at"]]


@pytest.mark.requirement("B3", "B4")
def test_sync_now_says_how_the_connector_is_made_to_call_or_who_is_at_work(stack: Stack, api: HttpApi) -> None:
    company_id = paired(stack, api)
    stack.application.adapters.connections.note_sync(company_id, datetime.now(UTC))
    idle = api.post(f"/v1/companies/{company_id}/sync")
    assert (idle.status, idle.json["type"]) == (409, "urn:bookbridge:problem:conflict")
    assert "Update Selected" in idle.json["detail"]
    assert "every 5 minutes, in about 5 minutes" in idle.json["detail"]
    at_work(stack, company_id)
    busy = api.post(f"/v1/companies/{company_id}/sync")
    assert (busy.status, busy.json["holder"], busy.json["session_id"]) == (409, "PC-1 (bb-anna)", "ses-1")
    assert 0 < busy.json["minutes_left"] <= 30


def test_sync_now_before_the_pairing_says_that_the_connection_is_pending(api: HttpApi) -> None:
    reply = api.post(f"/v1/companies/{with_desktop(api)}/sync")
    assert (reply.status, reply.json["type"]) == (409, "urn:bookbridge:problem:connection-inactive")
    assert "pending" in reply.json["detail"]


@pytest.mark.requirement("B1")
def test_there_is_no_consent_and_there_are_no_tokens(stack: Stack, api: HttpApi) -> None:
    company_id = paired(stack, api)
    tokens = {"access_token": "a", "refresh_token": "r", "organisation_id": "1"}
    for reply in (api.get(f"{path_of(company_id)}/authorize"), api.put(f"{path_of(company_id)}/credentials", tokens)):
        assert reply.status == 409
        assert "connector key" in reply.json["detail"]
    assert stack.application.adapters.credentials.get(company_id) is None


@pytest.mark.requirement("C8")
def test_a_company_that_is_disconnected_and_connected_again_needs_no_new_pairing(stack: Stack, api: HttpApi) -> None:
    company_id = paired(stack, api)
    former = shown(api, company_id)
    gone = api.delete(path_of(company_id))
    assert (gone.status, gone.json["status"]) == (200, "not_connected")
    assert confirm(api, company_id).status == 409
    assert api.post(f"/v1/companies/{company_id}/connector-keys").status == 409
    still = api.put(path_of(company_id), {"settings": {"language": "fr"}}).json
    assert still["status"] == "not_connected"
    back = api.put(path_of(company_id), {"package": DESKTOP}).json
    assert (back["status"], back["organisation_id"]) == ("connected", former["organisation_id"])
    assert back["pairing"]["confirmed"] == former["pairing"]["confirmed"]


@pytest.mark.requirement("B2")
def test_a_company_that_goes_over_to_another_package_takes_nothing_of_its_company_file_along(
    stack: Stack, api: HttpApi
) -> None:
    company_id = paired(stack, api)
    refused = api.put(path_of(company_id), {"package": PACKAGE})
    assert refused.status == 409
    api.delete(path_of(company_id))
    moved = api.put(path_of(company_id), {"package": PACKAGE}).json
    assert (moved["package"], moved["organisation_id"], moved["pairing"]) == (PACKAGE, None, None)


@pytest.mark.requirement("A7", "A8")
def test_the_failure_of_a_connection_is_listed_counted_and_offers_nothing_that_cannot_help(
    stack: Stack, api: HttpApi
) -> None:
    company_id = paired(stack, api)
    opened_failure(stack, company_id, "connector_outdated", connector_version="1.5")
    opened_failure(stack, company_id, "connector_outdated", connector_version="1.5")
    path = f"/v1/companies/{company_id}/failures"
    (failure,) = api.get(path, entity_type="connection", category="connection", status="open").json["failures"]
    assert (failure["category"], failure["entity_type"], failure["record_id"]) == ("connection", "connection", DESKTOP)
    assert (failure["code"], failure["operation"], failure["attempts"]) == (
        "connector_outdated",
        "connector_outdated",
        2,
    )
    assert (failure["party"], failure["actions"]) == ("Riverside Ltd", [])
    assert "newest connector" in failure["remedies"][0]["steps"][0]
    assert api.get(path, entity_type="invoice").json["failures"] == []
    summary = api.get(f"{path}/summary").json
    assert (summary["open"], summary["by_category"]["connection"]) == (1, 1)
    assert list(summary["by_category"])[-1] == "connection"
    refused = api.post(f"{path}/{failure['id']}/resync")
    assert refused.status == 409
    assert "closes by itself" in refused.json["detail"]
    report = api.post(f"/v1/companies/{company_id}/reports", {"report": "sync_failures"}).json["report_id"]
    stack.call("write_report", {"company_id": company_id, "report_id": report})
    assert api.get(f"/v1/companies/{company_id}/reports/{report}").json["rows"] == 1
    assert (
        stack.application.note_connection_failures.close(company_id, ("modal_dialog",), at=datetime.now(UTC)) is False
    )
    assert stack.application.note_connection_failures.close(company_id, at=datetime.now(UTC)) is True
    assert api.get(path, status="resolved").json["failures"][0]["id"] == failure["id"]
    assert api.get(f"{path}/summary").json["open"] == 0
