"""Schemas of approvals, unknown errors and hand-overs to support."""

from __future__ import annotations

from typing import Final, get_args

from bookbridge.domain.approvals import Why
from bookbridge.domain.settings import RuleKind

from .shapes import FLAG, INSTANT, NUMBER, OBJECT, TEXT, TEXT_OR_NULL, Schema, list_of, one_of, or_null, record_of, ref

_KIND: Final = one_of(*get_args(RuleKind))
_OBJECT_OR_NULL: Final[Schema] = {"type": ["object", "null"]}

DESK: Final[dict[str, Schema]] = {
    "Approval": record_of(
        "Who approves a bill.",
        record_id=TEXT,
        approvers={**list_of(TEXT), "description": "Each once, in the order of the rules; empty when no rule fits."},
        rule=or_null(
            record_of(
                "The rules that decide: all of one kind. `key` is the first of `keys`: a vendor's record id, a class, "
                "or an account as the settings name it.",
                kind=_KIND,
                key=TEXT,
                keys=list_of(TEXT),
            )
        ),
        reason={**TEXT, "description": "What decided, or that nothing does, in a sentence."},
        considered={**list_of(ref("ConsideredRule")), "description": "Every rule that was looked at, in order."},
    ),
    "ConsideredRule": record_of(
        "One rule about approvers.",
        kind=_KIND,
        key={**TEXT_OR_NULL, "description": "Null: there is no rule of this kind for this bill."},
        approvers=list_of(TEXT),
        counts={**FLAG, "description": "Whether it is one of those that decide."},
        why=one_of(*Why),
        reason={**TEXT, "description": "The same in a sentence."},
    ),
    "UnknownErrors": record_of(
        "One page of unknown errors, most frequent first.",
        unknown_errors=list_of(ref("UnknownError")),
        next_cursor=TEXT_OR_NULL,
        counted={**NUMBER, "description": "Failures that were counted, the newest."},
        complete={**FLAG, "description": "Whether those are all that there are."},
    ),
    "UnknownError": record_of(
        "One error that the catalogue does not know.",
        package=TEXT,
        package_code=TEXT_OR_NULL,
        code={**TEXT_OR_NULL, "description": "The row that its failures have now, which says no more than the text."},
        text={**TEXT, "description": "The package's own words, of the newest such failure."},
        signature={**TEXT, "description": "The same for the same error of whatever record."},
        failures={**NUMBER, "description": "Failures with this error, open or closed."},
        unresolved={**NUMBER, "description": "Those of them that nobody has closed."},
        attempts={**NUMBER, "description": "Tries that ended in it."},
        companies={**NUMBER, "description": "Companies that have it."},
        first_seen=INSTANT,
        last_seen=INSTANT,
        example=record_of("The newest failure with it.", company_id=TEXT, failure_id=TEXT),
    ),
    "SupportBundle": record_of(
        "All that is known about one failure, without secrets and personal details. Masked values read "
        "`[masked: 21 characters]`. What there is not is null, and what was cut is named in `shortened`.",
        made_at=INSTANT,
        versions=record_of("What made it.", product=TEXT, catalogue=TEXT_OR_NULL),
        company_id=TEXT,
        connection={**_OBJECT_OR_NULL, "description": "Status and settings, without addresses of people."},
        failure={**OBJECT, "description": "As `GET …/failures` has it, with the values that its texts name."},
        record={**_OBJECT_OR_NULL, "description": "As `GET …/records/…` has it."},
        in_package={**_OBJECT_OR_NULL, "description": "The record's twin, as it was last seen."},
        discrepancy={**_OBJECT_OR_NULL, "description": "The one that waits for a decision."},
        checklist={
            **_OBJECT_OR_NULL,
            "description": "As `GET …/diagnosis/…` has it, without asking the package: `passed` is null where only "
            "it could tell.",
        },
        sessions={**list_of(OBJECT), "description": "The last five runs."},
        dispatches={**list_of(OBJECT), "description": "Calls under way that carry the record, without what they send."},
        connector={**_OBJECT_OR_NULL, "description": "QuickBooks Desktop: its connector's last session."},
        shortened={**list_of(TEXT), "description": "What was cut so that the file is no larger than a ticket takes."},
    ),
}
