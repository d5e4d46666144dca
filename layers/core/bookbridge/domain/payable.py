"""What can be paid whether it is synced or not: a sync failure never blocks the business action (A3). Pure."""

from __future__ import annotations

from typing import Any, Final

from .failures import Failure, FailureStatus
from .record_life import is_at_rest
from .records import EntityType
from .stored_records import Action, StoredRecord, SyncState

PAYABLE: Final[frozenset[EntityType]] = frozenset({"invoice", "bill"})

VOIDED: Final = "voided"
"""Status in the application of a document whose void is wanted."""

_NO_MORE: Final = frozenset({"void", VOIDED, "deleted", "cancelled", "canceled"})


def as_wanted(record: StoredRecord) -> dict[str, Any]:
    """The body with the status that the application wants it to have: what is to be voided is told to be void."""
    return {**record.body, "status": VOIDED} if record.action is Action.VOID else record.body


def is_payable(record: StoredRecord) -> bool | None:
    """Whether an invoice or a bill can be paid; None for other types.

    A failure, a discrepancy or a parent that it waits for say nothing about it. Only one that is void, deleted or a
    draft cannot be paid; of one that was deleted in the package only once that was accepted.
    """
    if record.entity_type not in PAYABLE:
        return None
    status = str(record.body.get("status") or "").casefold()
    posted = record.entity_type == "bill" and record.sync_state is not SyncState.DRAFT  # perhaps by the connection
    is_draft = status == "draft" and not posted
    is_void = record.voided or record.action is Action.VOID or status in _NO_MORE
    accepted_as_gone = record.deleted_in_package and not record.discrepancy_id and is_at_rest(record)
    return not (is_draft or is_void or record.deleted or accepted_as_gone)


def is_payable_anyway(failure: Failure) -> bool | None:
    """Whether what a failure is about can be paid all the same; None for what is no invoice and no bill."""
    if failure.entity_type not in PAYABLE:
        return None
    return failure.status is not FailureStatus.DELETED and failure.status_in_app.casefold() not in _NO_MORE
