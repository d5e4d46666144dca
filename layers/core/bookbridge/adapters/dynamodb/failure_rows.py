"""Failures as rows of reports, by the index `by_creation` of the table `sync_failures`.

Written for a million of them: the database's answers are read straight into rows (`query_readers`).
"""

from __future__ import annotations

import zlib
from binascii import a2b_base64
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Final, NotRequired, cast

from pydantic import AliasPath, Field, Json, TypeAdapter
from pydantic_core import from_json
from pynamodb.expressions.operand import Path
from typing_extensions import TypedDict

from bookbridge.domain.report_rows import ReportRow
from bookbridge.domain.timestamps import to_text
from bookbridge.ports.failures import FailureFilter
from bookbridge.ports.pages import Page

from .failures import narrowed
from .table import Table
from .values import RawItem

_ORDER: Final = "created_order"
_BEHIND_ALL_IDS: Final = "$"
"""Comes right after the `#` between an instant and an id."""


class DynamoDbFailureRows:
    """Implements `FailureRows`; the table's database reads queries with `read_answer`."""

    def __init__(self, failures: Table, page_size: int | None = None) -> None:
        """Pages are as large as the database makes them, about a megabyte, or of so many items."""
        self._failures = failures
        self._page_size = page_size

    def pages(self, company_id: str, narrow: FailureFilter, until: datetime, after: str) -> Iterator[Page[ReportRow]]:
        """Page by page, each read when it is asked for."""
        before = after or f"{to_text(until)}{_BEHIND_ALL_IDS}"
        answers = self._failures.answers(
            (Path("company_id") == company_id) & (Path(_ORDER) < before),
            index="by_creation",
            where=narrowed(narrow, by_status=True),
            newest_first=True,
            page_size=self._page_size,
        )
        for rows, last in answers:
            yield Page(cast("list[ReportRow]", rows), last[_ORDER]["S"] if last else "")


def read_answer(body: bytes) -> dict[str, Any]:
    """Read the answer to a Query: items as `ReportRow`."""
    answer: dict[str, Any] = _ANSWER.validate_json(body)
    for row in answer["Items"]:
        for name, packed_name in _PACKED:
            if packed_name in row:
                row[name] = from_json(zlib.decompress(a2b_base64(row.pop(packed_name))))
    return answer


def _text(name: str, kind: str = "S") -> Any:  # noqa: ANN401 - pydantic's own
    """Where an attribute stands in the answer: `{"party": {"S": "Birch Bakery"}}`."""
    return Field(validation_alias=AliasPath(name, kind))


class _Row(TypedDict):
    company_id: Annotated[str, _text("company_id")]
    failure_id: Annotated[str, _text("failure_id")]
    category: Annotated[str, _text("category")]
    entity_type: Annotated[str, _text("entity_type")]
    record_id: Annotated[str, _text("record_id")]
    code: Annotated[str, _text("code")]
    title: Annotated[str, _text("title")]
    opened_at: Annotated[str, _text("opened_at")]
    last_failed_at: Annotated[str, _text("last_failed_at")]
    attempts: Annotated[str, _text("attempts", "N")]
    message: Annotated[NotRequired[str], _text("message")]
    package_link: Annotated[NotRequired[str], _text("package_link")]
    record_number: Annotated[NotRequired[str], _text("record_number")]
    party: Annotated[NotRequired[str], _text("party")]
    date: Annotated[NotRequired[str], _text("date")]
    amount: Annotated[NotRequired[str], _text("amount")]
    currency: Annotated[NotRequired[str], _text("currency")]
    status_in_app: Annotated[NotRequired[str], _text("status_in_app")]
    status_in_package: Annotated[NotRequired[str], _text("status_in_package")]
    values: Annotated[NotRequired[Json[dict[str, str]]], _text("values")]
    packed_values: Annotated[NotRequired[str], _text("values", "B")]
    delivery: Annotated[NotRequired[Json[dict[str, Any]]], _text("delivery")]
    packed_delivery: Annotated[NotRequired[str], _text("delivery", "B")]


class _Answer(TypedDict):
    Items: list[_Row]
    LastEvaluatedKey: NotRequired[RawItem]


_ANSWER: Final[TypeAdapter[Any]] = TypeAdapter(_Answer)
_PACKED: Final = (("values", "packed_values"), ("delivery", "packed_delivery"))
"""What is packed when it is long (`values.packed`)."""
