"""QuickBooks Desktop: how long each call of the Web Connector takes, what sessions take, and what they cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from time import process_time
from typing import Final

from bookbridge.domain.connector_keys import hash_of
from bookbridge.use_cases.list_changes import LARGEST, PAGE

from . import prices
from .connector_stack import FUNCTION, Turn
from .connector_stories import Stories, Told, agreement, stories
from .costs import WHOLE_PROCESSOR, duration, usage_of
from .functions import memory_of
from .operations import dollars_per_million, per_million
from .scale import dollars_of, total
from .sheets import Section, Sheet, money, number

TITLE: Final = "QuickBooks Desktop"
FIRST: Final = 4_000
MORE: Final = 1_000
IDLE: Final = 20
"""Sessions."""
WRITE: Final = 50
"""Records in one message."""
A_DAY: Final = 288
"""Sessions of a computer that runs all day, one each five minutes."""
DAYS: Final = 30
MILLISECONDS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Timed:
    """One kind of call, many times: seconds. Processor and wall time are of this machine, `aws` is modelled."""

    title: str
    processor: list[float]
    wall: list[float]
    floor_processor: list[float]
    floor_wall: list[float]
    operations: list[float]
    aws: list[float]

    @property
    def ratio(self) -> float:
        """How often the smallest server's processor time goes into ours."""
        return median(self.processor) / median(self.floor_processor)


def turns() -> Section:
    """Tell the stories once; every call of the connector is measured by itself, beside the smallest server."""
    agreement()
    told = stories(FIRST, MORE, IDLE)
    by_name = _by_name(told)
    timed = _timed(told)
    carried = {name: each for name, each in by_name.items() if each.objects}
    bills = {name: per_million(each.tally, each.objects) for name, each in carried.items()}
    months = {name: _month(each) for name, each in by_name.items() if not each.objects}
    scrypt = _scrypt()
    return Section(
        "turns",
        [_calls(timed, scrypt), _sessions(by_name), dollars_per_million(TITLE, bills), _months(months)],
        {
            "calls": {each.title: _figures(each) for each in timed},
            "scrypt_seconds": scrypt,
            "sessions": {name: _data(each) for name, each in by_name.items()},
            "dollars_per_million": bills,
            "dollars_a_month_of_nothing_to_do": months,
        },
    )


def _by_name(told: Stories) -> dict[str, Told]:
    return {
        "first sync": told.first,
        "changed": told.changed,
        "pushed": told.pushed,
        "nothing to do": told.idle,
        f"nothing to do after {MORE:,} changes in an hour": told.idle_after_changes,
    }


def _timed(told: Stories) -> list[Timed]:
    first, idle, pushed = told.first.turns, told.idle.turns, told.pushed.turns

    def some(title: str, turns_: Sequence[Turn], kind: str, objects: int | None = None) -> Timed:
        return _of(
            title, [[turn] for turn in turns_ if turn.kind == kind and (objects is None or turn.objects == objects)]
        )

    return [
        some("authenticate", idle, "authenticate"),
        some("sendRequestXML, a session's first", idle, "first question"),
        some("sendRequestXML, the others", first, "next question"),
        some("receiveResponseXML: a little of every kind", idle, "glimpse"),
        some(f"receiveResponseXML: {PAGE:,} listed", first, "listed", PAGE),
        some(f"receiveResponseXML: {LARGEST} fetched", first, "fetched", LARGEST),
        some("receiveResponseXML: looked up before a write", pushed, "fetched", 0),
        some(f"receiveResponseXML: {WRITE} written", pushed, "written", WRITE),
        some("closeConnection", idle, "closeConnection"),
        _of("all of a session with nothing to do", list(_by_session(idle))),
    ]


def _by_session(turns_: Iterable[Turn]) -> Iterable[list[Turn]]:
    session: list[Turn] = []
    for turn in turns_:
        session.append(turn)
        if turn.kind == "closeConnection":
            yield session
            session = []


def _of(title: str, groups: Sequence[Sequence[Turn]]) -> Timed:
    """Each group of calls is taken as one."""

    def sums(what: Callable[[Turn], float]) -> list[float]:
        return [sum(map(what, group)) for group in groups]

    return Timed(
        title,
        processor=sums(lambda turn: turn.invocation.busy),
        wall=sums(lambda turn: turn.invocation.lasted),
        floor_processor=sums(lambda turn: turn.floor_busy),
        floor_wall=sums(lambda turn: turn.floor_lasted),
        operations=sums(lambda turn: turn.operations),
        aws=sums(lambda turn: duration(turn.invocation)),
    )


