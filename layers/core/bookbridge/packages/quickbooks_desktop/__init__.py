"""QuickBooks Desktop, which is not called: the Web Connector beside it calls in and carries qbXML to and fro."""
# ruff: noqa: PLC0415 - a turn that only authenticates loads nothing of what reads and writes books

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bookbridge.domain.dispatches import Operation
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.failures import Problem
from bookbridge.domain.failures.catalogue import Catalogue
from bookbridge.domain.records import EntityType
from bookbridge.ports.connectors import Greeting, Line, Verdict
from bookbridge.ports.manifests import Lane, Manifest

from .entities import KINDS
from .manifest import MANIFEST, MESSAGE_LANE

if TYPE_CHECKING:
    from bookbridge.domain.settings import Settings

    from .books import QuickBooksDesktopBooks


@dataclass(frozen=True, slots=True)
class QuickBooksDesktop:
    """Implements `SessionPackage`."""

    manifest: Manifest = MANIFEST

    @property
    def scans(self) -> tuple[str, ...]:
        """See `SessionPackage.scans`."""
        return tuple(KINDS)

    def greet(self, hello: str, company_file: str, major: int, minor: int) -> Greeting:
        """See `SessionPackage.greet`."""
        from .greeting import greet

        return greet(hello, company_file, major, minor)

    def objection(self, greeting: Greeting) -> Problem | None:
        """See `SessionPackage.objection`: QuickBooks must understand our messages' version."""
        from .explain import outdated

        return outdated(greeting)

    def converse(self, line: Line, organisation_id: str, greeting: Greeting) -> QuickBooksDesktopBooks:
        """See `SessionPackage.converse`."""
        from .books import QuickBooksDesktopBooks

        return QuickBooksDesktopBooks(line, organisation_id, greeting)

    def judge(self, code: str, message: str) -> Verdict:
        """See `SessionPackage.judge`."""
        from .explain import judge

        return judge(code, message)

    def lane(self, operation: Operation) -> Lane:  # noqa: ARG002 - one message takes operations of every kind
        """One message takes operations of every kind, in their order."""
        return MESSAGE_LANE

    def account_references(
        self, entity_type: EntityType, record: Mapping[str, Any], settings: Settings
    ) -> tuple[str, ...]:
        """See `accounts.default_accounts`."""
        from .accounts import default_accounts

        return default_accounts(entity_type, record, settings)

    def link(self, entity_type: EntityType, package_id: str) -> str:  # noqa: ARG002 - see below
        """Nothing: a program on somebody's computer has no pages to look at."""
        return ""

    def catalogue(self) -> Catalogue:
        """See `explain.catalogue`."""
        from .explain import catalogue

        return catalogue()

    def explain_faults(self, entity_type: EntityType, faults: Sequence[FieldFault]) -> Problem:
        """See `explain.explain_faults`."""
        from .explain import explain_faults

        return explain_faults(entity_type, faults)


def create(base_url: str = "") -> QuickBooksDesktop:  # noqa: ARG001 - it has no hosts of its own
    """The package; `base_url` means nothing to it, because nobody calls it."""
    return QuickBooksDesktop()
