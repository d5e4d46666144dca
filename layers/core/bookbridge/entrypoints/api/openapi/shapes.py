"""Pieces of JSON Schema (2020-12, as OpenAPI 3.1 uses it)."""

from __future__ import annotations

from typing import Any, Final

from bookbridge.domain.records import ENTITY_TYPES, SUBJECTS

Schema = dict[str, Any]

REF: Final = "#/components/schemas/"
TEXT: Final[Schema] = {"type": "string"}
TEXT_OR_NULL: Final[Schema] = {"type": ["string", "null"]}
NUMBER: Final[Schema] = {"type": "integer", "minimum": 0}
FLAG: Final[Schema] = {"type": "boolean"}
OBJECT: Final[Schema] = {"type": "object"}
INSTANT: Final[Schema] = {"type": "string", "format": "date-time"}
INSTANT_OR_NULL: Final[Schema] = {"type": ["string", "null"], "format": "date-time"}


def ref(name: str) -> Schema:
    """A reference to a schema by its name."""
    return {"$ref": f"{REF}{name}"}


def record_of(description: str, **properties: Schema) -> Schema:
    """An object that always has all of these."""
    return {
        "type": "object",
        "description": description,
        "required": list(properties),
        "properties": properties,
    }


def page_of(name: str, entry: str) -> Schema:
    """One page of a list."""
    return record_of(f"One page of {name}.", **{name: list_of(ref(entry)), "next_cursor": TEXT_OR_NULL})


def list_of(entry: Schema) -> Schema:
    """Any number of these."""
    return {"type": "array", "items": entry}


def one_of(*values: str) -> Schema:
    """One of these words."""
    return {"type": "string", "enum": list(values)}


def or_null(schema: Schema) -> Schema:
    """This, or `null` where there is none."""
    return {"anyOf": [schema, {"type": "null"}]}


ENTITY_TYPE: Final = one_of(*ENTITY_TYPES)
SUBJECT: Final = one_of(*SUBJECTS)
"""What a failure can be of: `connection` is a company's connection as a whole."""
