"""Run every trial of every story, on all processors: `make prove`. Prints how many ran, and what did not hold."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor

from .stories import STORIES
from .trials import Trial, trials_of


def main() -> int:
    """Zero when everything held."""
    began = time.monotonic()
    broken: list[str] = []
    ran: Counter[str] = Counter()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for story in STORIES:
            trials = [*trials_of(story)]
            broken += [told for told in pool.map(Trial.run, trials, chunksize=8) if told]
            deaths = sum(trial.cut == "death" for trial in trials)
            ran += Counter({"deaths": deaths, "faults": len(trials) - deaths})
            print(f"{story.name:32} {deaths:6,} deaths {len(trials) - deaths:6,} faults", flush=True)  # noqa: T201
    for told in broken:
        print(told)  # noqa: T201
    print(  # noqa: T201
        f"{ran.total():,} points ran ({ran['deaths']:,} deaths, {ran['faults']:,} faults) "
        f"in {time.monotonic() - began:.0f} s: {len(broken)} did not hold"
    )
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
