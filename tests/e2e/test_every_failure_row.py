"""Rows of the failure catalogue on the deployed stack: one company per package, all that can go wrong there at once."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from bookbridge.domain.languages import language
from tests.fakes.packages import load
from tests.proof.charts import CHARTS
from tests.workflows.failure_rows.records import existing, sent
from tests.workflows.failure_rows.stories import Json, Story
from tests.workflows.failure_rows.tables import STORIES

from .conftest import ORGANISATIONS, Company, Records

pytestmark = pytest.mark.e2e

_MARKED = ("name", "number", "reference", "memo")
"""What a record is told apart by in the package: the first of these that it has."""

_STRUCK_BY_KIND = {"quickbooks-desktop"}
"""Whose simulator is told what to refuse by the kind of record, not by the record."""


def _can_be_told_together(package: str, story: Story) -> bool:
    """Whether a story disturbs no other: nothing is changed in the books, and nothing is waited for."""
    alone = story.existing or story.settings or story.meanwhile or story.fault or story.sends == "document"
    made = all(method == "POST" and path.isalpha() for method, path, _ in story.books)
    on_demand = story.on_demand and package not in _STRUCK_BY_KIND
    passes = load(package).catalogue().row(story.row).retryable
    return made and not alone and not passes and (on_demand or not story.on_demand)


def _records(company: Company, oak: str) -> Iterator[tuple[str, Story, Json]]:
    """Each story with the id and the body of its record, marked so that the simulator can tell it from the others."""
    told = [story for story in STORIES[company.package] if _can_be_told_together(company.package, story)]
    for number, story in enumerate(told):
        body = {**sent(company.chart)[story.sends], **story.changes}
        if story.on_demand:
            nameless = "reference" if story.sends == "payment" else "memo"
            field = next((each for each in _MARKED if each in body), nameless)
            body[field] = f"ROW-{number:03}"
        body = {name: value for name, value in body.items() if value is not None}
        yield f"row-{number:03}", story, _named(body, oak)


def _named(body: Json, oak: str) -> Json:
    """A body with the id that the vendor has in this company."""
    return dict(json.loads(json.dumps(body).replace('"rec-oak"', json.dumps(oak))))


def _prepare(company: Company, story: Story, body: Json, ids: dict[str, str]) -> None:
    """Have what the story needs made in the package, and the simulator told what it cannot come to by itself."""
    for _, path, made in story.books:
        text = json.dumps(made)
        for name, package_id in ids.items():
            text = text.replace(f"{{{name}}}", package_id)
        place = f"/organisations/{company.books.organisation_id}/{path}"
        company.control.post(place, json=json.loads(text)).raise_for_status()
    if story.on_demand:
        mark = next(body[each] for each in _MARKED if str(body.get(each, "")).startswith("ROW-"))
        fault = {"kind": "refused_record", "times": None, "match": {"body": mark}}
        told = {"code": story.says, "detail": story.text, "messages": [story.text]}
        company.control.post("/faults", json={**fault, **told}).raise_for_status()


def _accounts(company: Company) -> dict[str, str]:
    codes = ("AcctNum", "Code", "AccountNumber")
    listed = company.books.all("Accounts" if company.package == "xero" else "Account")
    ids = ("Id", "AccountID", "ListID")
    return {
        f"account {row[code]}": str(next(row[each] for each in ids if each in row))
        for row in listed
        for code in codes
        if row.get(code)
    }


def _report(company: Company, code: str) -> tuple[list[str], dict[str, list[str]]]:
    """The heading of the report of all failures, and its rows by the id of the record."""
    shown = company.app.report("sync_failures", language=code)
    content = httpx.get(shown["download_url"], timeout=30).raise_for_status().content.decode("utf-8-sig")
    heading, *rows = csv.reader(io.StringIO(content, newline=""))
    return heading, {row[4]: row for row in rows}


@pytest.mark.requirement("E3", "C1", "A4", "A5", "A6", "F5", "F6", "F13")
@pytest.mark.parametrize("package", sorted(ORGANISATIONS))
def test_every_row_that_can_be_told_together_is_a_failure_of_its_own_and_a_line_in_both_reports(
    connect: Callable[..., Company], package: str
) -> None:
    company = connect(package, **CHARTS[package].settings)
    oak, vendors = company.vendor("rec-oak", "Oak Paper")
    there: Records = {**vendors}
    for key, body in existing(company.chart).items():
        if key[0] != "vendor":
            there[key] = _named(body, oak)
    company.send(there)
    ids = {key[1]: company.app.reaches(*key, "synced")["package_id"] for key in there} | _accounts(company)

    told = {record_id: (story, body) for record_id, story, body in _records(company, oak)}
    for story, body in told.values():
        _prepare(company, story, body, ids)
    company.send({(story.sends, record_id): body for record_id, (story, body) in told.items()})
    for record_id, (story, _) in told.items():
        company.app.reaches(story.sends, record_id, "failed")

    failures: dict[str, Any] = {each["record_id"]: each for each in company.pages("failures")}
    expected = {record_id: story.row for record_id, (story, _) in told.items()}
    assert {record_id: each["code"] for record_id, each in failures.items()} == expected
    assert len(set(expected.values())) > 20
    (english, in_english), (french, in_french) = (_report(company, code) for code in ("en", "fr"))
    assert (english, french) == (list(language("en").columns), list(language("fr").columns))
    assert in_english.keys() == in_french.keys() == expected.keys()
    for record_id, code in expected.items():
        assert (in_english[record_id][11], in_french[record_id][11]) == (code, code)
        assert in_english[record_id][13:15] != in_french[record_id][13:15]
