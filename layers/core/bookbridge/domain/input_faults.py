"""Faults of an input in words that its sender can act on, from what the models' library found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_WORDS: Final[Mapping[str, str]] = {
    "missing": "is required",
    "string_type": "must be a text",
    "string_too_short": "must have at least {min_length} characters",
    "string_too_long": "must have at most {max_length} characters",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "dict_type": "must be an object",
    "model_type": "must be an object",
    "list_type": "must be a list",
    "too_short": "must hold at least {min_length}",
    "too_long": "must hold at most {max_length}",
    "date_type": "must be a date such as 2026-11-22",
    "date_parsing": "must be a date such as 2026-11-22",
    "date_from_datetime_parsing": "must be a date such as 2026-11-22",
    "date_from_datetime_inexact": "must be a date such as 2026-11-22",
    "literal_error": "must be one of {expected}",
    "enum": "must be one of {expected}",
}


def words_for(detail: ErrorDetails, unknown: str) -> str:
    """What is wrong with a field; `unknown` is said of a field that does not exist."""
    kind, message = detail["type"], detail["msg"]
    if kind == "extra_forbidden":
        return unknown
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    words = _WORDS.get(kind)
    return words.format(**detail.get("ctx", {})) if words else message
