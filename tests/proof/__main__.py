"""Run the trials of every story, on all processors: `make prove`. Prints how many ran, and what did not hold.

Of the many points of QuickBooks Desktop every so many are tried; with `--all` it is each of them.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from operator import methodcaller
from typing import Final

from .desktop_stories import DESKTOP_STORIES
from .desktop_trials import DesktopTrial, desktop_trials_of
from .stories import STORIES
from .trials import Trial, trials_of

STRIDE: Final = 7
"""Every so many points of QuickBooks Desktop: a prime, so that all kinds of cut have their turn."""

AnyTrial = Trial | DesktopTrial


def main() -> int:
    """Zero when everything held."""
    logging.disable()  # what goes wrong in a trial is meant to
    began = time.monotonic()
    broken: list[str] = []
    ran: Counter[str] = Counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for name, trials, stride in _stories(1 if "--all" in sys.argv else STRIDE):
            tried = trials[::stride]
            broken += [told for told in pool.map(methodcaller("run"), tried, chunksize=8) if told]
            sorts = Counter(trial.sort for trial in tried)
            ran += sorts
            some = f"  (every {stride}th of {len(trials):,})" if stride > 1 else ""
            print(f"{name:42} {_told(sorts)}{some}", flush=True)  # noqa: T201
    for told in broken:
        print(told)  # noqa: T201
    print(  # noqa: T201
        f"{ran.total():,} points ran ({_told(ran)}) in {time.monotonic() - began:.0f} s: {len(broken)} did not hold"
    )
    return 1 if broken else 0


def _stories(stride: int) -> Iterator[tuple[str, Sequence[AnyTrial], int]]:
    """Each story's name and trials, and of how many of them one is run."""
    for story in STORIES:
        yield story.name, [*trials_of(story)], 1
    for desktop in DESKTOP_STORIES:
        yield desktop.name, [*desktop_trials_of(desktop)], stride


def _told(sorts: Counter[str]) -> str:
    return ", ".join(f"{number:,} {sort}" for sort, number in sorted(sorts.items()))


if __name__ == "__main__":
    sys.exit(main())
