from __future__ import annotations

import random
import time
from datetime import timedelta
from decimal import Decimal

import pytest

from bookbridge.adapters.dynamodb.values import Row, expiry, packed, raw_item
from bookbridge.domain.errors import InvalidInput
from tests.contract.ports.examples import NOON

pytestmark = pytest.mark.unit


def test_empty_values_are_left_out_and_zero_is_kept() -> None:
    item = raw_item({"a": "", "b": None, "c": False, "d": b"", "e": 0, "f": True, "g": NOON, "h": b"x"})

    assert item == {
        "e": {"N": "0"},
        "f": {"BOOL": True},
        "g": {"S": "2026-05-01T12:00:00.250000Z"},
        "h": {"B": b"x"},
    }


def test_absent_attributes_read_as_empty() -> None:
    row = Row({})

    assert (row.text("a"), row.number("a"), row.flag("a"), row.binary("a")) == ("", 0, False, b"")
    assert row.optional_instant("a") is None
    assert row.body("a") == {}


@pytest.mark.parametrize("lines", [1, 100])
def test_packed_bodies_are_exact(lines: int) -> None:
    body = {"lines": [{"amount": Decimal("10.50"), "name": "Žluť", "n": 1, "f": 0.1, "none": None}] * lines}

    stored = packed(body)

    assert isinstance(stored, str if lines == 1 else bytes)
    read = Row(raw_item({"body": stored})).body("body")
    assert read == body
    assert str(read["lines"][0]["amount"]) == "10.50"


def test_a_body_that_no_item_can_hold_is_refused_as_input() -> None:
    noise = random.Random(1).randbytes(400_000).hex()  # noqa: S311 - something that does not compress

    with pytest.raises(InvalidInput, match="too large"):
        packed({"memo": noise})


def test_items_expire_in_whole_seconds() -> None:
    assert 0 <= expiry(timedelta(days=1)) - (time.time() + 86_400) + 1 <= 1
