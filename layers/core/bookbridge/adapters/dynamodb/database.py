"""Calls to DynamoDB: its refusals told apart, its conflicts and throttles waited out."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from bookbridge.adapters.aws import Clients, error_code, error_response
from bookbridge.domain.errors import StoreThrottled

from .values import RawItem, Row

CONFLICT_ATTEMPTS: Final = 8
FIRST_WAIT: Final = 0.02
LONGEST_WAIT: Final = 0.64
"""Seconds. With full jitter eight attempts take about a second: longer than any transaction of ours is under way."""

CONDITION_FAILED: Final = "ConditionalCheckFailed"
_CANCELLED: Final = "TransactionCanceledException"
_CONFLICT: Final = "TransactionConflict"
_PASSING: Final = {_CONFLICT, f"{_CONFLICT}Exception", "ProvisionedThroughputExceeded", "ThrottlingError"}
"""What the service refuses for the moment and botocore does not try again by itself."""
_THROTTLES: Final = {
    "InternalServerError",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "ServiceUnavailable",
    "ThrottlingException",
    "TransactionInProgressException",
}


class Refused(Exception):  # noqa: N818 - a condition, not an error: it says what is stored instead
    """A write's condition did not hold. `row` is the item as it stands; None when there is none."""

    def __init__(self, row: Row | None) -> None:
        super().__init__("the condition of the write does not hold")
        self.row = row


class Cancelled(Exception):  # noqa: N818
    """Conditions of a transaction did not hold: those at `positions`."""

    def __init__(self, positions: tuple[int, ...]) -> None:
        super().__init__(f"the conditions at {positions} do not hold")
        self.positions = positions


class Database:
    """DynamoDB, one call at a time."""

    def __init__(
        self,
        clients: Clients,
        sleep: Callable[[float], None] = time.sleep,
        *,
        read_query: Callable[[bytes], dict[str, Any]] | None = None,
    ) -> None:
        """With `read_query` the answers to queries are what it makes of them (`query_readers`)."""
        self._client = partial(clients.dynamodb_read_with, read_query) if read_query else clients.dynamodb
        self._sleep = sleep

    def call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """Send a request (`update_item` …) and return its answer.

        An item that another transaction is writing is tried again after a moment. Raises `Refused`, `Cancelled`, and
        `StoreThrottled` when waiting did not help.
        """
        for attempt in range(CONFLICT_ATTEMPTS):
            if attempt:
                self.pause(attempt)
            try:
                answer: dict[str, Any] = getattr(self._client(), operation)(**request)
            except Exception as error:
                if _codes(error) & _PASSING:
                    continue
                raise _told_apart(error) from error
            else:
                return answer
        raise StoreThrottled(f"{operation}: others were writing the same items each of {CONFLICT_ATTEMPTS} times")

    def pause(self, attempt: int) -> None:
        """Wait before an attempt (1: the second), longer each time, by chance: so that rivals do not meet again."""
        longest = min(LONGEST_WAIT, FIRST_WAIT * 2**attempt)
        self._sleep(random.uniform(0, longest))  # noqa: S311 - spreads load, guards nothing


def _codes(error: Exception) -> set[str]:
    """Every reason the service gives. One that a condition failed outweighs the others: trying again would not help."""
    if error_code(error) != _CANCELLED:
        return {error_code(error)}
    codes = {reason.get("Code", "None") for reason in _reasons(error)}
    return {CONDITION_FAILED} if CONDITION_FAILED in codes else codes


def _told_apart(error: Exception) -> Exception:
    codes = _codes(error)
    if f"{CONDITION_FAILED}Exception" in codes:
        item: RawItem | None = error_response(error).get("Item")
        return Refused(Row(item) if item else None)
    if CONDITION_FAILED in codes:
        reasons = enumerate(_reasons(error))
        return Cancelled(tuple(position for position, each in reasons if each.get("Code") == CONDITION_FAILED))
    if codes & _THROTTLES or _is_network_error(error):
        return StoreThrottled(f"the database did not answer in time: {error}")
    return error


def _reasons(error: Exception) -> list[dict[str, Any]]:
    reasons: list[dict[str, Any]] = error_response(error).get("CancellationReasons", [])
    return reasons


def _is_network_error(error: Exception) -> bool:
    from botocore.exceptions import ConnectionError as NoConnection  # noqa: PLC0415 - loaded by now: a call failed
    from botocore.exceptions import HTTPClientError  # noqa: PLC0415

    return isinstance(error, NoConnection | HTTPClientError)
