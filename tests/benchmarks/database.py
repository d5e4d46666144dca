"""DynamoDB with a meter: every call goes to the emulated service and is billed by AWS' rules."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from threading import Lock, current_thread, main_thread
from typing import Any

from typing_extensions import override

from bookbridge.adapters.aws import Clients
from bookbridge.adapters.dynamodb.database import Cancelled, Database, Refused
from bookbridge.adapters.dynamodb.values import RawItem
from bookbridge.domain.announcements import Image
from bookbridge.domain.timestamps import from_text
from bookbridge.entrypoints.streams import image_of
from bookbridge.use_cases.announce_changes import TableChange
from tests.fixtures.tables import table_definitions

from .capacity import IN_TRANSACTION, Layout, item_size, read_units, write_units
from .streams import is_let_through
from .tally import SIDE_BY_SIDE, Tally

Key = tuple[str, ...]
Write = tuple[str, str, RawItem | None, RawItem | None]
"""Kind of write, table, the item before and after."""

AT: Any = from_text("2026-05-01T12:00:00.000000Z")
"""When changes are said to have happened; nothing is counted by it."""


class MeteredDatabase(Database):
    """Also stands alone at each call, because the emulation checks a condition and writes in two steps."""

    def __init__(self, clients: Clients, tally: Tally) -> None:
        super().__init__(clients)
        self._tally = tally
        self._alone = Lock()
        self._layouts = {name: Layout.of(definition) for name, definition in table_definitions().items()}
        self.items: dict[str, dict[Key, RawItem]] = {name: {} for name in self._layouts}
        """Everything that is stored, by table and key."""

    @override
    def call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Make the call, then count it."""
        with self._alone:
            self._count(operation)
            try:
                with self._tally.elsewhere():
                    answer = super().call(operation, request)
            except (Refused, Cancelled):
                self._tally.refused += 1
                self._bill(operation, self._writes(operation, request, {}, refused=True))
                raise
            with self._tally.elsewhere():
                if operation in {"get_item", "batch_get_item", "query", "scan"}:
                    self._bill_reads(operation, request, answer)
                else:
                    writes = self._writes(operation, request, answer)
                    self._bill(operation, writes)
                    self._keep(writes)
            return answer

    def _count(self, operation: str) -> None:
        self._tally.database[operation] += 1
        share = 1 if current_thread() is main_thread() else 1 / SIDE_BY_SIDE
        self._tally.running.database[operation] += share

    # -- reads --------------------------------------------------------------------------------------------------------

    def _bill_reads(self, operation: str, request: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
        units = self._tally.read_units
        match operation:
            case "get_item":
                size = item_size(answer.get("Item"))
                units[request["TableName"]] += read_units(size, consistent=request["ConsistentRead"])
            case "batch_get_item":
                for name, wanted in request["RequestItems"].items():
                    for key in wanted["Keys"]:
                        item = self.items[name].get(self._layouts[name].key_of(key))
                        units[name] += read_units(item_size(item), consistent=wanted["ConsistentRead"])
            case _:
                name, index = request["TableName"], request.get("IndexName", "")
                items = answer["Items"]
                if index:
                    items = [self._layouts[name].index(index).entry(self._whole(name, item)) for item in items]
                place = f"{name}/{index}" if index else name
                size = sum(map(item_size, items))
                units[place] += read_units(size, consistent=request.get("ConsistentRead", False))

    def _whole(self, table: str, item: RawItem) -> RawItem:
        return self.items[table][self._layouts[table].key_of(item)]

    # -- writes -------------------------------------------------------------------------------------------------------

    def _writes(
        self, operation: str, request: Mapping[str, Any], answer: Mapping[str, Any], *, refused: bool = False
    ) -> list[Write]:
        if operation == "transact_write_items":
            parts = [next(iter(part.items())) for part in request["TransactItems"]]
            return [self._write(kind, part, None, refused=refused) for kind, part in parts]
        kind = {"put_item": "Put", "update_item": "Update", "delete_item": "Delete"}[operation]
        return [self._write(kind, request, answer.get("Attributes"), refused=refused)]

    def _write(self, kind: str, part: Mapping[str, Any], updated: RawItem | None, *, refused: bool) -> Write:
        name = part["TableName"]
        key: RawItem = part["Key"] if "Key" in part else part["Item"]
        before = self.items[name].get(self._layouts[name].key_of(key))
        if refused:
            return kind, name, before, before
        match kind:
            case "Put":
                return kind, name, before, part["Item"]
            case "Update":
                return kind, name, before, updated or self._read(name, key)
            case _:
                return kind, name, before, None

    def _read(self, table: str, key: RawItem) -> RawItem:
        """What the emulation stores now; an update in a transaction does not answer it."""
        answer = self._client().get_item(TableName=table, Key=key, ConsistentRead=True)
        stored: Any = answer["Item"]
        item: RawItem = stored
        return item

    def _bill(self, operation: str, writes: list[Write]) -> None:
        in_transaction = operation == "transact_write_items"
        for kind, table, before, after in writes:
            times = IN_TRANSACTION if in_transaction else 1
            self._tally.write_units[table] += write_units(before, after) * times
            if in_transaction:
                self._tally.items[kind] += 1
            for index in self._layouts[table].indexes:
                if units := index.write_units(before, after):
                    self._tally.write_units[f"{table}/{index.name}"] += units

    def _keep(self, writes: list[Write]) -> None:
        changes: dict[str, list[TableChange]] = {}
        for _kind, table, before, after in writes:
            item = after or before
            if item is None:
                continue
            key = self._layouts[table].key_of(item)
            if after is None:
                self.items[table].pop(key, None)
            else:
                self.items[table][key] = dict(after)
            if is_let_through(table, before, after):
                change = TableChange(design_name(table), AT, _streamed(before), _streamed(after), "x")
                changes.setdefault(table, []).append(change)
        self._tally.announced += changes.values()


def _streamed(item: RawItem | None) -> Image:
    """An item as the stream tells it: what is binary in base64."""
    raw = {name: {"B": b64encode(value["B"])} if "B" in value else value for name, value in (item or {}).items()}
    return image_of(raw)


def design_name(table: str) -> str:
    """A table's name in the design by its logical id: `SyncFailuresTable` is `sync_failures`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", table.removesuffix("Table")).lower()
