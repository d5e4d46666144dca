"""Take a webhook in: verified over its raw bytes, durable before it is answered, read later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from bookbridge.domain.errors import UnknownPackage
from bookbridge.ports.clock import Clock
from bookbridge.ports.messages import Delivery, Messages
from bookbridge.ports.packages import AppCredentials, Package

from .cloud_packages import cloud

MAX_BODY: Final = 1024 * 1024
"""Bytes; QuickBooks Online sends at most about 1 MB."""


class Receipt(Enum):
    """The answer to a delivery, by HTTP status."""

    STORED = 200
    UNSIGNED = 401
    UNKNOWN_PACKAGE = 404
    TOO_LARGE = 413


@dataclass(frozen=True, slots=True)
class ReceiveWebhook:
    """A delivery is answered 200 only when it is signed and stored; with no secret configured nothing is accepted."""

    package: Callable[[str], Package]
    app: Callable[[str], AppCredentials]
    messages: Messages
    clock: Clock

    def __call__(self, package_name: str, raw_body: bytes, headers: Mapping[str, str]) -> Receipt:
        """`headers` names may be in any case."""
        try:
            package = cloud(self.package(package_name))
            secret = self.app(package_name).webhook_secret
        except UnknownPackage:
            return Receipt.UNKNOWN_PACKAGE
        if len(raw_body) > MAX_BODY:
            return Receipt.TOO_LARGE
        lowered = {name.lower(): value for name, value in headers.items()}
        if not secret or not package.webhooks.verify(raw_body, lowered, secret):
            return Receipt.UNSIGNED
        self.messages.send_delivery(Delivery(package_name, self.clock.now(), raw_body))
        return Receipt.STORED
