"""Numbers and dates as Xero writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from bookbridge.packages.xero.wire import day_of, instant_of, milliseconds_of, read_json, write_json

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("/Date(1551916800000+0000)/", 1551916800000),
        ("/Date(1552326816230)/", 1552326816230),
        ("/Date(-62135596800000)/", -62135596800000),
        ("2019-03-07T00:00:00", 1551916800000),
        ("2019-03-07T13:00:00.5+13:00", 1551916800500),
        ("", None),
        (None, None),
        ("yesterday", None),
    ],
)
def test_dates_of_net_and_of_iso_are_instants(value: object, expected: int | None) -> None:
    assert milliseconds_of(value) == expected


def test_an_instant_is_aware_and_exact() -> None:
    assert instant_of("/Date(1552326816230)/") == datetime(2019, 3, 11, 17, 53, 36, 230000, tzinfo=UTC)
    assert instant_of(None) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"DateString": "2019-03-07T00:00:00", "Date": "/Date(0)/"}, "2019-03-07"),
        ({"Date": "/Date(1551916800000+0000)/"}, "2019-03-07"),
        ({"Date": "2019-03-07"}, "2019-03-07"),
        ({}, ""),
        ({"Date": "soon"}, ""),
    ],
)
def test_a_day_is_told_by_its_text_or_its_instant(body: dict[str, Any], expected: str) -> None:
    assert day_of(body, "Date") == expected


def test_amounts_travel_digit_by_digit() -> None:
    payload = {"LineItems": [{"Quantity": "1.5000", "UnitAmount": "0.335", "Description": "1.50"}]}
    assert write_json(payload) == (b'{"LineItems":[{"Quantity":1.5000,"UnitAmount":0.335,"Description":"1.50"}]}')
    assert read_json(b'{"Total":12345678901234.56}')["Total"] == Decimal("12345678901234.56")
