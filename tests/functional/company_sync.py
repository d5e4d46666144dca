"""A session as the state machine runs it: its tasks called one after the other, with the payloads of the definition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .examples import connected, invoice
from .http_api import HttpApi
from .stack import Stack

Output = dict[str, Any]


@dataclass(frozen=True)
class Session:
    """One session of one company; `fence` as the first task gave it."""

    stack: Stack
    company_id: str
    session_id: str
    fence: int = 0

    def task(self, function: str, seconds_left: float = 120) -> Output:
        """One of the tasks that get `{company_id, session_id, fence}`."""
        payload = {"company_id": self.company_id, "session_id": self.session_id, "fence": self.fence}
        output: Output = self.stack.call(function, payload, seconds_left)
        return output

    def abort(self, error: str, cause: str) -> Output:
        """The task that follows an error."""
        payload = {
            "company_id": self.company_id,
            "session_id": self.session_id,
            "fence": self.fence,
            "error": error,
            "cause": cause,
        }
        output: Output = self.stack.call("abort_session", payload)
        return output


def acquire(stack: Stack, company_id: str, session_id: str = "ses-1") -> Output:
    """The first task."""
    payload = {"company_id": company_id, "session_id": session_id, "trigger": "request"}
    output: Output = stack.call("acquire_lease", payload)
    return output


def begun(stack: Stack, company_id: str, session_id: str = "ses-1") -> Session:
    """A session that holds the lease."""
    return Session(stack, company_id, session_id, acquire(stack, company_id, session_id)["fence"])


def run_session(stack: Stack, company_id: str, session_id: str = "ses-1") -> Output:
    """A whole session: what it ended with."""
    session = begun(stack, company_id, session_id)
    while True:
        for task in ("pull_changes", "push_records"):
            while session.task(task)["more"]:
                pass
        ending = session.task("finish_session")
        if not ending["again"]:
            return ending


def failing(stack: Stack, api: HttpApi, invoices: int = 1) -> str:
    """A company with so many invoices that cannot be synced."""
    company_id, _realm = connected(api)
    for number in range(invoices):
        path = f"/v1/companies/{company_id}/records/invoice/inv-{number}"
        assert api.put(path, invoice(f"INV-{number}", customer="nobody")).status == 202
    run_session(stack, company_id)
    return company_id
