"""DynamoDB in memory, as far as our adapters ask: quick enough for thousands of records.

moto does the same and more, a hundred times slower at this number of items. The benchmark runs a smaller story over
both and refuses to go on unless the counts are equal (`agreement`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import islice
from operator import itemgetter
from typing import Any, Final

from botocore.exceptions import ClientError

from bookbridge.adapters.dynamodb.values import RawItem

from .capacity import Layout
from .expressions import Scope, condition, plain, update

Key = tuple[str, ...]
Request = Mapping[str, Any]

_FAILED: Final = "ConditionalCheckFailed"


class _Table:
    """Items by key, and for the table and each index the items of each partition."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.items: dict[Key, RawItem] = {}
        self.keys_of = {"": layout.key_names, **{index.name: index.key_names for index in layout.indexes}}
        self._partitions: dict[str, defaultdict[str, dict[Key, tuple[Key, RawItem]]]] = {
            place: defaultdict(dict) for place in self.keys_of
        }

    def set(self, key: Key, item: RawItem | None) -> None:
        """Replace an item, or remove it."""
        before = self.items.pop(key, None)
        for place, names in self.keys_of.items():
            if before is not None and names[0] in before:
                self._partitions[place][before[names[0]]["S"]].pop(key, None)
            if item is not None and all(name in item for name in names):
                order = tuple(plain(item[name]) for name in (*names[1:], *self.layout.key_names))
                self._partitions[place][item[names[0]]["S"]][key] = (order, item)
        if item is not None:
            self.items[key] = item

    def partition(self, place: str, value: str) -> list[RawItem]:
        """Items in the order of their sort keys; those of an index without one, in the order of the table's keys."""
        return [item for _order, item in sorted(self._partitions[place][value].values(), key=itemgetter(0))]


class EmulatedDynamoDb:
    """The calls of a botocore client for DynamoDB. Capacity is not its business."""

    def __init__(self, layouts: Mapping[str, Layout]) -> None:
        self._tables = {name: _Table(layout) for name, layout in layouts.items()}

    def get_item(self, **request: Any) -> dict[str, Any]:
        """One item."""
        item = self._item(request)
        return {"Item": dict(item)} if item is not None else {}

    def batch_get_item(self, **request: Any) -> dict[str, Any]:
        """Those that exist."""
        answers = {
            name: [
                dict(item)
                for key in wanted["Keys"]
                if (item := self._item({"TableName": name, "Key": key})) is not None
            ]
            for name, wanted in request["RequestItems"].items()
        }
        return {"Responses": answers, "UnprocessedKeys": {}}

    def put_item(self, **request: Any) -> dict[str, Any]:
        """Write an item whole."""
        return self._single("Put", request)

    def update_item(self, **request: Any) -> dict[str, Any]:
        """Change an item; answers it as it is then."""
        return self._single("Update", request)

    def delete_item(self, **request: Any) -> dict[str, Any]:
        """Remove an item."""
        return self._single("Delete", request)

    def transact_write_items(self, **request: Any) -> dict[str, Any]:
        """All or nothing."""
        parts = [next(iter(part.items())) for part in request["TransactItems"]]
        reasons = [{"Code": "None"} if self._holds(part) else {"Code": _FAILED} for _kind, part in parts]
        if any(reason["Code"] == _FAILED for reason in reasons):
            raise _error("TransactionCanceledException", CancellationReasons=reasons)
        for kind, part in parts:
            self._write(kind, part)
        return {}

    def query(self, **request: Any) -> dict[str, Any]:
        """One page of a partition."""
        table, place = self._tables[request["TableName"]], request.get("IndexName", "")
        names, values = request.get("ExpressionAttributeNames", {}), request.get("ExpressionAttributeValues", {})
        expression = request["KeyConditionExpression"]
        partition_key = table.keys_of[place][0]
        value = next(values[right]["S"] for left, right in _equalities(expression) if names.get(left) == partition_key)
        matches = condition(expression)
        ordered = table.partition(place, value)
        if not request.get("ScanIndexForward", True):
            ordered.reverse()
        if "FilterExpression" in request:
            raise ValueError("no query of the benchmark filters")
        found = (item for item in ordered if matches(Scope(item, names, values)))
        if start := request.get("ExclusiveStartKey"):
            key = table.layout.key_of(start)
            next(item for item in found if table.layout.key_of(item) == key)
        limit = request.get("Limit")
        page = list(islice(found, limit))
        last = {"LastEvaluatedKey": self._start(table, place, page[-1])} if page and len(page) == limit else {}
        return {"Items": [dict(item) for item in page], "Count": len(page), **last}

    def _start(self, table: _Table, place: str, item: RawItem) -> RawItem:
        return {name: item[name] for name in {*table.layout.key_names, *table.keys_of[place]}}

    def _single(self, kind: str, request: Request) -> dict[str, Any]:
        if not self._holds(request):
            before = self._item(request)
            told = "ReturnValuesOnConditionCheckFailure" in request and before is not None
            raise _error(f"{_FAILED}Exception", **({"Item": dict(before or {})} if told else {}))
        after = self._write(kind, request)
        return {"Attributes": dict(after)} if "ReturnValues" in request and after is not None else {}

    def _holds(self, part: Request) -> bool:
        if "ConditionExpression" not in part:
            return True
        return condition(part["ConditionExpression"])(_scope(part, self._item(part)))

    def _write(self, kind: str, part: Request) -> RawItem | None:
        table = self._tables[part["TableName"]]
        key = table.layout.key_of(_key(part))
        after: RawItem | None = None
        if kind == "Put":
            after = dict(part["Item"])
        elif kind == "Update":
            before = table.items.get(key)
            after = dict(before or part["Key"])
            update(part["UpdateExpression"])(_scope(part, before), after)
        table.set(key, after)
        return after

    def _item(self, part: Request) -> RawItem | None:
        table = self._tables[part["TableName"]]
        return table.items.get(table.layout.key_of(_key(part)))


def _key(part: Request) -> RawItem:
    key: RawItem = part["Key"] if "Key" in part else part["Item"]
    return key


def _scope(part: Request, item: RawItem | None) -> Scope:
    names, values = part.get("ExpressionAttributeNames", {}), part.get("ExpressionAttributeValues", {})
    return Scope(item or {}, names, values)


def _equalities(expression: str) -> list[tuple[str, str]]:
    words = expression.replace("(", " ").replace(")", " ").split()
    return [(words[at - 1], words[at + 1]) for at, word in enumerate(words) if word == "="]


def _error(code: str, **more: Any) -> ClientError:
    response: Any = {"Error": {"Code": code, "Message": "the benchmark's database refuses"}, **more}
    return ClientError(response, "Write")
