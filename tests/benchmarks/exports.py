"""How quickly a report is exported, and in how much memory, beside boto3's `Table.query` with `csv.DictWriter`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from .recorded_pages import PAGES, record

SIZES: Final = (10_000, 100_000)
MORE: Final = "EXPORT_ROWS"
"""A variable of the environment: another size, say 1000000, which takes some minutes."""

ROUNDS: Final = 3
"""A file of up to `SIZES` is written so often, all ways in turn, larger ones once; the quickest counts."""

_ROOT: Final = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Way:
    """A program and a language."""

    title: str
    program: str
    language: str = "en"


OURS: Final = Way("ours, English", "ours")
PLAIN: Final = Way("boto3 and csv.DictWriter", "boto3")
WAYS: Final = (OURS, Way("ours, French", "ours", "fr"), PLAIN)


@dataclass(frozen=True, slots=True)
class Exported:
    """One file. Rates in rows a second, by the clock and of the processor's time; MB of the file and at the peak.

    `allocated` is the peak of what Python holds, from a run of its own; 0 where that was not asked for.
    """

    way: str
    rows: int
    size: float
    rate: float
    processor_rate: float
    peak: float
    allocated: float


def exports() -> list[Exported]:
    """Files of each size, each way; what Python holds is taken for ours alone."""
    sizes = (*SIZES, *([int(os.environ[MORE])] if MORE in os.environ else []))
    with TemporaryDirectory() as folder:
        recorded = record(Path(folder))
        return [each for size in sizes for each in _of_size(Path(folder), size, recorded)]


def _of_size(folder: Path, size: int, recorded: int) -> Iterator[Exported]:
    pages, times = ceil(size * PAGES / recorded), ROUNDS if size in SIZES else 1
    rounds = [[_run(folder, pages, way) for way in WAYS] for _ in range(times)]
    for way, runs in zip(WAYS, zip(*rounds, strict=True), strict=True):
        traced = _run(folder, pages, way, "--traced")["peak"] if way is OURS else 0.0
        quickest = min(runs, key=lambda run: run["seconds"])
        yield Exported(
            way=way.title,
            rows=int(quickest["rows"]),
            size=quickest["size"] / 1024**2,
            rate=quickest["rows"] / quickest["seconds"],
            processor_rate=quickest["rows"] / min(run["processor"] for run in runs),
            peak=max(run["peak"] for run in runs),
            allocated=traced,
        )


def _run(folder: Path, pages: int, way: Way, *options: str) -> dict[str, float]:
    with _served(folder, pages) as url:
        told = _python("tests.benchmarks.export_run", way.program, url, way.language, *options)
        figures: dict[str, float] = json.loads(subprocess.check_output(told, cwd=_ROOT))
        return figures


@contextmanager
def _served(folder: Path, pages: int) -> Iterator[str]:
    program = _python("tests.benchmarks.recorded_pages", str(folder), str(pages))
    with subprocess.Popen(program, cwd=_ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"
        server.kill()


def _python(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def times_plain(measured: Iterable[Exported]) -> dict[tuple[str, int], float]:
    """How many times the rows of the plain program each way writes in the same time of the processor."""
    rates = {(each.way, each.rows): each.processor_rate for each in measured}
    return {(way, rows): rate / rates[PLAIN.title, rows] for (way, rows), rate in rates.items()}
