"""Unknown errors: what the packages say and the failure catalogue does not know, for the operator."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from bookbridge.use_cases.read_unknown_errors import Known

from .answers import Answer, answer
from .cursors import read_position, write_position
from .endpoints import PAGING, Access, Group, Query
from .presenters import instant
from .requests import ApiRequest

GROUP: Final = Group("Unknown errors", "What accounting packages say and the failure catalogue does not know yet.")


@GROUP.endpoint(
    "GET",
    "/v1/unknown-errors",
    "List the errors that the catalogue does not know, most frequent first",
    description=(
        "Failures of all companies, open or closed, whose error has no row of its own. The same error of different "
        "records is one entry. The 10,000 newest such failures are counted; `complete` says whether those are all."
    ),
    access=Access.OPERATOR,
    query=(Query("package", "only errors of this accounting package"), *PAGING),
    answers={HTTPStatus.OK: "UnknownErrors"},
)
def list_unknown_errors(request: ApiRequest) -> Answer:
    """What the catalogue should learn next."""
    package = request.query.get("package", "")
    scope = f"unknown-errors {package}"
    page = request.application.read_unknown_errors(package, read_position(scope, request.cursor), request.limit)
    return answer(
        {
            "unknown_errors": [_shown(each) for each in page.errors],
            "next_cursor": write_position(scope, page.following) if page.following else None,
            "counted": page.counted,
            "complete": page.complete,
        }
    )


def _shown(known: Known) -> dict[str, Any]:
    error = known.error
    return {
        "package": error.package,
        "package_code": error.package_code or None,
        "code": known.code or None,
        "text": known.text,
        "signature": error.signature,
        "failures": error.failures,
        "unresolved": error.unresolved,
        "attempts": error.attempts,
        "companies": len(error.companies),
        "first_seen": instant(error.first_seen),
        "last_seen": instant(error.last_seen),
        "example": {"company_id": error.example.company_id, "failure_id": error.example.failure_id},
    }
