"""A scheduled report from the settings to the message, through the functions and what they are given."""

from __future__ import annotations

from typing import Any

import pytest

from .company_sync import run_session
from .examples import connected, invoice
from .http_api import HttpApi
from .stack import Stack

pytestmark = [pytest.mark.functional, pytest.mark.requirement("A5")]

SENDER = "Books <books@bookbridge.example>"
DAILY = {"report": "invoice_sync_failures", "every": "day", "language": "fr", "emails": ["owner@acme.example"]}


@pytest.fixture
def sent(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What SES is asked to send."""
    requests: list[dict[str, Any]] = []

    def send_email(**request: Any) -> dict[str, str]:
        requests.append(request)
        return {"MessageId": f"ses-{len(requests)}"}

    monkeypatch.setenv("SENDER_EMAIL", SENDER)
    monkeypatch.setattr(stack.clients.ses(), "send_email", send_email)
    return requests


def scheduled(stack: Stack, api: HttpApi) -> tuple[str, str]:
    """A company with one invoice in failure, and the report of it for which its timer rang."""
    company_id, _realm = connected(api, scheduled_reports=[DAILY])
    api.put(f"/v1/companies/{company_id}/records/invoice/inv-1", invoice("INV-1", customer="nobody"))
    run_session(stack, company_id)
    (timer,) = stack.application.adapters.timers.of(company_id, "report")
    report = stack.application.request_scheduled_report(company_id, timer.name, timer.due_at)
    assert report is not None
    return company_id, report.report_id


@pytest.mark.requirement("F13")
def test_a_scheduled_report_is_made_and_its_people_are_told_in_its_language(
    stack: Stack, api: HttpApi, sent: list[dict[str, Any]]
) -> None:
    company_id, report_id = scheduled(stack, api)
    payload = {"company_id": company_id, "report_id": report_id}
    assert payload in stack.executions("EXPORT_REPORT_ARN")
    assert stack.call("write_report", payload) == {"more": False, "rows": 1, "scheduled": True}
    shown = api.get(f"/v1/companies/{company_id}/reports/{report_id}").json
    assert (shown["status"], shown["scheduled"], shown["language"]) == ("ready", True, "fr")

    assert stack.call("tell_report", payload) == {"sent": 1}
    assert stack.call("tell_report", payload) == {"sent": 0}

    (request,) = sent
    assert (request["FromEmailAddress"], request["Destination"]) == (SENDER, {"ToAddresses": ["owner@acme.example"]})
    content = request["Content"]["Simple"]
    assert "Échecs de synchronisation des factures" in content["Subject"]["Data"]
    assert "X-Amz-Expires=900" in content["Body"]["Text"]["Data"]


def test_a_report_that_somebody_asked_for_is_told_to_nobody(
    stack: Stack, api: HttpApi, sent: list[dict[str, Any]]
) -> None:
    company_id, _realm = connected(api, scheduled_reports=[DAILY])
    report_id = api.post(f"/v1/companies/{company_id}/reports", {"report": "invoice_sync_failures"}).json["report_id"]
    payload = {"company_id": company_id, "report_id": report_id}

    assert stack.call("write_report", payload)["scheduled"] is False
    assert api.get(f"/v1/companies/{company_id}/reports/{report_id}").json["scheduled"] is False
    assert stack.call("tell_report", payload) == {"sent": 0}
    assert sent == []


def test_disconnecting_takes_the_timers_away(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api, scheduled_reports=[DAILY, {"report": "discrepancies", "every": "week"}])
    timers = stack.application.adapters.timers
    assert len(timers.of(company_id, "report")) == 2

    assert api.delete(f"/v1/companies/{company_id}/connection").status == 200

    assert timers.of(company_id, "report") == ()
