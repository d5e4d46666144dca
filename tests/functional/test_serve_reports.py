from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from .company_sync import failing
from .examples import new_company
from .http_api import HttpApi
from .stack import BUCKET, Stack

pytestmark = pytest.mark.functional


def make(stack: Stack, api: HttpApi, company_id: str, **asked: object) -> str:
    """Ask for a report and let it be written."""
    reply = api.post(f"/v1/companies/{company_id}/reports", {"report": "invoice_sync_failures", **asked})
    assert reply.status == 202
    report_id: str = reply.json["report_id"]
    given = [each for each in stack.executions("EXPORT_REPORT_ARN") if each["report_id"] == report_id]
    assert given == [{"company_id": company_id, "report_id": report_id}]
    assert api.get(f"/v1/companies/{company_id}/reports/{report_id}").json["status"] == "running"
    assert stack.call("write_report", given[0])["more"] is False
    return report_id


def downloaded(stack: Stack, url: str) -> str:
    """The file behind a link (moto serves no links of its own, so it is read where the link leads)."""
    key = urlsplit(url).path.removeprefix(f"/{BUCKET}").lstrip("/")
    return stack.clients.s3().get_object(Bucket=BUCKET, Key=key)["Body"].read().decode("utf-8-sig")


@pytest.mark.requirement("A4", "A5")
def test_a_report_is_made_and_fetched_through_its_link(stack: Stack, api: HttpApi) -> None:
    company_id = failing(stack, api, invoices=2)
    report_id = make(stack, api, company_id)
    shown = api.get(f"/v1/companies/{company_id}/reports/{report_id}").json
    assert (shown["status"], shown["rows"], shown["format"]) == ("ready", 2, "csv")
    query = parse_qs(urlsplit(shown["download_url"]).query)
    assert query["X-Amz-Expires"] == ["900"]
    assert query["response-content-disposition"][0].startswith("attachment; filename=")
    lifetime = datetime.fromisoformat(shown["expires_at"]) - datetime.fromisoformat(shown["created_at"])
    assert timedelta(minutes=14) < lifetime < timedelta(minutes=16)
    lines = downloaded(stack, shown["download_url"]).split("\r\n")
    assert lines[0].startswith("company,category,entity type,record number")
    assert len([line for line in lines[1:] if line]) == 2


@pytest.mark.requirement("F13")
def test_a_report_may_be_french_and_empty(stack: Stack, api: HttpApi) -> None:
    company_id = new_company()
    report_id = make(stack, api, company_id, language="fr", filter={"status": "resolved"})
    shown = api.get(f"/v1/companies/{company_id}/reports/{report_id}").json
    assert (shown["rows"], shown["language"], shown["filter"]) == (0, "fr", {"status": "resolved"})
    assert not downloaded(stack, shown["download_url"]).startswith("company,")


def test_everything_wrong_with_a_request_is_told_at_once(api: HttpApi) -> None:
    body = {"report": "weather", "format": "xls", "language": "xx", "filter": {"colour": "red"}, "when": "now"}
    reply = api.post(f"/v1/companies/{new_company()}/reports", body)
    assert reply.status == 422
    assert sorted(reply.fields) == ["filter.colour", "format", "language", "report", "when"]


def test_reports_are_listed_newest_first_each_with_a_link(stack: Stack, api: HttpApi) -> None:
    company_id = new_company()
    made = [make(stack, api, company_id) for _ in range(2)]
    listed = api.get(f"/v1/companies/{company_id}/reports").json["reports"]
    assert [report["report_id"] for report in listed] == made[::-1]
    for report in listed:
        assert downloaded(stack, report["download_url"]).startswith("company,")


def test_a_report_of_another_company_is_not_found(stack: Stack, api: HttpApi) -> None:
    company_id = new_company()
    report_id = make(stack, api, company_id)
    assert api.get(f"/v1/companies/{new_company()}/reports/{report_id}").status == 404


