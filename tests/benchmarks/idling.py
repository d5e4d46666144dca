"""What a connection costs that has nothing to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from . import prices, scenarios
from .costs import gb_seconds, usage_of
from .packages import PACKAGES
from .scale import dollars_of, many_connections, ticks, total
from .scenarios import Measured
from .sheets import Section, Sheet, money, number

MANY: Final = 150
"""Ten are due each minute."""
HOURS: Final = 12
HOURS_OF_MANY: Final = 3
MONTH: Final = 30 * 24
"""Hours."""
POLLS: Final = 2_880
"""In a month of 30 days, at the default interval of fifteen minutes."""
TICKS: Final = 43_200
TARGET: Final = 0.02
"""Dollars a month."""
ITSELF: Final = "the stack itself"


@dataclass(frozen=True, slots=True)
class Idle:
    """One package's connections: a single one, and many."""

    title: str
    one: Measured
    many: Measured


def idling() -> Section:
    """Run without companies, with one and with many of each package, and take the first from the others."""
    none = scenarios.idle(0, HOURS)
    idle = [
        Idle(each.title, scenarios.idle(1, HOURS, package=name), scenarios.idle(MANY, HOURS_OF_MANY, package=name))
        for name, each in PACKAGES.items()
    ]
    fixed = _month(none, HOURS)
    usage = {ITSELF: fixed}
    for each in idle:
        usage[f"{each.title}: alone"] = _added(_month(each.one, HOURS), fixed, 1)
        usage[f"{each.title}: each of {MANY}"] = _added(_month(each.many, HOURS_OF_MANY), fixed, MANY)
    dollars = {name: dollars_of(of) for name, of in usage.items()}
    added = {each.title: total(dollars[f"{each.title}: each of {MANY}"]) for each in idle}
    itself = total(dollars[ITSELF]) + float(prices.SCHEDULER.of(TICKS))
    many, data = many_connections(ticks(), usage[f"{idle[0].title}: each of {MANY}"], itself, added)
    return Section(
        "idle",
        [_one_poll(none, idle), _bill(dollars), many],
        {"polls_a_month": POLLS, "dollars_a_month": dollars, "usage_a_month": usage, **data},
    )


def _one_poll(none: Measured, idle: list[Idle]) -> Sheet:
    """What one of many polls takes; of what the ticks take, only what comes with it."""
    share = HOURS_OF_MANY / HOURS

    def row(title: str, of: Callable[[Measured], float]) -> list[str]:
        return [title, *(number((of(each.many) - share * of(none)) / each.many.records) for each in idle)]

    def rows(title: str, of: Callable[[Measured], Mapping[str, float]]) -> list[list[str]]:
        names = sorted({name for each in idle for name in of(each.many)})
        return [row(f"{title}: {name}", partial(_named, of, name)) for name in names]

    return Sheet(
        "One poll that finds nothing",
        ["", *(each.title for each in idle)],
        [
            *rows("DynamoDB", lambda measured: measured.tally.database),
            *rows("write units", lambda measured: measured.tally.write_units),
            *rows("read units", lambda measured: measured.tally.read_units),
            *rows("calls", lambda measured: measured.package["by_kind"]),
            row("SQS requests", lambda measured: measured.tally.queue_requests),
            row("Lambda runs", lambda measured: len(measured.invocations)),
            row("Lambda GB-seconds (modelled)", lambda measured: gb_seconds(measured.invocations)),
        ],
        [f"Among {MANY} companies, ten of which are due each minute."],
    )


def _named(of: Callable[[Measured], Mapping[str, float]], name: str, measured: Measured) -> float:
    return of(measured).get(name, 0)


def _bill(dollars: Mapping[str, Mapping[str, float]]) -> Sheet:
    rows = [[price.title, *(money(of[name]) for of in dollars.values())] for name, price in prices.PRICES.items()]
    scheduler = float(prices.SCHEDULER.of(TICKS))
    rows.append([prices.SCHEDULER.title, money(scheduler), *[""] * (len(dollars) - 1)])
    totals = [total(of) for of in dollars.values()]
    totals[0] += scheduler
    rows.append(["total", *map(money, totals)])
    counted = (money(sum_ - of["gb_seconds"]) for sum_, of in zip(totals, dollars.values(), strict=True))
    rows.append(["  without what is modelled", *counted])
    rows.append([f"at most {TARGET}", "", *("yes" if sum_ <= TARGET else "no" for sum_ in totals[1:])])
    rows += [
        [f"besides: {prices.WATCHING[name].title}", *(money(of[name]) for of in dollars.values())]
        for name in prices.WATCHING
    ]
    notes = [f"{POLLS:,} polls each. Alarms, secrets, dashboard and the queues' empty receives are in operating.md."]
    return Sheet("Dollars a month of connections with nothing to do", ["", *dollars], rows, notes)


def _month(measured: Measured, hours: int) -> dict[str, float]:
    return prices.scaled(usage_of(measured.tally), MONTH / hours)


def _added(all_of_it: Mapping[str, float], fixed: Mapping[str, float], connections: int) -> dict[str, float]:
    return {name: (quantity - fixed[name]) / connections for name, quantity in all_of_it.items()}
