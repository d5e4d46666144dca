"""Over AWS: actions on many failures."""
# ruff: noqa: PLC0415 - each function imports the adapters that it uses and no others: a cold start is somebody waiting

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .aws_session import AwsSession

if TYPE_CHECKING:
    from bookbridge.adapters.dynamodb.failure_actions import DynamoDbFailureActions


class AwsFailures(AwsSession):
    """What was asked for, and how far it is."""

    @cached_property
    def failure_actions(self) -> DynamoDbFailureActions:
        """Table `failure_actions`."""
        from bookbridge.adapters.dynamodb import failure_actions as at

        table = at.failure_actions_table(self.database, self.settings.table("failure_actions"))
        return at.DynamoDbFailureActions(self.database, table)
