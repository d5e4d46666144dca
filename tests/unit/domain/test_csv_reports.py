from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbridge.domain.csv_reports import MAX_CELL, PAGE, amount_cell, cell, file_name, render
from bookbridge.domain.failures import Actor, Failure, Problem, fail
from bookbridge.domain.failures.catalogue import load_shared
from bookbridge.domain.money import plain

pytestmark = [pytest.mark.unit, pytest.mark.requirement("A5")]

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
TRIGGERS = "=+-@＝＋－＠"  # noqa: RUF001 - the full-width forms are the point
COLUMNS = [
    "company",
    "category",
    "entity type",
    "record number",
    "record id",
    "party",
    "date",
    "amount",
    "currency",
    "status in app",
    "status in package",
    "error code",
    "error message",
    "how to fix in the app",
    "how to fix in the package",
    "who can fix it",
    "first failed",
    "last failed",
    "attempts",
    "delivery evidence",
    "delivery link",
    "link in package",
    "failure id",
]


def problem(message: str = "Subscription ended", **more: Any) -> Problem:
    return load_shared().problem_for("subscription_ended", "payment", message=message, **more)


def failure(**changes: Any) -> Failure:
    record = {"customer": "cust-1", "reference": "1781", "date": "2026-05-01", "amount": "125.50", "currency": "USD"}
    made = fail(
        None,
        company_id="acme",
        entity_type="payment",
        record_id="pay-1",
        record=record,
        operation="sync",
        problem=problem(),
        party="Blue Lake Ltd",
        now=NOON,
    )
    return replace(made, **changes)


def read(chunks: Iterable[bytes]) -> list[list[str]]:
    text = b"".join(chunks).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def row(made: Failure, language: str = "en") -> dict[str, str]:
    heading, values = read(render([made], language, "Acme"))
    return dict(zip(heading if language == "en" else COLUMNS, values, strict=True))


def test_the_columns_stand_in_their_agreed_order() -> None:
    assert read(render([], "en")) == [COLUMNS]


def test_a_file_begins_with_a_byte_order_mark_and_its_lines_end_in_cr_lf() -> None:
    content = b"".join(render([failure(), failure()], "en"))
    assert content.startswith(b"\xef\xbb\xbfcompany,category,")
    assert content.count(b"\r\n") == content.count(b"\n") == 3
    assert content.endswith(b"\r\n")


@pytest.mark.requirement("A4")
def test_a_row_tells_the_record_its_error_and_its_repair() -> None:
    told = row(failure(attempts=3, last_failed_at=NOON + timedelta(hours=2), status_in_package="Open"))
    assert told["company"] == "Acme"
    assert told["category"] == "payments"
    assert told["record number"] == "1781"
    assert told["party"] == "Blue Lake Ltd"
    assert (told["date"], told["amount"], told["currency"]) == ("2026-05-01", "125.50", "USD")
    assert (told["error code"], told["error message"]) == ("subscription_ended", "Subscription ended")
    assert (told["first failed"], told["last failed"]) == ("2026-05-01T12:00:00Z", "2026-05-01T14:00:00Z")
    assert told["attempts"] == "3"
    assert told["failure id"].startswith("fail-")


def test_the_company_goes_by_its_id_when_no_name_is_given() -> None:
    assert read(render([failure()], "en"))[1][0] == "acme"


def test_instants_are_told_in_utc() -> None:
    paris = datetime(2026, 5, 1, 14, tzinfo=timezone(timedelta(hours=2)))
    assert row(failure(opened_at=paris))["first failed"] == "2026-05-01T12:00:00Z"


@pytest.mark.requirement("F12")
def test_steps_are_numbered_on_one_line_and_split_by_who_takes_them() -> None:
    steps = load_shared().problem_for("duplicate_name", "customer", message="taken")
    told = row(failure(problem=steps))
    assert "\n" not in told["how to fix in the app"]
    assert " 1. If both are the same, " in told["how to fix in the app"]
    assert " 2. If they are different, " in told["how to fix in the app"]
    assert " Administrator: 1. Link the record " in told["how to fix in the app"]
    assert told["how to fix in the package"].startswith("1. Look for the name ")
    assert told["who can fix it"] == "user in the app; user in the accounting package; administrator"


@pytest.mark.requirement("A6")
def test_a_failure_without_a_description_tells_its_cause_and_is_routed_to_support() -> None:
    made = load_shared().match("", "", "bill").problem(message="")
    told = row(failure(problem=made))
    assert told["error message"] == (
        "The accounting package gave no reason. The accounting package refused the bill without saying why."
    )
    assert told["how to fix in the app"] == "Support: 1. Contact support and name this failure."
    assert told["who can fix it"] == "support"


def test_the_cause_stands_before_the_first_steps_there_are() -> None:
    told = row(failure(problem=load_shared().problem_for("void_not_allowed", "payment", message="refused")))
    assert told["how to fix in the app"] == ""
    assert told["how to fix in the package"] == (
        "It cannot be voided from the app. Only payments that came from the app are voided in the accounting package "
        "by the app. 1. Void it in the accounting package, then choose Clear."
    )


def test_a_problem_that_the_catalogue_no_longer_knows_is_told_as_it_was_stored() -> None:
    made = Problem("retired", "Old title", "Old message", (), ("skip",))
    assert row(failure(problem=made), "fr")["error message"] == "Old message"


