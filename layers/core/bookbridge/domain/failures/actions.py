"""What can be done with a failure as it now stands, and why the rest cannot (E2)."""

from __future__ import annotations

from typing import Final, Literal, get_args

from bookbridge.domain.timestamps import to_text

from .models import Failure, FailureStatus
from .rows import is_offered

ActionName = Literal["resync", "skip", "clear", "delete"]
ACTION_NAMES: Final[tuple[ActionName, ...]] = get_args(ActionName)

LONGEST_REASON: Final = 500
"""Characters of the reason that somebody gives for an action."""

_EVENTS: Final = {
    FailureStatus.SKIPPED: "skipped",
    FailureStatus.CLEARED: "cleared",
    FailureStatus.RESOLVED: "resolved",
    FailureStatus.DELETED: "deleted",
}
"""The event in the history that brought a failure into a status."""

_INSTEAD: Final = {
    FailureStatus.SKIPPED: "it is tried no more as it is; resync it to try it again, or clear it to dismiss it",
    FailureStatus.CLEARED: "send the record again to try it; should it fail again, the failure opens anew",
    FailureStatus.RESOLVED: "nothing is left to be done; should the record fail again, the failure opens anew",
    FailureStatus.DELETED: "send the record again if it is wanted after all",
}


def offered_actions(failure: Failure) -> tuple[ActionName, ...]:
    """The actions that would be accepted now."""
    return tuple(action for action in ACTION_NAMES if not refusal(failure, action))


def refusal(failure: Failure, action: ActionName) -> str:
    """Why an action cannot be taken, and what to do instead; empty if it can."""
    if failure.entity_type == "connection":
        return (
            "this is a failure of the connection: it closes by itself with the next sync that goes well, "
            "and no action can be taken on it"
        )
    if failure.status.is_closed or (action == "skip" and failure.status is FailureStatus.SKIPPED):
        return f"the failure is {failure.status.value}{_since(failure)}: {_INSTEAD[failure.status]}"
    if not is_offered(action, failure.entity_type):
        return (
            f"only failures of services can be deleted, and this one is of the category {failure.category}: "
            "clear it, or delete the record itself"
        )
    if action not in failure.problem.actions:
        offered = ", ".join(each for each in ACTION_NAMES if each in failure.problem.actions)
        return f"{action} cannot mend “{failure.problem.title}”: {offered or 'none of the actions'} can"
    return ""


def _since(failure: Failure) -> str:
    event = _EVENTS[failure.status]
    entry = next((each for each in reversed(failure.history) if each.event == event), None)
    if entry is None:
        return ""
    return f" since {to_text(entry.at)}, by {entry.by or 'itself'}"
