"""Our way to write records beside the plainest ones: the same simulators with the same limits, in virtual time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.fakes.world import World
from tests.proof.charts import CHARTS

from .packages import PACKAGES
from .plain_clients import PLAIN
from .records import invoice_wish, parents
from .scenarios import COMPANY, busiest_minute

Written = list[tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to write records, and what came of it."""

    package: str
    title: str
    records: int
    calls: int
    refused: int
    """Calls answered 429."""
    busiest: int
    """Records in the fullest minute."""
    seconds: float
    """Virtual: waits alone."""

    @property
    def per_thousand(self) -> float:
        """Calls for 1,000 records."""
        return self.calls * 1000 / self.records

    @property
    def share(self) -> float:
        """Of the vendor's ceiling, in the fullest minute."""
        return self.busiest / PACKAGES[self.package].ceiling


def ways(package: str, invoices: int, minutes: int) -> list[Way]:
    """Invoices with all that they refer to, into empty books: ours, ours for some minutes on end, the plain ones."""
    plain = [_plain(package, invoices, find_first=find_first) for find_first in (False, True)]
    return [_ours(package, invoices), _ours(package, PACKAGES[package].ceiling * minutes), *plain]


def _ours(package: str, invoices: int) -> Way:
    world = World(package)
    world.connect(COMPANY, PACKAGES[package].organisation(1), **CHARTS[package].settings)
    world.run()
    for wish in [*(invoice_wish(number) for number in range(invoices)), *parents(invoices, package)]:
        world.accept_records.one(COMPANY, wish)
    world.clock.advance(1800)
    counters = world.simulator.counters
    counters.reset()
    written: Written = []
    seen = 0

    def note(_request: object) -> None:
        nonlocal seen
        more, seen = counters.objects_written - seen, counters.objects_written
        if more:
            written.append((world.simulator.clock.seconds(), more))

    world.http.after_each_request = note
    began = world.clock.now()
    world.run()
    return _way(package, "Bookbridge", world.simulator, written, (world.clock.now() - began).total_seconds())


def _plain(package: str, invoices: int, *, find_first: bool) -> Way:
    client = PLAIN[package](find_first=find_first)
    client.write_all(invoices)
    title = "find, then write" if find_first else "one call a record"
    return _way(package, title, client.simulator, client.written, client.seconds)


def _way(package: str, title: str, simulator: Any, written: Written, seconds: float) -> Way:
    summary = simulator.counters.summary()
    return Way(
        package=package,
        title=title,
        records=summary["objects_written"],
        calls=summary["total"],
        refused=summary["by_status"].get("429", 0),
        busiest=busiest_minute(written),
        seconds=seconds,
    )
