"""Instants and amounts, as the packages write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbridge.domain.errors import InvalidInput
from bookbridge.domain.money import plain, round_half_up
from bookbridge.domain.records import parse_record
from bookbridge.domain.timestamps import from_text, to_text

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2025-09-08T20:52:31.657Z", datetime(2025, 9, 8, 20, 52, 31, 657000, UTC)),
        ("2015-10-05T14:42:19-0700", datetime(2015, 10, 5, 21, 42, 19, 0, UTC)),
        ("2014-09-18T14:41:49-07:00", datetime(2014, 9, 18, 21, 41, 49, 0, UTC)),
        ("2025-09-10T21:31:25.179851517Z", datetime(2025, 9, 10, 21, 31, 25, 179851, UTC)),
    ],
)
def test_every_form_that_a_package_sends_is_read(text: str, instant: datetime) -> None:
    assert from_text(text) == instant


@pytest.mark.parametrize("text", ["2025-09-08", "2025-09-08T20:52:31", "yesterday", ""])
def test_an_instant_without_an_offset_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an ISO 8601 instant"):
        from_text(text)


LAST = datetime(9998, 12, 31)  # noqa: DTZ001 - the strategy adds the zone


@given(
    st.datetimes(max_value=LAST, timezones=st.just(UTC)),
    st.datetimes(max_value=LAST, timezones=st.just(timezone(timedelta(hours=-7)))),
)
def test_texts_compare_like_instants(one: datetime, other: datetime) -> None:
    assert from_text(to_text(one)) == one
    assert (to_text(one) < to_text(other)) is (one < other)


@pytest.mark.parametrize(("amount", "rounded"), [("0.005", "0.01"), ("-0.005", "-0.01"), ("2.675", "2.68")])
def test_halves_are_rounded_away_from_zero(amount: str, rounded: str) -> None:
    assert round_half_up(Decimal(amount)) == Decimal(rounded)


def test_an_exact_decimal_has_no_exponent() -> None:
    assert plain(Decimal("1E+2")) == "100"


@pytest.mark.parametrize("total", [12.5, "1e3", "12,50", "NaN", "1234567890123456.00", "1.005", None])
def test_money_that_is_no_exact_decimal_string_is_refused(total: object) -> None:
    line = {"quantity": "1", "unit_price": "1", "amount": "1.00"}
    body = {"number": "A-1", "customer": "c-1", "date": "2026-01-01", "lines": [line], "total": total}
    with pytest.raises(InvalidInput) as refused:
        parse_record("invoice", body)
    assert [fault.field for fault in refused.value.faults] == ["total"]


@pytest.mark.requirement("B13")
def test_all_missing_fields_of_a_bill_are_named_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_record("bill", {"memo": "paper"})
    assert {fault.field for fault in refused.value.faults} == {
        "vendor",
        "date",
        "due_date",
        "ap_account",
        "base_currency",
        "currency",
        "status",
        "lines",
        "total",
    }
    assert {fault.message for fault in refused.value.faults} == {"is required"}
