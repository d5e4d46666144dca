"""The quick way to make a row says what the plain way says, letter by letter."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookbridge.domain.csv_reports import CsvReport, amount_cell, cell, is_harmless
from bookbridge.domain.failures import Actor
from bookbridge.domain.failures.catalogue import UNKNOWN, Catalogue, load_shared
from bookbridge.domain.failures.values import MEANINGS, cleaned
from bookbridge.domain.languages import ENGLISH, language
from bookbridge.domain.report_rows import ReportRow
from bookbridge.domain.report_wording import ReportWording
from bookbridge.packages import load, names

pytestmark = [pytest.mark.unit, pytest.mark.requirement("A4", "F12", "F13")]

CATALOGUES = {"": load_shared()} | {name: load(name).catalogue() for name in names()}
LANGUAGES = ("en", "fr")
ODD = "=+-@;,'\"|% \u00a0\u200b\ufeff\t\n“é＝{}[]0aZß\x00\u202e"  # noqa: RUF001 - the full-width form is the point
TEXT = st.text(alphabet=ODD, max_size=12)
TYPES = st.sampled_from(("invoice", "bill", "customer", "item", "payment", "no_such_type"))


def row_of(code: str, message: str, values: dict[str, str], **more: str) -> ReportRow:
    row = ReportRow(
        company_id="acme",
        failure_id="fail-1",
        category="invoices",
        entity_type="invoice",
        record_id="inv-1",
        code=code,
        title="A title of old",
        values=values,
        opened_at="2026-05-01T12:00:00.000000Z",
        last_failed_at="2026-05-01T13:00:00.250000Z",
        attempts="3",
        message=message,
    )
    row.update(more)  # type: ignore[typeddict-item]
    return row


def plainly(row: ReportRow, catalogue: Catalogue, code: str) -> tuple[str, str, str, str]:
    """Message, steps and actors of one row, worded for it alone."""
    speech, known = language(code), catalogue.rows.get(row["code"])
    words = catalogue.word(known or catalogue.row(UNKNOWN), row["values"], code)
    title, cause = (words.title, words.cause) if known else (row["title"], "")
    why = f"{title}. {cause}" if cause else title
    steps = {each.actor: " ".join(f"{at}. {step}" for at, step in enumerate(each.steps, 1)) for each in words.remedies}
    others = [
        speech.by_actor.format(actor=speech.actors[each][:1].upper() + speech.actors[each][1:], steps=steps[each])
        for each in (Actor.ADMINISTRATOR, Actor.SUPPORT, Actor.DEVELOPER)
        if each in steps
    ]
    in_app = " ".join([*([steps[Actor.USER_IN_APP]] if Actor.USER_IN_APP in steps else []), *others])
    in_package = steps.get(Actor.USER_IN_PACKAGE, "")
    message = row["message"]
    if known and code != ENGLISH and message:
        in_english = catalogue.word(known, row["values"], ENGLISH).cause
        message = cause if "faults" in row["values"] or message == in_english else message
    if message and message != cause:
        in_app, in_package = (f"{why} {in_app}", in_package) if in_app else (in_app, f"{why} {in_package}")
    who = "; ".join(speech.actors[each.actor] for each in words.remedies)
    return message or why, in_app.strip(), in_package.strip(), who


def values_named(catalogue: Catalogue) -> st.SearchStrategy[dict[str, str]]:
    """Some of the values that texts may name, as they are kept: types among them, and some that no text names."""
    choices = {name: TYPES if name.endswith("_type") else TEXT for name in (*MEANINGS, "txn_id", "faults")}
    choices["field"] = st.sampled_from(("lines[].item", "number", "lines[2].account, date", "odd field"))
    choices["package"] = st.sampled_from((catalogue.package or "Xero", "QuickBooks Desktop"))
    return st.fixed_dictionaries({}, optional=choices).map(cleaned)


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("package", CATALOGUES)
def test_every_row_of_the_catalogue_is_worded_as_if_it_were_alone(package: str, code: str) -> None:
    catalogue = CATALOGUES[package]
    wording = ReportWording(catalogue, language(code))
    kinds = [*catalogue.rows, "a_code_of_old"]

    @settings(max_examples=30, deadline=None)
    @given(st.sampled_from(kinds), st.lists(values_named(catalogue), min_size=2, max_size=3), TEXT, st.booleans())
    def check(kind: str, valued: list[dict[str, str]], message: str, as_cause: bool) -> None:
        for values in valued:
            known = catalogue.rows.get(kind)
            told = catalogue.word(known, values, ENGLISH).cause if known and as_cause else message
            row = row_of(kind, told, values)
            assert wording(row)[:4] == plainly(row, catalogue, code)

    check()


def test_a_value_that_is_empty_counts_as_unknown() -> None:
    wording = ReportWording(load_shared(), language("en"))
    known = {"record_number": "A-1", "record_type": "invoice"}

    unknown = wording(row_of("duplicate_number", "taken", known))

    assert wording(row_of("duplicate_number", "taken", {**known, "doc_number": ""})) == unknown


@given(st.lists(TEXT, min_size=1, max_size=4), st.permutations(range(4)))
def test_texts_that_are_found_harmless_are_so_however_they_are_put_together(
    texts: Sequence[str], order: Sequence[int]
) -> None:
    if is_harmless(texts):
        together = "".join(texts[place] for place in order if place < len(texts))
        for text in (*texts, together):
            assert cell(text) == text


@settings(max_examples=150)
@given(
    st.fixed_dictionaries(
        dict.fromkeys(("record_number", "party", "amount", "package_link", "status_in_app"), TEXT),
    ),
    st.dictionaries(st.sampled_from(("doc_number", "party", "reference_name")), TEXT).map(cleaned),
    TEXT,
)
def test_a_line_is_what_the_csv_module_makes_of_cells_that_were_looked_at_one_by_one(
    given_texts: dict[str, str], values: dict[str, str], message: str
) -> None:
    row = row_of("duplicate_number", message, values, **given_texts)
    told = plainly(row, load_shared(), "en")
    expected = io.StringIO(newline="")
    csv.writer(expected, lineterminator="\r\n").writerow(
        [
            *("Acme", "invoices", "invoice", cell(given_texts["record_number"]), "inv-1"),
            *(cell(given_texts["party"]), "", amount_cell(given_texts["amount"]), ""),
            *(cell(given_texts["status_in_app"]), "", "duplicate_number", *map(cell, told)),
            *("2026-05-01T12:00:00Z", "2026-05-01T13:00:00Z", "3", "", ""),
            *(cell(given_texts["package_link"]), "fail-1"),
        ]
    )

    assert CsvReport("en", "Acme").lines([row]) == expected.getvalue().encode()
