"""The failure of a connection as a whole: one a company, of whatever hinders it now."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bookbridge.domain.announcements import announcements_of
from bookbridge.domain.csv_reports import render
from bookbridge.domain.failures import CONNECTION_FAILURE_ID, Failure, FailureStatus, fail_connection, resolve
from bookbridge.domain.failures.catalogue import load_shared
from bookbridge.domain.records import ENTITY_TYPES, category_of, is_entity_type
from bookbridge.domain.reports import REPORT_CATEGORIES

pytestmark = pytest.mark.unit

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def failed(code: str, existing: Failure | None = None, minutes: int = 0) -> Failure:
    """The connection fails with a code."""
    return fail_connection(
        existing,
        company_id="acme",
        package="quickbooks-desktop",
        organisation="Riverside Ltd",
        problem=load_shared().problem_for(code, "connection", values={"connector_version": "1.5"}),
        now=NOON + timedelta(minutes=minutes),
    )


@pytest.mark.requirement("A8")
def test_the_failure_of_a_connection_names_the_package_and_the_organisation() -> None:
    failure = failed("wrong_company")
    assert (failure.category, failure.entity_type, failure.record_id) == (
        "connection",
        "connection",
        "quickbooks-desktop",
    )
    assert (failure.party, failure.operation, failure.attempts) == ("Riverside Ltd", "wrong_company", 1)
    assert failure.failure_id == CONNECTION_FAILURE_ID


@pytest.mark.requirement("A8", "F6")
def test_the_same_cause_again_is_counted_and_another_takes_its_place() -> None:
    first = replace(failed("wrong_company"), row_version=7)
    again = failed("wrong_company", first, minutes=5)
    other = failed("connector_outdated", again, minutes=10)
    assert (again.attempts, again.opened_at, again.row_version) == (2, NOON, 7)
    assert (other.failure_id, other.attempts, other.opened_at) == (
        first.failure_id,
        1,
        NOON + timedelta(minutes=10),
    )
    assert [(each.event, each.detail) for each in other.history] == [
        ("opened", "wrong_company"),
        ("failed_again", "wrong_company"),
        ("opened", "connector_outdated"),
    ]


@pytest.mark.requirement("A8")
def test_a_failure_that_was_resolved_opens_anew() -> None:
    closed = resolve(failed("wrong_company"), NOON + timedelta(minutes=1))
    again = failed("wrong_company", closed, minutes=5)
    assert (again.status, again.attempts, again.opened_at) == (FailureStatus.OPEN, 1, NOON + timedelta(minutes=5))


@pytest.mark.requirement("A7", "A8")
def test_nothing_can_be_done_with_it_but_what_its_remedies_say() -> None:
    assert load_shared().row("connector_outdated").actions
    problem = failed("connector_outdated").problem
    assert problem.actions == ()
    assert "newest connector" in problem.remedies[0].steps[0]


@pytest.mark.requirement("A8", "F11")
def test_each_cause_is_announced_once_when_it_opens_and_when_it_is_over() -> None:
    def image(code: str, status: str, attempts: int = 1) -> dict[str, object]:
        return {
            "company_id": "acme",
            "entity_type": "connection",
            "category": "connection",
            "code": code,
            "status": status,
            "attempts": attempts,
        }

    def told(before: dict[str, object], after: dict[str, object]) -> list[str]:
        return [kind for kind, _company, _detail in announcements_of("sync_failures", before, after)]

    first = image("wrong_company", "open")
    assert told({}, first) == ["failure.opened"]
    assert told(first, image("wrong_company", "open", 2)) == []
    assert told(first, image("connector_outdated", "open")) == ["failure.opened"]
    assert told(first, image("wrong_company", "resolved")) == ["failure.resolved"]
    invoice = {**first, "entity_type": "invoice"}
    assert told(invoice, {**invoice, "code": "closed_period"}) == []


@pytest.mark.requirement("A4", "F13")
@pytest.mark.parametrize(("language", "word"), [("en", "connection"), ("fr", "connexion")])
def test_it_is_a_row_of_the_general_report_in_both_languages(language: str, word: str) -> None:
    assert "connection" in REPORT_CATEGORIES["sync_failures"]
    text = b"".join(render([failed("connector_outdated")], language)).decode("utf-8-sig")
    _heading, row = csv.reader(io.StringIO(text))
    assert row[1:3] == [word, word]
    assert row[5] == "Riverside Ltd"


def test_a_connection_is_a_subject_of_failures_and_no_type_of_record() -> None:
    assert not is_entity_type("connection")
    assert "connection" not in ENTITY_TYPES
    assert category_of("connection") == "connection"
