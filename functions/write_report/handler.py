"""Task of `export_report`: `{company_id, report_id}` to `{more, rows, scheduled}`."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints import tasks
from bookbridge.entrypoints.observability import REPORT, count, observed

rehearse(lambda use: use.write_report)


@observed(REPORT)
def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Write the report's file, as much of it as the time allows."""
    deadline = tasks.deadline(context, application().adapters.clock)
    report = application().write_report(event["company_id"], event["report_id"], deadline)
    output = tasks.report_output(report)
    if not output["more"]:
        count({"ReportsWritten": 1, "ReportRows": report.rows})
    return output
