"""Messages to people, word for word, in both languages."""
# ruff: noqa: RUF001 - French texts have typographic apostrophes

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest

from bookbridge.domain.connections import Connection, ConnectionStatus
from bookbridge.domain.failures import Failure, FailureStatus, failure_id
from bookbridge.domain.notifications import (
    Audience,
    News,
    SyncedSession,
    message_id,
    news_message,
    one_line,
    recipients,
    reconnect_message,
)
from bookbridge.domain.records import Category, EntityType, category_of
from bookbridge.domain.settings import NotifySettings, Settings
from bookbridge.packages import load

pytestmark = [pytest.mark.unit, pytest.mark.requirement("E1", "F13")]

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
CATALOGUE = load("quickbooks-online", "").catalogue()


def audience(language: Literal["en", "fr"] = "en", **changed: Any) -> Audience:
    """Acme's people."""
    connection = Connection("acme", "quickbooks-online", organisation_name="Acme Inc.")
    connection = replace(connection, settings=Settings(language=language), **changed)
    return Audience.of(connection, "QuickBooks Online", CATALOGUE, "https://app.example/books?company={company_id}")


def failure(record_id: str, entity_type: EntityType = "invoice", **changed: Any) -> Failure:
    """One that was opened at noon."""
    values = {"doc_number": "HAND-1", "target_type": "invoice"}
    opened = Failure(
        company_id="acme",
        failure_id=failure_id(entity_type, record_id, "sync"),
        category=category_of(entity_type),
        entity_type=entity_type,
        record_id=record_id,
        operation="sync",
        problem=CATALOGUE.problem_for("duplicate_number", entity_type, message="6140", values=values),
        status=FailureStatus.OPEN,
        opened_at=NOON,
        last_failed_at=NOON,
        created_at=NOON,
        record_number="HAND-1",
        party="Birch Bakery",
        amount="80.00",
        currency="USD",
    )
    return replace(opened, **changed)


def news(*failures: Failure, **changed: Any) -> News:
    """Failures that are all new, and as many again that are older."""
    new: dict[Category, int] = {}
    for each in failures:
        new[each.category] = new.get(each.category, 0) + 1
    told = News(new=new, open={category: 2 * number for category, number in new.items()}, first=failures[:10])
    return replace(told, **changed)


ENGLISH = """\
12 records of Acme Inc. could not be synced with QuickBooks Online.

Since the last message (2026-05-01 11:00 UTC):
  invoices: 11 new, 22 open in all
  payments: 1 new, 2 open in all

The newest:
  1. payment HAND-1, Birch Bakery, 80.00 USD
     The number is already used
     To do (user in the app): {step}
"""
FRENCH = """\
12 éléments de Acme Inc. n’ont pas pu être synchronisés avec QuickBooks Online.

Depuis le dernier message (2026-05-01 11:00 UTC) :
  factures : 11 en plus, 22 en cours au total
  paiements : 1 en plus, 2 en cours au total

Les plus récents :
  1. paiement HAND-1, Birch Bakery, 80.00 USD
     {title}
     À faire (utilisateur dans l’application) : {step}
"""
ENGLISH_END = """\
  and 2 more

Nothing is lost, and the work in the app goes on, payments too. What is mended, in the app or in QuickBooks Online, is \
synced again by itself.

All of them, with every step: https://app.example/books?company=acme
"""
FRENCH_END = """\
  et 2 de plus

Rien n’est perdu, et le travail dans l’application continue, les paiements aussi. Ce qui est corrigé, dans \
l’application ou dans QuickBooks Online, est synchronisé à nouveau tout seul.

La liste complète, avec chaque étape : https://app.example/books?company=acme
"""


@pytest.mark.parametrize(
    ("language", "subject", "beginning", "end"),
    [
        ("en", "Bookbridge: 12 records of Acme Inc. could not be synced", ENGLISH, ENGLISH_END),
        ("fr", "Bookbridge : 12 éléments de Acme Inc. n’ont pas pu être synchronisés", FRENCH, FRENCH_END),
    ],
)
def test_failures_in_both_languages(language: Literal["en", "fr"], subject: str, beginning: str, end: str) -> None:
    payment = failure("pay-1", "payment")
    invoices = [failure(f"inv-{number}") for number in range(11)]
    told = replace(news(*invoices, payment), first=(payment, *invoices[:9]))
    message = news_message(audience(language), told, NOON - timedelta(hours=1))
    wording = CATALOGUE.wording(payment.problem, language)
    assert message.subject == subject
    assert message.text.startswith(beginning.format(title=wording.title, step=wording.remedies[0].steps[0]))
    assert message.text.endswith(end)
    assert message.text.count(wording.title) == 10


@pytest.mark.requirement("D3")
@pytest.mark.parametrize(
    ("language", "subject", "text"),
    [
        (
            "en",
            "Bookbridge: 28 records of Acme Inc. were synced",
            """\
28 records were synced since 2026-05-01 11:00 UTC:
  2026-05-01 12:00 UTC: 24 sent, 3 received
  2026-05-01 11:30 UTC: 1 sent, 0 received
""",
        ),
        (
            "fr",
            "Bookbridge : 28 éléments de Acme Inc. ont été synchronisés",
            """\
28 éléments ont été synchronisés depuis le 2026-05-01 11:00 UTC :
  2026-05-01 12:00 UTC : 24 envoyés, 3 reçus
  2026-05-01 11:30 UTC : 1 envoyés, 0 reçus
""",
        ),
    ],
)
def test_successes_in_both_languages(language: Literal["en", "fr"], subject: str, text: str) -> None:
    sessions = (SyncedSession(NOON, 24, 3), SyncedSession(NOON - timedelta(minutes=30), 1, 0))
    message = news_message(audience(language), News(sessions=sessions), NOON - timedelta(hours=1))
    assert message.subject == subject
    assert message.text.startswith(text)


