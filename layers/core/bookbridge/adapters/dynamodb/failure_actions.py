"""Table `failure_actions`: actions on many failures, and how far they are. Key: `company_id`, `action_id`.

Beside them an item for each request that was made (`latest_requests`).
"""

from __future__ import annotations

from pynamodb.expressions.operand import Path

from bookbridge.domain.failure_action_requests import ActionRequest
from bookbridge.domain.failure_actions import ActionStatus, FailureAction, RefusedAction

from .cursors import first_page, read_cursor
from .database import Database, Refused
from .latest_requests import FIRST_ID, LatestRequests
from .table import Table
from .values import RawItem, Row, packed, raw_item


def failure_actions_table(database: Database, name: str) -> Table:
    """The table `failure_actions`."""
    return Table(database, name, "company_id", "action_id")


class DynamoDbFailureActions:
    """Implements `FailureActions`."""

    def __init__(self, database: Database, actions: Table) -> None:
        self._actions = actions
        self._requests = LatestRequests(database, actions, "action_id")

    def get(self, company_id: str, action_id: str) -> FailureAction | None:
        """One action; strongly consistent."""
        row = self._actions.get(company_id, action_id) if action_id > FIRST_ID else None
        return to_action(row) if row else None

    def latest(self, company_id: str, request: str) -> str:
        """The id of the latest action with this request."""
        return self._requests.latest(company_id, request)

    def add(self, action: FailureAction, instead_of: str) -> bool:
        """Write a new action, and that it is the latest one with its request."""
        return self._requests.add(action_item(action), action.request.digest, instead_of)

    def finish(self, action: FailureAction) -> bool:
        """State how it ended; a stated end is final."""
        while (stored := self.get(action.company_id, action.action_id)) and stored.status is ActionStatus.RUNNING:
            try:
                self._actions.put(action_item(stored.ended_as(action)), Path("row_version") == stored.row_version)
            except Refused:
                continue  # whoever carries it out went on meanwhile, and is overtaken by this now
            return True
        return False

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[FailureAction, ...], str | None]:
        """Newest first."""
        last = read_cursor(company_id, cursor)
        rows = self._actions.query(
            self._requests.others(company_id),
            newest_first=True,
            after=raw_item({"company_id": company_id, "action_id": last}) if last else None,
            page_size=limit + 1,
        )
        page, following = first_page(rows, "action_id", company_id, limit)
        return tuple(map(to_action, page)), following


def action_item(action: FailureAction) -> RawItem:
    """The item to write: the action as it stands, its row version raised."""
    return raw_item(
        {
            "company_id": action.company_id,
            "action_id": action.action_id,
            "request": packed(action.request.model_dump(mode="json", exclude_none=True)),
            "requested_at": action.requested_at,
            "requested_by": action.requested_by,
            "status": action.status,
            "total": action.total,
            "done": action.done,
            "refusals": action.refusals,
            "refused": packed([[each.failure_id, each.reason] for each in action.refused]) if action.refused else None,
            "position": action.position,
            "unreleased": packed(action.unreleased) if action.unreleased else None,
            "finished_at": action.finished_at,
            "cause": action.cause,
            "row_version": action.row_version + 1,
            "expires_at": int(action.expires_at.timestamp()),
        }
    )


def to_action(row: Row) -> FailureAction:
    """The action of an item."""
    return FailureAction(
        company_id=row.text("company_id"),
        action_id=row.text("action_id"),
        request=ActionRequest.model_validate(row.body("request")),
        requested_at=row.instant("requested_at"),
        requested_by=row.text("requested_by"),
        status=ActionStatus(row.text("status")),
        total=row.number("total") if row.has("total") else None,
        done=row.number("done"),
        refusals=row.number("refusals"),
        refused=tuple(RefusedAction(failure_id, reason) for failure_id, reason in row.body("refused")),
        position=row.text("position"),
        unreleased=tuple(row.body("unreleased")),
        finished_at=row.optional_instant("finished_at"),
        cause=row.text("cause"),
        row_version=row.number("row_version"),
    )
