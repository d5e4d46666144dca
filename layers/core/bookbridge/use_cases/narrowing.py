"""Filters of lists as callers write them."""

from __future__ import annotations

from collections.abc import Sequence

from bookbridge.domain.errors import FieldFault


def among(field: str, value: str, allowed: Sequence[str], faults: list[FieldFault]) -> list[str]:
    """The words of a filter, with commas between them; words that are not allowed are added to `faults`."""
    given = [each.strip() for each in value.split(",")] if value else []
    if set(given) - set(allowed):
        faults.append(FieldFault(field, f"must be one of {', '.join(allowed)}"))
    return given
