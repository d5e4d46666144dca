"""Schemas of what the API answers: the shapes that its presenters make."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.banner import LEVELS
from bookbridge.domain.changes import ChangeKind
from bookbridge.domain.connections import ConnectionStatus
from bookbridge.domain.discrepancies import Choice, DiscrepancyKind, DiscrepancyStatus
from bookbridge.domain.failures import Actor, FailureStatus
from bookbridge.domain.reports import REPORT_NAMES, ReportStatus
from bookbridge.domain.sessions import SessionResult
from bookbridge.domain.stored_records import SyncState
from bookbridge.use_cases.read_failures import CATEGORIES

from .shapes import (
    ENTITY_TYPE,
    FLAG,
    INSTANT,
    INSTANT_OR_NULL,
    NUMBER,
    OBJECT,
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

BANNER: Final[Schema] = record_of("What to show above the pages.", level=one_of(*LEVELS), text=TEXT)
COUNTS_BY_CATEGORY: Final[Schema] = {
    "type": "object",
    "description": "Number of open failures by category.",
    "propertyNames": one_of(*CATEGORIES),
    "additionalProperties": NUMBER,
}
_FAULT: Final = record_of(
    "One thing that is wrong with one field.",
    field={**TEXT, "description": "A path such as `lines[0].quantity`, or the name of a parameter."},
    message={**TEXT, "description": "What is wrong, and how to mend it."},
    code=TEXT,
)
_COMPANY: Final[dict[str, Schema]] = {
    "company_id": TEXT,
    "package": TEXT,
    "organisation_id": TEXT_OR_NULL,
    "organisation_name": TEXT_OR_NULL,
    "status": one_of(*ConnectionStatus),
    "last_sync_at": INSTANT_OR_NULL,
    "next_sync_at": INSTANT_OR_NULL,
}
_RECORD_STATE: Final[dict[str, Schema]] = {
    "entity_type": ENTITY_TYPE,
    "record_id": TEXT,
    "sync_state": one_of(*SyncState),
    "warning": {**FLAG, "description": "Whether a failure or a discrepancy of this record is open."},
    "failure_id": TEXT_OR_NULL,
    "discrepancy_id": {**TEXT_OR_NULL, "description": "Set while a change made in the package waits for a decision."},
    "package_id": TEXT_OR_NULL,
    "exported": {**FLAG, "description": "Whether the record is in the accounting package."},
    "revision": {**NUMBER, "description": "Rises with every change that the application makes."},
    "deleted": {**FLAG, "description": "Whether the application deleted it."},
}
_COUNTED: Final = dict.fromkeys(
    ("fetched", "applied", "echoes", "pushed", "failed", "blocked", "resolved", "recovered", "calls"), NUMBER
)
_COUNTS: Final = record_of(
    "What a session did, by number of records; `calls` are requests to the accounting package.", **_COUNTED
)
_PERCENT: Final[Schema] = {
    "type": ["integer", "null"],
    "minimum": 0,
    "maximum": 100,
    "description": "How much of the session is done; null for packages that do not tell how much there is to do.",
}

_DELIVERY: Final[Schema] = {
    "type": ["object", "null"],
    "description": "Evidence that a payment reached its recipient, whether it is synced or not.",
}
_PAYABLE: Final[Schema] = {
    "type": ["boolean", "null"],
    "description": "Whether an invoice or a bill can be paid: a failure of its sync never says no. Null for others.",
}

ANSWERS: Final[dict[str, Schema]] = {
    "Problem": {
        **record_of(
            "What went wrong (RFC 9457).",
            type={**TEXT, "format": "uri"},
            title=TEXT,
            status={"type": "integer"},
            detail=TEXT,
            errors=list_of(ref("Fault")),
        ),
        "examples": [
            {
                "type": "urn:bookbridge:problem:invalid-input",
                "title": "The request must be corrected",
                "status": 422,
                "detail": "2 fields must be corrected.",
                "errors": [
                    {"field": "date", "message": "is required", "code": "invalid_field"},
                    {"field": "lines[0].item", "message": "is required", "code": "invalid_field"},
                ],
            }
        ],
    },
    "Fault": _FAULT,
    "SessionActiveProblem": {
        "description": "Another session works on the company.",
        "allOf": [
            ref("Problem"),
            record_of("Who, and how long at most.", holder=TEXT, minutes_left=NUMBER, session_id=TEXT),
        ],
    },
    "Company": record_of("A company and where its connection stands.", **_COMPANY),
    "Companies": page_of("companies", "Company"),
    "Connection": record_of(
        "A connection as it stands.",
        **_COMPANY,
        status_label={**one_of("Connected", "Not Connected"), "description": "The label of older connectors."},
        settings=ref("Settings"),
        session=or_null(ref("ActiveSession")),
        pairing=or_null(ref("Pairing")),
        token_expires_at=INSTANT_OR_NULL,
        parked_until={
            **INSTANT_OR_NULL,
            "description": "Set while the package's limit is used up; the work goes on by itself then.",
        },
        open_failures=COUNTS_BY_CATEGORY,
    ),
    "ActiveSession": record_of(
        "The session that works on the company now.",
        session_id=TEXT,
        holder=TEXT,
        started_at=INSTANT_OR_NULL,
        expires_at=INSTANT_OR_NULL,
        minutes_left=NUMBER,
        waiting={**TEXT_OR_NULL, "description": "Who else asked for the company since the holder's last sign of life."},
        progress=or_null(ref("Progress")),
    ),
    "RecordState": record_of("Where a record stands.", **_RECORD_STATE),
    "RecordView": record_of(
        "A record with everything that is known about it.",
        **_RECORD_STATE,
        record=OBJECT,
        failure=or_null(ref("Failure")),
        payable=_PAYABLE,
        delivery=_DELIVERY,
        blocked_by=or_null(record_of("The record it waits for.", entity_type=ENTITY_TYPE, record_id=TEXT)),
        package_link=TEXT_OR_NULL,
        package_version=TEXT_OR_NULL,
        package_number=TEXT_OR_NULL,
        origin=one_of("application", "package"),
        voided=FLAG,
        deleted_in_package=FLAG,
        merged_into={**TEXT_OR_NULL, "description": "The record that was linked to its twin since, and stands for it."},
        accepted_at=INSTANT_OR_NULL,
        synced_at=INSTANT_OR_NULL,
    ),
    "RecordBatchResults": record_of("What became of each record.", results=list_of(ref("RecordBatchResult"))),
    "RecordBatchResult": {
        "type": "object",
        "required": ["entity_type", "record_id", "status"],
        "properties": {
            "entity_type": TEXT,
            "record_id": TEXT,
            "status": one_of("accepted", "refused"),
            "sync_state": one_of(*SyncState),
            "errors": list_of(ref("Fault")),
        },
    },
    "Change": record_of(
        "One thing that arrived, and the record as it then stood.",
        position=TEXT,
        kind=one_of(*ChangeKind),
        entity_type=ENTITY_TYPE,
        record_id=TEXT,
        package_id=TEXT,
        occurred_at=INSTANT,
        record=OBJECT,
        merged_into=TEXT_OR_NULL,
    ),
    "Changes": page_of("changes", "Change"),
    "Mapping": record_of(
        "A record and its twin in the accounting package.",
        entity_type=ENTITY_TYPE,
        record_id=TEXT,
        package_id=TEXT_OR_NULL,
        organisation_id=TEXT_OR_NULL,
        package_number=TEXT_OR_NULL,
        package_version=TEXT_OR_NULL,
    ),
    "Mappings": page_of("mappings", "Mapping"),
    "SessionStarted": record_of("The session that was started.", session_id=TEXT),
    "Counts": _COUNTS,
    "Progress": record_of("What a session has done so far.", **_COUNTED, percent=_PERCENT),
    "Session": record_of(
        "One run.",
        session_id=TEXT,
        trigger=TEXT,
        holder=TEXT,
        started_at=INSTANT,
        ended_at=INSTANT_OR_NULL,
        result=one_of(*SessionResult),
        cause={**TEXT_OR_NULL, "description": "Why it failed or was parked, in plain words."},
        counts=ref("Counts"),
    ),
    "Sessions": page_of("sessions", "Session"),
    "Failure": record_of(
        "A record, or the connection, that could not be synced, the cause, and who can mend it how.",
        id=TEXT,
        category=one_of(*CATEGORIES),
        entity_type=SUBJECT,
        record_id={**TEXT, "description": "Of the connection, the name of its package."},
        record_number=TEXT_OR_NULL,
        party=TEXT_OR_NULL,
        date=TEXT_OR_NULL,
        amount=TEXT_OR_NULL,
        currency=TEXT_OR_NULL,
        operation=TEXT,
        code=TEXT,
        title=TEXT,
        message={**TEXT, "description": "The accounting package's own words, or those of our own checks."},
        package_code=TEXT_OR_NULL,
        field=TEXT_OR_NULL,
        remedies=list_of(record_of("Steps for one actor, in order.", actor=one_of(*Actor), steps=list_of(TEXT))),
        actions={**list_of(TEXT), "description": "What would be accepted now."},
        package_link=TEXT_OR_NULL,
        delivery=_DELIVERY,
        payable_anyway=_PAYABLE,
        attempts=NUMBER,
        status=one_of(*FailureStatus),
        opened_at=INSTANT,
        last_failed_at=INSTANT,
        history=list_of(
            record_of("One event.", at=INSTANT, event=TEXT, by=TEXT_OR_NULL, detail=TEXT_OR_NULL),
        ),
    ),
    "Failures": page_of("failures", "Failure"),
    "FailuresSummary": record_of("For a banner.", open=NUMBER, by_category=COUNTS_BY_CATEGORY, banner=BANNER),
    "Discrepancy": record_of(
        "A record that was changed in the accounting package after it was sent.",
        id=TEXT,
        category=one_of(*CATEGORIES),
        entity_type=ENTITY_TYPE,
        record_id=TEXT,
        record_number=TEXT_OR_NULL,
        party=TEXT_OR_NULL,
        date=TEXT_OR_NULL,
        amount=TEXT_OR_NULL,
        currency=TEXT_OR_NULL,
        kind=one_of(*DiscrepancyKind),
        differences=list_of(record_of("One field with both values.", field=TEXT, ours=TEXT, theirs=TEXT)),
        theirs={"type": ["object", "null"], "description": "The record as it is in the package; null when it is gone."},
        choices={**list_of(one_of(*Choice)), "description": "What can be chosen now."},
        package_id=TEXT,
        package_version=TEXT_OR_NULL,
        package_link=TEXT_OR_NULL,
        merged_into=TEXT_OR_NULL,
        status=one_of(*DiscrepancyStatus),
        resolution={"enum": [*Choice, None], "description": "What was chosen; null when both came to agree again."},
        found_at=INSTANT,
        last_seen_at=INSTANT,
        resolved_at=INSTANT_OR_NULL,
        resolved_by=TEXT_OR_NULL,
    ),
    "Discrepancies": page_of("discrepancies", "Discrepancy"),
    "ReportRequested": record_of(
        "The report that is being made; the same for the same request while it is running.", report_id=TEXT
    ),
    "Report": record_of(
        "One report.",
        report_id=TEXT,
        report=one_of(*REPORT_NAMES),
        format=TEXT,
        language=TEXT,
        filter=OBJECT,
        status=one_of(*ReportStatus),
        rows={**NUMBER, "description": "Rows that are stored by now; all of them once the report is ready."},
        bytes={**NUMBER, "description": "The size of the file by now."},
        cause=TEXT_OR_NULL,
        scheduled={**FLAG, "description": "Whether a schedule of the settings asked for it."},
        created_at=INSTANT,
        kept_until={**INSTANT, "description": "When the report and its file are deleted."},
        download_url={**TEXT_OR_NULL, "description": "Set once the report is ready; a new link each time it is read."},
        expires_at={**INSTANT_OR_NULL, "description": "When the link stops working."},
    ),
    "Reports": page_of("reports", "Report"),
    "OpenApi": {"type": "object", "description": "This document."},
}
