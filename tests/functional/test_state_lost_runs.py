from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bookbridge.domain.leases import Hold
from tests.fixtures.execution_events import ended

from .company_sync import begun, run_session
from .examples import connected, new_company
from .http_api import HttpApi
from .stack import BUCKET, Stack

pytestmark = [pytest.mark.functional, pytest.mark.requirement("F10")]

STATED = {"stated": True}
KNOWN = {"stated": False}


def lost_session(stack: Stack, company_id: str, status: str, session_id: str = "ses-1", **more: str) -> Any:
    """Step Functions tells of the end of a session's execution."""
    given = {"company_id": company_id, "session_id": session_id, "trigger": "request"}
    return stack.call("state_lost_runs", ended("company_sync", status, given, **more))


def lost_report(stack: Stack, company_id: str, report_id: str, status: str, **more: str) -> Any:
    """Step Functions tells of the end of a report's execution."""
    given = {"company_id": company_id, "report_id": report_id}
    return stack.call("state_lost_runs", ended("export_report", status, given, **more))


def requested(api: HttpApi, company_id: str) -> str:
    """A report that is being made."""
    reply = api.post(f"/v1/companies/{company_id}/reports", {"report": "sync_failures"})
    assert reply.status == 202
    return str(reply.json["report_id"])


def report(api: HttpApi, company_id: str, report_id: str) -> Any:
    """A report as it is shown."""
    return api.get(f"/v1/companies/{company_id}/reports/{report_id}").json


@pytest.mark.parametrize(
    ("status", "more", "cause"),
    [
        ("TIMED_OUT", {}, "The run was not finished in time."),
        ("ABORTED", {}, "The run was stopped."),
        ("ABORTED", {"error": "Stopped", "cause": "stopped by olivia"}, "stopped by olivia"),
        ("FAILED", {"error": "StoreThrottled", "cause": '{"errorMessage": "no capacity"}'}, "no capacity"),
        ("FAILED", {"error": "States.Runtime"}, "States.Runtime"),
    ],
)
def test_a_session_that_was_ended_is_stated_and_frees_its_lease(
    stack: Stack, api: HttpApi, status: str, more: dict[str, str], cause: str
) -> None:
    company_id, _realm = connected(api)
    begun(stack, company_id)
    assert lost_session(stack, company_id, status, **more) == STATED
    shown = api.get(f"/v1/companies/{company_id}/sessions/ses-1").json
    assert (shown["result"], shown["cause"]) == ("failed", cause)
    assert shown["ended_at"]
    assert api.get(f"/v1/companies/{company_id}/connection").json["session"] is None
    assert api.post(f"/v1/companies/{company_id}/sync").status == 202


