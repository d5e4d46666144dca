"""JSON without binary floats."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbridge.packages.quickbooks_online.wire import read_json, write_json

pytestmark = pytest.mark.unit

DECIMALS = st.decimals(min_value=-(10**13), max_value=10**13, places=5, allow_nan=False, allow_infinity=False)


@given(DECIMALS)
def test_an_amount_is_written_and_read_without_losing_a_digit(amount: Decimal) -> None:
    body = write_json({"Line": [{"Amount": format(amount, "f")}], "TotalAmt": amount})
    assert b'"' not in body.split(b":", 2)[2].split(b"}", maxsplit=1)[0]
    read = read_json(body)
    assert Decimal(read["Line"][0]["Amount"]) == Decimal(read["TotalAmt"]) == amount


def test_only_amounts_are_turned_into_numbers() -> None:
    body = write_json(
        {"DocNumber": "0012", "Qty": "1.50", "UnitPrice": "1E+2", "DueDays": 30, "Active": True, "X": None}
    )
    assert body == b'{"DocNumber":"0012","Qty":1.50,"UnitPrice":100,"DueDays":30,"Active":true,"X":null}'


def test_text_travels_as_utf_8() -> None:
    assert write_json({"DisplayName": 'Zoë "Z"\n'}) == '{"DisplayName":"Zoë \\"Z\\"\\n"}'.encode()


@pytest.mark.parametrize("body", [b"", b"[]", b"<html>", b'"text"', b"\xff"])
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_json(body)
