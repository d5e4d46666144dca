"""The exporter's checks for one record without sending it: as a dry run, and as a checklist."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any, Final

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.records import EntityType
from bookbridge.use_cases.diagnose_record import Answered, Blockage, Diagnosis
from bookbridge.use_cases.preview_record import Preview

from .answers import Answer, answer
from .endpoints import Group
from .languages import LANGUAGE, language_asked
from .requests import ApiRequest

GROUP: Final = Group("Checks before sending", "What would be sent, what would be refused, and what is in the way.")


@GROUP.endpoint(
    "POST",
    "/v1/companies/{company_id}/records/{entity_type}/{record_id}/preview",
    "Try what would be sent, without sending it",
    description=(
        "Of the record as it is stored, or of the one in the body as if it were sent now; neither is changed. The "
        "package is asked only what the checks need to know."
    ),
    query=(LANGUAGE,),
    takes="Record",
    takes_nothing_too=True,
    answers={HTTPStatus.OK: "Preview"},
)
def preview_record(request: ApiRequest) -> Answer:
    """A dry run."""
    body = request.json() if request.has_body else None
    named = (request.company_id, request.entity_type, request.path["record_id"])
    preview = request.application.preview_record
    found = (
        preview.sent(*named, body, language_asked(request)) if body else preview.stored(*named, language_asked(request))
    )
    return answer(_preview(*named[1:], found))


@GROUP.endpoint(
    "GET",
    "/v1/companies/{company_id}/diagnosis/{entity_type}/{record_id}",
    "Answer the checklist: why is it not syncing?",
    description=(
        "The questions stand in the order in which to mend them; those that do not apply to the type of record are "
        "left out. A question that cannot be answered yet has `passed` null. When the package cannot be asked, the "
        "checklist is answered all the same, as far as it goes without."
    ),
    query=(LANGUAGE,),
    answers={HTTPStatus.OK: "Diagnosis"},
)
def diagnose_record(request: ApiRequest) -> Answer:
    """The checklist."""
    diagnose = request.application.diagnose_record
    found = diagnose(request.company_id, request.entity_type, request.path["record_id"], language_asked(request))
    return answer(shown(found))


def _preview(entity_type: EntityType, record_id: str, preview: Preview) -> dict[str, Any]:
    operation, waits = preview.operation, preview.blocked_by
    return {
        "entity_type": entity_type,
        "record_id": record_id,
        "sync_state": preview.record.sync_state.value if preview.record else None,
        "would": preview.would,
        "operation": json.loads(json.dumps(operation.payload, default=str)) if operation else None,
        "would_refuse": [_fault(each) for each in preview.refusals],
        "blocked_by": {
            "entity_type": waits.blocked.parent_type,
            "record_id": waits.blocked.parent_id,
            "field": waits.blocked.place,
            "sync_state": waits.record.sync_state.value,
        }
        if waits
        else None,
        "reason": preview.reason or None,
    }


def shown(diagnosis: Diagnosis) -> dict[str, Any]:
    """The checklist, answered."""
    record = diagnosis.trial.record
    return {
        "entity_type": record.entity_type,
        "record_id": record.record_id,
        "sync_state": record.sync_state.value,
        "passed": diagnosis.passed,
        "would": diagnosis.would,
        "checks": [_check(each) for each in diagnosis.checks],
    }


def _check(check: Answered) -> dict[str, Any]:
    return {
        "id": check.id,
        "title": check.title,
        "passed": check.passed,
        "detail": check.detail,
        "faults": [_fault(each) for each in check.faults],
        "blocks": [_blockage(each) for each in check.blocks],
        "fix": [{"actor": each.actor.value, "steps": list(each.steps)} for each in check.fix],
    }


def _blockage(blockage: Blockage) -> dict[str, Any]:
    waiting = [{"entity_type": entity_type, "record_id": record_id} for entity_type, record_id in blockage.records]
    return {"text": blockage.text, "waiting": blockage.count, "records": waiting}


def _fault(fault: FieldFault) -> dict[str, str]:
    return {"field": fault.field, "message": fault.message, "code": fault.code}
