"""Sessions: sync now, and the history of runs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from . import presenters
from .answers import Answer, accepted, answer, listed
from .endpoints import PAGING, Group
from .requests import ApiRequest

COMPANY: Final = "/v1/companies/{company_id}"

GROUP: Final = Group("Sessions", "The runs of the sync: one at a time for each company, each with its stated result.")


@GROUP.endpoint(
    "POST",
    f"{COMPANY}/sync",
    "Sync now",
    description=(
        "While another session is active the answer is 409 with its `holder` and the `minutes_left` at most. "
        "QuickBooks Desktop cannot be called: the answer is 409, and says how its connector is made to call."
    ),
    answers={HTTPStatus.ACCEPTED: "SessionStarted"},
)
def sync_now(request: ApiRequest) -> Answer:
    """Start a session."""
    return accepted({"session_id": request.application.request_sync(request.company_id)})


@GROUP.endpoint(
    "GET", f"{COMPANY}/sessions", "List the runs, newest first", query=PAGING, answers={HTTPStatus.OK: "Sessions"}
)
def list_sessions(request: ApiRequest) -> Answer:
    """List runs."""
    runs, cursor = request.application.read_sessions.page(request.company_id, request.cursor, request.limit)
    return listed("sessions", [presenters.session(each) for each in runs], cursor)


@GROUP.endpoint("GET", f"{COMPANY}/sessions/{{session_id}}", "Show one run", answers={HTTPStatus.OK: "Session"})
def get_session(request: ApiRequest) -> Answer:
    """Show a run with its result and counts."""
    return answer(
        presenters.session(request.application.read_sessions.one(request.company_id, request.path["session_id"]))
    )
