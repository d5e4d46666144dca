"""The use cases of actions on failures, and of what the application deletes."""
# ruff: noqa: PLC0415 - each function imports the use cases that it serves and no others: a cold start is somebody waiting

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .building_blocks import BuildingBlocks

if TYPE_CHECKING:
    from bookbridge.use_cases.act_on_failures import ActOnFailures
    from bookbridge.use_cases.apply_failure_action import ApplyFailureAction
    from bookbridge.use_cases.decide_action import DecideAction
    from bookbridge.use_cases.delete_records import DeleteRecords, TakeOut
    from bookbridge.use_cases.request_failure_action import ReadFailureActions, RequestFailureAction


class Acting(BuildingBlocks):
    """What people do about failures, one by one and by the thousand."""

    @cached_property
    def take_out(self) -> TakeOut:
        """What deleting a record writes."""
        from bookbridge.use_cases.delete_records import TakeOut

        use = self.adapters
        return TakeOut(use.connections, self.note_discrepancies, use.discrepancies, use.package, use.clock)

    @cached_property
    def decide_action(self) -> DecideAction:
        """What an action makes of a failure and its record."""
        from bookbridge.use_cases.decide_action import DecideAction

        return DecideAction(self.take_out, self.adapters.clock)

    @cached_property
    def delete_records(self) -> DeleteRecords:
        """Take in that the application deleted a record."""
        from bookbridge.use_cases.delete_records import DeleteRecords

        use = self.adapters
        return DeleteRecords(
            connections=use.connections,
            records=use.records,
            failures=use.failures,
            transactions=use.transactions,
            take_out=self.take_out,
            release_waiting=self.release_waiting,
            ask_for_session=self.ask_for_session,
            package=use.package,
            clock=use.clock,
        )

    @cached_property
    def act_on_failures(self) -> ActOnFailures:
        """Act on one failure."""
        from bookbridge.use_cases.act_on_failures import ActOnFailures

        use = self.adapters
        return ActOnFailures(
            failures=use.failures,
            records=use.records,
            transactions=use.transactions,
            decide=self.decide_action,
            release_waiting=self.release_waiting,
            ask_for_session=self.ask_for_session,
        )

    @cached_property
    def request_failure_action(self) -> RequestFailureAction:
        """Ask for one action on many failures."""
        from bookbridge.use_cases.request_failure_action import RequestFailureAction

        use = self.adapters
        return RequestFailureAction(actions=use.failure_actions, workflows=use.workflows, clock=use.clock, ids=use.ids)

    @cached_property
    def read_failure_actions(self) -> ReadFailureActions:
        """Show how far such actions are."""
        from bookbridge.use_cases.request_failure_action import ReadFailureActions

        return ReadFailureActions(self.adapters.failure_actions, self.adapters.clock)

    @cached_property
    def apply_failure_action(self) -> ApplyFailureAction:
        """Carry one out."""
        from bookbridge.use_cases.apply_failure_action import ApplyFailureAction

        use = self.adapters
        return ApplyFailureAction(
            actions=use.failure_actions,
            failures=use.failures,
            records=use.records,
            transactions=use.transactions,
            decide=self.decide_action,
            release_waiting=self.release_waiting,
            ask_for_session=self.ask_for_session,
            clock=use.clock,
        )
