"""What holds for every implementation of `ConnectorSessions` and `Readings`."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import date
from typing import Any

import pytest

from bookbridge.domain.connector_sessions import Known, Listing, Phase, Question, Reading, Tally, Task
from bookbridge.domain.errors import LeaseLost
from bookbridge.ports.connector_sessions import Kept
from bookbridge.ports.transactions import Outdated

from .conftest import Ports
from .examples import MINUTE, NOON, SECOND, connector_session

pytestmark = pytest.mark.contract

MESSAGE = "<?qbxml version='13.0'?><QBXML><QBXMLMsgsRq onError='continueOnError'>é…</QBXMLMsgsRq></QBXML>"


def kept(ports: Ports, session_id: str = "ses-1") -> Kept:
    found = ports.connector_sessions.get(session_id)
    assert found is not None
    return found


def same_in(one: Any, other: Any) -> set[str]:
    """The fields of two dataclasses that tell nothing about what is kept, because they are equal."""
    return {each.name for each in fields(one) if getattr(one, each.name) == getattr(other, each.name)}


def incompressible(characters: int) -> str:
    return random.Random(4).randbytes(characters // 2).hex()  # noqa: S311 - an example


def test_a_new_session_is_read_back_with_its_version(ports: Ports) -> None:
    session = connector_session()

    ports.connector_sessions.start(session)

    assert session.version == 1
    assert ports.connector_sessions.get("ses-1") == Kept(session, Task(), {})
    assert ports.connector_sessions.get("ses-2") is None


def test_everything_of_a_session_is_read_back_as_it_was(ports: Ports) -> None:
    session = connector_session()
    ports.connector_sessions.start(session)
    session.company_id, session.fence, session.phase = "c-1", 3, Phase.PUSHING
    session.greeting = {"company_file": {"file_id": "4B0C", "path": "C:\\Books\\Žluťoučký.qbw"}, "single_user": True}
    session.question = Question(MESSAGE * 20, "bb-1", NOON)
    session.listing = Listing(2, True, ("Account",), NOON + MINUTE, "{iterator}", 3, NOON, NOON - SECOND)
    session.put_off = {("invoice", "inv 1"): 2, ("item", "a#b"): 1}
    session.tally = Tally(to_list=9, listed=8, to_fetch=7, fetched=6, to_send=5, sent=4, questions=3, told=2)
    session.breaks, session.attempts_to_open, session.ended, session.wrote = 1, 2, True, True
    session.problem = "QuickBooks is busy."

    assert same_in(session, connector_session()) == {"session_id", "ticket", "user_name", "caller", "started_at"}

    ports.connector_sessions.save(session)

    assert session.version == 2
    assert kept(ports).session == session


def test_what_is_taken_off_a_session_is_gone(ports: Ports) -> None:
    session = connector_session(question=Question(MESSAGE, "bb-1", NOON), greeting={"version": "13.0"}, ended=True)
    ports.connector_sessions.start(session)
    session.question, session.greeting, session.ended = None, None, False

    ports.connector_sessions.save(session)

    assert kept(ports).session == connector_session(version=2)


def test_a_session_that_greeted_with_nothing_is_not_one_that_did_not_greet(ports: Ports) -> None:
    ports.connector_sessions.start(connector_session(greeting={}))

    assert kept(ports).session.greeting == {}


@pytest.mark.requirement("F1")
def test_of_two_turns_at_once_the_slower_writes_nothing(ports: Ports) -> None:
    ports.connector_sessions.start(connector_session())
    faster, slower = kept(ports).session, kept(ports).session
    faster.phase = slower.phase = Phase.LISTING
    faster.breaks = 1
    ports.connector_sessions.save(faster)

    with pytest.raises(Outdated):
        ports.connector_sessions.save(slower)

    assert slower.version == 1
    assert kept(ports).session == faster


def test_a_session_is_not_changed_by_what_is_done_to_what_was_read(ports: Ports) -> None:
    session = connector_session()
    ports.connector_sessions.start(session)

    kept(ports).session.tally.listed = 5
    session.tally.listed = 6

    assert kept(ports).session.tally == Tally()


def test_answers_are_kept_by_their_questions(ports: Ports) -> None:
    ports.connector_sessions.start(connector_session())

    ports.connector_sessions.keep_answers("ses-1", {"q-1": MESSAGE, "q-2": ""})
    ports.connector_sessions.keep_answers("ses-1", {"q-3": "third"})
    ports.connector_sessions.keep_answers("ses-2", {"q-1": "another session's"})

    assert kept(ports).answers == {"q-1": MESSAGE, "q-2": "", "q-3": "third"}


@pytest.mark.requirement("B7")
def test_an_answer_may_be_larger_than_an_item(ports: Ports) -> None:
    ports.connector_sessions.start(connector_session())
    large = incompressible(1_600_000)

    ports.connector_sessions.keep_answers("ses-1", {"q-1": large, "q-2": "small"})

    assert kept(ports).answers == {"q-1": large, "q-2": "small"}


def test_another_answer_to_the_same_question_takes_the_place_of_the_first(ports: Ports) -> None:
    ports.connector_sessions.start(connector_session())
    ports.connector_sessions.keep_answers("ses-1", {"q-1": incompressible(1_600_000)})

    ports.connector_sessions.keep_answers("ses-1", {"q-1": "shorter"})

    assert kept(ports).answers == {"q-1": "shorter"}


def test_dropped_answers_are_gone_to_the_last_piece(ports: Ports) -> None:
    ports.connector_sessions.start(connector_session())
    large = incompressible(1_600_000)
    ports.connector_sessions.keep_answers("ses-1", {"q-1": large, "q-2": "stays", "q-11": "stays too"})

    ports.connector_sessions.drop_answers("ses-1", ("q-1", "never there"))

    assert kept(ports).answers == {"q-2": "stays", "q-11": "stays too"}


def test_answers_without_a_session_are_no_session(ports: Ports) -> None:
    ports.connector_sessions.keep_answers("ses-1", {"q-1": MESSAGE})

    assert ports.connector_sessions.get("ses-1") is None


@pytest.mark.requirement("F10")
def test_a_wait_that_begins_before_the_end_is_ended_by_it(ports: Ports) -> None:
    ports.connector_sessions.start(connector_session())

    assert ports.connector_sessions.note_token("ses-1", "token-1") == Task("token-1")
    assert ports.connector_sessions.note_end("ses-1", "", "") == Task("token-1", ended=True)
    assert kept(ports).task == Task("token-1", ended=True)


@pytest.mark.requirement("F10")
def test_a_wait_that_begins_after_the_end_hears_of_it(ports: Ports) -> None:
    ports.connector_sessions.start(connector_session())
    ended = ports.connector_sessions.note_end("ses-1", "ConnectorStopped", "The computer went to sleep.")

    assert ended == Task("", ended=True, error="ConnectorStopped", cause="The computer went to sleep.")
    assert ports.connector_sessions.note_token("ses-1", "token-1") == replace(ended, token="token-1")


def test_the_first_end_that_was_noted_stays(ports: Ports) -> None:
    ports.connector_sessions.note_token("ses-1", "token-1")
    first = ports.connector_sessions.note_end("ses-1", "", "")

    assert ports.connector_sessions.note_end("ses-1", "ConnectorStopped", "too late") == first


def test_a_wait_that_begins_again_has_a_new_token(ports: Ports) -> None:
    ports.connector_sessions.note_token("ses-1", "token-1")

    assert ports.connector_sessions.note_token("ses-1", "token-2") == Task("token-2")


def reading(company_id: str = "c-1") -> Reading:
    return Reading(
        company_id,
        cursors={"Customer": NOON, "Invoice": NOON + MINUTE},
        narrowed={"Bill": NOON - MINUTE},
        moved={"Customer": NOON + SECOND},
        deleted_until=NOON,
        size=20,
        known=(Known("Invoice", "4F-1", "1461"), Known("Customer", "80000001-1", "9")),
        halted="company_file_restored",
        history_from=date(2025, 1, 1),
        types=("customer", "invoice"),
        sweep="here",
        last_session_id="ses-1",
        fence=4,
    )


@pytest.mark.requirement("B7")
def test_a_company_file_nobody_has_read_has_an_empty_reading(ports: Ports) -> None:
    assert ports.readings.get("c-1") == Reading("c-1")
    assert ports.readings.get("c-1").is_first


@pytest.mark.parametrize("saved", [reading(), Reading("c-1")])
def test_a_reading_is_read_back_as_it_was(ports: Ports, saved: Reading) -> None:
    assert same_in(reading(), Reading("c-1")) == {"company_id"}
    ports.readings.save(saved)

    assert ports.readings.get("c-1") == saved
    assert ports.readings.get("c-2") == Reading("c-2")


@pytest.mark.requirement("F1")
def test_a_sweep_that_begins_is_told_from_none(ports: Ports) -> None:
    ports.readings.save(Reading("c-1", sweep=""))
    ports.readings.save(Reading("c-2"))

    assert (ports.readings.get("c-1").sweep, ports.readings.get("c-2").sweep) == ("", None)


@pytest.mark.requirement("F1")
def test_a_late_session_does_not_write_over_the_reading_of_a_later_one(ports: Ports) -> None:
    later = replace(reading(), fence=5)
    ports.readings.save(later)

    with pytest.raises(LeaseLost):
        ports.readings.save(reading())

    assert ports.readings.get("c-1") == later


def test_the_same_session_and_a_later_one_write_over_a_reading(ports: Ports) -> None:
    ports.readings.save(reading())
    ports.readings.save(replace(reading(), size=10))
    assert ports.readings.get("c-1").size == 10

    ports.readings.save(Reading("c-1", fence=5))
    assert ports.readings.get("c-1") == Reading("c-1", fence=5)


def test_a_reading_is_no_session(ports: Ports) -> None:
    ports.readings.save(reading())

    assert ports.connector_sessions.get("company#c-1") is None
    assert ports.connector_sessions.get("c-1") is None
