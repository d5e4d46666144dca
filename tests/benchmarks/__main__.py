"""`make bench`: measures every figure of docs/performance.md, prints it and writes it to `.local/bench.json`.

`python -m tests.benchmarks [cold_starts] [operations] [idle] [turns] [requests] [csv]` measures some of them only; with
`--document` the tables of docs/performance.md are replaced by what was measured.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Final

from .document import document
from .idling import idling
from .operations import operations
from .sections import reports, requests, starting
from .sheets import Section, show
from .turns import turns

FILE: Final = Path(__file__).parents[2] / ".local" / "bench.json"
WRITE: Final = "--document"
SECTIONS: Final[Mapping[str, Callable[[], Section]]] = {
    "cold_starts": starting,
    "operations": operations,
    "idle": idling,
    "turns": turns,
    "requests": requests,
    "csv": reports,
}


def main(names: list[str]) -> None:
    """Measure the named sections; all of them if none is named."""
    wanted = [name for name in names if name != WRITE]
    unknown = sorted(set(wanted) - set(SECTIONS))
    if unknown:
        raise SystemExit(f"no such section: {', '.join(unknown)}; there are {', '.join(SECTIONS)}")
    os.environ.pop("AWS_ENDPOINT_URL", None)
    invented = {"AWS_ACCESS_KEY_ID": "an-invented-id", "AWS_SECRET_ACCESS_KEY": "an-invented-key"}
    os.environ.update({**invented, "AWS_DEFAULT_REGION": "us-east-1"})
    began, machine = perf_counter(), _machine()
    sys.stdout.write(f"{', '.join(f'{name} {value}' for name, value in machine.items())}\n")
    # A run of some sections leaves the others' figures as they are.
    figures: dict[str, object] = json.loads(FILE.read_text(encoding="utf-8")) if wanted and FILE.exists() else {}
    for name in wanted or SECTIONS:
        section = SECTIONS[name]()
        show(section)
        sys.stdout.flush()
        if WRITE in names:
            document(section)
        figures[section.name] = section.data
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps({**figures, **machine}, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"\nmeasured in {perf_counter() - began:.0f} s; also in {FILE.relative_to(FILE.parents[1])}\n")


def _machine() -> dict[str, str | int | float]:
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "system": platform.system(),
        "machine": platform.machine(),
        "cpus": os.cpu_count() or 0,
        "load": round(os.getloadavg()[0], 2),
    }


if __name__ == "__main__":
    main(sys.argv[1:])
