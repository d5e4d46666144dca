"""What must be true of every failure as people read it: names, both languages, whole rows in the reports."""

from __future__ import annotations

import csv
import io
import re
from typing import Final

from bookbridge.domain.csv_reports import render
from bookbridge.domain.failures import Failure
from bookbridge.domain.languages import language
from bookbridge.domain.records import category_of

from .stage import COMPANY, Stage
from .stories import Story

_GAPS: Final = re.compile(r"[{}\[\]]|\bNone\b|\bnull\b")
_NO_NAME_YET: Final = frozenset({"record_unknown"})
"""Rows about records of which nothing but the id is known."""

_WITHOUT_PARTY: Final = frozenset({"item", "account", "term", "tax_rate", "document"})
_ALWAYS: Final = (0, 1, 2, 4, 11, 12, 15, 16, 17, 18, 22)
"""Columns that no row leaves empty: company, category, type, id, code, message, who, when first and last, how often,
the failure's id."""

_PARTY, _IN_APP, _IN_PACKAGE, _CODE, _MESSAGE, _LINK = 5, 13, 14, 11, 12, 21


def check_facts(stage: Stage, story: Story, failure: Failure) -> None:
    """Code, field, category, actions, link, and what the package said, word for word."""
    problem = failure.problem
    assert (problem.code, problem.package_code) == (story.row, story.says or ""), problem.message
    assert problem.field == story.field
    assert failure.category == category_of(story.sends)  # type: ignore[arg-type]
    assert problem.actions == story.actions
    assert stage.filled(story.text) in problem.message
    if not story.link:
        assert problem.package_link == ""
    assert problem.package_link.endswith(stage.filled(story.link))


def check_words(stage: Stage, story: Story, failure: Failure) -> None:
    """Title, cause and steps name things by their names, leave no gap, and are there in both languages."""
    problem, catalogue = failure.problem, stage.catalogue
    english, french = catalogue.wording(problem, "en"), catalogue.wording(problem, "fr")
    told = [
        [each.title, each.cause, *(step for remedy in each.remedies for step in remedy.steps)]
        for each in (english, french)
    ]
    for texts in told:
        for text in texts:
            assert not _GAPS.search(text), text
            if story.row not in _NO_NAME_YET:
                assert not [each for each in stage.known_ids() if _names(text, each)], text
        for name in story.names:
            assert any(name in text for text in (*texts, problem.message)), (name, texts)
    assert not set(told[0]) & set(told[1]), "the same text in both languages"
    if story.says is None:
        assert french.message != english.message, "what our own checks find is told in the reader's language"


def check_reports(stage: Stage, story: Story, failure: Failure) -> None:
    """Its row in a report is whole, and in the reader's language."""
    rows = {code: _row(stage, failure, code) for code in ("en", "fr")}
    for code, row in rows.items():
        empty = [language(code).columns[index] for index in _ALWAYS if not row[index]]
        assert not empty, empty
        assert story.sends in _WITHOUT_PARTY or row[_PARTY] or story.field == "payee"
        assert row[_IN_APP] or row[_IN_PACKAGE]
        assert (row[_CODE], row[_LINK]) == (story.row, failure.problem.package_link)
        message = " ".join(failure.problem.message.split())
        assert " ".join(row[_MESSAGE].split()) == message or story.says is None or not message
    for index in (_IN_APP, _IN_PACKAGE):
        assert not rows["en"][index] or rows["en"][index] != rows["fr"][index]


def _row(stage: Stage, failure: Failure, code: str) -> list[str]:
    content = b"".join(render([failure], code, COMPANY, stage.catalogue)).decode("utf-8-sig")
    heading, row = csv.reader(io.StringIO(content, newline=""))
    assert len(heading) == len(row)
    return row


def _names(text: str, an_id: str) -> bool:
    """Whether a text has this id standing by itself."""
    return re.search(rf"(?<![\w.,/-]){re.escape(an_id)}(?![\w/-]|[.,]\w)", text) is not None
