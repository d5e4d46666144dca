"""Actions on failures: try again, skip, clear, delete; one by one, or on all that fit a filter."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from bookbridge.domain.failure_actions import FailureAction
from bookbridge.domain.failures.actions import ActionName
from bookbridge.use_cases.decide_action import Ordered

from . import presenters
from .answers import Answer, Body, accepted, answer, listed
from .endpoints import PAGING, Group
from .failures import FAILURES
from .requests import ApiRequest

FAILURE: Final = f"{FAILURES}/{{failure_id}}"
ACTIONS: Final = f"{FAILURES}/actions"

GROUP: Final = Group("Actions on failures", "Try again, skip, clear or delete: one failure, or thousands at once.")


@GROUP.endpoint(
    "POST",
    f"{FAILURE}/resync",
    "Try the record again",
    description=(
        "For failures that are open, tried again or skipped. The failure stays listed until a success closes it; if "
        "the record fails again, it is counted again."
    ),
    takes="Reason",
    takes_nothing_too=True,
    answers={HTTPStatus.ACCEPTED: "Failure"},
)
def resync_failure(request: ApiRequest) -> Answer:
    """Ask for another try."""
    return accepted(_acted(request, "resync"))


@GROUP.endpoint(
    "POST",
    f"{FAILURE}/skip",
    "Try the record no more",
    description=(
        "No more tries and no more notices. When the record changes, in the application or in the accounting package, "
        "the failure opens again and the record is tried, unless the setting `reopen_skipped` is false. What depends "
        "on the record stays blocked."
    ),
    takes="Reason",
    takes_nothing_too=True,
    answers={HTTPStatus.OK: "Failure"},
)
def skip_failure(request: ApiRequest) -> Answer:
    """Set the record aside."""
    return answer(_acted(request, "skip"))


@GROUP.endpoint(
    "POST",
    f"{FAILURE}/clear",
    "Dismiss the failure",
    description=(
        "The record loses its warning flag and nothing else: its link stays, and nothing is tried because of it. "
        "Should the record fail again, the failure opens anew and keeps its history."
    ),
    takes="Reason",
    takes_nothing_too=True,
    answers={HTTPStatus.OK: "Failure"},
)
def clear_failure(request: ApiRequest) -> Answer:
    """Dismiss it."""
    return answer(_acted(request, "clear"))


@GROUP.endpoint(
    "DELETE",
    FAILURE,
    "Delete the record that failed, if it is a service",
    description=(
        "For failures of services only: the record is deleted as `DELETE …/records/{entity_type}/{record_id}` does it. "
        "Nothing is deleted in the accounting package."
    ),
    takes="Reason",
    takes_nothing_too=True,
    answers={HTTPStatus.OK: "Failure"},
)
def delete_failure(request: ApiRequest) -> Answer:
    """Delete the record."""
    return answer(_acted(request, "delete"))


@GROUP.endpoint(
    "POST",
    ACTIONS,
    "Take one action on many failures",
    description=(
        "On those that fit `filter`, any number, or on up to 1,000 `ids`. The parts of a filter are lists, or texts "
        "with commas; without a status it means the failures that wait to be mended, and `{}` all of those. What fails "
        "after the request is left alone. The same request again, while it is carried out, is the same action."
    ),
    takes="FailureActionRequest",
    answers={HTTPStatus.ACCEPTED: "FailureAction"},
)
def post_failure_action(request: ApiRequest) -> Answer:
    """Ask for it."""
    asked = request.application.request_failure_action
    return accepted(_shown(asked(request.company_id, request.json_object(), request.caller.name)))


@GROUP.endpoint(
    "GET",
    ACTIONS,
    "List the actions on many failures, newest first",
    description="Kept for 30 days.",
    query=PAGING,
    answers={HTTPStatus.OK: "FailureActions"},
)
def list_failure_actions(request: ApiRequest) -> Answer:
    """List them."""
    read = request.application.read_failure_actions
    actions, cursor = read.page(request.company_id, request.cursor, request.limit)
    return listed("failure_actions", [_shown(each) for each in actions], cursor)


@GROUP.endpoint(
    "GET",
    f"{ACTIONS}/{{action_id}}",
    "Show how far an action on many failures is",
    answers={HTTPStatus.OK: "FailureAction"},
)
def get_failure_action(request: ApiRequest) -> Answer:
    """Show one."""
    return answer(_shown(request.application.read_failure_actions.one(request.company_id, request.path["action_id"])))


def _acted(request: ApiRequest, action: ActionName) -> Body:
    from bookbridge.domain.failure_action_requests import Reason, parse  # noqa: PLC0415 - heavy: see serve_documentation

    given = parse(Reason, request.json_object()) if request.has_body else Reason()
    order = Ordered(action, request.caller.name, given.reason)
    return presenters.failure(
        request.application.act_on_failures(request.company_id, request.path["failure_id"], order)
    )


def _shown(action: FailureAction) -> Body:
    asked = action.request
    return {
        "action_id": action.action_id,
        "action": asked.action,
        "filter": asked.filter.model_dump(mode="json", exclude_defaults=True) if asked.filter else None,
        "reason": asked.reason or None,
        "status": action.status.value,
        "total": action.total,
        "done": action.done,
        "refused_total": action.refusals,
        "refused": [{"id": each.failure_id, "reason": each.reason} for each in action.refused],
        "cause": action.cause or None,
        "requested_at": presenters.instant(action.requested_at),
        "requested_by": action.requested_by or None,
        "finished_at": presenters.instant(action.finished_at),
        "kept_until": presenters.instant(action.expires_at),
    }
