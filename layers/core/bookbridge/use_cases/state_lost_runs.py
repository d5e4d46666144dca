"""The watchdog of the state machines: a run that they ended gets the result that it could not state itself (F10)."""

from __future__ import annotations

from dataclasses import dataclass

from bookbridge.domain.sessions import SessionResult
from bookbridge.ports.reports import Reports
from bookbridge.ports.sessions import Sessions

from .finish_session import AbortSession


@dataclass(frozen=True, slots=True)
class LostRun:
    """A run that failed, ran out of time or was stopped; either a session's or a report's.

    `error` is the class name that ended it, `cause` says in words why.
    """

    company_id: str
    error: str
    cause: str
    session_id: str = ""
    report_id: str = ""


@dataclass(frozen=True, slots=True)
class StateLostRuns:
    """Idempotent: what has a stated result keeps it."""

    sessions: Sessions
    reports: Reports
    abort_session: AbortSession

    def __call__(self, run: LostRun) -> bool:
        """Whether the run had no result and was given one."""
        return self._session(run) if run.session_id else self._report(run)

    def _session(self, run: LostRun) -> bool:
        session = self.sessions.get(run.company_id, run.session_id)
        if session is not None and session.result is not SessionResult.RUNNING:
            return False
        self.abort_session(run.company_id, run.session_id, run.error, run.cause)
        return True

    def _report(self, run: LostRun) -> bool:
        report = self.reports.get(run.company_id, run.report_id)
        return report is not None and self.reports.finish(report.failed(run.cause))
