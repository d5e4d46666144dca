"""Secrets Manager, asked once in a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from .aws import Clients

MAX_AGE: Final = 900.0
"""Seconds a secret is kept: a rotated one is in use a quarter of an hour later."""


class Secrets:
    """Secrets by their ARN, kept in the process."""

    def __init__(self, clients: Clients, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._clients = clients
        self._monotonic = monotonic
        self._kept: dict[str, tuple[float, str]] = {}

    def text(self, arn: str) -> str:
        """The secret's text."""
        now = self._monotonic()
        read_at, secret = self._kept.get(arn, (0.0, ""))
        if not secret or now - read_at >= MAX_AGE:
            secret = self._clients.secrets_manager().get_secret_value(SecretId=arn)["SecretString"]
            self._kept[arn] = (now, secret)
        return secret

    def key_material(self, arn: str) -> Callable[[], bytes]:
        """The secret as bytes, asked for when it is needed."""
        return lambda: self.text(arn).encode()
