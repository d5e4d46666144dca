"""Schemas of actions on failures, and of what the application deletes."""

from __future__ import annotations

from typing import Final, get_args

from bookbridge.domain.failure_actions import LONGEST_ID, MOST_IDS, MOST_WORDS, ActionStatus
from bookbridge.domain.failures import FailureStatus
from bookbridge.domain.failures.actions import LONGEST_REASON, ActionName
from bookbridge.use_cases.read_failures import CATEGORIES

from .shapes import (
    FLAG,
    INSTANT,
    INSTANT_OR_NULL,
    NUMBER,
    SUBJECT,
    TEXT,
    TEXT_OR_NULL,
    Schema,
    list_of,
    one_of,
    or_null,
    page_of,
    record_of,
    ref,
)

ACTION: Final = one_of(*get_args(ActionName))
_REASON: Final[Schema] = {
    **TEXT,
    "maxLength": LONGEST_REASON,
    "description": "Why: it is written into the failure's history.",
}


def _some(word: Schema) -> Schema:
    return {"anyOf": [{**list_of(word), "maxItems": MOST_WORDS}, {**TEXT, "description": "With commas between them."}]}


_COUNT_OR_NULL: Final[Schema] = {"type": ["integer", "null"], "minimum": 0}

ACTIONS: Final[dict[str, Schema]] = {
    "Reason": {
        "type": "object",
        "additionalProperties": False,
        "properties": {"reason": _REASON},
        "examples": [{"reason": "Entered by hand in the books"}],
    },
    "FailureSelection": {
        "type": "object",
        "description": "Which failures; what is absent narrows nothing, but for the status.",
        "additionalProperties": False,
        "properties": {
            "category": _some(one_of(*CATEGORIES)),
            "entity_type": _some(SUBJECT),
            "status": {**_some(one_of(*FailureStatus)), "description": "`open` and `resyncing` if absent."},
            "code": _some(TEXT),
        },
    },
    "FailureActionRequest": {
        "type": "object",
        "description": "Either `filter` or `ids`.",
        "additionalProperties": False,
        "required": ["action"],
        "properties": {
            "action": ACTION,
            "filter": ref("FailureSelection"),
            "ids": {**list_of({**TEXT, "maxLength": LONGEST_ID}), "minItems": 1, "maxItems": MOST_IDS},
            "reason": _REASON,
        },
        "examples": [
            {
                "action": "resync",
                "filter": {"category": ["invoices"], "code": "closed_period"},
                "reason": "Reopened May",
            }
        ],
    },
    "FailureAction": record_of(
        "One action on many failures.",
        action_id=TEXT,
        action=ACTION,
        filter={**or_null(ref("FailureSelection")), "description": "Null: it was asked for by ids."},
        reason=TEXT_OR_NULL,
        status=one_of(*ActionStatus),
        total={**_COUNT_OR_NULL, "description": "Failures that it is about; null until they are counted."},
        done={**NUMBER, "description": "Failures on which it was taken."},
        refused_total={**NUMBER, "description": "Failures on which it could not be taken."},
        refused={
            **list_of(record_of("One of those.", id=TEXT, reason=TEXT)),
            "description": "The first 20 of them, with the reason.",
        },
        cause={**TEXT_OR_NULL, "description": "Why it has failed; what is done stays done."},
        requested_at=INSTANT,
        requested_by=TEXT_OR_NULL,
        finished_at=INSTANT_OR_NULL,
        kept_until=INSTANT,
    ),
    "FailureActions": page_of("failure_actions", "FailureAction"),
    "RecordDeleted": {
        "description": "A record that the application deleted.",
        "allOf": [
            ref("RecordState"),
            record_of(
                "What is left of it.",
                still_in_package={**FLAG, "description": "Its twin is untouched: delete it there if it is not wanted."},
                package_link=TEXT_OR_NULL,
            ),
        ],
    },
}
