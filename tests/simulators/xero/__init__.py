"""Xero, played by a local server (see README.md)."""

from tests.simulators.chassis.clock import Clock
from tests.simulators.chassis.exchange import (
    Answer,
    AnswerLost,
    NoAnswer,
    TimedOutAfterCommit,
    TimedOutBeforeCommit,
)

from .books import Books
from .server import create_app, running
from .settings import Config, Limits, Webhooks
from .simulator import Simulator

__all__ = [
    "Answer",
    "AnswerLost",
    "Books",
    "Clock",
    "Config",
    "Limits",
    "NoAnswer",
    "Simulator",
    "TimedOutAfterCommit",
    "TimedOutBeforeCommit",
    "Webhooks",
    "create_app",
    "running",
]
