"""QuickBooks Online, reached through Intuit's REST interface and announced by its webhooks."""
# ruff: noqa: PLC0415 - a function that only verifies webhooks loads nothing of what reads and writes books

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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

from . import faults
from .entities import ENTITIES
from .manifest import BATCH_LANE, MANIFEST, UPLOAD_LANE
from .oauth import Hosts, QuickBooksOAuth
from .webhooks import QuickBooksWebhooks

if TYPE_CHECKING:
    from bookbridge.domain.settings import Settings

    from .books import QuickBooksBooks


@dataclass(frozen=True, slots=True)
class QuickBooksOnline:
    """Implements `CloudPackage`."""

    hosts: Hosts
    oauth: QuickBooksOAuth
    webhooks: QuickBooksWebhooks
    manifest: Manifest = MANIFEST

    def open(self, access: Access, files: Files) -> QuickBooksBooks:
        """The books of one realm."""
        from .books import QuickBooksBooks

        return QuickBooksBooks(access, files, self.hosts.api, self.hosts.pages)

    def is_expired_token(self, response: Response) -> bool:
        """See `faults.is_expired_token`."""
        return faults.is_expired_token(response)

    def lane(self, operation: Operation) -> Lane:
        """A batch takes operations of every kind, except that a file goes up by itself."""
        return UPLOAD_LANE if operation.entity_type == "document" else BATCH_LANE

    def pause_after(self, response: Response) -> float:
        """See `faults.pause_after`."""
        return faults.pause_after(response)

    def account_references(
        self, entity_type: EntityType, record: Mapping[str, Any], settings: Settings
    ) -> tuple[str, ...]:
        """See `accounts.default_accounts`."""
        from .accounts import default_accounts

        return default_accounts(entity_type, record, settings)

    def link(self, entity_type: EntityType, package_id: str) -> str:
        """The page of QuickBooks Online that shows a record; items, terms and files have none of their own."""
        from . import explain

        entity = ENTITIES.get(entity_type)
        return explain.page_of(self.hosts.pages, entity.name, package_id) if entity else ""

    def catalogue(self) -> Catalogue:
        """See `explain.catalogue`."""
        from . import explain

        return explain.catalogue()

    def explain_faults(self, entity_type: EntityType, faults: Sequence[FieldFault]) -> Problem:
        """See `explain.explain_faults`."""
        from . import explain

        return explain.explain_faults(entity_type, faults)


def create(base_url: str = "") -> QuickBooksOnline:
    """The package at Intuit's production hosts, or with all of them at one base (a simulator)."""
    hosts = Hosts.at(base_url)
    return QuickBooksOnline(hosts, QuickBooksOAuth(hosts), QuickBooksWebhooks())
