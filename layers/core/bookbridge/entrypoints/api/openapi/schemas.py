"""All schemas of the reference. Canonical records and settings are described by their own models."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue, models_json_schema
from pydantic_core.core_schema import DecimalSchema
from typing_extensions import override

from bookbridge.domain.records import ENTITY_TYPES, model_for
from bookbridge.domain.settings import Settings

from .actions import ACTIONS
from .answers import ANSWERS
from .bodies import BODIES
from .checks import CHECKS
from .connectors import CONNECTORS
from .desk import DESK
from .shapes import REF, Schema


class _Models(GenerateJsonSchema):
    """Decimals are strings, in both directions."""

    @override
    def decimal_schema(self, schema: DecimalSchema) -> JsonSchemaValue:
        return {"type": "string", "format": "decimal", "pattern": r"^-?\d{1,15}(\.\d{1,10})?$", "examples": ["125.50"]}


def schemas() -> dict[str, Schema]:
    """All of them, by name."""
    modes: list[tuple[Any, JsonSchemaMode]] = [(model_for(each), "validation") for each in ENTITY_TYPES]
    modes.append((Settings, "validation"))
    _by_model, models = models_json_schema(modes, ref_template=REF + "{model}", schema_generator=_Models)
    return {**BODIES, **ANSWERS, **CHECKS, **CONNECTORS, **DESK, **ACTIONS, **models["$defs"]}
