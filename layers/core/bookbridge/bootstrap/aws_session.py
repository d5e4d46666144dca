"""What every part over AWS is made of."""
# ruff: noqa: PLC0415 - each function imports the adapters that it uses and no others: a cold start is somebody waiting

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .settings import Settings

if TYPE_CHECKING:
    from bookbridge.adapters.aws import Clients
    from bookbridge.adapters.dynamodb.database import Database
    from bookbridge.adapters.secrets import Secrets


class AwsSession:
    """The function's environment, the clients that all parts share, and secrets."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def clients(self) -> Clients:
        """The clients that all parts share."""
        from bookbridge.adapters.aws import Clients

        return Clients()

    @cached_property
    def database(self) -> Database:
        """DynamoDB."""
        from bookbridge.adapters.dynamodb.database import Database

        return Database(self.clients)

    @cached_property
    def secrets(self) -> Secrets:
        """Secrets Manager."""
        from bookbridge.adapters.secrets import Secrets

        return Secrets(self.clients)
