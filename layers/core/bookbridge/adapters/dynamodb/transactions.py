"""All effects of one step in one `TransactWriteItems`, whose first item is the lease."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from pynamodb.expressions.operand import Path

from bookbridge.domain.leases import Hold
from bookbridge.domain.sessions import Counts
from bookbridge.domain.stored_records import record_key
from bookbridge.ports.transactions import (
    MAX_EFFECTS,
    AddCounts,
    AppendToFeed,
    BindMapping,
    DropDispatch,
    Effect,
    Outdated,
    RemoveNotice,
    SaveDiscrepancy,
    SaveFailure,
    SaveFailureAction,
    SaveRecord,
    StoreDispatch,
    TakeTurn,
    Target,
    UnbindMapping,
    target_of,
)

from .database import Cancelled, Database
from .discrepancies import discrepancies_table, discrepancy_item
from .dispatches import dispatch_item, dispatches_table
from .failure_actions import action_item, failure_actions_table
from .failures import failure_item, sync_failures_table
from .feed import changes_table, page_item
from .inbox import inbox_table, is_still
from .leases import is_as_read, is_held, lost, prolonged, session_leases_table, turned
from .records import mappings_table, record_item, records_table
from .sessions import added, sync_sessions_table
from .table import Table, absent, either, is_version
from .values import raw_item


@dataclass(frozen=True, slots=True, kw_only=True)
class TableNames:
    """The tables that transactions write; those that a function never touches may stay unnamed."""

    session_leases: str = ""
    records: str = ""
    mappings: str = ""
    failures: str = ""
    discrepancies: str = ""
    failure_actions: str = ""
    inbox: str = ""
    changes: str = ""
    dispatches: str = ""
    sessions: str = ""


@dataclass(frozen=True, slots=True)
class _Write:
    """One item of the transaction, and the effect it carries out (of several counts, the last)."""

    request: dict[str, Any]
    effect: Effect


class DynamoDbTransactions:
    """Implements `Transactions`."""

    def __init__(self, database: Database, names: TableNames) -> None:
        self._database = database
        self._tables: dict[str, Table] = {
            "session_leases": session_leases_table(database, names.session_leases),
            "records": records_table(database, names.records),
            "mappings": mappings_table(database, names.mappings),
            "failures": sync_failures_table(database, names.failures),
            "discrepancies": discrepancies_table(database, names.discrepancies),
            "failure_actions": failure_actions_table(database, names.failure_actions),
            "inbox": inbox_table(database, names.inbox),
            "changes": changes_table(database, names.changes),
            "dispatches": dispatches_table(database, names.dispatches),
            "sessions": sync_sessions_table(database, names.sessions),
        }

    def commit(self, hold: Hold, effects: Sequence[Effect], *, now: datetime, lease_for: timedelta) -> None:
        """Write all effects and renew the lease, or write nothing. Raises `LeaseLost` and `Outdated`."""
        writes = self._writes(effects, hold.company_id)
        lease = self._tables["session_leases"].update_request(
            (hold.company_id,), prolonged(now, lease_for), is_held(hold)
        )
        try:
            self._send([{"Update": lease}, *(write.request for write in writes)])
        except Cancelled as cancelled:
            if 0 in cancelled.positions:
                raise lost(hold) from None
            raise Outdated(tuple(writes[position - 1].effect for position in cancelled.positions)) from None

    def commit_unleased(self, effects: Sequence[Effect]) -> None:
        """Write all effects, or nothing. Raises `Outdated`."""
        writes = self._writes(effects, target_of(effects[0])[1]) if effects else []
        if not writes:
            return
        try:
            self._send([write.request for write in writes])
        except Cancelled as cancelled:
            raise Outdated(tuple(writes[position].effect for position in cancelled.positions)) from None

    def _send(self, items: list[dict[str, Any]]) -> None:
        self._database.call("transact_write_items", {"TransactItems": items})

    def _writes(self, effects: Sequence[Effect], company_id: str) -> list[_Write]:
        """One write an item: counts of the same session are added up, anything else twice is a mistake."""
        if len(effects) > MAX_EFFECTS:
            raise ValueError(f"{len(effects)} effects: at most {MAX_EFFECTS} fit in a transaction")
        by_target: dict[Target, Effect] = {}
        for effect in effects:
            target = target_of(effect)
            if target[1] != company_id:
                raise ValueError(f"an effect on {target[1]} in a transaction of {company_id}")
            before = by_target.get(target)
            if before is None:
                by_target[target] = effect
            elif isinstance(before, AddCounts) and isinstance(effect, AddCounts):
                total = before.counts.plus(**asdict(effect.counts))
                by_target[target] = AddCounts(effect.company_id, effect.session_id, total)
            else:
                raise ValueError(f"two effects on the same item: {target}")
        return [
            _Write(_request(effect, self._tables[target[0]]), effect)
            for target, effect in by_target.items()
            if not (isinstance(effect, AddCounts) and effect.counts == Counts())
        ]


def _request(effect: Effect, table: Table) -> dict[str, Any]:  # noqa: C901, PLR0911 - one case an effect
    key = target_of(effect)[1:]
    match effect:
        case SaveRecord(record):
            return {"Put": table.put_request(record_item(record), is_version("row_version", record.row_version))}
        case SaveFailure(failure):
            return {"Put": table.put_request(failure_item(failure), is_version("row_version", failure.row_version))}
        case SaveDiscrepancy(found):
            return {"Put": table.put_request(discrepancy_item(found), is_version("row_version", found.row_version))}
        case SaveFailureAction(action):
            return {"Put": table.put_request(action_item(action), is_version("row_version", action.row_version))}
        case BindMapping():
            return {"Put": _binding(effect, table)}
        case RemoveNotice(notice):
            return {"Delete": table.delete_request(key, is_still(notice))}
        case AppendToFeed(entries):
            return {"Put": table.put_request(page_item(entries))}
        case TakeTurn(lease):
            return {"Update": table.update_request((lease.company_id,), turned(lease), is_as_read(lease))}
        case StoreDispatch(dispatch):
            return {"Put": table.put_request(dispatch_item(dispatch))}
        case UnbindMapping() | DropDispatch():
            return {"Delete": table.delete_request(key)}
        case AddCounts():
            return {"Update": table.update_request(key, added(effect.counts))}


def _binding(effect: BindMapping, table: Table) -> dict[str, Any]:
    owner = record_key(effect.entity_type, effect.record_id)
    item = {"company_id": effect.company_id, "package_key": target_of(effect)[2], "record_key": owner}
    free = either(absent("package_key"), Path("record_key") == owner)
    if effect.instead_of:
        free = either(free, Path("record_key") == record_key(effect.entity_type, effect.instead_of))
    return table.put_request(raw_item(item), free)