@pytest.mark.requirement("F10")
def test_a_report_that_cannot_be_begun_is_failed_at_once(
    stack: Stack, api: HttpApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    company_id = new_company()
    monkeypatch.setenv("EXPORT_REPORT_ARN", stack.environment["EXPORT_REPORT_ARN"] + "-gone")
    assert api.post(f"/v1/companies/{company_id}/reports", {"report": "sync_failures"}).status == 500
    (shown,) = api.get(f"/v1/companies/{company_id}/reports").json["reports"]
    assert shown["status"] == "failed"
    assert "could not be started" in shown["cause"]


@pytest.mark.requirement("F10")
def test_a_report_that_nobody_makes_any_more_is_shown_as_failed(
    stack: Stack, api: HttpApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    company_id = new_company()
    report_id = api.post(f"/v1/companies/{company_id}/reports", {"report": "sync_failures"}).json["report_id"]
    path = f"/v1/companies/{company_id}/reports"
    now = stack.application.adapters.clock.now()

    def shown(minutes: int) -> list[tuple[str, str | None]]:
        monkeypatch.setattr(stack.application.adapters.clock, "now", lambda: now + timedelta(minutes=minutes))
        reports = [api.get(f"{path}/{report_id}").json, *api.get(path).json["reports"]]
        return [(each["status"], each["cause"]) for each in reports]

    assert shown(minutes=59) == [("running", None)] * 2
    assert shown(minutes=91) == [("failed", "It was begun and never finished: ask for it again.")] * 2


@pytest.mark.requirement("A5")
def test_the_same_report_asked_for_twice_is_made_once(stack: Stack, api: HttpApi) -> None:
    company_id = new_company()
    path, body = f"/v1/companies/{company_id}/reports", {"report": "sync_failures", "filter": {"status": "open"}}
    first, again = api.post(path, body), api.post(path, body)
    assert (again.status, again.json) == (202, first.json)
    assert len(api.get(path).json["reports"]) == 1
    stack.call("write_report", {"company_id": company_id, "report_id": first.json["report_id"]})
    assert api.post(path, body).json != first.json


@pytest.mark.requirement("A5")
def test_a_report_is_written_on_where_the_time_of_the_last_call_was_up(
    stack: Stack, api: HttpApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    company_id = failing(stack, api, invoices=3)
    monkeypatch.setattr(stack.application.adapters.failure_rows, "_page_size", 1)
    path = f"/v1/companies/{company_id}/reports"
    report_id = api.post(path, {"report": "sync_failures"}).json["report_id"]
    given = {"company_id": company_id, "report_id": report_id}
    seen = []
    while stack.call("write_report", given, seconds_left=1)["more"]:
        shown = api.get(f"{path}/{report_id}").json
        seen.append((shown["status"], shown["rows"], shown["bytes"] > 0))
    shown = api.get(f"{path}/{report_id}").json
    assert seen == [("running", rows, True) for rows in range(1, len(seen) + 1)]
    assert len(seen) >= 2
    content = downloaded(stack, shown["download_url"])
    assert len([line for line in content.split("\r\n")[1:] if line]) == shown["rows"] == 3
    assert shown["bytes"] == len(content.encode("utf-8-sig"))


def test_what_a_request_is_remembered_by_is_no_report(stack: Stack, api: HttpApi) -> None:
    company_id = new_company()
    path = f"/v1/companies/{company_id}/reports"
    api.post(path, {"report": "sync_failures"})
    rows = stack.clients.dynamodb().scan(TableName=stack.environment["REPORTS_TABLE"])["Items"]
    (remembered,) = [row for row in rows if row["company_id"]["S"] == company_id and "latest" in row]
    assert remembered["report_id"]["S"].startswith("#")
    assert int(remembered["expires_at"]["N"]) > 0
    assert api.get(f"{path}/{remembered['report_id']['S'].replace('#', '%23')}").status == 404
