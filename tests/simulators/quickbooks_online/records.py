"""What the fields of this package's records need beyond plain JSON."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tests.simulators.chassis.records import CENT, ZERO, Record, cents, read_json, write_json

__all__ = ["CENT", "ZERO", "Record", "amount", "cents", "read_json", "reference_id", "write_json"]


def reference_id(record: Mapping[str, Any], name: str) -> str | None:
    """Return the id that the reference ``name`` points to, if there is one."""
    reference = record.get(name)
    if not isinstance(reference, dict):
        return None
    value = reference.get("value")
    return value if isinstance(value, str) else None


def amount(record: Mapping[str, Any], name: str) -> Decimal:
    """Return the money field ``name``, zero when it is absent."""
    value = record.get(name)
    return ZERO if value is None else cents(value)
