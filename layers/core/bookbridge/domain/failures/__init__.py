"""Failures: what could not be synced, why, and how to mend it."""

from .life import clear, delete, fail, fail_connection, reopen, resolve, resync, skip
from .models import (
    CONNECTION_FAILURE_ID,
    Actor,
    Failure,
    FailureStatus,
    HistoryEntry,
    Problem,
    Remedy,
    failure_id,
    record_failure_id,
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
    "clear",
    "delete",
    "fail",
    "fail_connection",
    "failure_id",
    "record_failure_id",
    "reopen",
    "resolve",
    "resync",
    "skip",
    "with_history",
]
