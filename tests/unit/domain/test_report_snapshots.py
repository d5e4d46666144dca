"""Every report in every language, byte for byte as it is kept in `snapshots`.

They change whenever a text of the catalogue does; `python -m tests.unit.domain.report_snapshots` writes them anew.
"""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest

from bookbridge.domain.languages import language, languages
from bookbridge.domain.reports import REPORT_NAMES, ReportName

from .report_snapshots import FOLDER, path_of, snapshot

pytestmark = [pytest.mark.unit, pytest.mark.requirement("A4", "A5")]

KINDS = [(report, code) for report in REPORT_NAMES for code in languages()]
every_file = pytest.mark.parametrize(("report", "code"), KINDS)
TRIGGERS = tuple("=+-@＝＋－＠")  # noqa: RUF001 - the full-width forms are the point


def kept(report: ReportName, code: str) -> str:
    return path_of(report, code).read_bytes().decode("utf-8-sig")


def rows(report: ReportName, code: str = "en") -> list[dict[str, str]]:
    """The rows of the kept file, by the English names of the columns."""
    _heading, *found = csv.reader(io.StringIO(kept(report, code), newline=""))
    return [dict(zip(language("en").columns, row, strict=True)) for row in found]


@pytest.mark.requirement("F13")
@every_file
def test_a_report_is_the_kept_file_byte_for_byte(report: ReportName, code: str) -> None:
    assert snapshot(report, code).split(b"\r\n") == path_of(report, code).read_bytes().split(b"\r\n")


def test_no_file_is_kept_that_nothing_makes() -> None:
    assert set(FOLDER.iterdir()) == {path_of(*kind) for kind in KINDS}


@every_file
def test_amounts_are_plain_numbers_and_dates_are_dates_in_either_language(report: ReportName, code: str) -> None:
    found = rows(report, code)
    assert found
    for row in found:
        assert not row["amount"] or Decimal(row["amount"]).is_finite()
        assert not row["date"] or date.fromisoformat(row["date"]).year == 2026
        assert datetime.fromisoformat(row["first failed"]) <= datetime.fromisoformat(row["last failed"])


@every_file
def test_no_cell_begins_a_formula_whether_commas_or_semicolons_part_the_cells(report: ReportName, code: str) -> None:
    by_commas = [value for row in rows(report, code) for name, value in row.items() if name != "amount"]
    by_semicolons = [piece for line in kept(report, code).splitlines() for piece in line.split(";")]
    for value in [*by_commas, *by_semicolons]:
        assert not value.lstrip(' "').startswith(TRIGGERS), value


@pytest.mark.requirement("A3")
def test_evidence_of_delivery_stands_beside_a_payment() -> None:
    shown = [(row["delivery evidence"], row["delivery link"]) for row in rows("payment_sync_failures")]
    assert shown[:2] == [
        ("Check 1043", "https://bank.example/checks/1043.png?side=front"),
        ("ACH submitted, trace 091000019; returned: no", ""),
    ]
    french = [row["delivery evidence"].replace("\u00a0", " ") for row in rows("payment_sync_failures", "fr")]
    assert french[:2] == ["Chèque n° 1043", "Virement ACH transmis, trace 091000019; returned: no"]


def test_documents_are_in_their_own_report_alone() -> None:
    assert {row["category"] for row in rows("document_sync_failures")} == {"documents"}
    for report in REPORT_NAMES:
        if report != "document_sync_failures":
            assert "documents" not in {row["category"] for row in rows(report)}


@pytest.mark.requirement("F7")
@pytest.mark.parametrize("code", languages())
def test_a_discrepancy_shows_both_values(code: str) -> None:
    changed, renumbered, status, voided, deleted, merged = rows("discrepancies", code)
    assert "240.00 → 200.00" in changed["error message"]
    assert "1002 → =1002" in renumbered["error message"]
    assert (status["status in app"], status["status in package"]) == ("open", "paid")
    assert [each["status in package"] for each in (voided, deleted, merged)] == ["voided", "deleted", "deleted"]
