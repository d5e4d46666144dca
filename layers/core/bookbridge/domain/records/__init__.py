"""Canonical records: what the application sends and what every package is translated to and from."""

from .catalogue import (
    DEPENDENCY_ORDER,
    ENTITY_TYPES,
    Category,
    EntityType,
    category_of,
    dependency_rank,
    is_entity_type,
)
from .facts import RecordFacts, facts_of
from .models import CanonicalRecord, model_for, parse_record
from .references import Reference, map_references, references_in

__all__ = [
    "DEPENDENCY_ORDER",
    "ENTITY_TYPES",
    "CanonicalRecord",
    "Category",
    "EntityType",
    "RecordFacts",
    "Reference",
    "category_of",
    "dependency_rank",
    "facts_of",
    "is_entity_type",
    "map_references",
    "model_for",
    "parse_record",
    "references_in",
]