def p95(values: Sequence[float]) -> float:
    """The 95th percentile: the least value that 95 in a hundred do not exceed."""
    return sorted(values)[ceil(0.95 * len(values)) - 1]


def _scrypt() -> float:
    """Seconds of processor time that a password costs."""
    taken = []
    for _ in range(5):
        began = process_time()
        hash_of("an invented password", b"an invented salt")
        taken.append(process_time() - began)
    return median(taken)


def _calls(timed: Sequence[Timed], scrypt: float) -> Sheet:
    def both(values: Sequence[float]) -> list[str]:
        return [_ms(median(values)), _ms(p95(values))]

    columns = ["call", "times", "processor, ms", "p95", "wall, ms", "p95", "smallest server, ms", "ratio"]
    rows = [
        [
            each.title,
            number(len(each.processor)),
            *both(each.processor),
            *both(each.wall),
            _ms(median(each.floor_processor)),
            number(each.ratio),
            number(median(each.operations)),
            *both(each.aws),
        ]
        for each in timed
    ]
    share = memory_of(FUNCTION) / WHOLE_PROCESSOR
    notes = [
        "Medians beside the 95th percentiles; processor and wall time without the emulated services.",
        f"On AWS: modelled, with {share:.0%} of a processor.",
        f"A password's scrypt takes {_ms(scrypt)} ms of a whole one.",
    ]
    return Sheet("Calls of the Web Connector", [*columns, "DynamoDB operations", "on AWS, ms", "p95"], rows, notes)


def _ms(seconds: float) -> str:
    return number(round(seconds * MILLISECONDS, 2))


def _sessions(by_name: Mapping[str, Told]) -> Sheet:
    def row(title: str, of: Callable[[Told], float]) -> list[str]:
        return [title, *(number(of(each)) for each in by_name.values())]

    def used(name: str) -> Callable[[Told], float]:
        return lambda each: usage_of(each.tally)[name] / each.sessions

    rows = [
        row("objects", lambda each: each.objects),
        row("questions to QuickBooks", lambda each: each.questions / each.sessions),
        row("calls of the connector", lambda each: len(each.turns) / each.sessions),
        row("calls per 1,000 objects", lambda each: each.objects and 1_000 * len(each.turns) / each.objects),
        row("objects per call", lambda each: each.objects / len(each.turns)),
        row("DynamoDB operations per call", lambda each: _operations(each) / len(each.turns)),
        row("DynamoDB operations", lambda each: _operations(each) / each.sessions),
        row("DynamoDB request units: read", used("read_units")),
        row("DynamoDB request units: write", used("write_units")),
        row("Step Functions transitions", used("transitions")),
        row("Lambda runs", used("invocations")),
        row("Lambda GB-seconds (modelled)", used("gb_seconds")),
        row("seconds of ours on AWS (modelled)", lambda each: _seconds(each) / each.sessions),
    ]
    return Sheet("A session of the Web Connector", ["", *by_name], rows)


def _operations(told: Told) -> float:
    """Of the connector's calls alone."""
    return sum(turn.operations for turn in told.turns)


def _seconds(told: Told) -> float:
    return sum(duration(turn.invocation) for turn in told.turns)


def _month(told: Told) -> dict[str, float]:
    return dollars_of(prices.scaled(usage_of(told.tally), A_DAY * DAYS / told.sessions))


def _months(months: Mapping[str, Mapping[str, float]]) -> Sheet:
    rows = [[price.title, *(money(of[name]) for of in months.values())] for name, price in prices.PRICES.items()]
    rows.append(["total", *(money(total(of)) for of in months.values())])
    rows += [
        [f"besides: {price.title}", *(money(of[name]) for of in months.values())]
        for name, price in prices.WATCHING.items()
    ]
    notes = [f"{A_DAY} sessions a day, for {DAYS} days."]
    return Sheet(f"Dollars a month of a company with {TITLE} and nothing to do", ["", *months], rows, notes)


def _figures(timed: Timed) -> dict[str, float]:
    named = {"processor": timed.processor, "wall": timed.wall, "on_aws": timed.aws}
    floors = {"smallest_server_processor": timed.floor_processor, "smallest_server_wall": timed.floor_wall}
    figures = {"measured": float(len(timed.processor)), "ratio": timed.ratio, "operations": median(timed.operations)}
    for name, values in {**named, **floors}.items():
        figures |= {f"{name}_p50": median(values), f"{name}_p95": p95(values)}
    return figures


def _data(told: Told) -> dict[str, object]:
    return {
        "objects": told.objects,
        "sessions": told.sessions,
        "questions": told.questions,
        "calls": len(told.turns),
        "operations_of_calls": _operations(told),
        "seconds_on_aws": _seconds(told),
        "usage": usage_of(told.tally),
    }
