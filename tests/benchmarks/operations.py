"""Operations and dollars of records pushed and pulled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from . import prices, scenarios
from .costs import ASSUMPTIONS, duration, usage_of
from .packages import PACKAGES, Benched
from .scale import dollars_of, total
from .scenarios import Measured
from .sheets import Section, Sheet, money, number, percent
from .tally import Tally

RECORDS: Final = 1_000
SIZES: Final = (1, 10, 100)
TARGET: Final = 10.0
"""Dollars per million records."""

Runs = Mapping[str, Measured]
Quantities = Mapping[str, float]


def operations() -> Section:
    """Count the stories once, and lay the counts out."""
    for package in PACKAGES:
        scenarios.agreement(package)
    told = {package: _stories(package) for package in PACKAGES}
    bills = {package: {name: _per_million(run) for name, run in of.items()} for package, of in told.items()}
    runs = told[scenarios.USUAL]
    by_size = {
        "pushed": _by_size(scenarios.pushed, runs["pushed"]),
        "pulled, changed": _by_size(
            lambda size: scenarios.pulled_changes(size, a_webhook_each=True), runs["pulled, changed"]
        ),
        "pulled, new": _by_size(scenarios.pulled_new, runs["pulled, new"]),
    }
    return Section(
        "operations",
        [
            _counts(runs),
            *(_calls(PACKAGES[package], of) for package, of in told.items()),
            _units(runs),
            _functions(runs),
            *(_dollars(PACKAGES[package], of, bills[package]) for package, of in told.items()),
            _sizes(by_size),
        ],
        {
            "per_1000": {name: _data(run) for name, run in runs.items()},
            "dollars_per_million": bills[scenarios.USUAL],
            "other_packages": {
                package: {
                    "per_1000": {name: _data(run) for name, run in of.items()},
                    "dollars_per_million": bills[package],
                }
                for package, of in told.items()
                if package != scenarios.USUAL
            },
            "dollars_per_million_by_records_in_a_session": by_size,
            "prices": {name: [str(p.dollars), p.per] for name, p in prices.ALL.items()},
            "assumptions": dict(ASSUMPTIONS),
        },
    )


def _stories(package: str) -> dict[str, Measured]:
    return {
        "pushed": scenarios.pushed(RECORDS, package=package, with_parents=True),
        "pulled, bulk": scenarios.pulled_changes(RECORDS, package=package, a_webhook_each=False),
        "pulled, changed": scenarios.pulled_changes(RECORDS, package=package, a_webhook_each=True),
        "pulled, new": scenarios.pulled_new(RECORDS, package=package),
    }


def _by_size(story: Callable[[int], Measured], largest: Measured) -> dict[int, float]:
    smaller = {size: total(_per_million(story(size))) for size in SIZES}
    return {**smaller, RECORDS: total(_per_million(largest))}


def _counts(runs: Runs) -> Sheet:
    rows = [
        *_rows(runs, "DynamoDB", lambda run: run.tally.database),
        *_rows(runs, "  of a transaction", lambda run: run.tally.items),
        *_rows(runs, "DynamoDB request units", _sums),
        *_rows(runs, "", lambda run: run.tally.services),
        *_rows(runs, "", _others),
    ]
    notes = ["Counted over a quick emulation of DynamoDB; the same stories in small over moto gave the same counts."]
    return Sheet("AWS operations per 1,000 records", ["operation", *runs], rows, notes)


def _calls(benched: Benched, runs: Runs) -> Sheet:
    rows = [
        *_rows(runs, "", lambda run: run.package["by_kind"]),
        *_rows(runs, "", lambda run: {f"answered {status}": n for status, n in run.package["by_status"].items()}),
        *_rows(runs, "", lambda run: {"records written": run.package["objects_written"]}),
        *_rows(runs, "", lambda run: {"records read": run.package["objects_read"]}),
        ["webhooks taken in", *(number(_thousand(run) * run.tally.webhooks) for run in runs.values())],
        ["sessions", *(number(run.tally.sessions) for run in runs.values())],
        ["seconds waited (virtual)", *(number(run.seconds) for run in runs.values())],
        ["most records written in a minute", *(number(run.busiest) for run in runs.values())],
        [
            f"share of the ceiling of {benched.ceiling:,}",
            *(percent(run.busiest / benched.ceiling) for run in runs.values()),
        ],
    ]
    return Sheet(f"Calls to {benched.title} per 1,000 records", ["call", *runs], rows)


def _units(runs: Runs) -> Sheet:
    rows = [
        *_rows(runs, "write", lambda run: run.tally.write_units),
        *_rows(runs, "read", lambda run: run.tally.read_units),
    ]
    return Sheet("Where DynamoDB's request units go, per 1,000 records", ["table or index", *runs], rows)


def _functions(runs: Runs) -> Sheet:
    def told(run: Measured, function: str) -> str:
        mine = [each for each in run.invocations if each.function == function]
        if not mine:
            return ""
        seconds = sum(map(duration, mine))
        return f"{number(len(mine) * _thousand(run))} x {seconds / len(mine):.2f} s"

    names = sorted({each.function for run in runs.values() for each in run.invocations})
    rows = [[name, *(told(run, name) for run in runs.values())] for name in names]
    notes = [
        "Runs are counted, their duration is modelled:",
        *(f"  {what}: {how}" for what, how in ASSUMPTIONS.items()),
    ]
    return Sheet(
        "Runs of functions per 1,000 records, and the modelled length of one", ["function", *runs], rows, notes
    )


def _dollars(benched: Benched, runs: Runs, dollars: Mapping[str, Quantities]) -> Sheet:
    stored = (run.stored_bytes * prices.MILLION / 1e9 for run in runs.values())
    kept = [money(float(prices.STORAGE_GB_MONTH.of(gigabytes))) for gigabytes in stored]
    sheet = dollars_per_million(benched.title, dollars)
    return replace(sheet, rows=[*sheet.rows, ["besides: keeping them, a month", *kept]])


def dollars_per_million(title: str, dollars: Mapping[str, Quantities]) -> Sheet:
    """The bill of a package: dollars by story, and in each by the names of `prices`."""
    rows = []
    for name, price in prices.PRICES.items():
        cells = [
            f"{money(of[name])} ({percent(of[name] / total(of)) or '0 %'})" if of[name] else ""
            for of in dollars.values()
        ]
        rows.append([price.title, *cells])
    totals = [total(of) for of in dollars.values()]
    rows.append(["total", *(money(sum_) for sum_ in totals)])
    counted = (money(sum_ - of["gb_seconds"]) for sum_, of in zip(totals, dollars.values(), strict=True))
    rows.append(["  without what is modelled", *counted])
    verdict = ("yes" if sum_ <= TARGET else "no" for sum_ in totals)
    rows.append([f"at most {TARGET:.0f}", *verdict])
    for name, price in prices.WATCHING.items():
        rows.append([f"besides: {price.title}", *(money(of[name]) for of in dollars.values())])
    return Sheet(f"Dollars per million records of {title}, list price, US East", ["", *dollars], rows)


def _sizes(by_size: Mapping[str, Mapping[int, float]]) -> Sheet:
    rows = [[name, *(money(sum_) for sum_ in of.values())] for name, of in by_size.items()]
    columns = ["records that share a session", *(f"{size:,}" for size in (*SIZES, RECORDS))]
    notes = [
        "Pushed: in requests of up to 100; the smaller sessions have invoices alone. Pulled: a webhook for each record."
    ]
    return Sheet("Dollars per million records, by how many share a session", columns, rows, notes)


def _rows(runs: Runs, prefix: str, counted: Callable[[Measured], Quantities]) -> list[list[str]]:
    """A row for each thing counted in any run, per 1,000 records."""
    by_run = [{name: n * _thousand(run) for name, n in counted(run).items()} for run in runs.values()]
    names = sorted({name for quantities in by_run for name in quantities})
    title = f"{prefix}: " if prefix else ""
    return [[f"{title}{name}", *(number(quantities.get(name, 0)) for quantities in by_run)] for name in names]


def _sums(run: Measured) -> Quantities:
    usage = usage_of(run.tally)
    return {"read": usage["read_units"], "write": usage["write_units"]}


def _others(run: Measured) -> Quantities:
    usage = usage_of(run.tally)
    return {
        "EventBridge events": usage["events"],
        "HTTP API requests": usage["api_requests"],
        "Lambda runs": usage["invocations"],
        "Lambda GB-seconds (modelled)": usage["gb_seconds"],
        "SQS requests, as billed": usage["queue_requests"],
        "Step Functions transitions": usage["transitions"],
        "writes refused (in the above)": run.tally.refused,
    }


def _told(runs: Runs) -> str:
    return "; ".join(f"{name}: {run.records:,}" for name, run in runs.items())


def _thousand(run: Measured) -> float:
    return 1_000 / run.records


def per_million(tally: Tally, records: int) -> dict[str, float]:
    """Dollars per million records by the names of `prices`, from what so many took."""
    return dollars_of(prices.scaled(usage_of(tally), prices.MILLION / records))


def _per_million(run: Measured) -> dict[str, float]:
    return per_million(run.tally, run.records)


def _data(run: Measured) -> dict[str, object]:
    return {
        "records": run.records,
        "usage": prices.scaled(usage_of(run.tally), _thousand(run)),
        "counts_of_the_run": run.tally.counts(),
        "package": run.package,
        "seconds_waited": run.seconds,
        "busiest_minute": run.busiest,
        "bytes_stored_per_record": run.stored_bytes,
    }
