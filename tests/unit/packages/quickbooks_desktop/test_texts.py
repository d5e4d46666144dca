"""Texts become what Windows-1252 can hold, and stay as near to themselves as they can."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbridge.packages.quickbooks_desktop.qbxml.texts import text_for_quickbooks

pytestmark = pytest.mark.unit

HELD = "Crème brûlée à 5 €, ½ prix – “Søren’s” • ™"  # noqa: RUF001


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme Supply", "Acme Supply"),
        (HELD, HELD),
        ("e\u0301", "é"),
        ("Őrség, Łódź, Đurđević, Şişli, İzmir", "Orség, Lódz, Durdevic, Sisli, Izmir"),
        ("ﬁnal №5", "final No5"),
        ("1 − 2 ‐ 3 ‑ 4", "1 - 2 - 3 - 4"),  # noqa: RUF001 - the case
        ("5′ 10″", "5' 10\""),  # noqa: RUF001 - the case
        ("日本 Жук 😀", "?? ??? ?"),
        ("a\u200bb\ufeffw\u0301", "abw"),
        ("a\u2003b\u00a0c", "a b\u00a0c"),
        ("a\tb\r\nc\rd\ne\u2028f", "a b\nc\nd\ne\nf"),
        ("\x00\x07a\x7f\x81b\x9f", "ab"),
    ],
)
def test_a_text_keeps_what_it_can(text: str, expected: str) -> None:
    assert text_for_quickbooks(text) == expected


@given(text=st.text())
def test_quickbooks_can_hold_every_text_and_another_pass_changes_nothing(text: str) -> None:
    held = text_for_quickbooks(text)
    held.encode("cp1252")
    assert all(character == "\n" or character.isprintable() or character in "\xa0\xad" for character in held)
    assert text_for_quickbooks(held) == held
