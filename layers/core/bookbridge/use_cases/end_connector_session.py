"""The end of a connector's session, told to the run that waits for it, whichever of the two comes first."""

from __future__ import annotations

from dataclasses import dataclass

from bookbridge.domain.connector_sessions import ConnectorSession, Task
from bookbridge.ports.clock import Clock
from bookbridge.ports.connector_sessions import ConnectorSessions
from bookbridge.ports.messages import Workflows
from bookbridge.ports.transactions import Outdated

from .note_connection_failures import NoteConnectionFailures


@dataclass(frozen=True, slots=True)
class EndConnectorSession:
    """Ends a session once; its run then releases the lease and states the result."""

    connector_sessions: ConnectorSessions
    workflows: Workflows
    note_failures: NoteConnectionFailures
    clock: Clock

    def __call__(self, session: ConnectorSession, error: str = "", cause: str = "") -> None:
        """`error` names the error that ended it; without one all is done, and what was wrong before is over."""
        session.ended = True
        try:
            self.connector_sessions.save(session)
        except Outdated:
            return  # a turn at the same time has gone on with it
        if not session.company_id:
            return
        if not error:
            self.note_failures.close(session.company_id, at=self.clock.now())
        tell(self.workflows, self.connector_sessions.note_end(session.session_id, error, cause))

    def again(self, session: ConnectorSession, task: Task) -> None:
        """The connector hangs up: its run is told once more, or it would wait until its lease is over."""
        if not session.company_id:
            return
        if not task.ended:
            task = self.connector_sessions.note_end(session.session_id, "ConnectorStopped", session.problem)
        tell(self.workflows, task)


@dataclass(frozen=True, slots=True)
class AwaitConnector:
    """A run begins to wait for its connector, which may have hung up already."""

    connector_sessions: ConnectorSessions
    workflows: Workflows

    def __call__(self, session_id: str, token: str) -> None:
        """`token` is what ends the wait."""
        tell(self.workflows, self.connector_sessions.note_token(session_id, token))


def tell(workflows: Workflows, task: Task) -> None:
    """End the wait of a run, once it waits and there is an end to tell."""
    if not task.token or not task.ended:
        return
    if task.error:
        workflows.fail(task.token, task.error, task.cause)
    else:
        workflows.complete(task.token)
