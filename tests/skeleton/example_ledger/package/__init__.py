"""Example Ledger, an imaginary accounting package as small as one can be: copy it to begin a real one."""
# ruff: noqa: PLC0415 - a function that only verifies webhooks loads nothing of what reads and writes books

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from bookbridge.domain.dispatches import Operation
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.failures import Problem
from bookbridge.domain.failures.catalogue import Catalogue
from bookbridge.domain.records import EntityType
from bookbridge.ports.files import Files
from bookbridge.ports.http import Response
from bookbridge.ports.manifests import Lane, Manifest
from bookbridge.ports.packages import Access

from .manifest import LANE, MANIFEST
from .oauth import LedgerOAuth
from .webhooks import LedgerWebhooks

if TYPE_CHECKING:
    from bookbridge.domain.settings import Settings

    from .books import LedgerBooks


@dataclass(frozen=True, slots=True)
class ExampleLedger:
    """Implements `CloudPackage`."""

    base_url: str
    oauth: LedgerOAuth
    webhooks: LedgerWebhooks
    manifest: Manifest = MANIFEST

    def open(self, access: Access, files: Files) -> LedgerBooks:  # noqa: ARG002 - it keeps no files
        """The books of one ledger."""
        from .books import LedgerBooks
        from .client import Client

        return LedgerBooks(Client(access, self.base_url))

    def lane(self, operation: Operation) -> Lane:  # noqa: ARG002
        """One lane for all: a call takes operations of every kind."""
        return LANE

    def is_expired_token(self, response: Response) -> bool:
        """401 says only that; whether the consent is gone, the token endpoint tells."""
        return response.status == HTTPStatus.UNAUTHORIZED

    def pause_after(self, response: Response) -> float:
        """See `client.pause_after`."""
        from .client import pause_after

        return pause_after(response)

    def account_references(
        self, entity_type: EntityType, record: Mapping[str, Any], settings: Settings
    ) -> tuple[str, ...]:
        """See `mapping.default_accounts`."""
        from .mapping import default_accounts

        return tuple(code for _, code in default_accounts(entity_type, record, settings))

    def link(self, entity_type: EntityType, package_id: str) -> str:
        """The ledger's page of a record; empty where it has none."""
        return f"{self.base_url}/books/{entity_type}/{package_id}" if entity_type in MANIFEST.entities else ""

    def catalogue(self) -> Catalogue:
        """See `explain.catalogue`."""
        from .explain import catalogue

        return catalogue()

    def explain_faults(self, entity_type: EntityType, faults: Sequence[FieldFault]) -> Problem:
        """See `CloudPackage.explain_faults`."""
        return self.catalogue().problem_for_faults(faults, entity_type)


def create(base_url: str = "") -> ExampleLedger:
    """The package at its production host, or at another base (a simulator)."""
    base = base_url.rstrip("/") or "https://ledger.example"
    return ExampleLedger(base, LedgerOAuth(base), LedgerWebhooks())
