"""Filters, safe and short enough for a URL."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from bookbridge.packages.xero.query import (
    LONGEST,
    any_of,
    encoded,
    equal,
    equal_in_any_case,
    is_guid,
    listed,
    to_seconds,
)
from tests.unit.packages.xero.canned import guid

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("value", "term"),
    [
        ("Acme", 'Name=="Acme"'),
        ("O'Neill & Söhne", 'Name=="O\'Neill & Söhne"'),
        ('The "Big" Shop', 'Name.Contains(" Shop")'),
        ('x" OR Name!="', 'Name.Contains(" OR Name!=")'),
        ("a\\b\\long", 'Name.Contains("long")'),
        ('"', 'Name.Contains("")'),
    ],
)
def test_no_value_can_end_its_quotes(value: str, term: str) -> None:
    assert equal("Name", value) == term


def test_names_are_asked_for_in_their_usual_spellings() -> None:
    assert [*equal_in_any_case("Name", "acme ltd")] == [
        'Name=="acme ltd"',
        'Name=="ACME LTD"',
        'Name=="Acme Ltd"',
    ]


def test_many_terms_are_cut_into_clauses_that_fit() -> None:
    terms = [is_guid("PaymentID", guid(each)) for each in range(200)]
    clauses = [*any_of([*terms, *terms])]
    assert len(clauses) > 1
    assert all(len(quote(clause, safe="")) <= LONGEST for clause in clauses)
    assert [term for clause in clauses for term in clause.split(" OR ")] == terms
    assert [*any_of([])] == []


def test_a_hundred_ids_fit_into_one_list() -> None:
    (ids,) = listed(guid(each) for each in range(100))
    assert len(quote(ids, safe="")) <= LONGEST


def test_parameters_are_encoded_whole() -> None:
    assert encoded({"where": 'A=="b c"', "page": "1"}) == "where=A%3D%3D%22b%20c%22&page=1"


def test_instants_are_whole_seconds_in_utc() -> None:
    assert to_seconds(datetime(2026, 5, 4, 9, 30, 1, 999999, tzinfo=UTC)) == "2026-05-04T09:30:01"
