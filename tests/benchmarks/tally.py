"""What a run did, counted where it leaves our code: at the clients of AWS and on the line to the package."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock, current_thread, main_thread
from time import perf_counter, process_time, thread_time
from typing import Final

from bookbridge.use_cases.announce_changes import TableChange

SIDE_BY_SIDE: Final = 8
"""Calls that are under way at the same time where they are not made one after another."""

_COUNTING: Final = Lock()

Counts = defaultdict[str, float]
"""Quantities by name; whole ones unless said otherwise."""


def none_yet() -> Counts:
    """No counts."""
    return defaultdict(float)


@dataclass(slots=True)
class Invocation:
    """One run of a function. Calls are counted one after another: of eight at the same time each is an eighth."""

    function: str
    database: Counts = field(default_factory=none_yet)
    """DynamoDB calls by operation; fractions where calls were made side by side."""
    services: Counts = field(default_factory=none_yet)
    """Calls to other services of AWS, such as `SQS SendMessage`."""
    package_seconds: float = 0.0
    """Modelled time that the package took to answer."""
    lanes: list[Invocation] = field(default_factory=list)
    """What was done side by side; their processor time is the run's."""
    waited: float = 0.0
    """Seconds slept, on the virtual clock."""
    busy: float = 0.0
    """Seconds of processor time that our own code took on this machine, in all its threads; emulated services are left
    out."""
    lasted: float = 0.0
    """Seconds that it took on this machine by the wall clock, likewise."""


@dataclass(slots=True)
class Tally:
    """Counts since the last reset."""

    invocations: list[Invocation] = field(default_factory=list)
    database: Counts = field(default_factory=none_yet)
    """DynamoDB calls by operation."""
    items: Counts = field(default_factory=none_yet)
    """Parts of transactions, by kind."""
    read_units: Counts = field(default_factory=none_yet)
    """By table, or table and index."""
    write_units: Counts = field(default_factory=none_yet)
    refused: int = 0
    """Writes whose condition did not hold; they are billed like any others."""
    services: Counts = field(default_factory=none_yet)
    queue_requests: int = 0
    """SQS requests as billed: sends, receives and deletes, one for each started 64 KB."""
    transitions: int = 0
    events: int = 0
    """Events on the bus as billed: one for each started 64 KB."""
    api_requests: int = 0
    secret_reads: int = 0
    sessions: int = 0
    webhooks: int = 0
    announced: list[list[TableChange]] = field(default_factory=list)
    """Changes on their way to `announce_changes`, by the write that made them."""
    _running: list[Invocation] = field(default_factory=list)
    _elsewhere: float = 0.0
    _elsewhere_lasted: float = 0.0

    @contextmanager
    def invoked(self, function: str) -> Iterator[None]:
        """Count what happens meanwhile as one run of a function."""
        invocation = Invocation(function)
        self._running.append(invocation)
        self._elsewhere = self._elsewhere_lasted = 0.0
        busy, began = process_time(), perf_counter()
        try:
            yield
        finally:
            invocation.busy = max(0.0, process_time() - busy - self._elsewhere)
            invocation.lasted = max(0.0, perf_counter() - began - self._elsewhere_lasted)
            self._running.pop()
            self.invocations.append(invocation)

    @contextmanager
    def lane(self) -> Iterator[None]:
        """Count what happens meanwhile as done beside the other lanes of the run."""
        invocation = Invocation(self.running.function)
        self._running.append(invocation)
        try:
            yield
        finally:
            self._running.pop()
            self.running.lanes.append(invocation)

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Leave this time out: it stands for another machine's. One thread at a time may be elsewhere."""
        busy, began = thread_time(), perf_counter()
        try:
            yield
        finally:
            self._elsewhere += thread_time() - busy
            self._elsewhere_lasted += perf_counter() - began

    @property
    def running(self) -> Invocation:
        """The function that runs; what nobody invoked is counted for nobody."""
        return self._running[-1] if self._running else Invocation("")

    def called(self, service: str) -> None:
        """A call to a service other than DynamoDB."""
        share = 1 if current_thread() is main_thread() else 1 / SIDE_BY_SIDE
        with _COUNTING:
            self.services[service] += 1
            self.running.services[service] += share

    def counts(self) -> dict[str, object]:
        """Everything that was counted, without the single runs."""
        counted = {name: getattr(self, name) for name in self.__slots__ if not name.startswith("_")}
        del counted["invocations"], counted["announced"]
        return {name: dict(value) if isinstance(value, defaultdict) else value for name, value in counted.items()}

    def reset(self) -> None:
        """Forget everything."""
        fresh = Tally()
        for name in self.__slots__:
            setattr(self, name, getattr(fresh, name))
