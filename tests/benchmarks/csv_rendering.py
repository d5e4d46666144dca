"""How quickly a report is rendered, and in how much memory, beside `csv.DictWriter` over plain rows of its text."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from time import perf_counter
from typing import Final

from bookbridge.domain.csv_reports import render
from bookbridge.domain.failures import Failure, FailureStatus, Problem, Remedy
from bookbridge.domain.failures.models import Actor, failure_id

DISTINCT: Final = 500
"""Failures that are really different; a file repeats them, so that making them is not in the figures."""

ROWS_TIMED: Final = 30_000
"""At least so many rows are timed: smaller files several times."""

_BEGAN: Final = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
_STEPS: Final = (
    Remedy(Actor.USER_IN_APP, ("Open the invoice.", "Give it a number that is not taken.", "Choose Resync.")),
    Remedy(Actor.USER_IN_PACKAGE, ("Open the other invoice with this number.", "Change its number and save.")),
)
_CODES: Final = ("duplicate_number", "duplicate_name", "closed_period", "amount_mismatch", "record_deleted")


@dataclass(frozen=True, slots=True)
class Rendering:
    """One file. Rates in rows a second, peaks in MB."""

    rows: int
    size: int
    rate: float
    peak: float
    plain_rate: float
    plain_peak: float

    @property
    def ratio(self) -> float:
        """How many times longer than plain rows."""
        return self.plain_rate / self.rate


def renderings(sizes: Iterable[int] = (10_000, 100_000)) -> list[Rendering]:
    """A file of each size."""
    failures = [_failure(number) for number in range(DISTINCT)]
    text = b"".join(render(failures, "en", "Acme")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    return [_rendering(failures, rows, size) for size in sizes]


def _rendering(failures: list[Failure], rows: list[dict[str, str]], size: int) -> Rendering:
    def ours() -> Iterator[bytes]:
        return render(islice(cycle(failures), size), "en", "Acme")

    def plain() -> Iterator[bytes]:
        return _plain(islice(cycle(rows), size), list(rows[0]))

    times = max(1, ROWS_TIMED // size)
    written, seconds = _timed(ours, times)
    _written, plain_seconds = _timed(plain, max(2, times))
    return Rendering(size, written, size / seconds, _peak(ours), size / plain_seconds, _peak(plain))


def _plain(rows: Iterable[dict[str, str]], columns: list[str]) -> Iterator[bytes]:
    """The same file from rows that need no thought, handed on as often."""
    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, columns)
    writer.writeheader()
    for row in rows:
        writer.writerow(row)
        if lines.tell() >= 64 * 1024:
            yield lines.getvalue().encode()
            lines.seek(0)
            lines.truncate()
    yield lines.getvalue().encode()


def _timed(write: Callable[[], Iterator[bytes]], times: int) -> tuple[int, float]:
    """Bytes, and the seconds of the quickest of so many times."""
    took = []
    written = 0
    for _ in range(times):
        began = perf_counter()
        written = sum(map(len, write()))
        took.append(perf_counter() - began)
    return written, min(took)


def _peak(write: Callable[[], Iterator[bytes]]) -> float:
    tracemalloc.start()
    try:
        for _chunk in write():
            pass
        return tracemalloc.get_traced_memory()[1] / 1024**2
    finally:
        tracemalloc.stop()


def _failure(number: int) -> Failure:
    """Every seventh has a cell that must be neutralised."""
    record_id = f"inv-{number:06d}"
    party = "=SUM(A1:A9)" if number % 7 == 0 else f"Customer {number} & Söhne, Ltd"
    problem = Problem(
        code=_CODES[number % len(_CODES)],
        title="Duplicate document number",
        message=f"Duplicate Document Number Error : You must specify a different number. A-{number} is used already.",
        remedies=_STEPS,
        actions=("resync", "skip", "clear"),
        package_code="6140",
        field="number",
        package_link=f"https://qbo.intuit.com/app/invoice?txnId={number}",
        values={"number": f"A-{number}"},
    )
    opened = _BEGAN + timedelta(minutes=number)
    failure = Failure(
        company_id="acme",
        failure_id=failure_id("invoice", record_id, "sync"),
        category="invoices",
        entity_type="invoice",
        record_id=record_id,
        operation="sync",
        problem=problem,
        status=FailureStatus.OPEN,
        opened_at=opened,
        last_failed_at=opened + timedelta(hours=3),
        record_number=f"A-{number}",
        party=party,
        date="2026-04-30",
        amount=f"{number * 7 % 1000}.50",
        currency="USD",
        status_in_app="open",
    )
    return replace(failure, attempts=1 + number % 4)
