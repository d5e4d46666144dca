"""The use cases of operators and support, and those that only read what others keep."""
# ruff: noqa: PLC0415 - each function imports the use cases that it serves and no others: a cold start is somebody waiting

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .building_blocks import BuildingBlocks

if TYPE_CHECKING:
    from bookbridge.use_cases.find_approvers import FindApprovers
    from bookbridge.use_cases.hand_over_failure import HandOverFailure
    from bookbridge.use_cases.read_unknown_errors import ReadUnknownErrors


class Supporting(BuildingBlocks):
    """What is asked about the state of things; nothing here writes anything."""

    @cached_property
    def find_approvers(self) -> FindApprovers:
        """Tell who approves a bill."""
        from bookbridge.use_cases.find_approvers import FindApprovers

        return FindApprovers(self.adapters.connections, self.adapters.records)

    @cached_property
    def read_unknown_errors(self) -> ReadUnknownErrors:
        """Show errors that the catalogue does not know."""
        from bookbridge.packages import names
        from bookbridge.use_cases.read_unknown_errors import ReadUnknownErrors

        return ReadUnknownErrors(self.adapters.unknown_errors, names())

    @cached_property
    def hand_over_failure(self) -> HandOverFailure:
        """Gather what support needs to know about a failure; the package is not asked."""
        from bookbridge.use_cases.closed_books import ClosedBooks
        from bookbridge.use_cases.diagnose_record import DiagnoseRecord
        from bookbridge.use_cases.hand_over_failure import HandOverFailure
        from bookbridge.use_cases.prepare_records import PrepareRecords
        from bookbridge.use_cases.try_record import TryRecord

        use = self.adapters
        try_record = TryRecord(
            connections=use.connections,
            records=use.records,
            open_books=ClosedBooks(use.package),
            prepare=PrepareRecords(use.records),
            package=use.package,
            clock=use.clock,
            asks=False,
        )
        return HandOverFailure(
            connections=use.connections,
            failures=use.failures,
            records=use.records,
            diagnose=DiagnoseRecord(try_record, use.records, use.failures),
            discrepancies=use.discrepancies,
            dispatches=use.dispatches,
            sessions=use.sessions,
            leases=use.leases,
            readings=use.readings,
            connector_sessions=use.connector_sessions,
            package=use.package,
            clock=use.clock,
        )
