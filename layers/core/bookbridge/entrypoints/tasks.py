"""Payloads of the state machines' tasks.

Errors leave the handlers as they are: the machines match them by the names of their classes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from bookbridge.domain.errors import SessionActive
from bookbridge.domain.failure_actions import ActionStatus, FailureAction
from bookbridge.domain.leases import Hold
from bookbridge.domain.reports import Report, ReportStatus
from bookbridge.ports.clock import Clock
from bookbridge.use_cases.finish_session import Ending
from bookbridge.use_cases.progress import Deadline
from bookbridge.use_cases.state_lost_runs import LostRun

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

    from bookbridge.use_cases.acquire_lease import Acquired

Payload = Mapping[str, Any]
Output = dict[str, Any]

SAFETY_SECONDS: Final = 70.0
"""What is begun last may take this long: one call of a package that answers late, and writing down what it said."""


def hold_of(payload: Payload) -> Hold:
    """The lease that the task works under: `{company_id, session_id, fence}`."""
    return Hold(payload["company_id"], payload["session_id"], int(payload["fence"]))


def deadline(context: LambdaContext, clock: Clock) -> Deadline:
    """When to begin nothing more, so that the function ends before Lambda ends it."""
    return Deadline(clock.now().timestamp() + context.get_remaining_time_in_millis() / 1000 - SAFETY_SECONDS)


def lease_output(taken: Acquired | SessionActive, now: datetime) -> Output:
    """`{status: acquired, fence, holder, minutes_left, transport: cloud | connector, lease_seconds}`.

    Of a lease that another holds `{status: busy, fence, holder, minutes_left}`; its fence is of no use and 0.
    """
    if isinstance(taken, SessionActive):
        return {"status": "busy", "fence": 0, "holder": taken.holder, "minutes_left": taken.minutes_left}
    lease = taken.lease
    return {
        "status": "acquired",
        "fence": lease.fence,
        "holder": lease.holder,
        "minutes_left": lease.minutes_left(now),
        "transport": taken.transport.value,
        "lease_seconds": int(taken.lease_for.total_seconds()),
    }


def ending_output(ending: Ending) -> Output:
    """`{again, wait_seconds, result, counts, cause}`."""
    return {
        "again": ending.again,
        "wait_seconds": ending.wait_seconds,
        "result": ending.result.value,
        "counts": asdict(ending.counts),
        "cause": ending.cause,
    }


def numbers_of(ending: Ending) -> dict[str, int]:
    """What a session did, as metrics; nothing while it goes on."""
    if ending.again:
        return {}
    told = {f"Records{name.title()}": number for name, number in asdict(ending.counts).items() if name != "calls"}
    return {**told, "PackageCalls": ending.counts.calls, "SessionsEnded": 1}


def cause_of(payload: Payload) -> str:
    """Why a run ended, in words: Lambda hands an error over as JSON `{errorMessage, errorType, stackTrace}`."""
    cause = str(payload.get("cause") or "")
    try:
        told = json.loads(cause)
    except ValueError:
        return cause
    return str(told.get("errorMessage", cause)) if isinstance(told, dict) else cause


_ENDED: Final[Mapping[str, tuple[str, str]]] = {
    "TIMED_OUT": ("States.Timeout", "The run was not finished in time."),
    "ABORTED": ("Aborted", "The run was stopped."),
}
"""Ends of an execution that name no error of their own."""


def lost_run(event: Mapping[str, Any]) -> LostRun:
    """The run that a `Step Functions Execution Status Change` is about.

    Its detail has `status` (FAILED, TIMED_OUT or ABORTED), `input` (what the machine was started with, as JSON) and,
    where there is one, `error` and `cause`.
    """
    detail: Mapping[str, Any] = event["detail"]
    given: Mapping[str, Any] = json.loads(detail["input"])
    usual, told = _ENDED.get(detail["status"], (str(detail["status"]), ""))
    error = detail.get("error") or usual
    return LostRun(
        company_id=given["company_id"],
        error=error,
        cause=cause_of(detail) or told or error,
        session_id=given.get("session_id", ""),
        report_id=given.get("report_id", ""),
        action_id=given.get("action_id", ""),
    )


def report_output(report: Report) -> Output:
    """`{more, rows, scheduled}`: whether to call again, how many rows are stored by now, and whether people are told.

    Nobody is told of a report that was not asked for by a schedule, or that failed.
    """
    scheduled = bool(report.schedule) and report.status is ReportStatus.READY
    return {"more": report.status is ReportStatus.RUNNING, "rows": report.rows, "scheduled": scheduled}


def failure_action_output(action: FailureAction) -> Output:
    """`{more, done, refused}`: whether to call again, and on how many failures it was taken, or could not be."""
    return {"more": action.status is ActionStatus.RUNNING, "done": action.done, "refused": action.refusals}
