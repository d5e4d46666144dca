"""Statements of the query language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbridge.packages.quickbooks_online.query import CREATED, Select, equal, one_of, quoted, since
from tests.simulators.quickbooks_online.query import parse

pytestmark = pytest.mark.unit


def test_a_statement_has_its_parts_in_order() -> None:
    where = (one_of("Id", ["1", "2"]), "Active IN (true,false)")
    assert Select("Customer", where, "Id", start=5, limit=7).text == (
        "SELECT * FROM Customer WHERE Id IN ('1','2') AND Active IN (true,false) "
        "ORDERBY Id ASC STARTPOSITION 5 MAXRESULTS 7"
    )
    assert Select("Term").text == "SELECT * FROM Term MAXRESULTS 1000"


@pytest.mark.parametrize(
    ("value", "literal"),
    [("O'Neill", r"'O\'Neill'"), ("back\\", r"'back\\'"), (r"\'", r"'\\\''"), ("", "''")],
)
def test_quotes_and_backslashes_lose_their_meaning(value: str, literal: str) -> None:
    assert quoted(value) == literal


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc")), max_size=40))
def test_any_name_is_one_value_to_the_package(name: str) -> None:
    (condition,) = parse(Select("Customer", (equal("DisplayName", name),)).text).conditions
    assert condition.values == (name,)


def test_instants_are_rounded_down_to_seconds_of_utc() -> None:
    instant = datetime(2026, 5, 1, 12, 0, 0, 999_999, timezone(timedelta(hours=2)))
    assert since(CREATED, instant) == "MetaData.CreateTime >= '2026-05-01T10:00:00+00:00'"
    assert since(CREATED, instant.astimezone(UTC)) == since(CREATED, instant)
