"""Requests and answers, as they are for every package."""

from tests.simulators.chassis.exchange import (
    Answer,
    AnswerLost,
    NoAnswer,
    Request,
    TimedOutAfterCommit,
    TimedOutBeforeCommit,
    html_answer,
    json_answer,
)

__all__ = [
    "Answer",
    "AnswerLost",
    "NoAnswer",
    "Request",
    "TimedOutAfterCommit",
    "TimedOutBeforeCommit",
    "html_answer",
    "json_answer",
]
