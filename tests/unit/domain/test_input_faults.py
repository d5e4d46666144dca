"""What is wrong with an input is said in words that its sender can act on."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.errors import InvalidInput
from bookbridge.domain.records import parse_record
from tests.fakes.books import customer, invoice

pytestmark = pytest.mark.unit

WRONG: list[tuple[dict[str, Any], str, str]] = [
    ({"date": "tomorrow"}, "date", "must be a date such as 2026-11-22"),
    ({"date": "2026-11-22T10:00:00"}, "date", "must be a date such as 2026-11-22"),
    ({"lines": []}, "lines", "must hold at least 1"),
    ({"lines": "none"}, "lines", "must be a list"),
    ({"number": 7}, "number", "must be a text"),
    ({"number": "x" * 300}, "number", "must have at most 255 characters"),
    ({"customer": None}, "customer", "must be a text"),
    ({"colour": "red"}, "colour", "is not a field of this record: remove it or correct its name"),
]


@pytest.mark.requirement("B13")
@pytest.mark.parametrize(("change", "field", "message"), WRONG)
def test_a_fault_names_its_field_and_says_what_is_wanted(change: dict[str, Any], field: str, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_record("invoice", {**invoice("A-1", "c-1"), **change})

    assert [(fault.field, fault.message) for fault in refused.value.faults] == [(field, message)]


def test_what_is_no_record_at_all_is_told_so() -> None:
    with pytest.raises(InvalidInput, match="must be an object"):
        parse_record("customer", [customer("Alder Ltd")])
