"""Values of QuickBooks Desktop's objects: all of them arrive as texts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bookbridge.domain.exact_json import Json
from bookbridge.domain.timestamps import EPOCH, from_text

_DAY: Final = timedelta(days=1)

__all__ = ["Json", "flag", "instant_of", "ref_id", "ref_name", "rows_in", "to_seconds"]


def flag(body: Mapping[str, Any], name: str, *, default: bool = False) -> bool:
    """A yes or no; `default` when it is not told."""
    value = body.get(name)
    return default if value in (None, "") else str(value).lower() in {"true", "1"}


def instant_of(body: Mapping[str, Any], name: str) -> datetime:
    """An instant; one without an offset counts as UTC, and none at all as long ago."""
    text = str(body.get(name) or "")
    if not text:
        return EPOCH
    try:
        return from_text(text)
    except ValueError:
        return datetime.fromisoformat(text).replace(tzinfo=UTC)


def to_seconds(instant: datetime) -> str:
    """An instant in whole seconds, rounded down, with its offset: without one it would be the computer's local time.

    Nothing is older than 1970, in whatever zone.
    """
    return max(instant, EPOCH + _DAY).astimezone(UTC).isoformat(timespec="seconds")


def ref_id(body: Mapping[str, Any], name: str) -> str:
    """The id that a reference holds; empty when there is none."""
    reference = body.get(name)
    return str(reference.get("ListID") or "") if isinstance(reference, Mapping) else ""


def ref_name(body: Mapping[str, Any], name: str) -> str:
    """The full name that a reference tells along with its id; empty when it tells none."""
    reference = body.get(name)
    return str(reference.get("FullName") or "") if isinstance(reference, Mapping) else ""


def rows_in(body: Mapping[str, Any], name: str) -> list[Json]:
    """The repeated elements of this name."""
    value = body.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
