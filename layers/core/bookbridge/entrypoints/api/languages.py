"""The parameter `language` of endpoints that answer with texts."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.errors import FieldFault, InvalidInput
from bookbridge.domain.languages import languages

from .endpoints import Query
from .requests import ApiRequest

LANGUAGE: Final = Query("language", "language of the texts; that of the connection if absent", languages())


def language_asked(request: ApiRequest) -> str:
    """The language asked for; empty when none is. Raises `InvalidInput` for one that is not spoken here."""
    asked = request.query.get("language", "")
    if asked and asked not in languages():
        raise InvalidInput((FieldFault("language", f"must be one of {', '.join(languages())}"),))
    return asked
