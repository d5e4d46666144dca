"""Values as DynamoDB carries them.

Items hold strings, whole numbers, flags and packed bodies. Instants are texts that sort (`domain.timestamps`). What is
empty or unset is left out, which also keeps the indexes sparse.
"""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, cast

from bookbridge.domain.errors import FieldFault, InvalidInput
from bookbridge.domain.records import EntityType
from bookbridge.domain.timestamps import from_text, to_text

Plain = str | int | bool | bytes | datetime | None
AttributeValue = dict[str, Any]
RawItem = dict[str, AttributeValue]
"""An item as the API takes and returns it: `{"fence": {"N": "3"}}`."""

COMPRESS_FROM: Final = 400
"""Characters from which compressing pays: below, zlib saves less than it costs to read."""
MAX_PACKED: Final = 350_000
"""Bytes; an item may have 400 KB, all attributes together."""

_DECIMAL: Final = "$decimal"


class Row:
    """One stored item, read attribute by attribute."""

    def __init__(self, raw: RawItem) -> None:
        self.raw = raw

    def has(self, name: str) -> bool:
        """Whether the attribute is there."""
        return name in self.raw

    def text(self, name: str) -> str:
        """A string; empty when absent."""
        return cast("str", self.raw.get(name, {}).get("S", ""))

    def number(self, name: str) -> int:
        """A whole number; 0 when absent."""
        return int(self.raw.get(name, {}).get("N", 0))

    def flag(self, name: str) -> bool:
        """A flag; false when absent."""
        return bool(self.raw.get(name, {}).get("BOOL", False))

    def binary(self, name: str) -> bytes:
        """Bytes; none when absent."""
        return bytes(self.raw.get(name, {}).get("B", b""))

    def instant(self, name: str) -> datetime:
        """An instant that every item has."""
        return from_text(self.text(name))

    def optional_instant(self, name: str) -> datetime | None:
        """An instant, if it is there."""
        return from_text(self.text(name)) if name in self.raw else None

    def body(self, name: str) -> Any:  # noqa: ANN401 - whatever JSON was packed
        """A packed JSON value; an empty object when absent."""
        stored = self.raw.get(name)
        if stored is None:
            return {}
        text = stored["S"] if "S" in stored else zlib.decompress(stored["B"]).decode()
        return json.loads(text, object_hook=_read_decimal)

    def entity_type(self) -> EntityType:
        """The attribute `entity_type`."""
        return cast("EntityType", self.text("entity_type"))


def raw_item(values: Mapping[str, Plain]) -> RawItem:
    """The item of these values; empty and unset ones are left out."""
    return {name: raw_value(value) for name, value in values.items() if value or is_number(value)}


def is_number(value: Plain) -> bool:
    """Whether the value is a number: those are stored even when they are 0."""
    return isinstance(value, int) and not isinstance(value, bool)


def raw_value(value: Plain) -> AttributeValue:
    """One value in the API's form."""
    match value:
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case str():
            return {"S": str(value)}
        case bytes():
            return {"B": value}
        case datetime():
            return {"S": to_text(value)}
        case _:
            raise TypeError("what is unset has no value to store")


def packed(value: object) -> str | bytes:
    """JSON, compressed when it is long. Decimals stay exact.

    Raises `InvalidInput` when even compressed it does not fit into an item, and `TypeError` for what is not JSON.
    """
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, default=_write_decimal)
    if len(text) < COMPRESS_FROM:
        return text
    compressed = zlib.compress(text.encode())
    if len(compressed) > MAX_PACKED:
        message = f"is too large to be kept: {len(compressed):,} bytes after compression, at most {MAX_PACKED:,}"
        raise InvalidInput((FieldFault("(record)", message),))
    return compressed


def expiry(after: timedelta) -> int:
    """The epoch second at which an item written now may be removed by the table's time to live."""
    return int(time.time() + after.total_seconds())


def _write_decimal(value: object) -> dict[str, str]:
    if isinstance(value, Decimal):
        return {_DECIMAL: str(value)}
    raise TypeError(f"{type(value).__name__} is not JSON")


def _read_decimal(value: dict[str, Any]) -> dict[str, Any] | Decimal:
    return Decimal(value[_DECIMAL]) if value.keys() == {_DECIMAL} else value
