"""From counts to quantities that AWS bills. Everything is counted but time, which is modelled on the counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .functions import memory_of
from .tally import Invocation, Tally

WHOLE_PROCESSOR: Final = 1769 / 1024
"""GB of memory at which a function has one whole processor; with less it has that share."""

DATABASE_SECONDS: Final = 0.008
TRANSACTION_SECONDS: Final = 0.040
SERVICE_SECONDS: Final = 0.020
"""Assumed: a call from a warm function to DynamoDB, one with a large transaction, and one to another service of AWS."""

PACKAGE_SECONDS: Final[Mapping[str, float]] = {"batch": 3.0}
READ_SECONDS: Final = 0.4
"""Assumed: QuickBooks Online answers a batch of 30 in 3 s, anything else in 0.4 s."""

LOG_BYTES: Final = 1_200
"""Assumed for each run of a function: start, report, and a line of our own with its metrics."""
ACCESS_LOG_BYTES: Final = 350

ASSUMPTIONS: Final[Mapping[str, str]] = {
    "DynamoDB call": f"{DATABASE_SECONDS * 1000:.0f} ms",
    "TransactWriteItems": f"{TRANSACTION_SECONDS * 1000:.0f} ms",
    "call to SQS, Step Functions, EventBridge, Secrets Manager": f"{SERVICE_SECONDS * 1000:.0f} ms",
    "batch of 30 at QuickBooks Online": f"{PACKAGE_SECONDS['batch']:.1f} s",
    "any other request to QuickBooks Online": f"{READ_SECONDS:.1f} s",
    "our own processor time": "measured here, divided by the share of a processor that the function's memory buys",
    "logs": f"{LOG_BYTES:,} bytes a run, {ACCESS_LOG_BYTES} bytes a request",
}


def duration(invocation: Invocation) -> float:
    """Seconds of one run."""
    calls = dict(invocation.database)
    transactions = calls.pop("transact_write_items", 0)
    package = sum(PACKAGE_SECONDS.get(kind, READ_SECONDS) * count for kind, count in invocation.package.items())
    share = min(1.0, memory_of(invocation.function) / WHOLE_PROCESSOR)
    return (
        sum(calls.values()) * DATABASE_SECONDS
        + transactions * TRANSACTION_SECONDS
        + sum(invocation.services.values()) * SERVICE_SECONDS
        + package
        + invocation.waited
        + invocation.busy / share
    )


def gb_seconds(invocations: list[Invocation]) -> float:
    """GB-seconds of many runs."""
    return sum(duration(each) * memory_of(each.function) for each in invocations)


def usage_of(tally: Tally) -> dict[str, float]:
    """Quantities by the names of `prices`."""
    runs = len(tally.invocations)
    return {
        "write_units": sum(tally.write_units.values()),
        "read_units": sum(tally.read_units.values()),
        "queue_requests": tally.queue_requests,
        "transitions": tally.transitions,
        "invocations": runs,
        "gb_seconds": gb_seconds(tally.invocations),
        "events": tally.events,
        "api_requests": tally.api_requests,
        "secret_reads": tally.secret_reads,
        "log_bytes": runs * LOG_BYTES + tally.api_requests * ACCESS_LOG_BYTES,
        "traces": runs,
    }
