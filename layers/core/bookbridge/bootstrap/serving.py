"""The use cases that the API serves."""
# ruff: noqa: PLC0415 - each function imports the use cases that it serves and no others: a cold start is somebody waiting

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .reporting import Reporting

if TYPE_CHECKING:
    from bookbridge.use_cases.accept_records import AcceptRecords
    from bookbridge.use_cases.confirm_pairing import ConfirmPairing
    from bookbridge.use_cases.connect_company import ConnectCompany
    from bookbridge.use_cases.diagnose_record import DiagnoseRecord
    from bookbridge.use_cases.issue_connector_keys import IssueConnectorKeys
    from bookbridge.use_cases.link_records import LinkRecords
    from bookbridge.use_cases.look_up_twin import LookUpTwin
    from bookbridge.use_cases.preview_record import PreviewRecord
    from bookbridge.use_cases.read_connection import ReadConnection
    from bookbridge.use_cases.read_discrepancies import ReadDiscrepancies
    from bookbridge.use_cases.read_failures import ReadFailures
    from bookbridge.use_cases.read_records import ReadRecords
    from bookbridge.use_cases.settle_discrepancies import SettleDiscrepancies
    from bookbridge.use_cases.try_record import TryRecord


class Serving(Reporting):
    """What the application and its users ask for."""

    @cached_property
    def connect_company(self) -> ConnectCompany:
        """Everything about a connection except syncing it."""
        from bookbridge.use_cases.connect_company import ConnectCompany

        use = self.adapters
        return ConnectCompany(
            connections=use.connections,
            credentials=use.credentials,
            ask_for_session=self.ask_for_session,
            schedule_reports=self.schedule_reports,
            http=use.http,
            package=use.package,
            app=use.app_of,
            clock=use.clock,
        )

    @cached_property
    def read_connection(self) -> ReadConnection:
        """Show a connection as it stands."""
        from bookbridge.use_cases.read_connection import ReadConnection

        use = self.adapters
        return ReadConnection(
            connections=use.connections,
            credentials=use.credentials,
            leases=use.leases,
            failures=use.failures,
            readings=use.readings,
            connector_sessions=use.connector_sessions,
            package=use.package,
            clock=use.clock,
        )

    @cached_property
    def issue_connector_keys(self) -> IssueConnectorKeys:
        """Keys that connectors sign in with."""
        from bookbridge.packages.quickbooks_desktop.application import APP_NAME, OWNER_ID
        from bookbridge.use_cases.check_password import CheckPassword
        from bookbridge.use_cases.issue_connector_keys import IssueConnectorKeys

        use = self.adapters
        return IssueConnectorKeys(
            connections=use.connections,
            keys=use.connector_keys,
            check_password=CheckPassword(use.connector_keys, use.clock),
            package=use.package,
            owner_id=OWNER_ID,
            app_name=APP_NAME,
            clock=use.clock,
            ids=use.ids,
        )

    @cached_property
    def confirm_pairing(self) -> ConfirmPairing:
        """Bind a company to the company file that called."""
        from bookbridge.use_cases.confirm_pairing import ConfirmPairing

        use = self.adapters
        return ConfirmPairing(
            connections=use.connections,
            readings=use.readings,
            leases=use.leases,
            note_failures=self.note_connection_failures,
            package=use.package,
            clock=use.clock,
        )

    @cached_property
    def accept_records(self) -> AcceptRecords:
        """Accept what the application wants in the package."""
        from bookbridge.use_cases.accept_records import AcceptRecords

        use = self.adapters
        return AcceptRecords(
            connections=use.connections,
            records=use.records,
            reopen=self.reopen_skipped,
            release_waiting=self.release_waiting,
            ask_for_session=self.ask_for_session,
            package=use.package,
            clock=use.clock,
        )

    @cached_property
    def read_records(self) -> ReadRecords:
        """Show records, mappings and the change feed."""
        from bookbridge.use_cases.read_records import ReadRecords

        use = self.adapters
        return ReadRecords(
            connections=use.connections,
            records=use.records,
            dispatches=use.dispatches,
            failures=use.failures,
            feed=use.feed,
            package=use.package,
        )

    @cached_property
    def link_records(self) -> LinkRecords:
        """Link records to what is in the package already."""
        from bookbridge.use_cases.link_records import LinkRecords

        use = self.adapters
        return LinkRecords(
            connections=use.connections,
            records=use.records,
            leases=use.leases,
            dispatches=use.dispatches,
            transactions=use.transactions,
            reopen=self.reopen_skipped,
            release_waiting=self.release_waiting,
            ask_for_session=self.ask_for_session,
            look_up=lambda: self.look_up_twin,  # who only takes links away cannot ask the package
            package=use.package,
            clock=use.clock,
        )

    @cached_property
    def look_up_twin(self) -> LookUpTwin:
        """Ask the package whether it has an object."""
        from bookbridge.use_cases.look_up_twin import LookUpTwin

        return LookUpTwin(self.open_books, self.adapters.package, self.adapters.clock)

    @cached_property
    def try_record(self) -> TryRecord:
        """Run the exporter's checks without sending."""
        from bookbridge.use_cases.prepare_records import PrepareRecords
        from bookbridge.use_cases.try_record import TryRecord

        use = self.adapters
        return TryRecord(
            connections=use.connections,
            records=use.records,
            open_books=self.open_books,
            prepare=PrepareRecords(use.records),
            package=use.package,
            clock=use.clock,
        )

    @cached_property
    def preview_record(self) -> PreviewRecord:
        """Tell what would be sent."""
        from bookbridge.use_cases.preview_record import PreviewRecord

        return PreviewRecord(self.try_record, self.adapters.clock)

    @cached_property
    def diagnose_record(self) -> DiagnoseRecord:
        """Answer the checklist."""
        from bookbridge.use_cases.diagnose_record import DiagnoseRecord

        return DiagnoseRecord(self.try_record, self.adapters.records, self.adapters.failures)

    @cached_property
    def read_failures(self) -> ReadFailures:
        """Show failures."""
        from bookbridge.use_cases.read_failures import ReadFailures

        use = self.adapters
        return ReadFailures(use.failures, use.connections, use.package)

    @cached_property
    def read_discrepancies(self) -> ReadDiscrepancies:
        """Show what was changed in a package over the application's records."""
        from bookbridge.use_cases.read_discrepancies import ReadDiscrepancies

        return ReadDiscrepancies(self.adapters.discrepancies)

    @cached_property
    def settle_discrepancies(self) -> SettleDiscrepancies:
        """Take theirs, or send ours."""
        from bookbridge.use_cases.settle_discrepancies import SettleDiscrepancies

        use = self.adapters
        return SettleDiscrepancies(
            discrepancies=use.discrepancies,
            records=use.records,
            failures=use.failures,
            leases=use.leases,
            transactions=use.transactions,
            release_waiting=self.release_waiting,
            ask_for_session=self.ask_for_session,
            clock=use.clock,
        )
