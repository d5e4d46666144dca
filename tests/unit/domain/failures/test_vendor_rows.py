"""Every message of the help pages and of the vendors' error tables, row by row: what it must lead to, in each language.

`vendor_rows/*.json` is written from those pages, not from the catalogue. One row: `source` (where it stands), `code`
and `text` as the package sends them (both missing: our own checks find it), `type` of the record, and the `failure`
that must come of it; `values` that must be taken out of the text, with `suspects`, `field` and `watch`; `given`: what
is found out beside the message, such as names behind ids; `en` and `fr`: what must be told then; `never`: what must
not. `failures.json` holds what each failure must say in any case, `pages.json` lists all codes and quoted messages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from bookbridge.domain.failures import Problem
from bookbridge.domain.failures.catalogue import Catalogue, Match
from bookbridge.domain.failures.wording import Wording
from bookbridge.domain.records import category_of
from bookbridge.packages.quickbooks_desktop.faults import hresult_of
from tests.unit.domain.failures.catalogues import CATALOGUES

pytestmark = pytest.mark.unit

HOME: Final = Path(__file__).parent / "vendor_rows"
SOURCES: Final = ("guides", "quickbooks_online", "xero", "quickbooks_desktop", "peers")
LANGUAGES: Final = ("en", "fr")
RESYNC: Final = ["resync", "skip", "clear"]
ENGLISH: Final = re.compile(
    r"\b(?:the|and|of|is|are|with|this|that|which|choose|record|then|been|was|has|not)\b", re.IGNORECASE
)
GAP: Final = re.compile(r"[{}\[\]]|None|  | [.,)]|\( |\(\)|,[,.]|\.\.|\(record\)")


_CODES: Final = {
    "duplicate_name": "6240",
    "customer_deleted": "610",
    "duplicate_number": "6140",
    "reference_not_found": "2500",
    "payment_exceeds_balance": "6000",
    "account_type_invalid": "6430",
    "income_account_missing": "6000",
    "item_account_type_invalid": "6430",
    "string_too_long": "2050",
    "discount_exceeds_total": "10",
    "already_exported": "10",
}
"""The codes that the packages send with the messages of the help pages, which print none."""


def read(name: str) -> Any:
    return json.loads((HOME / f"{name}.json").read_text(encoding="utf-8"))


FAILURES: Final[dict[str, dict[str, Any]]] = read("failures")["failures"]


@dataclass(frozen=True)
class Row:
    """One row of a page."""

    page: str
    data: dict[str, Any]

    @property
    def expected(self) -> dict[str, Any]:
        return FAILURES[self.data["failure"]]

    @property
    def catalogue(self) -> Catalogue:
        return CATALOGUES[self.data["package"]]

    @property
    def is_sent(self) -> bool:
        """Whether a package sends it, as opposed to our own checks finding it."""
        return "text" in self.data

    def match(self) -> Match:
        code, text = self.data["code"], self.data["text"]
        return self.catalogue.match(hresult_of(code), text, self.data["type"])

    def problem(self) -> Problem:
        given: dict[str, str] = self.data.get("given", {})
        if not self.is_sent:
            return self.catalogue.problem_for(self.data["failure"], self.data["type"], values=given)
        return self.match().problem(message=self.data["text"], package_code=self.data["code"], values=given)

    def told(self, language: str) -> Wording:
        return self.catalogue.wording(self.problem(), language)

    @property
    def id(self) -> str:
        """How the row is called in a test's name."""
        return f"{self.page}-{self.data.get('code', 'ours')}-{self.data['failure']}"


ROWS: Final = [Row(page, data) for page in SOURCES for data in read(page)["rows"]]
EVERY_ROW: Final = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
EVERY_SENT_ROW: Final = pytest.mark.parametrize("row", [row for row in ROWS if row.is_sent], ids=lambda row: row.id)
EVERY_LANGUAGE: Final = pytest.mark.parametrize("language", LANGUAGES)


def texts_of(wording: Wording) -> Iterator[str]:
    yield wording.title
    yield wording.cause
    yield from (step for remedy in wording.remedies for step in remedy.steps)


