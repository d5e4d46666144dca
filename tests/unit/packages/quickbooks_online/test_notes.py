"""The private note: the user's memo, our marker, and what a void leaves."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_online.mapping.notes import is_voided, marker_in, marker_of, memo_in, with_marker

pytestmark = pytest.mark.unit


@pytest.mark.parametrize("record_id", ["pay-1", "pay 1", "a]b", "ü/ß", "x" * 128, "%5D"])
def test_a_marker_survives_whatever_stands_before_it(record_id: str) -> None:
    marker = marker_of("payment", record_id, {})
    for memo in ("", "Thanks", "See [1]", "[bookbridge payment/other]"):
        note = with_marker(memo, marker)
        assert marker_in(note) == marker
        assert marker_in(f"Voided - {note}") == marker
        assert memo_in({"PrivateNote": note}) == ({"memo": memo} if memo else {})


def test_markers_are_for_what_has_no_number() -> None:
    assert marker_of("bill", "b-1", {"number": "1"}) == ""
    assert marker_of("bill", "b-1", {}) == "[bookbridge bill/b-1]"
    assert marker_of("invoice", "i-1", {}) == ""
    assert marker_of("payment", "p/1", {"reference": "4711"}) == "[bookbridge payment/p%2F1]"
    assert marker_of("vendor_credit", "vc-1", {"number": "1"}) == marker_of("order", "o-1", {}) == ""
    unnumbered: tuple[EntityType, ...] = ("bill_payment", "refund", "expense", "document", "vendor_credit")
    for entity_type in unnumbered:
        assert marker_in(marker_of(entity_type, "x", {})) == f"[bookbridge {entity_type}/x]"
    assert marker_in("pay [bookbridge payment/p-1] today") == marker_in(None) == ""


@pytest.mark.parametrize(
    ("body", "voided", "memo"),
    [
        ({"TotalAmt": 0, "PrivateNote": "Voided"}, True, {}),
        ({"TotalAmt": 0, "PrivateNote": "Voided - Thanks"}, True, {"memo": "Thanks"}),
        ({"TotalAmt": 0, "PrivateNote": "Voided by Ann"}, True, {"memo": "Voided by Ann"}),
        ({"TotalAmt": 5, "PrivateNote": "Voided - no"}, False, {"memo": "Voided - no"}),
        ({"TotalAmt": 0, "PrivateNote": "Free"}, False, {"memo": "Free"}),
        ({"PrivateNote": "Voided"}, False, {"memo": "Voided"}),
    ],
)
def test_a_void_is_recognised_by_amount_and_note(body: dict[str, Any], voided: bool, memo: dict[str, str]) -> None:
    assert is_voided(body) is voided
    assert memo_in(body) == memo
