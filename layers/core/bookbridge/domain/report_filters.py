"""What a report can be narrowed by, wherever it is asked for: in a request or in a schedule."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from .errors import FieldFault
from .failures import FailureStatus
from .input_faults import words_for
from .records import SUBJECTS, Category, Subject


def known_subject(given: object) -> object:
    """Two lists of words make one type, and would be two faults."""
    if given is not None and given not in SUBJECTS:
        raise ValueError(f"must be one of {', '.join(SUBJECTS)}")
    return given


class ReportFilter(BaseModel):
    """Narrows a report; what is absent narrows nothing. Without a status a report lists what still needs mending."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    status: FailureStatus | None = None
    category: Category | None = None
    entity_type: Annotated[Subject | None, BeforeValidator(known_subject)] = None

    def as_stored(self) -> dict[str, str]:
        """As a report keeps it: only what narrows."""
        return {key: str(value) for key, value in self.model_dump(mode="json", exclude_none=True).items()}


NOT_A_FILTER: Final = f"is not a filter: use {', '.join(ReportFilter.model_fields)}"


def read_filter(given: object) -> tuple[ReportFilter, list[FieldFault]]:
    """The filter of a request (null: none), and every fault of it under `filter.`."""
    try:
        return ReportFilter.model_validate({} if given is None else given), []
    except ValidationError as error:
        return ReportFilter(), [
            FieldFault(".".join(("filter", *map(str, each["loc"]))), words_for(each, NOT_A_FILTER))
            for each in error.errors(include_url=False)
        ]