def test_of_many_sessions_the_last_ten_are_listed() -> None:
    sessions = tuple(SyncedSession(NOON - timedelta(minutes=number), 1, 0) for number in range(25))
    message = news_message(audience(), News(sessions=sessions), None)
    assert message.subject == "Bookbridge: 25 records of Acme Inc. were synced"
    assert message.text.count(" sent, ") == 10
    assert "and 15 earlier sessions" in message.text


@pytest.mark.requirement("F3")
@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("en", "Bookbridge: Acme Inc. must be connected to QuickBooks Online again", "nothing is entered twice"),
        ("fr", "Bookbridge : Acme Inc. doit être reconnectée à QuickBooks Online", "rien n’est saisi deux fois"),
    ],
)
def test_a_reconnection_in_both_languages(language: Literal["en", "fr"], subject: str, words: str) -> None:
    code = "reauthorization_required"
    problem = CATALOGUE.problem_for(code, "connection")
    told = audience(language, status=ConnectionStatus.REAUTHORIZATION_REQUIRED)
    message = reconnect_message(told, problem)
    wording = CATALOGUE.wording(problem, language)
    assert message.subject == subject
    assert "Acme Inc." in message.text
    assert "QuickBooks Online" in message.text
    assert wording.cause in message.text
    for remedy in wording.remedies:
        for number, step in enumerate(remedy.steps, 1):
            assert f"  {number}. {step}\n" in message.text
    assert words in message.text
    assert message.text.endswith("https://app.example/books?company=acme\n")


@pytest.mark.requirement("F3")
def test_a_wrong_company_is_told_apart_from_a_consent_that_is_missing() -> None:
    problem = CATALOGUE.problem_for("wrong_company", "connection", values={"bound_organisation": "Acme Inc."})
    message = reconnect_message(audience(status=ConnectionStatus.WRONG_COMPANY), problem)
    assert message.subject == "Bookbridge: the sync of Acme Inc. with QuickBooks Online has stopped"
    assert "Another company answered" in message.text


def test_a_failure_of_the_connection_is_what_the_subject_is_about() -> None:
    problem = CATALOGUE.problem_for("no_access", "connection")
    stopped = replace(
        failure("x"), category="connection", entity_type="connection", problem=problem, record_number="", amount=""
    )
    message = news_message(audience(), news(stopped, failure("inv-1")), None)
    assert message.subject == "Bookbridge: the sync of Acme Inc. with QuickBooks Online has stopped"
    assert "The sync of Acme Inc. with QuickBooks Online has stopped.\n1 record of Acme Inc. could not" in message.text
    assert "So far:" in message.text


@pytest.mark.parametrize(
    "hostile",
    ["Acme\r\nBcc: everybody@x.example", "Acme\nSubject: gone", "Acme\u2028x", "Acme\x00\x1b[31m", "Acme\u202egnp.exe"],
)
def test_nothing_of_a_record_becomes_a_header_or_a_line_of_its_own(hostile: str) -> None:
    told = audience(organisation_name=hostile)
    bad = failure("inv-1", record_number=hostile, party=hostile, amount=hostile, currency=hostile)
    message = news_message(told, news(bad), None)
    clean = news_message(audience(), news(failure("inv-1")), None)
    assert message.subject.isprintable()
    assert len(message.text.splitlines()) == len(clean.text.splitlines())
    assert not {"\r", "\x00", "\x1b", "\u2028", "\u202e"} & set(message.text)


def test_long_values_are_cut() -> None:
    endless = "x" * 100_000
    bad = failure("inv-1", record_number=endless, party=endless, amount=endless)
    message = news_message(audience(organisation_name=endless), news(*[bad] * 10), None)
    assert len(message.subject) < 200
    assert max(map(len, message.text.splitlines())) < 500
    assert one_line("abcdef", 4) == "abc…"


def test_a_company_without_a_name_goes_by_its_id_and_without_a_page_there_is_no_link() -> None:
    told = Audience.of(Connection("acme", "xero"), "Xero", CATALOGUE, "")
    message = news_message(told, news(failure("inv-1")), None)
    assert message.subject == "Bookbridge: 1 record of acme could not be synced"
    assert "http" not in message.text


def test_each_address_is_written_to_once_the_owner_first() -> None:
    notify = NotifySettings(owner="o@x.example", administrators=["A@x.example"], emails=["a@X.example", "b@x.example"])
    assert recipients(notify) == ("o@x.example", "A@x.example", "b@x.example")
    assert recipients(NotifySettings()) == ()


def test_a_message_of_a_period_has_one_id() -> None:
    ids = {message_id(*each) for each in (("a", "failures", "1"), ("a", "failures", "2"), ("b", "failures", "1"))}
    assert len(ids) == 3
    assert message_id("a", "failures", "1") in ids
