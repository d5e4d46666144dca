"""What DynamoDB bills for a request on demand: request units, from the sizes of the items.

The rules are those of AWS' pages "DynamoDB read and write operations" and "Item sizes and formats":

- A write costs one unit for each started KB of the item, before or after, whichever is larger; twice that in a
  transaction. A refused write costs what the stored item would (at least one unit).
- A read costs one unit for each started 4 KB, half of that when it need not be consistent, and its least also when
  nothing is there. `BatchGetItem` rounds each item, `Query` the sum of what it looked at.
- An index is written only when an entry appears, changes or disappears; an entry that moves costs a removal and an
  addition. Index writes follow the table's write, so they do not count twice in a transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from bookbridge.adapters.dynamodb.values import AttributeValue, RawItem

WRITE_UNIT: Final = 1024
READ_UNIT: Final = 4096
IN_TRANSACTION: Final = 2


@dataclass(frozen=True, slots=True)
class Index:
    """A global secondary index. `attributes` are all that an entry holds; None means the whole item."""

    name: str
    key_names: tuple[str, ...]
    attributes: frozenset[str] | None

    def entry(self, item: RawItem | None) -> RawItem | None:
        """What the index holds of an item; None while the item lacks a key of the index."""
        if item is None or not all(name in item for name in self.key_names):
            return None
        if self.attributes is None:
            return item
        return {name: value for name, value in item.items() if name in self.attributes}

    def write_units(self, before: RawItem | None, after: RawItem | None) -> int:
        """What a change of the item costs here."""
        old, new = self.entry(before), self.entry(after)
        if old == new:
            return 0
        if old is not None and new is not None and self._key(old) != self._key(new):
            return write_units(old, None) + write_units(None, new)
        return write_units(old, new)

    def _key(self, entry: RawItem) -> list[AttributeValue]:
        return [entry[name] for name in self.key_names]


@dataclass(frozen=True, slots=True)
class Layout:
    """A table's keys and indexes, from its definition in the template."""

    key_names: tuple[str, ...]
    indexes: tuple[Index, ...]

    @classmethod
    def of(cls, definition: Mapping[str, Any]) -> Layout:
        """Read a definition as `create_table` takes it."""
        keys = _names(definition["KeySchema"])
        return cls(keys, tuple(_index(each, keys) for each in definition.get("GlobalSecondaryIndexes", ())))

    def key_of(self, item: RawItem) -> tuple[str, ...]:
        """An item's key; all our keys are texts."""
        return tuple(item[name]["S"] for name in self.key_names)

    def index(self, name: str) -> Index:
        """An index by its name."""
        return next(each for each in self.indexes if each.name == name)


def item_size(item: RawItem | None) -> int:
    """Bytes of an item: the names and values of its attributes. Lists and sets are not among ours."""
    return sum(len(name.encode()) + _value_size(value) for name, value in (item or {}).items())


def write_units(before: RawItem | None, after: RawItem | None) -> int:
    """Units of one write outside a transaction."""
    return max(1, ceil(max(item_size(before), item_size(after)) / WRITE_UNIT))


def read_units(size: int, *, consistent: bool) -> float:
    """Units of one read that looked at so many bytes."""
    units = max(1, ceil(size / READ_UNIT))
    return units if consistent else units / 2


def _names(key_schema: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    return tuple(part["AttributeName"] for part in key_schema)


def _index(definition: Mapping[str, Any], table_keys: tuple[str, ...]) -> Index:
    keys = _names(definition["KeySchema"])
    projection = definition["Projection"]
    attributes: frozenset[str] | None = None
    if projection["ProjectionType"] != "ALL":
        attributes = frozenset((*keys, *table_keys, *projection.get("NonKeyAttributes", ())))
    return Index(definition["IndexName"], keys, attributes)


def _value_size(value: AttributeValue) -> int:
    ((kind, content),) = value.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return ceil(len(content.strip("-").strip("0")) / 2) + 1
        case "B":
            return len(content)
        case "BOOL":
            return 1
        case "M":
            return 3 + len(content) + item_size(content)
        case _:
            raise ValueError(f"no item of ours holds a value of type {kind}")
