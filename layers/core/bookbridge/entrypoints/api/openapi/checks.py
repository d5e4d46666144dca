"""Schemas of dry runs and of the checklist."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.failures import Actor
from bookbridge.domain.stored_records import SyncState

from .shapes import ENTITY_TYPE, NUMBER, TEXT, TEXT_OR_NULL, Schema, list_of, one_of, or_null, record_of, ref

_WOULD: Final[Schema] = {
    **one_of(*Verb, "nothing"),
    "description": "What would be done in the accounting package; of a synced record, what saving it anew would do.",
}
_REMEDIES: Final = list_of(record_of("Steps for one actor, in order.", actor=one_of(*Actor), steps=list_of(TEXT)))

CHECKS: Final[dict[str, Schema]] = {
    "Preview": record_of(
        "A dry run of one record.",
        entity_type=ENTITY_TYPE,
        record_id=TEXT,
        sync_state={**or_null(one_of(*SyncState)), "description": "Null if it could not even be accepted."},
        would=_WOULD,
        operation={
            "type": ["object", "null"],
            "description": "What would be sent, in the package's own form; decimal strings go as numbers.",
        },
        would_refuse={**list_of(ref("Fault")), "description": "Everything for which it would be refused."},
        blocked_by=or_null(
            record_of(
                "The record that it would wait for.",
                entity_type=ENTITY_TYPE,
                record_id=TEXT,
                field=TEXT,
                sync_state=one_of(*SyncState),
            )
        ),
        reason={**TEXT_OR_NULL, "description": "Why nothing would be sent, in a few words."},
    ),
    "Diagnosis": record_of(
        "The checklist of one record, answered.",
        entity_type=ENTITY_TYPE,
        record_id=TEXT,
        sync_state=one_of(*SyncState),
        passed={"type": "boolean", "description": "Whether every question is answered with yes."},
        would=_WOULD,
        checks=list_of(ref("Check")),
    ),
    "Check": record_of(
        "One question of the checklist.",
        id=TEXT,
        title=TEXT,
        passed={"type": ["boolean", "null"], "description": "Null: it cannot be answered yet."},
        detail=TEXT,
        faults={**list_of(ref("Fault")), "description": "What is wrong, field by field, in English."},
        blocks=list_of(
            record_of(
                "What this keeps from being sent: in words, and the records that wait for it now.",
                text=TEXT,
                waiting={**or_null(NUMBER), "description": "How many records wait; null where nobody counted."},
                records=list_of(record_of("One of the first of them.", entity_type=ENTITY_TYPE, record_id=TEXT)),
            )
        ),
        fix={**_REMEDIES, "description": "Who can mend it, and how."},
    ),
}