@pytest.mark.requirement("A3")
@pytest.mark.parametrize(
    ("delivery", "evidence", "link"),
    [
        ({}, "", ""),
        ({"kind": "check", "check_number": "1043", "image_url": "https://img/1"}, "Check 1043", "https://img/1"),
        ({"kind": "check"}, "Check", ""),
        ({"kind": "ach"}, "ACH submitted", ""),
        ({"kind": "ach", "text": "trace 77"}, "ACH submitted, trace 77", ""),
        ({"kind": "pigeon"}, "pigeon", ""),
    ],
)
def test_a_payment_shows_evidence_of_its_delivery(delivery: dict[str, str], evidence: str, link: str) -> None:
    told = row(failure(delivery=delivery))
    assert (told["delivery evidence"], told["delivery link"]) == (evidence, link)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("plain", "plain"),
        ("", ""),
        ("=1+1", "'=1+1"),
        ("+33 1 23", "'+33 1 23"),
        ("-", "'-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("  =1+1", "'  =1+1"),
        ("\t=1+1", "'=1+1"),
        ("\r\n=1+1", "'=1+1"),
        ("＝1+1", "'＝1+1"),  # noqa: RUF001
        ("\u200b\u00a0=1+1", "'\u200b\u00a0=1+1"),
        ("\ufeff=1+1", "'=1+1"),
        ("a;=1+1", "a;'=1+1"),
        ('a" ; "@x', 'a" ; "\'@x'),
        ("a;b", "a;b"),
        ("1 - 2", "1 - 2"),
        ("two\r\nlines\x00", "two lines"),
        ("\ud800lone", "lone"),
        ("turned\u202eround", "turnedround"),
        ("Ünïcodé 😀", "Ünïcodé 😀"),
        ("'=1+1", "'=1+1"),
    ],
)
def test_a_cell_is_inert_and_on_one_line(value: str, written: str) -> None:
    assert cell(value) == written


def test_a_cell_is_no_longer_than_excel_takes() -> None:
    assert len(cell("x" * 40_000)) == MAX_CELL
    assert cell("x" * 40_000).endswith("x…")


@pytest.mark.parametrize("number", ["0", "125.50", "-12.50", "999999999999999.99"])
def test_amounts_stay_numbers(number: str) -> None:
    assert amount_cell(number) == number


@pytest.mark.parametrize("value", ["-1+1", "=1", "-", "+5", "1e5;=1", "-٣"])
def test_what_is_no_plain_amount_is_treated_like_any_other_cell(value: str) -> None:
    assert amount_cell(value) == cell(value)


def first_visible(text: str) -> str:
    return text.lstrip(" \t\r\n\u00a0\u200b\ufeff")[:1]


HOSTILE = st.text(
    st.one_of(st.sampled_from(TRIGGERS + " \t\r\n\"',;'\u200b\ufeff\u00a0\x00"), st.characters()), max_size=30
)


@given(st.lists(HOSTILE, min_size=12, max_size=12), st.decimals(-(10**9), 10**9, places=2))
def test_no_cell_of_any_row_begins_a_formula_and_readers_give_the_values_back(
    texts: list[str], amount: Decimal
) -> None:
    made = failure(
        record_id=texts[0],
        record_number=texts[1],
        party=texts[2],
        date=texts[3],
        amount=plain(amount),
        currency=texts[4],
        status_in_app=texts[5],
        status_in_package=texts[6],
        problem=problem(texts[7], package_link=texts[8]),
        delivery={"kind": texts[9], "text": texts[10], "image_url": texts[11]},
    )
    (_, values) = read(render([made], "en", texts[0]))
    written = dict(zip(COLUMNS, values, strict=True))
    for column, value in written.items():
        if column != "amount":
            assert not first_visible(value).startswith(tuple(TRIGGERS)), column
            assert value.isprintable() or not any(ord(character) < 32 for character in value), column
    assert Decimal(written["amount"]) == amount
    for column, value in zip(("record id", "record number", "party", "currency"), (*texts[:3], texts[4]), strict=True):
        assert written[column] == cell(value)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=40))
def test_an_ordinary_value_comes_back_as_it_was(value: str) -> None:
    given_back = cell(value).replace(";'", ";")
    assert given_back.removeprefix("'") == value.replace(";'", ";").removeprefix("'")


def test_a_long_report_is_made_in_chunks_and_reads_its_failures_as_it_goes() -> None:
    asked = 0

    def failures() -> Iterator[Failure]:
        nonlocal asked
        for _ in range(500):
            asked += 1
            yield failure()

    chunks = render(failures(), "en")
    first = [next(chunks), next(chunks)]
    assert asked == PAGE
    assert len(read([*first, *chunks])) == 501


@pytest.mark.parametrize(
    ("company_id", "language", "expected"),
    [
        ("acme", "en", "invoice-sync-failures_acme_2026-05-01T120000Z.csv"),
        ("acme", "fr", "echecs-synchronisation-factures_acme_2026-05-01T120000Z.csv"),
        ("Café & Söhne/../x", "en", "invoice-sync-failures_Cafe-Sohne-x_2026-05-01T120000Z.csv"),
        ('a"\r\nSet-Cookie: b', "en", "invoice-sync-failures_a-Set-Cookie-b_2026-05-01T120000Z.csv"),
        ("公司", "en", "invoice-sync-failures_company_2026-05-01T120000Z.csv"),
        ("x" * 200, "en", f"invoice-sync-failures_{'x' * 60}_2026-05-01T120000Z.csv"),
    ],
)
def test_a_file_name_is_plain_ascii(company_id: str, language: str, expected: str) -> None:
    assert file_name("invoice_sync_failures", company_id, NOON, language) == expected


def test_who_can_fix_it_names_every_actor() -> None:
    told = row(failure(problem=load_shared().problem_for("request_rejected", "invoice", message="no")))
    assert told["who can fix it"] == "support; developer"
    assert " Developer: 1. Compare what was sent " in told["how to fix in the app"]
    assert Actor.DEVELOPER.value == "developer"
