"""Unknown errors: one signature for the same error of different records, and honest counts."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from bookbridge.domain.failures import Failure, FailureStatus
from bookbridge.domain.failures.catalogue import NO_DESCRIPTION, UNKNOWN
from bookbridge.domain.failures.unknown import counted, shard_of, shards, sighting_of, signature_of
from bookbridge.packages import load, names
from tests.contract.ports.examples import NOON, failure

pytestmark = [pytest.mark.unit, pytest.mark.requirement("A6")]


def unknown(
    message: str,
    record_id: str = "inv-1",
    *,
    code: str = "9",
    package: str = "Xero",
    number: str = "A-1",
    party: str = "",
) -> Failure:
    known = failure(record_id=record_id)
    problem = replace(known.problem, code=UNKNOWN, package_code=code, message=message, values={"package": package})
    return replace(known, problem=problem, record_number=number, party=party or "Birch Bakery")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Object 3188 is odd", "Object 77 is odd"),
        ("DocNumber=1781 clashes with TxnId=3188", "DocNumber=HAND-1 clashes with TxnId=9"),
        ('The name "Birch" is odd', 'The name "Cedar & Sons" is odd'),
        ("The name 'Birch' is odd", "The name 'Cedar and Sons' is odd"),
        ("Le nom « Café » est étrange", "Le nom « Thé vert » est étrange"),
        ("Locked until 2026-03-31", "Locked until 2025-12-31"),
        ("Locked until 31 March 2026", "Locked until 1 Dec 2025"),
        ("Amount 1,240.50 is odd", "Amount -3.00 is odd"),
        ("See https://a.example/x?id=1 for more", "See https://b.example/y for more"),
        ("Id 8f2f6a3e-0000-4d4b-9c4e-1234567890ab", "Id 00000000-aaaa-4d4b-9c4e-1234567890ff"),
        ("Write to a@b.example", "Write to someone@else.example"),
        ("Twice\n  spaced", "twice spaced"),
    ],
)
def test_the_same_error_of_different_records_is_one(one: str, other: str) -> None:
    assert signature_of(unknown(one)) == signature_of(unknown(other, "inv-2"))


def test_a_records_own_number_party_and_id_are_no_part_of_the_error() -> None:
    one = unknown("The bill BIRCH of Birch Bakery (rec-one) is odd", "rec-one", number="BIRCH")
    other = unknown("The bill CEDAR of Cedar & Sons (rec-two) is odd", "rec-two", number="CEDAR", party="Cedar & Sons")
    assert signature_of(one) == signature_of(other)


@pytest.mark.parametrize(
    "other",
    [
        unknown("Something else is odd"),
        unknown("Object 3188 is odd", code="10"),
        unknown("Object 3188 is odd", package="QuickBooks Online"),
    ],
)
def test_other_words_another_code_or_another_package_is_another_error(other: Failure) -> None:
    assert signature_of(unknown("Object 3188 is odd")) != signature_of(other)


def test_an_error_without_words_goes_by_its_code() -> None:
    silent = replace(unknown(""), problem=replace(unknown("").problem, code=NO_DESCRIPTION, package_code=""))
    told = replace(silent, problem=replace(silent.problem, message="The package gave no reason for INV-1"))
    assert signature_of(silent) == signature_of(told)
    assert signature_of(silent).startswith("xero##")


@pytest.mark.parametrize("code", ["business_rule", "request_rejected"])
def test_a_row_that_only_passes_on_the_packages_words_counts_as_unknown(code: str) -> None:
    vague = replace(unknown("Odd").problem, code=code)
    assert signature_of(replace(failure(), problem=vague)).startswith("xero#9#")
    ours = replace(vague, package_code="")
    assert signature_of(replace(failure(), problem=ours)) == ""


def test_what_the_catalogue_knows_is_not_counted() -> None:
    assert (signature_of(failure()), shard_of(failure())) == ("", "")


@pytest.mark.parametrize("package", names())
def test_every_package_is_counted_under_its_own_name(package: str) -> None:
    """The failure holds the name that people read; the index goes by the one in addresses."""
    catalogue = load(package).catalogue()
    problem = catalogue.match("424242", "Never heard of it", "invoice").problem(
        message="Never heard of it", package_code="424242"
    )
    odd = replace(failure(), problem=problem)
    assert problem.code == UNKNOWN
    assert signature_of(odd).startswith(f"{package}#424242#")
    assert shard_of(odd) in shards([package])


def test_the_most_frequent_comes_first_with_its_newest_example() -> None:
    hour = timedelta(hours=1)
    seen = [
        replace(unknown("Rare 1"), attempts=9),
        replace(unknown("Common 1", "inv-2"), opened_at=NOON - hour),
        replace(unknown("Common 2", "inv-3"), company_id="c-2", last_failed_at=NOON + hour, attempts=3),
        replace(unknown("Common 3", "inv-4"), status=FailureStatus.RESOLVED),
    ]
    common, rare = counted(map(sighting_of, seen))
    assert (common.failures, common.unresolved, common.attempts, len(common.companies)) == (3, 2, 5, 2)
    assert (common.first_seen, common.last_seen) == (NOON - hour, NOON + hour)
    assert common.example == sighting_of(seen[2])
    assert (common.package, common.package_code) == ("xero", "9")
    assert (rare.failures, rare.attempts) == (1, 9)
    assert common.rank < rare.rank


@pytest.mark.parametrize("odd", ["-", "a", "a-", "1.", "1:", "“a", "a@", "'"])
def test_a_text_without_an_end_does_not_take_for_ever(odd: str) -> None:
    """The text can quote what somebody typed, and this is done for every failure that is written."""
    began = time.process_time()
    assert signature_of(unknown(odd * 4000))
    assert time.process_time() - began < 0.1
