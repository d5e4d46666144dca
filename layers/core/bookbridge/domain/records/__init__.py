"""Canonical records: what the application sends and what every package is translated to and from.

The models are loaded when they are first asked for: most functions only carry records, and pydantic takes its time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .catalogue import (
    DEPENDENCY_ORDER,
    ENTITY_TYPES,
    SUBJECTS,
    Category,
    EntityType,
    Subject,
    category_of,
    dependency_rank,
    is_entity_type,
)
from .facts import RecordFacts, facts_of
from .references import Reference, map_references, references_in, types_named_by, types_naming

if TYPE_CHECKING:
    from .models import CanonicalRecord
    from .parsing import model_for, parse_record

__all__ = [
    "DEPENDENCY_ORDER",
    "ENTITY_TYPES",
    "SUBJECTS",
    "CanonicalRecord",
    "Category",
    "EntityType",
    "RecordFacts",
    "Reference",
    "Subject",
    "category_of",
    "dependency_rank",
    "facts_of",
    "is_entity_type",
    "map_references",
    "model_for",
    "parse_record",
    "references_in",
    "types_named_by",
    "types_naming",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401 - whatever the module holds under that name
    if name in {"CanonicalRecord", "model_for", "parse_record"}:
        from . import parsing  # noqa: PLC0415 - the point of this function

        return getattr(parsing, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
