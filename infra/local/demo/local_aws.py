"""What is seen, and hurried on, in the local AWS: a company's timer and the mails that went out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx

from infra.local import aws


class LocalAws:
    """The AWS of one local stack, as its owner may look into it."""

    def __init__(self, stack: Mapping[str, Any]) -> None:
        """`stack` is the content of `.local/stack.json`."""
        self._endpoint: str = stack["aws_endpoint_url"]
        self._name: str = stack["stack_name"]
        described = self._client("cloudformation").describe_stacks(StackName=self._name)["Stacks"][0]["Outputs"]
        self._outputs = {each["OutputKey"]: each["OutputValue"] for each in described}

    def timer(self, company: str, key: str) -> dict[str, str] | None:
        """The texts of the company's timer whose key begins like this, or None when none is set."""
        found = self._client("dynamodb").query(
            TableName=self._outputs["TimersTableName"],
            KeyConditionExpression="company_id = :company AND begins_with(timer_key, :key)",
            ExpressionAttributeValues={":company": {"S": company}, ":key": {"S": key}},
            ConsistentRead=True,
        )["Items"]
        return {name: value["S"] for name, value in found[0].items() if "S" in value} if found else None

    def ring(self, timer: Mapping[str, str]) -> None:
        """Have a timer carried out now: it is handed out before its time, by a tick of the schedule."""
        now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        self._client("dynamodb").update_item(
            TableName=self._outputs["TimersTableName"],
            Key={name: {"S": timer[name]} for name in ("company_id", "timer_key")},
            UpdateExpression="SET hand_out_at = :now",
            ConditionExpression="due_at = :due",
            ExpressionAttributeValues={":now": {"S": now}, ":due": {"S": timer["due_at"]}},
        )
        self._client("lambda").invoke(FunctionName=f"{self._name}-start_due_timers", Payload=b"{}")

    def mails_to(self, address: str) -> list[Any]:
        """Every mail that somebody got, the oldest first, as the local AWS shows it: `Subject`, `BodyText` and more."""
        kept = httpx.get(f"{self._endpoint}/_ministack/ses/messages", timeout=30).raise_for_status().json()
        return [mail for mails in kept["messages"].values() for mail in mails if address in mail["To"]]

    def _client(self, service: str) -> Any:
        sessions: Any = aws.session()
        return sessions.client(service, endpoint_url=self._endpoint)
