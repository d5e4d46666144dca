"""A report that is made by itself, on the deployed stack: from the settings over the timer to file and message."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from bookbridge.domain.timestamps import to_text
from infra.local.demo.application import until
from infra.local.demo.local_aws import LocalAws
from infra.local.deployment import STACK_NAME
from infra.local.stack import APP_URL, LocalStack
from tests.fakes.books import customer

from .conftest import Company

pytestmark = [pytest.mark.e2e, pytest.mark.requirement("A5")]

DAILY = {"report": "sync_failures", "every": "day", "language": "fr"}


@pytest.mark.requirement("F13")
def test_a_scheduled_report_is_made_and_sent_once_its_time_has_come_and_set_for_the_next_day(
    connect: Callable[..., Company], stack: LocalStack
) -> None:
    company = connect()
    local = LocalAws({"aws_endpoint_url": stack.endpoint, "stack_name": STACK_NAME})
    reader = f"reports-of-{company.app.company}@acme.example"
    company.app.call("PUT", "/connection", {"settings": {"scheduled_reports": [{**DAILY, "emails": [reader]}]}})
    company.books.add("Vendor", {"DisplayName": "Alder Ltd"})
    company.send({("customer", "c-1"): customer("Alder Ltd")})
    company.app.reaches("customer", "c-1", "failed")
    timer = local.timer(company.app.company, "report")
    assert timer is not None
    local.ring(timer)

    def look() -> Any | None:
        ready = [each for each in company.app.call("GET", "/reports")["reports"] if each["status"] == "ready"]
        return ready or None

    (report,) = until("the scheduled report is ready", look)
    assert (report["scheduled"], report["language"], report["rows"]) == (True, "fr", 1)

    (mail,) = until("the message has arrived", lambda: local.mails_to(reader) or None)
    assert "1 ligne" in mail["Subject"]
    page = APP_URL.replace("{company_id}", company.app.company)
    assert f"({report['report_id']})\u00a0: {page}" in mail["BodyText"]
    assert httpx.get(report["download_url"], timeout=30).content.startswith("\ufeffsociété,".encode())

    following = local.timer(company.app.company, "report")
    assert following is not None
    assert following["due_at"] > to_text(datetime.now(UTC))
