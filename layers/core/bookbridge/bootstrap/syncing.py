"""The use cases of the sync itself: from an announced change to the end of a session."""
# ruff: noqa: PLC0415 - each function imports the use cases that it serves and no others: a cold start is somebody waiting

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .building_blocks import BuildingBlocks

if TYPE_CHECKING:
    from bookbridge.use_cases.acquire_lease import AcquireLease
    from bookbridge.use_cases.announce_changes import AnnounceChanges
    from bookbridge.use_cases.deliver_events import DeliverEvents
    from bookbridge.use_cases.finish_session import AbortSession, FinishSession
    from bookbridge.use_cases.open_books import OpensBooks
    from bookbridge.use_cases.poll_changes import PollChanges
    from bookbridge.use_cases.pull_changes import PullChanges
    from bookbridge.use_cases.push_records import PushRecords
    from bookbridge.use_cases.read_sessions import ReadSessions
    from bookbridge.use_cases.receive_webhook import ReceiveWebhook
    from bookbridge.use_cases.request_sync import RequestSync
    from bookbridge.use_cases.start_due_syncs import StartDueSyncs
    from bookbridge.use_cases.start_session import StartSession, WakeCompany
    from bookbridge.use_cases.state_lost_runs import StateLostRuns
    from bookbridge.use_cases.take_in_changes import TakeInChanges
    from bookbridge.use_cases.write_report import WriteReport


