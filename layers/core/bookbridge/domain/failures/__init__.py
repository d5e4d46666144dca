"""Failures: what could not be synced, why, and how to mend it."""

from .life import fail, resolve, resync
from .models import (
    Actor,
    Failure,
    FailureStatus,
    HistoryEntry,
    Problem,
    Remedy,
    failure_id,
    with_history,
)

__all__ = [
    "Actor",
    "Failure",
    "FailureStatus",
    "HistoryEntry",
    "Problem",
    "Remedy",
    "fail",
    "failure_id",
    "resolve",
    "resync",
    "with_history",
]
