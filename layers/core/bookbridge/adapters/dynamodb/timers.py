"""Table `timers`: what companies are owed, and what they were told. Key: `company_id`, `timer_key`.

A timer's key is `<kind>#<name>`. The sparse index `due` holds the timers by `due_list` and `hand_out_at`: when the
timer is due, or later while it is claimed. All are in one part of it: timers are set and moved a few times a day per
company, and the index takes a thousand such writes a second.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from itertools import islice
from typing import Final, cast

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path
from pynamodb.expressions.update import Action

from bookbridge.domain.timestamps import to_text
from bookbridge.ports.timers import Timer, TimerKind

from .database import Database, Refused
from .table import Table, sets
from .values import Plain, Row, raw_item, raw_value

_LIST: Final = "timers"


def timers_table(database: Database, name: str) -> Table:
    """The table `timers`."""
    return Table(database, name, "company_id", "timer_key")


class DynamoDbTimers:
    """Implements `Timers`."""

    def __init__(self, timers: Table) -> None:
        self._timers = timers

    def of(self, company_id: str, kind: TimerKind) -> tuple[Timer, ...]:
        """Those that are set for a company, by name."""
        matching = (Path("company_id") == company_id) & Path("timer_key").startswith(f"{kind}#")
        return tuple(map(_to_timer, self._timers.query(matching)))

    def set(self, timer: Timer) -> None:
        """Set it, or move it to another time."""
        company_id, timer_key = _key(timer)
        self._timers.put(raw_item({"company_id": company_id, "timer_key": timer_key, **_placed(timer.due_at)}))

    def set_if_absent(self, timer: Timer) -> bool:
        """Set it unless it is set, and count in the same write that it was asked for."""
        placed = raw_item({name: value for name, value in _placed(timer.due_at).items() if name != "asked"})
        kept: list[Action] = [Path(name).set(Path(name) | value) for name, value in placed.items()]
        return self._timers.update(_key(timer), [Path("asked").add(raw_value(1)), *kept]).number("asked") == 1

    def due(self, now: datetime, limit: int) -> tuple[Timer, ...]:
        """Those whose time has come, the oldest first."""
        matching = (Path("due_list") == _LIST) & (Path("hand_out_at") <= to_text(now))
        return tuple(map(_to_timer, islice(self._timers.query(matching, index="due", page_size=limit), limit)))

    def claim(self, timer: Timer, now: datetime, until: datetime) -> bool:
        """Hide it from `due` for a while."""
        mine = _is_at(timer) & (Path("hand_out_at") <= to_text(now))
        return self._changed(timer, {"hand_out_at": until}, mine)

    def move(self, timer: Timer, to: datetime | None) -> bool:
        """Move it on, or take it away."""
        as_read = _is_at(timer) & (Path("asked") == timer.asked)
        if to is not None:
            return self._changed(timer, _placed(to), as_read)
        with suppress(Refused):
            self._timers.delete(_key(timer), as_read)
            return True
        return False

    def _changed(self, timer: Timer, values: Mapping[str, Plain], condition: Condition) -> bool:
        with suppress(Refused):
            self._timers.update(_key(timer), sets(values), condition)
            return True
        return False


def _key(timer: Timer) -> tuple[str, str]:
    return timer.company_id, f"{timer.kind}#{timer.name}"


def _placed(due_at: datetime) -> dict[str, Plain]:
    """The attributes of a timer that is set or moved."""
    return {"due_list": _LIST, "due_at": due_at, "hand_out_at": due_at, "asked": 1}


def _is_at(timer: Timer) -> Condition:
    return Path("due_at") == to_text(timer.due_at)


def _to_timer(row: Row) -> Timer:
    kind, _separator, name = row.text("timer_key").partition("#")
    return Timer(row.text("company_id"), cast("TimerKind", kind), name, row.instant("due_at"), row.number("asked"))