class Syncing(BuildingBlocks):
    """What queues, schedules and state machines ask for."""

    @cached_property
    def receive_webhook(self) -> ReceiveWebhook:
        """Take a webhook in."""
        from bookbridge.use_cases.receive_webhook import ReceiveWebhook

        use = self.adapters
        return ReceiveWebhook(package=use.package, app=use.app_of, messages=use.messages, clock=use.clock)

    @cached_property
    def take_in_changes(self) -> TakeInChanges:
        """Read stored webhooks."""
        from bookbridge.use_cases.take_in_changes import TakeInChanges

        return TakeInChanges(
            package=self.adapters.package,
            connections=self.adapters.connections,
            note_changes=self.note_changes,
            messages=self.adapters.messages,
            ask_for_session=self.ask_for_session,
        )

    @cached_property
    def start_due_syncs(self) -> StartDueSyncs:
        """Ask for the polls that are due."""
        from bookbridge.use_cases.start_due_syncs import StartDueSyncs

        use = self.adapters
        return StartDueSyncs(connections=use.connections, messages=use.messages, package=use.package, clock=use.clock)

    @cached_property
    def poll_changes(self) -> PollChanges:
        """Ask a package what changed."""
        from bookbridge.use_cases.poll_changes import PollChanges

        use = self.adapters
        return PollChanges(
            connections=use.connections,
            records=use.records,
            inbox=use.inbox,
            dispatches=use.dispatches,
            close_abandoned=self.close_abandoned,
            open_books=self.open_books,
            note_changes=self.note_changes,
            ask_for_session=self.ask_for_session,
            park_company=self.park_company,
            clock=use.clock,
        )

    @cached_property
    def start_session(self) -> StartSession:
        """Start a company's session at once."""
        from bookbridge.use_cases.start_session import StartSession

        use = self.adapters
        return StartSession(
            connections=use.connections,
            leases=use.leases,
            sessions=use.sessions,
            workflows=use.workflows,
            close_abandoned=self.close_abandoned,
            package=use.package,
            clock=use.clock,
            ids=use.ids,
        )

    @cached_property
    def request_sync(self) -> RequestSync:
        """Sync now, where that can be asked for."""
        from bookbridge.use_cases.request_sync import RequestSync

        use = self.adapters
        return RequestSync(
            connections=use.connections,
            leases=use.leases,
            start_session=self.start_session,
            package=use.package,
            clock=use.clock,
        )

    @cached_property
    def wake_company(self) -> WakeCompany:
        """Start a session once the notices have settled."""
        from bookbridge.use_cases.start_session import WakeCompany

        use = self.adapters
        return WakeCompany(leases=use.leases, messages=use.messages, start_session=self.start_session, clock=use.clock)

    @cached_property
    def acquire_lease(self) -> AcquireLease:
        """First step of a session."""
        from bookbridge.use_cases.acquire_lease import AcquireLease

        use = self.adapters
        return AcquireLease(
            connections=use.connections,
            leases=use.leases,
            sessions=use.sessions,
            transactions=use.transactions,
            open_books=self.open_books,
            package=use.package,
            park_company=self.park_company,
            clock=use.clock,
        )

    @cached_property
    def pull_changes(self) -> PullChanges:
        """Apply what changed in the package."""
        return self.pulling_over(self.open_books)

    def pulling_over(self, open_books: OpensBooks) -> PullChanges:
        """The same, with books that are opened in this way."""
        from bookbridge.use_cases.pull_changes import PullChanges

        use = self.adapters
        return PullChanges(
            leases=use.leases,
            inbox=use.inbox,
            open_books=open_books,
            apply=self.apply_changes,
            dispatch=self.dispatch_records,
            park_company=self.park_company,
            clock=use.clock,
        )

    @cached_property
    def push_records(self) -> PushRecords:
        """Write into the package what the application wants."""
        return self.pushing_over(self.open_books)

    def pushing_over(self, open_books: OpensBooks) -> PushRecords:
        """The same, with books that are opened in this way."""
        from bookbridge.use_cases.match_history import MatchHistory
        from bookbridge.use_cases.prepare_records import PrepareRecords
        from bookbridge.use_cases.push_records import PushRecords
        from bookbridge.use_cases.reconsider_records import ReconsiderRecords

        use = self.adapters
        reconsider = ReconsiderRecords(
            connections=use.connections,
            records=use.records,
            leases=use.leases,
            transactions=use.transactions,
            clock=use.clock,
        )
        return PushRecords(
            leases=use.leases,
            records=use.records,
            transactions=use.transactions,
            open_books=open_books,
            prepare=PrepareRecords(use.records),
            dispatch=self.dispatch_records,
            outcomes=self.record_outcomes,
            match_history=MatchHistory(use.records, self.record_outcomes, use.clock, use.ids),
            reconsider=reconsider,
            park_company=self.park_company,
            clock=use.clock,
        )

    @cached_property
    def finish_session(self) -> FinishSession:
        """Last step of a session."""
        from bookbridge.use_cases.finish_session import FinishSession

        use = self.adapters
        return FinishSession(
            connections=use.connections,
            leases=use.leases,
            sessions=use.sessions,
            package=use.package,
            clock=use.clock,
        )

    @cached_property
    def abort_session(self) -> AbortSession:
        """Last step of a session that could not go on."""
        from bookbridge.use_cases.finish_session import AbortSession

        use = self.adapters
        return AbortSession(connections=use.connections, leases=use.leases, sessions=use.sessions, clock=use.clock)

    @cached_property
    def state_lost_runs(self) -> StateLostRuns:
        """State the result of a run that its state machine ended."""
        from bookbridge.use_cases.state_lost_runs import StateLostRuns

        use = self.adapters
        return StateLostRuns(
            sessions=use.sessions,
            reports=use.reports,
            failure_actions=use.failure_actions,
            report_files=use.report_files,
            abort_session=self.abort_session,
        )

    @cached_property
    def read_sessions(self) -> ReadSessions:
        """Show the run history."""
        from bookbridge.use_cases.read_sessions import ReadSessions

        return ReadSessions(self.adapters.sessions)

    @cached_property
    def write_report(self) -> WriteReport:
        """Write the file of a report."""
        from bookbridge.use_cases.rows_of_report import RowsOfReport
        from bookbridge.use_cases.write_report import WriteReport

        use = self.adapters
        return WriteReport(
            connections=use.connections,
            reports=use.reports,
            rows_of_report=RowsOfReport(use.failure_rows, use.discrepancies),
            files=use.report_files,
            package=use.package,
            clock=use.clock,
        )

    @cached_property
    def deliver_events(self) -> DeliverEvents:
        """Post events to the operator."""
        from bookbridge.use_cases.deliver_events import DeliverEvents

        use = self.adapters
        return DeliverEvents(endpoint=use.event_endpoint, http=use.event_http, queue=use.event_queue, clock=use.clock)

    @cached_property
    def announce_changes(self) -> AnnounceChanges:
        """Announce on the bus what changed."""
        from bookbridge.use_cases.announce_changes import AnnounceChanges

        return AnnounceChanges(self.adapters.event_bus)