def test_being_told_twice_changes_nothing(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    begun(stack, company_id)
    assert lost_session(stack, company_id, "TIMED_OUT") == STATED
    assert lost_session(stack, company_id, "ABORTED") == KNOWN
    shown = api.get(f"/v1/companies/{company_id}/sessions/ses-1").json
    assert shown["cause"] == "The run was not finished in time."


def test_a_session_with_a_result_keeps_it(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    assert run_session(stack, company_id)["result"] == "succeeded"
    assert lost_session(stack, company_id, "FAILED", error="WrongCompany") == KNOWN
    assert api.get(f"/v1/companies/{company_id}/sessions/ses-1").json["result"] == "succeeded"
    assert api.get(f"/v1/companies/{company_id}/connection").json["status"] == "connected"


def test_a_session_that_could_not_even_abort_is_ended_as_its_error_says(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    begun(stack, company_id)
    assert lost_session(stack, company_id, "FAILED", error="ReauthorizationRequired") == STATED
    assert api.get(f"/v1/companies/{company_id}/sessions/ses-1").json["result"] == "parked"
    assert api.get(f"/v1/companies/{company_id}/connection").json["status"] == "reauthorization_required"


def test_the_lease_of_the_next_session_is_left_alone(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    leases, late = stack.application.adapters.leases, begun(stack, company_id, "ses-1")
    leases.abandon(Hold(company_id, "ses-1", late.fence))
    begun(stack, company_id, "ses-2")
    assert lost_session(stack, company_id, "TIMED_OUT", "ses-1") == STATED
    assert leases.get(company_id).session_id == "ses-2"
    assert api.get(f"/v1/companies/{company_id}/sessions/ses-2").json["result"] == "running"


@pytest.mark.parametrize("status", ["TIMED_OUT", "ABORTED", "FAILED"])
def test_a_report_whose_machine_was_ended_is_failed_with_its_reason(stack: Stack, api: HttpApi, status: str) -> None:
    company_id = new_company()
    report_id = requested(api, company_id)
    assert lost_report(stack, company_id, report_id, status, cause="the bucket is gone") == STATED
    assert lost_report(stack, company_id, report_id, status, cause="again") == KNOWN
    shown = report(api, company_id, report_id)
    assert (shown["status"], shown["cause"], shown["download_url"]) == ("failed", "the bucket is gone", None)


def test_a_report_that_is_ready_stays_ready(stack: Stack, api: HttpApi) -> None:
    company_id = new_company()
    report_id = requested(api, company_id)
    stack.call("write_report", {"company_id": company_id, "report_id": report_id})
    assert lost_report(stack, company_id, report_id, "TIMED_OUT") == KNOWN
    assert report(api, company_id, report_id)["status"] == "ready"


def test_a_report_that_has_failed_does_not_become_ready_afterwards(stack: Stack, api: HttpApi) -> None:
    company_id = new_company()
    report_id = requested(api, company_id)
    lost_report(stack, company_id, report_id, "ABORTED")
    stack.call("write_report", {"company_id": company_id, "report_id": report_id})
    assert report(api, company_id, report_id)["status"] == "failed"


def test_a_report_that_has_expired_is_not_made_anew(stack: Stack, api: HttpApi) -> None:
    company_id = new_company()
    assert lost_report(stack, company_id, "rep-gone", "FAILED") == KNOWN
    assert api.get(f"/v1/companies/{company_id}/reports/rep-gone").status == 404


@pytest.mark.requirement("E2")
@pytest.mark.parametrize("status", ["TIMED_OUT", "ABORTED", "FAILED"])
def test_an_action_whose_machine_was_ended_is_failed_with_its_reason(stack: Stack, api: HttpApi, status: str) -> None:
    company_id = new_company()
    path = f"/v1/companies/{company_id}/failures/actions"
    action_id = api.post(path, {"action": "skip", "filter": {}}).json["action_id"]
    event = ended("act_on_failures", status, {"company_id": company_id, "action_id": action_id}, cause="it was stopped")
    assert stack.call("state_lost_runs", event) == STATED
    assert stack.call("state_lost_runs", event) == KNOWN
    shown = api.get(f"{path}/{action_id}").json
    assert (shown["status"], shown["cause"]) == ("failed", "it was stopped")
    gone = ended("act_on_failures", status, {"company_id": company_id, "action_id": "act-gone"})
    assert stack.call("state_lost_runs", gone) == KNOWN


@pytest.mark.requirement("A5", "F10")
def test_what_was_stored_of_a_lost_reports_file_is_removed(stack: Stack, api: HttpApi) -> None:
    company_id = new_company()
    report_id = api.post(f"/v1/companies/{company_id}/reports", {"report": "sync_failures"}).json["report_id"]
    reports, files = stack.application.adapters.reports, stack.application.adapters.report_files
    key = f"{company_id}/{report_id}-1.csv"
    turn = reports.take_up(company_id, report_id)
    assert turn is not None
    assert reports.keep(replace(turn, file=turn.file.uploading(key, files.begin(key))))

    assert lost_report(stack, company_id, report_id, "TIMED_OUT") == STATED

    uploads = stack.clients.s3().list_multipart_uploads(Bucket=BUCKET).get("Uploads", [])
    assert key not in {upload["Key"] for upload in uploads}
