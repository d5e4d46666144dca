"""What a hand-over to support must not hold, and what it must."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbridge.domain.confidential import MAX_CHARACTERS, confidential, scrubbed

pytestmark = [pytest.mark.unit, pytest.mark.requirement("F12")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("write to books@birch.example now", "write to [masked: 19 characters] now"),
        ("Authorization: Bearer abcdefgh12345678", "[masked: 38 characters]"),
        ("refused eyJhbGciOi.eyJzdWIiOi.sig-na_ture", "refused [masked: 33 characters]"),
        ("client_secret=s3cr3t! rest", "[masked: 21 characters] rest"),
        ('{"password": "hunter2"}', '{"[masked: 19 characters]"}'),
        ("account 1234 5678 9012", "account [masked: 14 characters]"),
        ("call +1 (555) 010-9999 today", "call [masked: 17 characters] today"),
        ("IBAN DE89370400440532013000 is odd", "IBAN [masked: 22 characters] is odd"),
        ("key AKIAIOSFODNN7EXAMPLE", "key [masked: 20 characters]"),
        (
            "see https://me:pw@files.example/a.pdf?X-Amz-Signature=abc&x=1#top now",
            "see https://files.example/a.pdf?[masked] now",
        ),
        ("opaque AB0aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa9", "opaque [masked: 41 characters]"),
    ],
)
def test_secrets_and_personal_details_are_masked_in_texts(text: str, told: str) -> None:
    assert scrubbed(text) == told


@pytest.mark.parametrize(
    "text",
    [
        "Duplicate Document Number Error: DocNumber=1781 is assigned to TxnType=Invoice with TxnId=3188",
        "The line total -14.00 does not match the expected line total 12345678.90",
        "locked until 2026-03-31, tried at 2026-05-01T12:00:00Z",
        "contact 8f2f6a3e-0000-4d4b-9c4e-1234567890ab is archived",
        "https://files.example/a.pdf",
    ],
)
def test_what_explains_a_failure_stays_readable(text: str) -> None:
    assert scrubbed(text) == text


def test_known_ids_stay_wherever_they_stand() -> None:
    assert scrubbed("realm 9341453000000001 of 9341453000000002", {"9341453000000001"}) == (
        "realm 9341453000000001 of [masked: 16 characters]"
    )


def test_fields_are_masked_by_their_names_and_ids_are_not() -> None:
    bundle = {
        "record": {
            "name": "Birch",
            "email": "b@c.d",
            "phone": "555",
            "ach": {"routing": "1", "account": "2"},
            "billing_address": {"line1": "1 Main St", "city": "Oslo", "country": "NO"},
            "customer": "1234567890",
            "date": "2026-05-01",
            "total": "12345678901.00",
            "excluded": False,
            "memo": None,
        },
        "settings": {"notify": {"emails": ["x@y.z"], "owner": None, "successes": True}},
        "refresh_token": "abc",
        "package_link": "https://books.example/app/invoice?txnId=1",
    }
    told = confidential(bundle)
    assert told["record"] == {
        "name": "Birch",
        "email": "[masked: 5 characters]",
        "phone": "[masked: 3 characters]",
        "ach": "[masked: 2 entries]",
        "billing_address": {"line1": "[masked: 9 characters]", "city": "Oslo", "country": "NO"},
        "customer": "1234567890",
        "date": "2026-05-01",
        "total": "12345678901.00",
        "excluded": False,
        "memo": None,
    }
    assert told["settings"]["notify"] == {"emails": "[masked: 1 entries]", "owner": None, "successes": True}
    assert told["refresh_token"] == "[masked: 3 characters]"
    assert told["package_link"] == bundle["package_link"]
    assert told["shortened"] == []


def test_what_is_too_large_is_cut_and_says_where() -> None:
    lines = [{"description": "word " * 400, "amount": "1.00"} for _ in range(1000)]
    told = confidential({"record": {"lines": lines, "memo": "m" * 30_000}})
    assert len(json.dumps(told)) <= MAX_CHARACTERS
    assert len(told["record"]["lines"]) == 100
    assert "record.lines: the last 900 of 1000 entries are left out" in told["shortened"]
    assert told["record"]["memo"] == "m" * 4000 + "…"


JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=300),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=20), inner, max_size=5),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=20), JSON, max_size=5))
def test_any_bundle_stays_json_below_the_limit(bundle: dict[str, Any]) -> None:
    assert len(json.dumps(confidential(bundle), ensure_ascii=False)) <= MAX_CHARACTERS


@given(st.text(max_size=100), st.text(max_size=100), st.integers(10**7, 10**16))
def test_no_account_number_gets_through_a_text(before: str, after: str, number: int) -> None:
    assert str(number) not in scrubbed(f"{before} {number} {after}")
