"""What several use cases are made of."""
# ruff: noqa: PLC0415 - each function imports the use cases that it serves and no others: a cold start is somebody waiting

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bookbridge.ports.packages import Package
    from bookbridge.use_cases.apply_changes import ApplyChanges
    from bookbridge.use_cases.ask_for_session import AskForSession
    from bookbridge.use_cases.close_abandoned import CloseAbandoned
    from bookbridge.use_cases.dispatch_records import DispatchRecords
    from bookbridge.use_cases.note_connection_failures import NoteConnectionFailures
    from bookbridge.use_cases.note_discrepancies import NoteDiscrepancies
    from bookbridge.use_cases.open_books import OpenBooks
    from bookbridge.use_cases.park_company import ParkCompany
    from bookbridge.use_cases.record_outcomes import RecordOutcomes
    from bookbridge.use_cases.release_waiting import ReleaseWaiting
    from bookbridge.use_cases.reopen_skipped import ReopenSkipped
    from bookbridge.use_cases.take_in_changes import NoteChanges

    from .adapters import Adapters


class BuildingBlocks:
    """Steps that use cases share, over one set of adapters."""

    def __init__(self, adapters: Adapters) -> None:
        self.adapters = adapters

    @cached_property
    def packages(self) -> tuple[Package, ...]:
        """Every accounting package."""
        from bookbridge.packages import names

        return tuple(self.adapters.package(name) for name in names())

    @cached_property
    def ask_for_session(self) -> AskForSession:
        """Say that a company has something to sync."""
        from bookbridge.use_cases.ask_for_session import AskForSession

        use = self.adapters
        return AskForSession(leases=use.leases, messages=use.messages, clock=use.clock)

    @cached_property
    def note_changes(self) -> NoteChanges:
        """Put changes into a company's inbox."""
        from bookbridge.use_cases.take_in_changes import NoteChanges

        return NoteChanges(records=self.adapters.records, inbox=self.adapters.inbox)

    @cached_property
    def open_books(self) -> OpenBooks:
        """Open a company's books."""
        from bookbridge.use_cases.open_books import OpenBooks

        use = self.adapters
        return OpenBooks(
            connections=use.connections,
            credentials=use.credentials,
            budgets=use.budgets,
            http=use.http,
            files=use.files,
            package=use.package,
            app=use.app_of,
            clock=use.clock,
        )

    @cached_property
    def park_company(self) -> ParkCompany:
        """Leave a company alone while its package's limit is used up."""
        from bookbridge.use_cases.park_company import ParkCompany

        use = self.adapters
        return ParkCompany(connections=use.connections, clock=use.clock)

    @cached_property
    def release_waiting(self) -> ReleaseWaiting:
        """Let waiting records go."""
        from bookbridge.use_cases.release_waiting import ReleaseWaiting

        use = self.adapters
        return ReleaseWaiting(
            connections=use.connections,
            records=use.records,
            leases=use.leases,
            reopen=self.reopen_skipped,
            clock=use.clock,
        )

    @cached_property
    def reopen_skipped(self) -> ReopenSkipped:
        """Open skipped failures again."""
        from bookbridge.use_cases.reopen_skipped import ReopenSkipped

        use = self.adapters
        return ReopenSkipped(records=use.records, failures=use.failures, transactions=use.transactions, clock=use.clock)

    @cached_property
    def note_discrepancies(self) -> NoteDiscrepancies:
        """Notice what was changed in a package over the application's records."""
        from bookbridge.use_cases.note_discrepancies import NoteDiscrepancies

        use = self.adapters
        return NoteDiscrepancies(records=use.records, discrepancies=use.discrepancies, clock=use.clock)

    @cached_property
    def note_connection_failures(self) -> NoteConnectionFailures:
        """Failures of a connection as a whole."""
        from bookbridge.use_cases.note_connection_failures import NoteConnectionFailures

        use = self.adapters
        return NoteConnectionFailures(failures=use.failures, transactions=use.transactions)

    @cached_property
    def apply_changes(self) -> ApplyChanges:
        """Apply what changed in a package."""
        from bookbridge.use_cases.apply_changes import ApplyChanges
        from bookbridge.use_cases.decide_change import DecideChange

        use = self.adapters
        return ApplyChanges(
            records=use.records,
            inbox=use.inbox,
            transactions=use.transactions,
            release_waiting=self.release_waiting,
            decide=DecideChange(use.records, self.note_discrepancies, self.reopen_skipped, use.clock),
            clock=use.clock,
        )

    @cached_property
    def close_abandoned(self) -> CloseAbandoned:
        """Give a result to a run that stopped without one."""
        from bookbridge.use_cases.close_abandoned import CloseAbandoned

        use = self.adapters
        return CloseAbandoned(leases=use.leases, sessions=use.sessions, clock=use.clock)

    @cached_property
    def record_outcomes(self) -> RecordOutcomes:
        """Put what the package answered on the records."""
        from bookbridge.use_cases.record_outcomes import RecordOutcomes
        from bookbridge.use_cases.rule_outcomes import RuleOutcomes

        use = self.adapters
        return RecordOutcomes(
            rule=RuleOutcomes(use.records),
            records=use.records,
            failures=use.failures,
            transactions=use.transactions,
            release_waiting=self.release_waiting,
            note_discrepancies=self.note_discrepancies,
            clock=use.clock,
        )

    @cached_property
    def dispatch_records(self) -> DispatchRecords:
        """Send operations exactly once."""
        from bookbridge.use_cases.dispatch_records import DispatchRecords

        use = self.adapters
        return DispatchRecords(
            dispatches=use.dispatches,
            transactions=use.transactions,
            outcomes=self.record_outcomes,
            clock=use.clock,
            ids=use.ids,
        )
