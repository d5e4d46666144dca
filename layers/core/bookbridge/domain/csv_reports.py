"""Reports of failures as CSV that spreadsheets open cleanly and that runs nothing when they do.

UTF-8 with a byte order mark (or Excel guesses the encoding), lines end in CR LF, cells are separated by commas and
quoted where RFC 4180 asks for it; one row a failure, every cell on one line. Instants are ISO 8601 in UTC.

A cell that a spreadsheet could take for a formula gets an apostrophe in front: one that begins, spaces and invisible
characters aside, with `=`, `+`, `-` or `@` or their full-width forms; tabs and line breaks never begin a cell, because
all control characters are taken out. So is one that would begin after a semicolon, where French and many other versions
of Excel start a new cell whatever the quotes say. Amounts are the exception: `-12.50` is a number in every spreadsheet,
harmless and wanted as one, so in the amount column a plain decimal stays as it is; anything else there is treated like
other cells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from .failures import Failure
from .failures.catalogue import Catalogue, load_shared
from .languages import Language, language
from .report_rows import ReportRow, report_row
from .report_wording import ReportWording
from .reports import ReportName

PAGE: Final = 100
"""How many rows `render` hands on at once."""

AMOUNT: Final = 7
"""The column of the amount."""

MAX_CELL: Final = 32_000
"""Characters of one cell; Excel cuts at 32 767."""

MAX_NAME: Final = 60
_TRIGGERS: Final = "=+-@＝＋－＠﹦﹢﹣﹫"  # noqa: RUF001 - full-width and small forms are formulas to some spreadsheets
_AFTER_SEMICOLON: Final = re.compile(f"(;[\\s\"']*)(?=[{re.escape(_TRIGGERS)}])")
_NUMBER: Final = re.compile(r"-?\d{1,15}(\.\d{1,10})?", re.ASCII)
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_UNSEEN: Final = re.compile(r"[\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufeff]")
"""Lone surrogates, which no encoding carries; marks that turn text round; byte order marks."""

_UNWANTED: Final = re.compile(f"{_CONTROLS.pattern}|{_UNSEEN.pattern}")
_QUOTE: Final = '"'
_TWO_QUOTES: Final = '""'
_BETWEEN: Final = "|"
"""Stands between cells that are looked at together. Where it is in one of them, more is looked at than need be."""

_MAY_TRIGGER: Final = re.compile(rf"\|[^!-~]*[{re.escape(_TRIGGERS)}]")
"""Fits wherever a cell may begin with a formula, and sometimes where none does."""

_SECONDS: Final = len("2026-05-01T12:00:00")
_NO_EVIDENCE: Final = ("", "")
_SPACES: Final = re.compile(r" {2,}")


class CsvReport:
    """The lines of one report, as bytes: its heading, then its rows in as many portions as there are pages.

    `company` is the name in the first column (default: the company's id). `catalogue` words the steps; one that knows
    the company's package adds where in its menus they are taken.
    """

    def __init__(self, language_code: str, company: str = "", catalogue: Catalogue | None = None) -> None:
        self._speech = language(language_code)
        self._company = company
        self._wording = ReportWording(catalogue or load_shared(), self._speech)

    def heading(self) -> bytes:
        """The byte order mark and the names of the columns."""
        return f"\ufeff{_line(tuple(map(cell, self._speech.columns)))}".encode()

    def lines(self, rows: Iterable[ReportRow]) -> bytes:
        """Rows as they come."""
        return "".join([_line(self._cells(row)) for row in rows]).encode()

    def _cells(self, row: ReportRow) -> Sequence[str]:
        speech, told = self._speech, self._wording(row)
        facts = (
            self._company or row["company_id"],
            speech.categories.get(row["category"], row["category"]),
            speech.type_word(row["entity_type"]),
            row.get("record_number", ""),
            row["record_id"],
            row.get("party", ""),
            row.get("date", ""),
            row.get("amount", ""),
            row.get("currency", ""),
            row.get("status_in_app", ""),
            row.get("status_in_package", ""),
            row["code"],
        )
        times = (f"{row['opened_at'][:_SECONDS]}Z", f"{row['last_failed_at'][:_SECONDS]}Z", row["attempts"])
        evidence = _delivery(row["delivery"], speech) if "delivery" in row else _NO_EVIDENCE
        links = (*evidence, row.get("package_link", ""), row["failure_id"])
        cells = (*facts, told.message, told.in_app, told.in_package, told.who, *times, *links)
        if _common_words_are_harmless(told.words) and is_harmless(
            (*facts, row["title"], row.get("message", ""), *links, *row["values"].values())
        ):
            return cells
        return tuple(amount_cell(each) if place == AMOUNT else cell(each) for place, each in enumerate(cells))


def render(
    failures: Iterable[Failure], language_code: str, company: str = "", catalogue: Catalogue | None = None
) -> Iterator[bytes]:
    """The whole file in portions, for failures at hand; without any it is the heading alone. See `CsvReport`."""
    report = CsvReport(language_code, company, catalogue)
    yield report.heading()
    rows = map(report_row, failures)
    while page := tuple(islice(rows, PAGE)):
        yield report.lines(page)


def file_name(report: ReportName, company_id: str, created_at: datetime, language_code: str) -> str:
    """`invoice-sync-failures_acme_2026-05-01T120000Z.csv`: ASCII letters, digits, `-`, `_` and `.` only."""
    plain = unicodedata.normalize("NFKD", company_id).encode("ascii", "ignore").decode()
    company = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:MAX_NAME] or "company"
    return f"{language(language_code).report_names[report]}_{company}_{created_at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}.csv"


def cell(value: str) -> str:
    """One cell as it is written: on one line, without control characters, and never a formula."""
    if not value:
        return value
    text = _printable(value) if _UNWANTED.search(value) else value
    text = text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"
    if ";" in text:
        text = _AFTER_SEMICOLON.sub(r"\1'", text)
    return f"'{text}" if _first_visible(text) in _TRIGGERS else text


def amount_cell(value: str) -> str:
    """A cell of the amount column: plain decimals stay numbers."""
    return value if _NUMBER.fullmatch(value) else cell(value)


def _line(cells: Sequence[str]) -> str:
    """As the `csv` module writes it, in a sixth of the time: no cell has a line break."""
    quoted = [
        each if "," not in each and '"' not in each else f'"{each.replace(_QUOTE, _TWO_QUOTES)}"' for each in cells
    ]
    return f"{','.join(quoted)}\r\n"


def is_harmless(texts: Sequence[str]) -> bool:
    """Whether cells made of these texts, however put together, are surely written as they are: true for most rows.

    It looks at all of them at once, and takes some for harmful that are not.
    """
    together = f"{_BETWEEN}{_BETWEEN.join(texts)}"
    return (
        len(together) <= MAX_CELL // 8
        and (together.isprintable() or not _UNWANTED.search(together))
        and not _MAY_TRIGGER.search(together)
        and not (";" in together and _AFTER_SEMICOLON.search(together))
    )


_common_words_are_harmless: Final = lru_cache(1_000)(is_harmless)


def _first_visible(text: str) -> str:
    for character in text:
        if character > "\x20" and (character < "\x7f" or unicodedata.category(character)[0] not in "ZC"):
            return character
    return " "


def _printable(value: str) -> str:
    """Control characters and separators become spaces, the rest of what is unwanted goes without a trace."""
    return _SPACES.sub(" ", _UNSEEN.sub("", _CONTROLS.sub(" ", value))).strip(" ")


def _delivery(given: Mapping[str, Any], speech: Language) -> tuple[str, str]:
    """Evidence that a payment reached its recipient, whatever became of its sync (A3), and the link to it."""
    delivery = {name: str(value) for name, value in given.items() if value}
    kind, number = delivery.get("kind", ""), delivery.get("check_number", "")
    if kind == "check" and number:
        told = speech.delivery["check_number"].format(number=number)
    else:
        told = speech.delivery.get(kind, kind)
    return ", ".join(filter(None, (told, delivery.get("text", "")))), delivery.get("image_url", "")
