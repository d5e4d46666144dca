"""Failures: what could not be synced, why, and how to mend it."""

from .life import fail, fail_connection, resolve, resync
from .models import (
    CONNECTION_FAILURE_ID,
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
    "CONNECTION_FAILURE_ID",
    "Actor",
    "Failure",
    "FailureStatus",
    "HistoryEntry",
    "Problem",
    "Remedy",
    "fail",
    "fail_connection",
    "failure_id",
    "resolve",
    "resync",
    "with_history",
]
