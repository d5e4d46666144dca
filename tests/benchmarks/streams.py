"""Which changes of the tables reach `announce_changes`, by the filters of the template."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from bookbridge.adapters.dynamodb.values import RawItem
from tests.infra.template.blueprint import resources


def is_let_through(table: str, before: RawItem | None, after: RawItem | None) -> bool:
    """Whether a change is handed to the function; `table` is the table's logical id."""
    if before == after:
        return False  # a write that changes nothing makes no record in the stream
    kind = "INSERT" if before is None else "REMOVE" if after is None else "MODIFY"
    images = {"OldImage": before, "NewImage": after}
    change = {"eventName": kind, "dynamodb": {name: image for name, image in images.items() if image}}
    return any(_matches(pattern, change) for pattern in _patterns(table))


@cache
def _patterns(table: str) -> tuple[dict[str, Any], ...]:
    mapping = resources("AWS::Lambda::EventSourceMapping").get(f"Announce{table.removesuffix('Table')}Mapping")
    return tuple(json.loads(each["Pattern"]) for each in mapping["FilterCriteria"]["Filters"]) if mapping else ()


def _matches(pattern: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Lambda's filter rules, as far as the template uses them."""
    for name, wanted in pattern.items():
        value = record.get(name)
        if isinstance(wanted, dict):
            if not isinstance(value, dict) or not _matches(wanted, value):
                return False
        elif not any(_allows(each, value) for each in wanted):
            return False
    return True


def _allows(wanted: object, value: object) -> bool:
    match wanted:
        case {"exists": bool(there)}:
            return (value is not None) is there
        case {"anything-but": list(refused)}:
            return value is not None and value not in refused
        case str():
            return value == wanted
        case _:
            raise ValueError(f"the benchmark knows no filter {wanted}")
