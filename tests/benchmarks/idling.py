"""What a connection costs that has nothing to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from . import prices, scenarios
from .costs import gb_seconds, usage_of
from .scenarios import Measured
from .sheets import Section, Sheet, money, number

MANY: Final = 20
DAYS: Final = 0.5
MONTH: Final = 30
"""Days."""
POLLS: Final = 2_880
"""In a month of 30 days, at the default interval of fifteen minutes."""
TICKS: Final = 43_200
TARGET: Final = 0.02
"""Dollars a month."""


def idling() -> Section:
    """Run half a day without companies, with one and with twenty, and take the first from the others."""
    none, one, many = (scenarios.idle(companies, DAYS) for companies in (0, 1, MANY))
    fixed = _month(none)
    alone = {name: quantity - fixed[name] for name, quantity in _month(one).items()}
    each = {name: (quantity - fixed[name]) / MANY for name, quantity in _month(many).items()}
    sums = {"the stack itself": fixed, "one company alone adds": alone, f"each of {MANY} adds": each}
    dollars = {name: _dollars(usage) for name, usage in sums.items()}
    return Section(
        "idle",
        [_one_poll(none, many), _bill(dollars)],
        {"polls_a_month": POLLS, "dollars_a_month": dollars, "usage_a_month": sums},
    )


def _one_poll(none: Measured, many: Measured) -> Sheet:
    def each(of_many: float, of_none: float) -> str:
        return number((of_many - of_none) / many.records)

    names = sorted({*many.tally.database, *none.tally.database})
    usage, base = usage_of(many.tally), usage_of(none.tally)
    rows = [[f"DynamoDB: {name}", each(many.tally.database[name], none.tally.database[name])] for name in names]
    rows += [[f"write units: {name}", each(units, 0)] for name, units in sorted(many.tally.write_units.items())]
    rows += [
        [f"read units: {name}", each(units, none.tally.read_units[name])]
        for name, units in sorted(many.tally.read_units.items())
    ]
    rows += [[f"QuickBooks Online: {kind}", each(count, 0)] for kind, count in sorted(many.package["by_kind"].items())]
    rows.append(["SQS requests", each(usage["queue_requests"], base["queue_requests"])])
    rows.append(["Lambda runs", each(usage["invocations"], base["invocations"])])
    rows.append(["Lambda GB-seconds (modelled)", each(gb_seconds(many.invocations), gb_seconds(none.invocations))])
    return Sheet("One poll that finds nothing", ["", "a poll"], rows, [f"Among {MANY} companies, four to a batch."])


def _bill(dollars: Mapping[str, Mapping[str, float]]) -> Sheet:
    rows = [[price.title, *(money(of[name]) for of in dollars.values())] for name, price in prices.PRICES.items()]
    scheduler = float(prices.SCHEDULER.of(TICKS))
    rows.append([prices.SCHEDULER.title, money(scheduler), "", ""])
    totals = [sum(of[name] for name in prices.PRICES) for of in dollars.values()]
    totals[0] += scheduler
    rows.append(["total", *(money(total) for total in totals)])
    counted = (money(total - of["gb_seconds"]) for total, of in zip(totals, dollars.values(), strict=True))
    rows.append(["  without what is modelled", *counted])
    verdict = ["", *("yes" if total <= TARGET else "no" for total in totals[1:])]
    rows.append([f"at most {TARGET}", *verdict])
    rows += [
        [f"besides: {prices.WATCHING[name].title}", *(money(of[name]) for of in dollars.values())]
        for name in prices.WATCHING
    ]
    notes = [f"{POLLS:,} polls each. Alarms, secrets, dashboard and the queues' empty receives are in operating.md."]
    return Sheet("Dollars a month of connections with nothing to do", ["", *dollars], rows, notes)


def _month(half_a_day: Measured) -> dict[str, float]:
    return prices.scaled(usage_of(half_a_day.tally), MONTH / DAYS)


def _dollars(usage: Mapping[str, float]) -> dict[str, float]:
    return {name: float(sum_) for name, sum_ in prices.dollars(usage).items()}
