"""Task of `export_report`: `{company_id, report_id}` to `{sent}`."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints.observability import REPORT, count, observed

rehearse(lambda use: use.tell_report)


@observed(REPORT)
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, Any]:
    """Tell those whom the schedule names that their report is ready."""
    sent = application().tell_report(event["company_id"], event["report_id"])
    count({"ReportMessages": sent})
    return {"sent": sent}
