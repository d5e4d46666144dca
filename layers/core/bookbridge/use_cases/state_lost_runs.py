"""The watchdog of the state machines: a run that they ended gets the result that it could not state itself (F10)."""

from __future__ import annotations

from dataclasses import dataclass

from bookbridge.domain.reports import ReportStatus
from bookbridge.domain.sessions import SessionResult
from bookbridge.ports.failure_actions import FailureActions
from bookbridge.ports.reports import ReportFiles, Reports
from bookbridge.ports.sessions import Sessions

from .finish_session import AbortSession


@dataclass(frozen=True, slots=True)
class LostRun:
    """A run that failed, ran out of time or was stopped: a session's, a report's, or that of an action on failures.

    `error` is the class name that ended it, `cause` says in words why.
    """

    company_id: str
    error: str
    cause: str
    session_id: str = ""
    report_id: str = ""
    action_id: str = ""


@dataclass(frozen=True, slots=True)
class StateLostRuns:
    """Idempotent: what has a stated result keeps it."""

    sessions: Sessions
    reports: Reports
    failure_actions: FailureActions
    report_files: ReportFiles
    abort_session: AbortSession

    def __call__(self, run: LostRun) -> bool:
        """Whether the run had no result and was given one."""
        if run.action_id:
            return self._action(run)
        return self._session(run) if run.session_id else self._report(run)

    def _session(self, run: LostRun) -> bool:
        session = self.sessions.get(run.company_id, run.session_id)
        if session is not None and session.result is not SessionResult.RUNNING:
            return False
        self.abort_session(run.company_id, run.session_id, run.error, run.cause)
        return True

    def _action(self, run: LostRun) -> bool:
        action = self.failure_actions.get(run.company_id, run.action_id)
        return action is not None and self.failure_actions.finish(action.failed(run.cause))

    def _report(self, run: LostRun) -> bool:
        report = self.reports.get(run.company_id, run.report_id)
        stated = report is not None and self.reports.finish(report.failed(run.cause))
        self._clear_up(run)
        return stated

    def _clear_up(self, run: LostRun) -> None:
        """Parts of a file that nobody finishes are paid for until the bucket's lifecycle finds them."""
        report = self.reports.get(run.company_id, run.report_id)
        if report is not None and report.status is ReportStatus.FAILED and report.file.upload_id:
            self.report_files.abandon(report.file.key, report.file.upload_id)