@EVERY_SENT_ROW
@pytest.mark.requirement("A6", "C1", "E3")
def test_a_message_leads_to_its_failure(row: Row) -> None:
    match, spelled = row.match(), row.data["text"].upper()
    assert match.row.code == row.data["failure"]
    assert row.catalogue.match(hresult_of(row.data["code"]), spelled, row.data["type"]).row.code == row.data["failure"]
    found = {name: match.values.get(name) for name in row.data.get("values", {})}
    assert found == row.data.get("values", {})
    if "suspects" in row.data:
        assert list(match.suspects) == row.data["suspects"]
    problem = match.problem(message=row.data["text"], package_code=row.data["code"])
    if "field" in row.data:
        assert problem.field == row.data["field"]
    if "watch" in row.data:
        assert problem.watch == row.data["watch"]


@EVERY_ROW
@pytest.mark.requirement("A1", "E2", "E4", "F12")
def test_a_failure_says_who_acts_and_what_can_be_done(row: Row) -> None:
    problem, expected = row.problem(), row.expected
    assert row.catalogue.row(problem.code).retryable is expected["retryable"]
    assert [remedy.actor.value for remedy in problem.remedies] == expected["actors"]
    category = category_of(row.data["type"])
    assert category == row.data.get("category", category)
    own = row.data.get("actions", expected.get("actions"))
    usual = [] if category == "connection" else [*RESYNC, *(["delete"] if category == "services" else [])]
    assert list(problem.actions) == (usual if own is None else own)


@EVERY_LANGUAGE
@EVERY_ROW
@pytest.mark.requirement("E3", "F6", "F13")
def test_a_failure_is_told_in_full_in_every_language(row: Row, language: str) -> None:
    wording = row.told(language)
    texts = [*texts_of(wording)]
    told = " ".join(texts)
    for phrase in (*row.expected[language], *row.data.get(language, ())):
        assert phrase in told, phrase
    for word in row.data.get("never", ()):
        assert word not in told.lower()
    for text in texts:
        assert text
        assert not GAP.search(text), text
    if row.is_sent:
        assert wording.message == row.data["text"]


@EVERY_ROW
@pytest.mark.requirement("F13")
def test_no_english_is_left_in_what_is_told_in_french(row: Row) -> None:
    menus = [texts["fr"] for (package, _), texts in row.catalogue.words.phrases.items() if package]
    foreign = [*map(re.escape, (*menus, *row.problem().values.values())), r"«[^»]*»", r"\w[\w &]*(?: > [\w &]+)+"]
    for text in texts_of(row.told("fr")):
        assert not ENGLISH.search(re.sub("|".join(foreign), "", text)), text


@pytest.mark.requirement("E3")
@pytest.mark.parametrize("row", [row for row in ROWS if row.page == "guides" and row.is_sent], ids=lambda row: row.id)
def test_a_message_of_the_help_pages_is_known_with_and_without_its_code(row: Row) -> None:
    """Users paste messages; so do other programs, without the code."""
    assert row.data["code"] == ""
    if code := _CODES.get(row.data["failure"], ""):
        assert row.catalogue.match(code, row.data["text"], row.data["type"]).row.code == row.data["failure"]


@pytest.mark.requirement("E3")
@pytest.mark.parametrize("page", ["quickbooks_online", "xero", "quickbooks_desktop", "guides"])
def test_no_code_and_no_message_of_a_page_is_left_out(page: str) -> None:
    listed, rows = read("pages")[page], [row.data for row in ROWS if row.page == page]
    assert [code for code in listed["codes"] if code not in {row.get("code") for row in rows}] == []
    for text in listed["texts"]:
        pieces = [re.escape(piece) for piece in re.split(r"…|<\w+>", text) if piece.strip()]
        pattern = re.compile(".*?".join(pieces), re.DOTALL)
        assert any(pattern.search(row.get("text", "")) for row in rows), text


def test_every_expected_failure_is_met_by_a_row() -> None:
    assert FAILURES.keys() == {row.data["failure"] for row in ROWS}
