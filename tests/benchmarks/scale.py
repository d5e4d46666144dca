"""What many connections cost: a tick over a hundred and over ten thousand of them, counted, and by that over a million.

A tick must touch the connections that are due and no others. So it is run over stored connections of which each
fifteenth is due, and over as many as are due alone; unless both take the same, the benchmark stops.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from math import ceil
from typing import Final

from bookbridge.adapters.dynamodb.connections import connection_item, connections_table
from bookbridge.domain.connections import Connection, ConnectionStatus
from bookbridge.use_cases.poll_changes import POLLS_AT_ONCE

from . import prices
from .sheets import Sheet, money, number
from .stack import MeteredStack

PACKAGE: Final = "quickbooks-online"
INTERVAL: Final = 15
"""Minutes."""
RUN: Final = (100, 10_000)
SIZES: Final = (*RUN, 1_000_000)
A_DAY: Final = 24 * 60 // INTERVAL
"""Polls of one connection."""
POLL_SECONDS: Final = 0.6
"""Assumed of a poll that finds nothing: nearly all of it is the package's answer."""
A_TICK: Final = 12_000
"""Assumed: polls that one function of 512 MB hands out in a minute, at 3 ms of its share of a processor each."""


@dataclass(frozen=True, slots=True)
class Tick:
    """What one tick took; `requests` are those that send the polls."""

    connections: int
    due: int
    reads: float
    writes: float
    requests: float


def ticks() -> list[Tick]:
    """Count ticks over ever more connections.

    Raises `AssertionError` where the cost does not follow from the due ones alone.
    """
    counted = [_tick(connections, connections // INTERVAL) for connections in RUN]
    for each in counted:
        alone = _tick(each.due, each.due)
        if (alone.reads, alone.writes, alone.requests) != (each.reads, each.writes, each.requests):
            raise AssertionError(f"connections that are not due cost something: {each}; without them {alone}")
    return counted


def many_connections(
    counted: list[Tick], usage: Mapping[str, float], fixed: float, each: Mapping[str, float]
) -> tuple[Sheet, dict[str, object]]:
    """The table. `usage` is what one connection adds in a month; `fixed` and `each` are dollars a month."""
    largest, columns = counted[-1], [f"{size:,}" for size in SIZES]
    due = [size / INTERVAL for size in SIZES]
    per_due = {name: getattr(largest, name) / largest.due for name in ("reads", "writes", "requests")}

    def of_a_tick(name: str) -> list[str]:
        found = [float(getattr(tick, name)) for tick in counted]
        return [number(quantity) for quantity in (*found, per_due[name] * due[-1])]

    def a_day(name: str) -> list[str]:
        return [number(usage[name] / 30 * size) for size in SIZES]

    rows = [
        ["due in one tick", *map(number, due)],
        ["a tick: read units", *of_a_tick("reads")],
        ["a tick: write units", *of_a_tick("writes")],
        ["a tick: requests to SQS", *of_a_tick("requests")],
        ["a day: polls", *(number(A_DAY * size) for size in SIZES)],
        ["a day: write units", *a_day("write_units")],
        ["a day: read units", *a_day("read_units")],
        ["a day: SQS requests", *a_day("queue_requests")],
        ["a day: Lambda GB-seconds (modelled)", *a_day("gb_seconds")],
        ["functions that poll at the same time", *(number(_pollers(size)) for size in SIZES)],
        ["schedules that share the ticks", *(number(ceil(size / INTERVAL / A_TICK)) for size in SIZES)],
        ["a month: the stack itself, dollars", *(money(fixed) for _ in SIZES)],
    ]
    for title, dollars in each.items():
        rows.append([f"a month: connections to {title}, dollars", *(money(dollars * size) for size in SIZES)])
    for title, dollars in each.items():
        rows.append([f"a month: each, {title}, dollars", *(money(dollars + fixed / size) for size in SIZES)])
    notes = ["A tick over 100 and 10,000 is counted, over 1,000,000 computed from the latter, by what is due."]
    sheet = Sheet("Many connections with nothing to do, polled each fifteen minutes", ["", *columns], rows, notes)
    return sheet, {"ticks": [asdict(tick) for tick in counted]}


def _pollers(connections: int) -> int:
    return ceil(connections / INTERVAL / 60 * POLL_SECONDS / POLLS_AT_ONCE)


def _tick(connections: int, due: int) -> Tick:
    stack = MeteredStack(PACKAGE)
    table = connections_table(stack.metered.database, "ConnectionsTable")
    for number_of_it in range(connections):
        later = timedelta(0) if number_of_it < due else timedelta(minutes=1 + number_of_it % INTERVAL)
        table.put(connection_item(_connection(number_of_it, stack, later)))
    stack.tally.reset()
    asked = stack.start_due_syncs()
    if asked != due:
        raise AssertionError(f"{due} of {connections} are due, {asked} were asked for")
    tally = stack.tally
    return Tick(
        connections=connections,
        due=due,
        reads=sum(tally.read_units.values()),
        writes=sum(tally.write_units.values()),
        requests=tally.queue_requests,
    )


def _connection(number_of_it: int, stack: MeteredStack, later: timedelta) -> Connection:
    now = stack.clock.now()
    return Connection(
        company_id=f"company-{number_of_it}",
        package=PACKAGE,
        organisation_id=stack.benched.organisation(number_of_it),
        organisation_name=f"Company {number_of_it} Inc.",
        status=ConnectionStatus.CONNECTED,
        cursor=now,
        next_poll_at=now + later,
        connected_at=now,
        thorough_cursor=now,
    )


def total(dollars: Mapping[str, float]) -> float:
    """Without what is paid for watching."""
    return sum(dollars[name] for name in prices.PRICES)


def dollars_of(usage: Mapping[str, float]) -> dict[str, float]:
    """Dollars by the names of `prices`."""
    return {name: float(sum_) for name, sum_ in prices.dollars(usage).items()}
