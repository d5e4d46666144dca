"""Xero, reached through its Accounting API and announced by its webhooks."""
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
from .entities import page_of
from .manifest import MANIFEST
from .oauth import Hosts, XeroOAuth
from .webhooks import XeroWebhooks

if TYPE_CHECKING:
    from bookbridge.domain.settings import Settings

    from .books import XeroBooks


@dataclass(frozen=True, slots=True)
class Xero:
    """Implements `CloudPackage`."""

    hosts: Hosts
    oauth: XeroOAuth
    webhooks: XeroWebhooks
    manifest: Manifest = MANIFEST

    def open(self, access: Access, files: Files) -> XeroBooks:
        """The books of one organisation."""
        from .books import XeroBooks

        return XeroBooks(access, files, self.hosts.api, self.hosts.pages)

    def lane(self, operation: Operation) -> Lane:
        """See `lanes.route_of`: operations of one verb on one kind of object."""
        from .lanes import route_of

        return route_of(operation).lane

    def is_expired_token(self, response: Response) -> bool:
        """See `faults.is_expired_token`."""
        return faults.is_expired_token(response)

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
        """The page of Xero that shows a record; entries of the settings have none of their own."""
        return page_of(self.hosts.pages, entity_type, package_id)

    def catalogue(self) -> Catalogue:
        """See `explain.catalogue`."""
        from .explain import catalogue

        return catalogue()

    def explain_faults(self, entity_type: EntityType, faults: Sequence[FieldFault]) -> Problem:
        """See `explain.explain_faults`."""
        from .explain import explain_faults

        return explain_faults(entity_type, faults)


def create(base_url: str = "") -> Xero:
    """The package at Xero's own hosts, or with all of them at one base (a simulator)."""
    hosts = Hosts.at(base_url)
    return Xero(hosts, XeroOAuth(hosts), XeroWebhooks())
