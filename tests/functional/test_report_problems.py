"""What is told of a report that cannot be made: each fault by its place, in words that name what would be right."""

from __future__ import annotations

from typing import Any

import pytest

from .examples import new_company
from .http_api import HttpApi, Reply

pytestmark = [pytest.mark.functional, pytest.mark.requirement("A4")]


def asked(api: HttpApi, **body: Any) -> Reply:
    """The answer to a request for a report of failures with invoices, unless the body says otherwise."""
    return api.post(f"/v1/companies/{new_company()}/reports", {"report": "invoice_sync_failures", **body})


@pytest.mark.parametrize(
    ("body", "field", "told"),
    [
        (
            {"report": "weather"},
            "report",
            "must be one of invoice_sync_failures, payment_sync_failures, document_sync_failures, sync_failures, disc",
        ),
        ({"report": None}, "report", "must be one of invoice_sync_failures, "),
        ({"format": "xlsx"}, "format", "must be one of csv"),
        ({"language": "de"}, "language", "must be one of en, fr"),
        ({"language": ["fr"]}, "language", "must be one of en, fr"),
        ({"filter": {"colour": "red"}}, "filter.colour", "is not a filter: use status, category, entity_type"),
        ({"filter": {"status": "shut"}}, "filter.status", "must be one of 'open', 'resyncing', 'skipped', "),
        ({"filter": {"category": 7}}, "filter.category", "must be one of 'clients', 'invoices', "),
        ({"filter": {"entity_type": "Invoice"}}, "filter.entity_type", "must be one of customer, vendor, item, "),
        ({"filter": "open"}, "filter", "must be an object"),
        ({"filter": []}, "filter", "must be an object"),
        ({"when": "now"}, "when", "is not a field of a report"),
    ],
)
def test_each_fault_of_a_request_names_its_place_and_what_would_be_right(
    api: HttpApi, body: dict[str, Any], field: str, told: str
) -> None:
    reply = asked(api, **body)
    assert reply.status == 422
    assert reply.headers["content-type"] == "application/problem+json"
    (error,) = reply.json["errors"]
    assert error["field"] == field
    assert error["message"].startswith(told)


def test_a_filter_may_be_null_or_empty(api: HttpApi) -> None:
    assert [asked(api, filter=each).status for each in (None, {}, {"status": None})] == [202, 202, 202]


@pytest.mark.parametrize("report_id", ["rep-none", "#request#0", "rep-%2F..", "x" * 300])
def test_a_report_that_is_not_there_is_said_to_be_so(api: HttpApi, report_id: str) -> None:
    reply = api.get(f"/v1/companies/{new_company()}/reports/{report_id}")
    assert reply.status == 404
    assert reply.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["reports/{}", "failures/actions/{}", "records/invoice/{}", "approvals/{}"])
def test_an_id_that_the_database_would_not_even_look_for_is_not_there(api: HttpApi, path: str) -> None:
    reply = api.get(f"/v1/companies/{new_company()}/{path.format('é' * 500)}")
    assert (reply.status, reply.json["detail"]) == (404, "nothing has an id as long as that")


@pytest.mark.requirement("A5")
def test_schedules_are_told_of_in_the_same_words(api: HttpApi) -> None:
    wrong = {"report": "weather", "every": "hour", "filter": {"colour": "red", "status": "shut"}, "emails": ["nobody"]}
    daily: dict[str, Any] = {"report": "sync_failures", "every": "day"}

    def told(schedules: list[dict[str, Any]]) -> dict[str, str]:
        body = {"package": "quickbooks-online", "settings": {"scheduled_reports": schedules}}
        reply = api.put(f"/v1/companies/{new_company()}/connection", body)
        assert reply.status == 422
        return {error["field"]: error["message"] for error in reply.json["errors"]}

    place = "settings.scheduled_reports"
    faults = told([wrong])
    assert faults.keys() == {
        f"{place}.0.{each}" for each in ("report", "every", "filter.colour", "filter.status", "emails.0")
    }
    assert faults[f"{place}.0.filter.colour"] == "is not a filter: use status, category, entity_type"
    assert told([daily, {**daily, "weekday": 3}])[place].startswith("schedules the same report twice for the same time")
    assert told([{**daily, "hour": number} for number in range(21)])[place] == "must hold at most 20"
