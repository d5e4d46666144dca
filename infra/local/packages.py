"""The accounting packages of a local stack: one table, from which every other name follows."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Package:
    """One accounting package.

    `webhook_key` is what its vendor calls the key that webhooks are signed with: the name in the package's secret, in
    `stack.json` and, in other spellings, of the template's parameter and of the simulator's option. It is empty for a
    package that nobody calls, because its own connector calls us: the application is not registered there.
    """

    title: str
    webhook_key: str = ""

    @property
    def name(self) -> str:
        """Its name in URLs: `quickbooks-online`."""
        return self.title.lower().replace(" ", "-")

    @property
    def simulator(self) -> str:
        """The module that serves its simulator."""
        return f"tests.simulators.{self.name.replace('-', '_')}"

    @property
    def is_called(self) -> bool:
        """Whether we call it, and it sends webhooks."""
        return bool(self.webhook_key)

    @property
    def webhook_key_option(self) -> str:
        """The simulator's option for the key: `--verifier-token`."""
        return "--" + self.webhook_key.removeprefix("webhook_").replace("_", "-")

    def logical_name(self, name: str) -> str:
        """A parameter or resource of the template: `client_id` is `QuickBooksOnlineClientId`."""
        return self.title.replace(" ", "") + name.title().replace("_", "")

    def variable(self, name: str) -> str:
        """An environment variable: `client_id` is `QUICKBOOKS_ONLINE_CLIENT_ID`."""
        return f"{self.name}_{name}".upper().replace("-", "_")

    def given(self, name: str) -> str:
        """What the user's environment says; empty when it says nothing."""
        return os.environ.get(self.variable(name), "")


PACKAGES: Final = (
    Package("QuickBooks Online", "webhook_verifier_token"),
    Package("Xero", "webhook_signing_key"),
    Package("QuickBooks Desktop"),
)
CALLED: Final = tuple(package for package in PACKAGES if package.is_called)
"""Those that the application is registered with."""


@dataclass(frozen=True, slots=True)
class Registration:
    """What a package knows the application by, and signs its webhooks with."""

    client_id: str
    client_secret: str
    webhook_key: str

    @classmethod
    def chosen(cls, package: Package) -> Registration:
        """Invented, except for what the user's environment names: another server may insist on keys of its own."""
        return cls(
            client_id=package.given("client_id") or f"local-{secrets.token_hex(8)}",
            client_secret=package.given("client_secret") or secrets.token_hex(20),
            webhook_key=package.given(package.webhook_key) or secrets.token_hex(20),
        )
