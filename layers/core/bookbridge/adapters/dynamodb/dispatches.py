"""Table `dispatches`: calls to the package, stored with their payloads before they are made.

Key: `company_id`, `dispatch_id`.
"""

from __future__ import annotations

from typing import Any

from pynamodb.expressions.operand import Path

from bookbridge.domain.dispatches import Dispatch, DispatchState, Operation, Verb

from .database import Database
from .table import Table
from .values import RawItem, Row, packed, raw_item


def dispatches_table(database: Database, name: str) -> Table:
    """The table `dispatches`."""
    return Table(database, name, "company_id", "dispatch_id")


class DynamoDbDispatches:
    """Implements `Dispatches`."""

    def __init__(self, dispatches: Table) -> None:
        self._dispatches = dispatches

    def unfinished(self, company_id: str) -> tuple[Dispatch, ...]:
        """All of a company's, oldest first; strongly consistent."""
        stored = map(to_dispatch, self._dispatches.query(Path("company_id") == company_id))
        return tuple(sorted(stored, key=lambda dispatch: (dispatch.created_at, dispatch.dispatch_id)))


def dispatch_item(dispatch: Dispatch) -> RawItem:
    """The item to write."""
    return raw_item(
        {
            "company_id": dispatch.company_id,
            "dispatch_id": dispatch.dispatch_id,
            "organisation_id": dispatch.organisation_id,
            "created_at": dispatch.created_at,
            "state": dispatch.state,
            "operations": packed([_operation_body(each) for each in dispatch.operations]),
        }
    )


def to_dispatch(row: Row) -> Dispatch:
    """The dispatch of an item."""
    return Dispatch(
        company_id=row.text("company_id"),
        dispatch_id=row.text("dispatch_id"),
        organisation_id=row.text("organisation_id"),
        operations=tuple(_to_operation(each) for each in row.body("operations")),
        created_at=row.instant("created_at"),
        state=DispatchState(row.text("state")),
    )


def _operation_body(operation: Operation) -> dict[str, Any]:
    return {
        "key": operation.key,
        "verb": operation.verb,
        "entity_type": operation.entity_type,
        "record_id": operation.record_id,
        "revision": operation.revision,
        "payload": operation.payload,
        "package_id": operation.package_id,
    }


def _to_operation(body: dict[str, Any]) -> Operation:
    return Operation(**{**body, "verb": Verb(body["verb"])})
