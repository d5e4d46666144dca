"""Open and close the failure of a connection as a whole: what keeps a company from syncing anything."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bookbridge.domain.connections import Connection
from bookbridge.domain.failures import CONNECTION_FAILURE_ID, Failure, Problem, fail_connection, resolve
from bookbridge.ports.failures import Failures
from bookbridge.ports.transactions import Outdated, SaveFailure, Transactions


@dataclass(frozen=True, slots=True)
class NoteConnectionFailures:
    """A connection has at most one failure, of whatever hinders it now; the same cause again is counted on it."""

    failures: Failures
    transactions: Transactions

    def open(self, connection: Connection, problem: Problem, at: datetime) -> Failure:
        """Open the connection's failure, count it once more, or let another cause take its place."""
        while True:
            failure = fail_connection(
                self.failures.get(connection.company_id, CONNECTION_FAILURE_ID),
                company_id=connection.company_id,
                package=connection.package,
                organisation=connection.organisation_name,
                problem=problem,
                now=at,
            )
            try:
                self.transactions.commit_unleased([SaveFailure(failure)])
            except Outdated:
                continue
            return failure

    def is_open(self, company_id: str, code: str) -> bool:
        """Whether this is what hinders the connection now."""
        failure = self.failures.get(company_id, CONNECTION_FAILURE_ID)
        return failure is not None and failure.status.is_live and failure.problem.code == code

    def close(self, company_id: str, codes: Collection[str] | None = None, *, at: datetime) -> bool:
        """Resolve the connection's failure if it is open, and if it is one of `codes` where they are given.

        Returns whether there was one.
        """
        while True:
            failure = self.failures.get(company_id, CONNECTION_FAILURE_ID)
            if failure is None or not failure.status.is_live:
                return False
            if codes is not None and failure.problem.code not in codes:
                return False
            try:
                self.transactions.commit_unleased([SaveFailure(resolve(failure, at))])
            except Outdated:
                continue
            return True
