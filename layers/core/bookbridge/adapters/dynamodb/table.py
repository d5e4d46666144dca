"""One table: its reads and writes in plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pynamodb.expressions.condition import Condition, Or
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action, Update

from bookbridge.domain.errors import StoreThrottled

from .database import CONFLICT_ATTEMPTS, Database
from .values import Plain, RawItem, Row, raw_item, raw_value

READ_AT_ONCE: Final = 100
"""Keys that one BatchGetItem takes."""

Key = tuple[str, ...]


class Table:
    """A table by its name and the names of its key attributes (partition key, sort key)."""

    def __init__(self, database: Database, name: str, *key_names: str) -> None:
        self._database = database
        self._table_name = name
        self._key_names = key_names

    @property
    def _name(self) -> str:
        if not self._table_name:
            raise ValueError(f"no name is configured for the table with the key {self._key_names}")
        return self._table_name

    def get(self, *key: str) -> Row | None:
        """One item; strongly consistent."""
        answer = self._call("get_item", {"Key": self._key(key), "ConsistentRead": True})
        return Row(answer["Item"]) if answer.get("Item") else None

    def get_many(self, keys: Iterable[Key]) -> list[Row]:
        """The items that exist, in any order; strongly consistent. Each key once, any number of them."""
        wanted = [self._key(key) for key in dict.fromkeys(keys)]
        rows: list[Row] = []
        while wanted:
            found, left_over = self._get_batch(wanted[:READ_AT_ONCE])
            rows += found
            wanted = left_over + wanted[READ_AT_ONCE:]
        return rows

    def put(self, item: RawItem, condition: Condition | None = None) -> None:
        """Write an item whole. Raises `Refused`."""
        self._call("put_item", self.put_request(item, condition))

    def update(self, key: Key, actions: Sequence[Action], condition: Condition | None = None) -> Row:
        """Change attributes of one item (made if there is none) and return it as it then stands.

        Raises `Refused` with the item as it stands instead.
        """
        request = self.update_request(key, actions, condition)
        if condition is not None:
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
        return Row(self._call("update_item", {**request, "ReturnValues": "ALL_NEW"})["Attributes"])

    def delete(self, key: Key, condition: Condition | None = None) -> None:
        """Remove an item, if there is one. Raises `Refused`."""
        self._call("delete_item", self.delete_request(key, condition))

    def query(
        self,
        matching: Condition,
        *,
        index: str = "",
        where: Condition | None = None,
        newest_first: bool = False,
        after: RawItem | None = None,
        page_size: int | None = None,
    ) -> Iterator[Row]:
        """The items of one partition, page after page as they are consumed; strongly consistent unless by an index.

        `after` is the key to go on behind; `where` filters within the database.
        """
        answers = self.answers(
            matching, index=index, where=where, newest_first=newest_first, after=after, page_size=page_size
        )
        for items, _last in answers:
            yield from map(Row, items)

    def answers(
        self,
        matching: Condition,
        *,
        index: str = "",
        where: Condition | None = None,
        newest_first: bool = False,
        after: RawItem | None = None,
        page_size: int | None = None,
    ) -> Iterator[tuple[list[RawItem], RawItem | None]]:
        """The same as `query`, each page with the key of its end (None: of the list's end)."""
        request = self._expressions(KeyConditionExpression=matching, FilterExpression=where)
        request |= {"IndexName": index} if index else {"ConsistentRead": True}
        request["ScanIndexForward"] = not newest_first
        return self._pages("query", request, after, page_size)

    def count(self, matching: Condition, *, index: str, where: Condition | None = None) -> int:
        """How many items of one partition of an index there are; one request a megabyte that is looked through."""
        request = self._expressions(KeyConditionExpression=matching, FilterExpression=where)
        request |= {"IndexName": index, "Select": "COUNT"}
        total = 0
        while True:
            answer = self._call("query", request)
            total += int(answer["Count"])
            if "LastEvaluatedKey" not in answer:
                return total
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def scan(self, after: RawItem | None = None, page_size: int | None = None) -> Iterator[Row]:
        """Every item, page after page as they are consumed."""
        for items, _last in self._pages("scan", {}, after, page_size):
            yield from map(Row, items)

    def put_request(self, item: RawItem, condition: Condition | None = None) -> dict[str, Any]:
        """A `Put` for a transaction."""
        return {"TableName": self._name, "Item": item, **self._expressions(ConditionExpression=condition)}

    def update_request(self, key: Key, actions: Sequence[Action], condition: Condition | None = None) -> dict[str, Any]:
        """An `Update` for a transaction."""
        expressions = self._expressions(ConditionExpression=condition, UpdateExpression=Update(*actions))
        return {"TableName": self._name, "Key": self._key(key), **expressions}

    def delete_request(self, key: Key, condition: Condition | None = None) -> dict[str, Any]:
        """A `Delete` for a transaction."""
        return {"TableName": self._name, "Key": self._key(key), **self._expressions(ConditionExpression=condition)}

    def _key(self, key: Key) -> RawItem:
        return {name: raw_value(value) for name, value in zip(self._key_names, key, strict=True)}

    def _call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        return self._database.call(operation, {"TableName": self._name, **request})

    def _get_batch(self, keys: list[RawItem]) -> tuple[list[Row], list[RawItem]]:
        """The rows read, and the keys that the database had no capacity for."""
        rows: list[Row] = []
        for attempt in range(CONFLICT_ATTEMPTS):
            if attempt:
                self._database.pause(attempt)
            request = {self._name: {"Keys": keys, "ConsistentRead": True}}
            answer = self._database.call("batch_get_item", {"RequestItems": request})
            rows += [Row(item) for item in answer["Responses"].get(self._name, ())]
            unread: list[RawItem] = answer.get("UnprocessedKeys", {}).get(self._name, {}).get("Keys", [])
            if len(unread) < len(keys):
                return rows, unread
        raise StoreThrottled(f"{self._name}: no capacity to read {len(keys)} items")

    def _pages(
        self, operation: str, request: dict[str, Any], after: RawItem | None, page_size: int | None
    ) -> Iterator[tuple[list[RawItem], RawItem | None]]:
        if page_size:
            request["Limit"] = page_size
        while True:
            start = {"ExclusiveStartKey": after} if after else {}
            answer = self._call(operation, {**request, **start})
            after = answer.get("LastEvaluatedKey") or None
            yield answer["Items"], after
            if after is None:
                return

    @staticmethod
    def _expressions(**expressions: Condition | Update | None) -> dict[str, Any]:
        names: dict[str, str] = {}
        values: dict[str, Any] = {}
        request: dict[str, Any] = {
            parameter: expression.serialize(names, values)
            for parameter, expression in expressions.items()
            if expression is not None
        }
        if names:
            request["ExpressionAttributeNames"] = {placeholder: name for name, placeholder in names.items()}
        if values:
            request["ExpressionAttributeValues"] = values
        return request


def sets(values: Mapping[str, Plain]) -> list[Action]:
    """Actions that give attributes these values; what is empty or unset is removed."""
    present = raw_item(values)
    return [Path(name).set(present[name]) if name in present else Path(name).remove() for name in values]


def absent(name: str) -> Condition:
    """The attribute is not there; said of a key attribute: the item does not exist."""
    return Path(name).does_not_exist()


def present(name: str) -> Condition:
    """The attribute is there; said of a key attribute: the item exists."""
    return Path(name).exists()


def either(one: Condition, other: Condition) -> Condition:
    """One of two conditions holds."""
    return Or(one, other)


def is_version(name: str, version: int) -> Condition:
    """The stored version is this one; 0 means that nothing is stored."""
    return Path(name) == version if version else absent(name)
