"""The journal of a connector's session: which answers a step has, which are kept for the next turn, which are not."""

from __future__ import annotations

import pytest

from bookbridge.domain.connector_sessions import digest_of
from bookbridge.domain.errors import AnswerAwaited, PackageRefused
from bookbridge.use_cases.converse import Conversation

pytestmark = pytest.mark.unit

QUESTION = "<QBXML>vendors?</QBXML>"
ANSWER = "<QBXML>Oak Paper</QBXML>"
SET = "bb-00000001"


def _next_turn(before: Conversation) -> Conversation:
    """What the next turn begins with: what was stored, less what was dropped, and what is to be kept."""
    stored = {key: answer for key, answer in before.kept.items() if key not in before.to_drop}
    return Conversation({**stored, **before.to_keep})


def test_a_question_without_an_answer_ends_the_step_and_is_told_whole() -> None:
    with pytest.raises(AnswerAwaited) as awaited:
        Conversation().ask(QUESTION, SET)

    assert (awaited.value.message, awaited.value.message_set) == (QUESTION, SET)


def test_the_same_question_has_its_answer_as_often_as_it_is_asked() -> None:
    line = Conversation()
    line.take(digest_of(QUESTION), ANSWER)

    assert [line.ask(QUESTION), line.ask(QUESTION)] == [ANSWER, ANSWER]


def test_another_question_has_not() -> None:
    line = Conversation()
    line.take(digest_of(QUESTION), ANSWER)

    with pytest.raises(AnswerAwaited):
        line.ask(f"{QUESTION} ")


def test_a_message_that_writes_is_known_by_its_id_and_not_by_its_text() -> None:
    line = Conversation()
    line.take(SET, ANSWER)

    assert line.ask("<QBXML>written differently</QBXML>", SET) == ANSWER
    with pytest.raises(AnswerAwaited):
        line.ask("<QBXML>written differently</QBXML>")


def test_an_answer_that_was_not_settled_is_there_in_the_next_turn() -> None:
    line = Conversation()
    line.take(digest_of(QUESTION), ANSWER)

    after = _next_turn(line)

    assert after.ask(QUESTION) == ANSWER
    assert (after.to_keep, after.to_drop) == ({}, ())


def test_a_settled_answer_is_dropped_and_its_question_asked_anew() -> None:
    line = Conversation({digest_of(QUESTION): ANSWER})
    line.settled()

    assert line.to_drop == (digest_of(QUESTION),)
    with pytest.raises(AnswerAwaited):
        _next_turn(line).ask(QUESTION)


def test_an_answer_that_came_and_was_settled_in_one_turn_is_never_stored() -> None:
    line = Conversation()
    line.take(digest_of(QUESTION), ANSWER)
    line.settled()

    assert (line.to_keep, line.to_drop) == ({}, ())


def test_a_lasting_answer_outlives_what_is_settled() -> None:
    line = Conversation()
    line.take(digest_of(QUESTION), ANSWER)
    line.ask(QUESTION, lasting=True)
    line.settled()

    after = _next_turn(line)
    after.settled()

    assert after.ask(QUESTION, lasting=True) == ANSWER
    assert after.to_drop == ()


def test_a_lasting_answer_is_none_to_who_needs_a_fresh_one() -> None:
    line = Conversation()
    line.take(digest_of(QUESTION), ANSWER)
    line.ask(QUESTION, lasting=True)

    with pytest.raises(AnswerAwaited):
        line.ask(QUESTION)


def test_an_answer_becomes_lasting_only_when_somebody_asks_for_a_lasting_one() -> None:
    line = Conversation()
    line.take(digest_of(QUESTION), ANSWER)
    line.ask(QUESTION)
    line.settled()

    with pytest.raises(AnswerAwaited):
        line.ask(QUESTION, lasting=True)


def test_a_message_refused_as_a_whole_is_refused_again_in_every_run_of_the_step() -> None:
    line = Conversation()
    line.take_refusal(SET, "0x80040400", "QuickBooks found an error when parsing the text stream.")

    for turn in (line, _next_turn(line)):
        with pytest.raises(PackageRefused, match="parsing the text stream") as refused:
            turn.ask(QUESTION, SET)
        assert (refused.value.code, refused.value.status) == ("0x80040400", 400)


def test_a_refusal_without_words_is_told_by_its_code() -> None:
    line = Conversation()
    line.take_refusal(SET, "0x80040400", "")

    with pytest.raises(PackageRefused, match="0x80040400"):
        line.ask(QUESTION, SET)


def test_what_became_of_a_message_is_known_from_its_answer_alone() -> None:
    line = Conversation()
    assert line.answered(SET) == ""

    line.take(SET, ANSWER)
    assert line.answered(SET) == ANSWER


def test_a_refusal_does_not_pass_for_the_answer_to_a_message() -> None:
    line = Conversation()
    line.take_refusal(SET, "0x80040400", "no")

    assert line.answered(SET) == ""


def test_an_answer_that_proved_unreadable_is_asked_for_again_and_not_stored() -> None:
    line = Conversation()
    line.take(SET, "<QBXML>Oak Pa")
    line.forget(SET)

    assert line.to_keep == {}
    with pytest.raises(AnswerAwaited):
        _next_turn(line).ask(QUESTION, SET)


def test_what_is_dropped_is_what_was_stored_and_not_what_came_since() -> None:
    old, new = digest_of("<old/>"), digest_of("<new/>")
    line = Conversation({old: ANSWER})
    line.take(new, ANSWER)
    line.settled()

    assert line.to_drop == (old,)
