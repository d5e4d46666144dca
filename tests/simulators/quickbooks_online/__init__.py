"""QuickBooks Online, played by a local server (see README.md)."""

from .books import Books
from .clock import Clock
from .exchange import (
    Answer,
    AnswerLost,
    NoAnswer,
    TimedOutAfterCommit,
    TimedOutBeforeCommit,
)
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
