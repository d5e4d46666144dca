"""Requests to the API, as the endpoints read them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bookbridge.domain.errors import FieldFault, InvalidInput, NotFound
from bookbridge.domain.records import EntityType, is_entity_type
from bookbridge.entrypoints.authorisation import Caller
from bookbridge.entrypoints.http_events import MAX_BODY, Event, public_url, raw_body

if TYPE_CHECKING:
    from bookbridge.bootstrap import Application

DEFAULT_LIMIT: Final = 50
MAX_LIMIT: Final = 200
_HALF_A_CHARACTER: Final = re.compile(rb"\\u[dD][89a-fA-F]")


class BodyTooLarge(Exception):  # noqa: N818 - a condition, named for its cause
    """The body has more bytes than are read."""


class MalformedBody(Exception):  # noqa: N818
    """The body is not JSON; the message says where."""


class RepeatedKeys(MalformedBody):
    """An object of the body has a key twice: whoever reads it decides which value counts, so none does."""

    def __init__(self, keys: Collection[str]) -> None:
        """`keys` are the repeated ones."""
        super().__init__(f"the body names {', '.join(sorted(keys))} more than once in one object")
        self.faults = tuple(FieldFault(key, "is there more than once in one object") for key in sorted(keys))


class UnknownParameters(Exception):  # noqa: N818
    """The query has parameters that the endpoint does not know."""

    def __init__(self, names: Collection[str], known: Collection[str]) -> None:
        """`names` are the unknown ones, `known` those that there are."""
        takes = f"only {', '.join(known)}" if known else "none"
        super().__init__(f"this call knows no parameter {', '.join(names)}: it takes {takes}")
        self.faults = tuple(FieldFault(name, "is not a parameter of this call") for name in names)


class NotJson(Exception):  # noqa: N818
    """The body is declared to be something else than JSON."""


@dataclass(frozen=True, slots=True)
class ApiRequest:
    """One request. `caller` is an operator without a name for endpoints that are public."""

    event: Event
    path: Mapping[str, str]
    application: Application
    caller: Caller

    @property
    def company_id(self) -> str:
        """The company in the path."""
        return self.path["company_id"]

    @property
    def entity_type(self) -> EntityType:
        """The type of record in the path. Raises `NotFound` for a word that is none."""
        name = self.path["entity_type"]
        if not is_entity_type(name):
            raise NotFound(f"{name!r} is not a type of record")
        return name

    @property
    def query(self) -> Mapping[str, str]:
        """The query's parameters; of one that is given twice, the values with a comma between them."""
        parameters: dict[str, str] = self.event.get("queryStringParameters") or {}
        return parameters

    @property
    def cursor(self) -> str | None:
        """Where to go on."""
        return self.query.get("cursor") or None

    @property
    def limit(self) -> int:
        """Entries a page. Raises `InvalidInput`."""
        given = self.query.get("limit", str(DEFAULT_LIMIT))
        if not (given.isascii() and given.isdecimal() and len(given) < 4 and 1 <= int(given) <= MAX_LIMIT):  # noqa: PLR2004 - 4 digits are too many
            raise InvalidInput((FieldFault("limit", f"must be a whole number from 1 to {MAX_LIMIT}"),))
        return int(given)

    @property
    def public_url(self) -> str:
        """The address under which this request reached the API."""
        return public_url(self.application.adapters.public_url, self.event)

    @property
    def has_body(self) -> bool:
        """Whether anything was sent."""
        return bool(raw_body(self.event))

    def json(self) -> Any:  # noqa: ANN401 - whatever JSON was sent
        """The body. Raises `BodyTooLarge`, `NotJson`, `MalformedBody` and `RepeatedKeys`."""
        body = raw_body(self.event)
        if len(body) > MAX_BODY:
            raise BodyTooLarge(f"the body has {len(body):,} bytes, at most {MAX_BODY:,} are read")
        content_type = self.event["headers"].get("content-type", "").partition(";")[0].strip().lower()
        if content_type and content_type != "application/json" and not content_type.endswith("+json"):
            raise NotJson(f"the body must be application/json, not {content_type}")
        try:
            value = json.loads(body, parse_constant=_no_number, object_pairs_hook=_without_repeats)
            if _HALF_A_CHARACTER.search(body):
                json.dumps(value, ensure_ascii=False).encode()  # half of a surrogate pair is no text
        except (ValueError, RecursionError) as error:
            raise MalformedBody(f"the body is not JSON: {error}") from None
        return value

    def json_object(self) -> dict[str, Any]:
        """The body, if it is an object. Raises `InvalidInput` for any other JSON."""
        value = self.json()
        if not isinstance(value, dict):
            raise InvalidInput((FieldFault("(body)", "must be a JSON object"),))
        return value


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object. Raises `RepeatedKeys`."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise RepeatedKeys([key for key, times in Counter(key for key, _value in pairs).items() if times > 1])
    return made


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not JSON")
