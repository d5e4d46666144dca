"""What a function is told by its environment: read when it is needed, so that each function names only what it uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit


class MissingSetting(Exception):  # noqa: N818 - a condition, named for its cause
    """An environment variable that this function needs is not set, or empty."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the environment variable {name} is not set: give it a value in the function's definition")
        self.name = name


class UnusableAddress(Exception):  # noqa: N818 - likewise
    """An address that nothing may be sent to."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"the environment variable {name} must be an https address: signed events are not sent in clear"
        )
        self.name = name


_THIS_MACHINE: Final = ("127.0.0.1", "localhost")


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """Whose tokens the API accepts besides its own: the address of the key set, and what each token must name."""

    jwks_url: str
    issuer: str
    audience: str


@dataclass(frozen=True, slots=True)
class Settings:
    """The environment, by what its variables mean. One that is required and missing raises when it is asked for."""

    environment: Mapping[str, str] = field(repr=False)

    def required(self, name: str) -> str:
        """The value of a variable. Raises `MissingSetting`."""
        value = self.environment.get(name, "")
        if not value:
            raise MissingSetting(name)
        return value

    def optional(self, name: str) -> str:
        """The value of a variable; empty when it is not set."""
        return self.environment.get(name, "")

    def table(self, name: str) -> str:
        """The real name of a table by its name in the design: `sync_failures` is in `SYNC_FAILURES_TABLE`."""
        return self.required(table_variable(name))

    def optional_table(self, name: str) -> str:
        """The same; empty when this function does not touch the table."""
        return self.optional(table_variable(name))

    def package_url(self, package: str) -> str:
        """One base address for all hosts of an accounting package; empty for the vendor's own."""
        return self.optional(f"{_prefix(package)}_URL").rstrip("/")

    def package_secret_arn(self, package: str) -> str:
        """Where the operator's registration with an accounting package is kept."""
        return self.required(f"{_prefix(package)}_SECRET_ARN")

    @property
    def events_webhook_url(self) -> str:
        """Where events are posted to: https, or on a local stack this machine. Raises `UnusableAddress`."""
        url = self.required("EVENTS_WEBHOOK_URL")
        parts = urlsplit(url)
        local = self.optional("STAGE") == "local" and parts.hostname in _THIS_MACHINE
        if not parts.hostname or not (parts.scheme == "https" or (parts.scheme == "http" and local)):
            raise UnusableAddress("EVENTS_WEBHOOK_URL")
        return url

    @property
    def identity_provider(self) -> IdentityProvider | None:
        """The operator's identity provider, if the API accepts its tokens.

        Issuer and audience are required with it: without them the API would accept tokens that were made for others.
        """
        if not (jwks_url := self.optional("JWKS_URL")):
            return None
        return IdentityProvider(jwks_url, self.required("JWT_ISSUER"), self.required("JWT_AUDIENCE"))


def table_variable(name: str) -> str:
    """The variable that holds a table's real name."""
    return f"{name.upper()}_TABLE"


def _prefix(package: str) -> str:
    return package.upper().replace("-", "_")
