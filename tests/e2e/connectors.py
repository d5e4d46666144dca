"""What happens beside a company's Web Connectors: what QuickBooks was asked, and minutes that nobody waits for."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from typing import Any

from infra.local.stack import LocalStack

from .conftest import Company

LONG_AGO = "2020-01-01T00:00:00.000000Z"


def asked(company: Company) -> Counter[str]:
    """The requests that QuickBooks was given for the company's file since the counts were reset, by name."""
    return asked_of(company, company.books.organisation_id)


def asked_of(company: Company, organisation_id: str) -> Counter[str]:
    """The same for another company file of the same simulator."""
    log = company.control.get("/calls/log").raise_for_status().json()["calls"]
    kinds = (each["kind"] for each in log if each["organisation_id"] == organisation_id)
    return Counter(kind for kind in kinds if kind.endswith("Rq"))


def sessions(company: Company) -> list[Any]:
    """The company's latest runs, the newest first."""
    listed: list[Any] = company.app.call("GET", "/sessions")["sessions"]
    return listed


def let_the_lease_pass(stack: LocalStack, dynamodb: Any, company: Company) -> None:
    """As if the minutes had gone by for which a lease outlives its holder's last sign of life, if there is one."""
    with suppress(dynamodb.exceptions.ConditionalCheckFailedException):
        dynamodb.update_item(
            TableName=stack.outputs["SessionLeasesTableName"],
            Key={"company_id": {"S": company.app.company}},
            UpdateExpression="SET expires_at = :then",
            ConditionExpression="attribute_exists(session_id)",
            ExpressionAttributeValues={":then": {"S": LONG_AGO}},
        )
