"""Ask for one action on many failures, and see how far it is."""

from __future__ import annotations

from dataclasses import dataclass

from bookbridge.domain.errors import NotFound
from bookbridge.domain.failure_action_requests import ActionRequest, parse
from bookbridge.domain.failure_actions import ActionStatus, FailureAction, first_position
from bookbridge.ports.clock import Clock, Ids
from bookbridge.ports.failure_actions import FailureActions
from bookbridge.ports.messages import Workflows


@dataclass(frozen=True, slots=True)
class RequestFailureAction:
    """Checks what is asked for and starts it; the same request made again while it runs is the same action."""

    actions: FailureActions
    workflows: Workflows
    clock: Clock
    ids: Ids

    def __call__(self, company_id: str, body: object, by: str) -> FailureAction:
        """`body`: `{action, filter | ids, reason?}`. Raises `InvalidInput` naming every fault."""
        request, now = parse(ActionRequest, body), self.clock.now()
        action = FailureAction(
            company_id=company_id,
            action_id=self.ids.new("act"),
            request=request,
            requested_at=now,
            requested_by=by,
            total=None if request.ids is None else len(request.ids),
            position=first_position(request, now),
        )
        begun = self._begun(action)
        try:
            # Also of one that is running: we may have been cut off before it was started.
            self.workflows.start_failure_action(company_id, begun.action_id)
        except Exception as error:
            if begun is action:  # one that was found may well be under way
                self.actions.finish(begun.failed(f"It could not be started: {error}", self.clock.now()))
            raise
        return begun

    def _begun(self, action: FailureAction) -> FailureAction:
        while True:
            latest = self.actions.latest(action.company_id, action.request.digest)
            other = self.actions.get(action.company_id, latest) if latest else None
            if other is not None and other.as_of(action.requested_at).status is ActionStatus.RUNNING:
                return other
            if self.actions.add(action, instead_of=latest):
                return action


@dataclass(frozen=True, slots=True)
class ReadFailureActions:
    """Reads of a company's actions."""

    actions: FailureActions
    clock: Clock

    def one(self, company_id: str, action_id: str) -> FailureAction:
        """Raises `NotFound`."""
        action = self.actions.get(company_id, action_id)
        if action is None:
            message = f"there is no action {action_id}"
            raise NotFound(message)
        return action.as_of(self.clock.now())

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[FailureAction, ...], str | None]:
        """Newest first, and the next cursor."""
        page, following = self.actions.page(company_id, cursor, limit)
        now = self.clock.now()
        return tuple(action.as_of(now) for action in page), following
