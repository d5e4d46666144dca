"""Endpoints: what each one is called, who may call it, what the reference says about it, and the function behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .answers import Answer
    from .requests import ApiRequest

_PARAMETER: Final = re.compile(r"\{(\w+)\}")
NOBODY: Final = ""
"""Schema of an answer without a body."""


class Access(Enum):
    """Who may call an endpoint. An endpoint that says nothing is for the company in its path and for operators."""

    PUBLIC = "public"
    COMPANY = "company"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Query:
    """A parameter of the query. `values` lists what it may be, if that is a list."""

    name: str
    description: str
    values: Sequence[str] = ()
    whole_number: bool = False


CURSOR: Final = Query("cursor", "`next_cursor` of the page before; absent for the first page")
LIMIT: Final = Query("limit", "entries a page, 1 to 200; 50 if absent", whole_number=True)
PAGING: Final = (CURSOR, LIMIT)

Function = Callable[["ApiRequest"], "Answer"]


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One method of one path. Schemas are named as in the reference's components; `""` means no body.

    `takes_nothing_too`: the body may be left out.
    """

    method: str
    path: str
    function: Function
    summary: str
    description: str
    access: Access
    query: Sequence[Query]
    takes: str
    answers: Mapping[HTTPStatus, str]
    takes_nothing_too: bool = False

    @property
    def name(self) -> str:
        """The operation's id in the reference."""
        return self.function.__name__

    @property
    def parameters(self) -> list[str]:
        """The names of the path's parts that vary."""
        return _PARAMETER.findall(self.path)

    @property
    def rule(self) -> str:
        """The path in the resolver's notation: `<company_id>` for `{company_id}`."""
        return _PARAMETER.sub(r"<\1>", self.path)

    def is_at(self, path: str) -> bool:
        """Whether a request's path is this endpoint's, whatever the method."""
        return re.fullmatch(_PARAMETER.sub("[^/]+", self.path), path) is not None


@dataclass(slots=True)
class Group:
    """Endpoints that one function serves, under one heading of the reference."""

    title: str
    description: str
    endpoints: list[Endpoint] = field(default_factory=list)

    def endpoint(
        self,
        method: str,
        path: str,
        summary: str,
        *,
        answers: Mapping[HTTPStatus, str],
        description: str = "",
        access: Access = Access.COMPANY,
        query: Sequence[Query] = (),
        takes: str = "",
        takes_nothing_too: bool = False,
    ) -> Callable[[Function], Function]:
        """Declare the decorated function as an endpoint; `answers` has the schema of each good answer."""

        def declare(function: Function) -> Function:
            made = Endpoint(
                method, path, function, summary, description, access, query, takes, answers, takes_nothing_too
            )
            self.endpoints.append(made)
            return function

        return declare
