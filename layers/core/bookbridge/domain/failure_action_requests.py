"""Actions on failures as they are asked for: which, on what, and why."""

from __future__ import annotations

import hashlib
import json
from typing import Annotated, Self, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)

from .errors import FieldFault, InvalidInput
from .failure_actions import LONGEST_ID, MOST_IDS, MOST_WORDS
from .failures import FailureStatus
from .failures.actions import LONGEST_REASON, ActionName
from .input_faults import words_for
from .records import Category, Subject
from .report_filters import known_subject

_Few = Field(default=(), max_length=MOST_WORDS)
_Code = Annotated[str, StringConstraints(min_length=1, max_length=MOST_WORDS)]


class _Request(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reason(_Request):
    """Why somebody takes an action on one failure."""

    reason: str = Field(default="", max_length=LONGEST_REASON)


class FailureSelection(_Request):
    """Which failures: each of the four a list, or a text with commas. Without a status all that wait to be mended."""

    category: tuple[Category, ...] = _Few
    entity_type: tuple[Annotated[Subject, BeforeValidator(known_subject)], ...] = _Few
    status: tuple[FailureStatus, ...] = _Few
    code: tuple[_Code, ...] = _Few

    @field_validator("*", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return [each.strip() for each in value.split(",")] if isinstance(value, str) else value

    @property
    def statuses(self) -> tuple[FailureStatus, ...]:
        """Those that are meant."""
        return self.status or tuple(each for each in FailureStatus if each.is_live)


class ActionRequest(Reason):
    """An action on all failures that fit a filter, or on these ids; the reason is written into their histories."""

    action: ActionName
    filter: FailureSelection | None = None
    ids: tuple[str, ...] | None = Field(default=None, min_length=1, max_length=MOST_IDS)

    @field_validator("ids")
    @classmethod
    def _short(cls, ids: tuple[str, ...] | None) -> tuple[str, ...] | None:
        if ids is None:
            return None
        if not all(0 < len(each) <= LONGEST_ID for each in ids):
            message = f"each must have 1 to {LONGEST_ID} characters"
            raise ValueError(message)
        return tuple(dict.fromkeys(ids))

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.filter is None) == (self.ids is None):
            message = "either filter or ids must be there, and not both; an empty filter means all that are open"
            raise ValueError(message)
        return self

    @property
    def digest(self) -> str:
        """The same for the same request."""
        asked = self.model_dump(mode="json")
        return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()[:32]


_Asked = TypeVar("_Asked", bound=_Request)


def parse(kind: type[_Asked], body: object) -> _Asked:
    """Read a `Reason` or an `ActionRequest`. Raises `InvalidInput` naming every fault."""
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        faults = [
            FieldFault(".".join(map(str, each["loc"])) or "(body)", words_for(each, "is not a field here"))
            for each in error.errors(include_url=False)
        ]
        raise InvalidInput(tuple(faults)) from None
