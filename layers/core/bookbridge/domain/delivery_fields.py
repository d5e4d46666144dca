"""Reading a webhook's body with errors that name the place."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from .errors import UnreadableDelivery
from .timestamps import from_text

_ZONE: Final = re.compile(r"(?:Z|[+-]\d{2}:?\d{2})$")


def read_delivery(raw_body: bytes) -> object:
    """The JSON of a body. Raises `UnreadableDelivery`."""
    try:
        return json.loads(raw_body)
    except (ValueError, RecursionError) as error:
        raise UnreadableDelivery(f"the body is not JSON: {error}") from None


class DeliveryFields:
    """One JSON object of a body; every reader raises `UnreadableDelivery` for what is not as it should be."""

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise UnreadableDelivery(f"{place} is not an object")
        self._value: dict[str, Any] = value
        self._place = place

    def text(self, name: str, *, default: str | None = None) -> str:
        """A text that is not empty, unless there is a default; a number counts as its digits."""
        value = self._value.get(name, default)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or (not value and default is None):
            raise UnreadableDelivery(f"{self._place} has no {name}")
        return value

    def time(self, name: str, *, zone: str = "") -> datetime:
        """An instant; `zone` is understood where the text names none."""
        text = self.text(name)
        try:
            return from_text(text if not zone or _ZONE.search(text) else text + zone)
        except ValueError as error:
            raise UnreadableDelivery(f"{self._place}.{name} is {error}") from None

    def object(self, name: str, *, optional: bool = False) -> DeliveryFields:
        """An object within this one."""
        value = self._value.get(name)
        return DeliveryFields({} if optional and value is None else value, f"{self._place}.{name}")

    def objects(self, name: str) -> Iterator[DeliveryFields]:
        """The objects of a list."""
        values = self._value.get(name)
        if not isinstance(values, list):
            raise UnreadableDelivery(f"{self._place}.{name} is not a list")
        for place, value in enumerate(values):
            yield DeliveryFields(value, f"{self._place}.{name}[{place}]")
