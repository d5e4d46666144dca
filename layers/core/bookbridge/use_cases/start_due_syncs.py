"""The tick: ask for a poll of each company whose time has come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bookbridge.domain.connections import DUE_SHARDS, DuePoll
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.messages import Messages
from bookbridge.ports.packages import Package

PAGE: Final = 10_000
"""Due companies taken from one shard in one tick; the next tick takes the others."""

TOGETHER: Final = 10
"""Companies that are claimed one after another and asked for with one call."""

AT_ONCE: Final = 16
"""Such groups that are worked on side by side: nearly all of their time is spent waiting for the database."""

LONGEST: Final = timedelta(seconds=45)
"""After so long a tick begins nothing more: the next one is about to."""


@dataclass(frozen=True, slots=True)
class StartDueSyncs:
    """Its cost depends on the companies that are due, not on all."""

    connections: Connections
    messages: Messages
    package: Callable[[str], Package]
    clock: Clock

    def __call__(self, shards: Iterable[int] = range(DUE_SHARDS)) -> int:
        """Returns how many polls were asked for. Two ticks at once ask for each poll once."""
        now = self.clock.now()
        due = [each for shard in shards for each in self.connections.due(shard, now, PAGE)]
        groups = [due[start : start + TOGETHER] for start in range(0, len(due), TOGETHER)]
        if len(due) <= TOGETHER:
            return self._ask(due, now)
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return sum(pool.map(lambda group: self._ask(group, now), groups))

    def _ask(self, group: Sequence[DuePoll], now: datetime) -> int:
        if self.clock.now() - now > LONGEST:
            return 0
        claimed = [each.company_id for each in group if self._claim(each, now)]
        self.messages.send_polls(claimed)
        return len(claimed)

    def _claim(self, due: DuePoll, now: datetime) -> bool:
        usual = self.package(due.package).manifest.default_interval
        return self.connections.claim_poll(due.company_id, now, now + due.interval(usual))
