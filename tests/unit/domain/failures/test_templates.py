from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbridge.domain.failures.templates import TemplateError, fill, names_in

pytestmark = pytest.mark.unit

NEUTRAL = {"package": "the accounting package"}


def filled(text: str, **values: str) -> str:
    return fill(text, lambda name: values.get(name, ""), lambda name: NEUTRAL.get(name, ""))


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("Plain words.", {}, "Plain words."),
        ("Open {package}.", {"package": "Books"}, "Open Books."),
        ("Open {package}.", {}, "Open the accounting package."),
        ("{package} refuses it.", {}, "The accounting package refuses it."),
        ("The number[ {number}] is taken.", {"number": "17"}, "The number 17 is taken."),
        ("The number[ {number}] is taken.", {}, "The number is taken."),
        ("Used[ by {type} {id}].", {"type": "invoice"}, "Used."),
        ("Used[ by {type} {id}].", {"type": "invoice", "id": "3"}, "Used by invoice 3."),
        ("[Only for {name}.]", {}, ""),
        ("A [{name}] b.", {}, "A b."),
        ("{package}", {"package": "{package}"}, "{package}"),
    ],
)
def test_a_text_is_filled_with_what_is_known(text: str, values: dict[str, str], expected: str) -> None:
    assert filled(text, **values) == expected


@pytest.mark.parametrize("text", ["[a", "a]", "[[a]]", "{", "}", "{a b}", "{}", "[a]]"])
def test_unpaired_marks_are_refused(text: str) -> None:
    with pytest.raises(TemplateError):
        filled(text)


def test_the_names_in_a_text_are_told_apart_by_where_they_stand() -> None:
    text = "{a} and {b}[, {c}, {a}]"
    assert names_in(text, optional=False) == {"a", "b"}
    assert names_in(text, optional=True) == {"c", "a"}


@given(st.text(), st.text())
def test_whatever_the_values_are_they_are_not_read_again(first: str, second: str) -> None:
    expected = " ".join(part for part in f"<{first}|{second}>".split(" ") if part)
    assert " ".join(filled("<{a}|{b}>", a=first or "-", b=second or "-").split(" ")).replace("-", "") == (
        expected.replace("-", "")
    )
