"""Reports: lists of failures as files."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from . import presenters
from .answers import Answer, accepted, answer, listed
from .endpoints import PAGING, Group
from .requests import ApiRequest

REPORTS: Final = "/v1/companies/{company_id}/reports"

GROUP: Final = Group("Reports", "Failures as CSV files that open in any spreadsheet.")


@GROUP.endpoint(
    "POST",
    REPORTS,
    "Ask for a report",
    takes="ReportRequest",
    answers={HTTPStatus.ACCEPTED: "ReportRequested"},
)
def post_report(request: ApiRequest) -> Answer:
    """Ask for a report."""
    report = request.application.request_report(request.company_id, request.json_object())
    return accepted({"report_id": report.report_id})


@GROUP.endpoint(
    "GET",
    REPORTS,
    "List the reports, newest first",
    description="Reports that are ready come with new download links, each good for 15 minutes.",
    query=PAGING,
    answers={HTTPStatus.OK: "Reports"},
)
def list_reports(request: ApiRequest) -> Answer:
    """List reports."""
    reports, cursor = request.application.read_reports.page(request.company_id, request.cursor, request.limit)
    now = request.application.adapters.clock.now()
    return listed("reports", [presenters.report(each, link, now) for each, link in reports], cursor)


@GROUP.endpoint(
    "GET",
    f"{REPORTS}/{{report_id}}",
    "Show one report",
    description="Once the report is ready, each answer has a new download link that is good for 15 minutes.",
    answers={HTTPStatus.OK: "Report"},
)
def get_report(request: ApiRequest) -> Answer:
    """Show a report with its link."""
    report, link = request.application.read_reports.one(request.company_id, request.path["report_id"])
    return answer(presenters.report(report, link, request.application.adapters.clock.now()))
