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

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from .failures import Actor, Failure
from .failures.catalogue import Catalogue, Wording, load_shared
from .languages import Language, language
from .reports import ReportName

CHUNK: Final = 64 * 1024
"""About how many bytes are handed on at once."""

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
_SPACES: Final = re.compile(r" {2,}")
_IN_THE_APP: Final = (Actor.USER_IN_APP, Actor.ADMINISTRATOR, Actor.SUPPORT, Actor.DEVELOPER)
"""Whose steps stand in the column of the app; all but the user's begin with who is meant."""


def render(
    failures: Iterable[Failure], language_code: str, company: str = "", catalogue: Catalogue | None = None
) -> Iterator[bytes]:
    """The file in chunks of about 64 KiB, in constant memory; without failures it is the heading alone.

    `company` is the name in the first column (default: the failure's company id). `catalogue` words the steps; one that
    knows the company's package adds where in its menus they are taken.
    """
    speech, words = language(language_code), catalogue or load_shared()
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\r\n")
    lines.write("\ufeff")
    writer.writerow(cell(heading) for heading in speech.columns)
    for failure in failures:
        writer.writerow(_row(failure, words.wording(failure.problem, speech.code), speech, company))
        if lines.tell() >= CHUNK:
            yield lines.getvalue().encode()
            lines.seek(0)
            lines.truncate()
    yield lines.getvalue().encode()


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


def _first_visible(text: str) -> str:
    for character in text:
        if character > "\x20" and (character < "\x7f" or unicodedata.category(character)[0] not in "ZC"):
            return character
    return " "


def _printable(value: str) -> str:
    """Control characters and separators become spaces, the rest of what is unwanted goes without a trace."""
    return _SPACES.sub(" ", _UNSEEN.sub("", _CONTROLS.sub(" ", value))).strip(" ")


def _row(failure: Failure, wording: Wording, speech: Language, company: str) -> tuple[str, ...]:
    problem = failure.problem
    why = f"{wording.title}. {wording.cause}".strip() if wording.cause else wording.title
    in_app, in_package = _steps(wording, speech)
    if problem.message:
        in_app, in_package = (f"{why} {in_app}", in_package) if in_app else (in_app, f"{why} {in_package}")
    evidence, evidence_link = _delivery(failure, speech)
    return (
        cell(company or failure.company_id),
        cell(speech.categories.get(failure.category, failure.category)),
        cell(speech.type_word(failure.entity_type)),
        cell(failure.record_number),
        cell(failure.record_id),
        cell(failure.party),
        cell(failure.date),
        amount_cell(failure.amount),
        cell(failure.currency),
        cell(failure.status_in_app),
        cell(failure.status_in_package),
        cell(problem.code),
        cell(problem.message or why),
        cell(in_app.strip()),
        cell(in_package.strip()),
        cell("; ".join(speech.actors.get(remedy.actor, remedy.actor) for remedy in wording.remedies)),
        _instant(failure.opened_at),
        _instant(failure.last_failed_at),
        str(failure.attempts),
        cell(evidence),
        cell(evidence_link),
        cell(problem.package_link),
        cell(failure.failure_id),
    )


def _steps(wording: Wording, speech: Language) -> tuple[str, str]:
    """What to do in the app, and what in the package: `1. … 2. …` on one line."""
    steps = {
        remedy.actor: " ".join(f"{number}. {step}" for number, step in enumerate(remedy.steps, 1))
        for remedy in wording.remedies
    }
    in_app = [
        steps[actor]
        if actor is Actor.USER_IN_APP
        else speech.by_actor.format(actor=_capital(speech.actors[actor]), steps=steps[actor])
        for actor in _IN_THE_APP
        if actor in steps
    ]
    return " ".join(in_app), steps.get(Actor.USER_IN_PACKAGE, "")


def _delivery(failure: Failure, speech: Language) -> tuple[str, str]:
    """Evidence that a payment reached its recipient, whatever became of its sync (A3), and the link to it."""
    delivery = {name: str(value) for name, value in failure.delivery.items() if value}
    kind, number = delivery.get("kind", ""), delivery.get("check_number", "")
    if kind == "check" and number:
        told = speech.delivery["check_number"].format(number=number)
    else:
        told = speech.delivery.get(kind, kind)
    return ", ".join(filter(None, (told, delivery.get("text", "")))), delivery.get("image_url", "")


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
