"""Over AWS: what is kept for packages that call in through a connector."""
# ruff: noqa: PLC0415 - each function imports the adapters that it uses and no others: a cold start is somebody waiting

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .aws_session import AwsSession

if TYPE_CHECKING:
    from bookbridge.adapters.dynamodb.connector_keys import DynamoDbConnectorKeys
    from bookbridge.adapters.dynamodb.connector_sessions import DynamoDbConnectorSessions, DynamoDbReadings


class AwsConnectors(AwsSession):
    """Sessions of connectors, their keys, and how far company files have been read."""

    @cached_property
    def connector_sessions(self) -> DynamoDbConnectorSessions:
        """Table `connector_sessions`."""
        from bookbridge.adapters.dynamodb import connector_sessions as at

        name = self.settings.table("connector_sessions")
        return at.DynamoDbConnectorSessions(at.connector_sessions_table(self.database, name))

    @cached_property
    def readings(self) -> DynamoDbReadings:
        """Table `connector_sessions`, where readings are kept too."""
        from bookbridge.adapters.dynamodb import connector_sessions as at

        name = self.settings.table("connector_sessions")
        return at.DynamoDbReadings(at.connector_sessions_table(self.database, name))

    @cached_property
    def connector_keys(self) -> DynamoDbConnectorKeys:
        """Table `connector_keys`."""
        from bookbridge.adapters.dynamodb import connector_keys as at

        table = at.connector_keys_table(self.database, self.settings.table("connector_keys"))
        return at.DynamoDbConnectorKeys(self.database, table)
