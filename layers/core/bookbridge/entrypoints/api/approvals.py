"""Approvals: who approves a bill."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from bookbridge.domain.approvals import Considered
from bookbridge.domain.languages import Language, language
from bookbridge.use_cases.find_approvers import Approval

from .answers import Answer, answer
from .endpoints import Group
from .languages import LANGUAGE, language_asked
from .requests import ApiRequest

GROUP: Final = Group("Approvals", "Who approves a bill: by its vendor, its classes or its GL accounts.")


@GROUP.endpoint(
    "GET",
    "/v1/companies/{company_id}/approvals/{record_id}",
    "Tell who approves a bill",
    description=(
        "The first kind of rule that names somebody decides alone: vendor, class, then GL account, or as the setting "
        "`approvals.hierarchy` says; a vendor's rule with `first` goes before all. Of that kind the rules of all lines "
        "count, each approver once. Without such a rule `approvers` is empty and `rule` null."
    ),
    query=(LANGUAGE,),
    answers={HTTPStatus.OK: "Approval"},
)
def find_approvers(request: ApiRequest) -> Answer:
    """Who approves a bill."""
    found = request.application.find_approvers(request.company_id, request.path["record_id"])
    return answer(_approval(found, language(language_asked(request) or found.language)))


def _approval(found: Approval, speech: Language) -> dict[str, Any]:
    deciding = found.routing.deciding
    rules = ", ".join(_named(each, speech) for each in deciding)
    return {
        "record_id": found.bill.record_id,
        "approvers": list(found.routing.approvers),
        "rule": {"kind": deciding[0].kind, "key": deciding[0].key, "keys": [each.key for each in deciding]}
        if deciding
        else None,
        "reason": speech.approval_words("decided", rules=rules) if deciding else speech.approval_words("nobody"),
        "considered": [
            {
                "kind": each.kind,
                "key": each.key or None,
                "approvers": list(each.approvers),
                "counts": each.counts,
                "why": each.why.value,
                "reason": speech.approval_words(each.why),
            }
            for each in found.routing.considered
        ],
    }


def _named(rule: Considered, speech: Language) -> str:
    return speech.approval_words(rule.kind, key=rule.key)
