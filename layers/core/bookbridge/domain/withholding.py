"""What keeps a record in the application, although nothing is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .errors import FieldFault
from .languages import ENGLISH, language
from .records import EntityType
from .settings import Settings
from .stored_records import SyncState

POSTED: Final[frozenset[EntityType]] = frozenset({"bill", "vendor_credit"})
"""Types whose drafts stay in the application until they are posted (B10)."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """One reason: the state in which the record waits, and the reason in words with its code of the catalogue."""

    state: SyncState
    fault: FieldFault


def reasons_to_withhold(entity_type: EntityType, body: Mapping[str, Any], settings: Settings) -> tuple[Withheld, ...]:
    """All that keeps a record in the application; the first decides its state. Nothing: it is sent."""
    return tuple(_reasons(entity_type, body, settings))


def _reasons(entity_type: EntityType, body: Mapping[str, Any], settings: Settings) -> Iterator[Withheld]:
    if entity_type in POSTED and body.get("status") == "draft" and not settings.auto_post:
        message = "is draft: post it, or let the connection post drafts by itself"
        yield Withheld(SyncState.DRAFT, FieldFault("status", message, "draft_not_posted"))
    if body.get("excluded"):
        message = "it stays in the application"
        yield Withheld(SyncState.SKIPPED, FieldFault("excluded", message, "record_excluded"))
    if entity_type not in settings.entities_to_sync:
        message = f"the type “{language(ENGLISH).type_word(entity_type)}” is not among the entities to sync"
        yield Withheld(SyncState.SKIPPED, FieldFault("(record)", message, "entity_type_not_synced"))
    if entity_type == "order" and (status := body.get("status")) and status not in settings.export_statuses:
        listed = ", ".join(settings.export_statuses) or "none"
        message = f"is {status}, which is not among the order statuses to export ({listed})"
        fault = FieldFault("status", message, "order_status_not_listed", {"status_in_app": str(status)})
        yield Withheld(SyncState.DRAFT, fault)
