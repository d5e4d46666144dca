"""From counts to quantities that AWS bills. Everything is counted but time, which is modelled on the counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bookbridge.use_cases.poll_changes import POLLS_AT_ONCE

from .functions import is_traced, memory_of
from .tally import Invocation, Tally

WHOLE_PROCESSOR: Final = 1769 / 1024
"""GB of memory at which a function has one whole processor; with less it has that share."""

DATABASE_SECONDS: Final = 0.008
TRANSACTION_SECONDS: Final = 0.040
SERVICE_SECONDS: Final = 0.020
"""Assumed: a call from a warm function to DynamoDB, one with a large transaction, and one to another service of AWS."""

CALL_SECONDS: Final = 0.4
EACH_SECONDS: Final = 0.09
"""Assumed: a package answers a call in 0.4 s, and takes 0.09 s more for each further object or query in it."""

LANES: Final[Mapping[str, int]] = {"poll_changes": POLLS_AT_ONCE}
"""How many lanes of a run go on at the same time."""

LOG_BYTES: Final = 1_200
"""Assumed for each run of a function: start, report, and a line of our own with its metrics."""
ACCESS_LOG_BYTES: Final = 350

ASSUMPTIONS: Final[Mapping[str, str]] = {
    "DynamoDB call": f"{DATABASE_SECONDS * 1000:.0f} ms",
    "TransactWriteItems": f"{TRANSACTION_SECONDS * 1000:.0f} ms",
    "call to SQS, Step Functions, EventBridge, Secrets Manager": f"{SERVICE_SECONDS * 1000:.0f} ms",
    "call to a package": f"{CALL_SECONDS:.1f} s, and {EACH_SECONDS:.2f} s for each further object or query in it",
    "our own processor time": "measured here, divided by the share of a processor that the function's memory buys",
    "logs": f"{LOG_BYTES:,} bytes a run, {ACCESS_LOG_BYTES} bytes a request",
}


def answering(parts: int) -> float:
    """Seconds that a package takes to answer a call with so many objects or queries."""
    return CALL_SECONDS + EACH_SECONDS * max(0, parts - 1)


def duration(invocation: Invocation) -> float:
    """Seconds of one run."""
    share = min(1.0, memory_of(invocation.function) / WHOLE_PROCESSOR)
    return _waiting(invocation) + invocation.busy / share


def _waiting(invocation: Invocation) -> float:
    calls = dict(invocation.database)
    transactions = calls.pop("transact_write_items", 0)
    workers = [0.0] * LANES.get(invocation.function, 1)
    for lane in invocation.lanes:
        workers[workers.index(min(workers))] += _waiting(lane)
    return (
        sum(calls.values()) * DATABASE_SECONDS
        + transactions * TRANSACTION_SECONDS
        + sum(invocation.services.values()) * SERVICE_SECONDS
        + invocation.package_seconds
        + invocation.waited
        + max(workers)
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
        "traces": sum(is_traced(each.function) for each in tally.invocations),
    }
