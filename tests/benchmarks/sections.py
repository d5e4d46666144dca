"""The other figures: cold starts, calls to the package beside plainer clients, reports."""

from __future__ import annotations

from dataclasses import asdict

from .cold_starts import BARE, ROUNDS, cold_starts
from .exports import MORE, exports, times_plain
from .packages import PACKAGES
from .plain_clients import PLAIN
from .reference_clients import ways
from .sheets import Section, Sheet, number, percent

RECORDS = 1_000
MINUTES = 2
"""At the ceiling, of invoices on end."""


def starting() -> Section:
    """Import times."""
    measured = cold_starts()
    bare = next(each for each in measured if each.name == BARE)
    rows = [
        [
            each.name,
            f"{each.imported:.0f}",
            f"{each.imported / bare.imported:.2f}",
            f"{each.ready:.0f}",
            f"{each.peak:.0f}",
            ", ".join(each.clients),
        ]
        for each in measured
    ]
    columns = ["function", "import, ms", f"of `{BARE}`", "with clients, ms", "peak, MB", "clients"]
    notes = [f"Median of {ROUNDS} fresh interpreters each, in turn."]
    sheet = Sheet("Import time of each function's handler", columns, rows, notes)
    return Section("cold_starts", [sheet], {"milliseconds": [asdict(each) for each in measured]})


def requests() -> Section:
    """Calls to the package, ours and others'."""
    compared = [way for package in PACKAGES for way in ways(package, RECORDS, MINUTES)]
    rows = [
        [
            PACKAGES[way.package].title,
            way.title,
            number(way.records),
            number(way.calls),
            number(way.per_thousand),
            str(way.refused),
            number(way.busiest),
            number(PACKAGES[way.package].ceiling),
            percent(way.share),
            number(way.seconds),
        ]
        for way in compared
    ]
    columns = [
        "package",
        "client",
        "records",
        "calls",
        "per 1,000",
        "answered 429",
        "most in a minute",
        "of",
        "share",
        "seconds",
    ]
    notes = [
        *(f"The other clients send to {PACKAGES[name].title} every {plain.pace} s." for name, plain in PLAIN.items()),
        "They wait a minute after a 429. Seconds are waits alone.",
        "For 1,000 changed records, a client that reads each one makes 1,000 calls; ours are in the table above.",
    ]
    sheet = Sheet("Ways to write invoices with their customers and items", columns, rows, notes)
    return Section("requests", [sheet], {"ways": [asdict(way) for way in compared]})


def reports() -> Section:
    """CSV files."""
    measured = exports()
    times = times_plain(measured)
    rows = [
        [
            each.way,
            number(each.rows),
            number(each.size),
            number(each.rate),
            number(each.processor_rate),
            f"{times[each.way, each.rows]:.1f}",
            number(each.peak),
            number(each.allocated),
        ]
        for each in measured
    ]
    columns = [
        "export",
        "rows",
        "file, MB",
        "rows/s",
        "rows/s of processor",
        "times boto3's",
        "peak, MB",
        "held by Python, MB",
    ]
    notes = [
        "Both through the whole client, over the same recorded pages. boto3's rows are attributes as they are.",
        f"{MORE}=1000000 adds a file of a million rows.",
    ]
    sheet = Sheet("CSV reports", columns, rows, notes)
    return Section("csv", [sheet], {"files": [asdict(each) for each in measured]})
