"""A company with QuickBooks Desktop whose functions can die, and whose connector can be cut off at any call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from typing_extensions import override

from bookbridge.use_cases.finish_session import Ending
from tests.fakes.desktop_world import Desk, DesktopWorld
from tests.fakes.world import Crash
from tests.simulators.quickbooks_desktop.web_connector_log import UpdateLog

from .killer import Killer

T = TypeVar("T")

NO_ANSWER: Final = (500, b'{"message":"Internal Server Error"}')
"""What the HTTP API answers for a function that died."""

CALL: Final = 0.25
"""Seconds from one call of the connector to the next."""


class MortalDesktop(DesktopWorld):
    """`logs` are the connector's updates since the last look; `fault_at` orders faults as one of them begins."""

    def __init__(self, *, retries: int = 4) -> None:
        super().__init__()
        self.retries = retries
        self.logs: list[UpdateLog] = []
        self.fault_at: dict[int, dict[str, Any]] = {}
        self.lag = 0
        """How often the state machine is still too late to do anything."""
        self.invocations = 0
        """Counts the functions that ran: what is in memory does not outlive one of them."""
        self.in_run = False
        """Whether a step of the state machine works, and not a call of the connector."""

    @override
    def post(self, soap_action: str, body: bytes) -> tuple[int, bytes]:
        self.invocations += 1
        self.clock.advance(CALL)
        try:
            return super().post(soap_action, body)
        except Crash:
            self.go_on()
            return NO_ANSWER

    @override
    def go_on(self) -> None:
        if self.lag:
            self.lag -= 1
        else:
            super().go_on()

    @override
    def update(self, company_id: str, desk: Desk | None = None) -> UpdateLog:
        if fault := self.fault_at.pop(len(self.logs), None):
            self.simulator.faults.add(fault)
        log = super().update(company_id, desk)
        self.logs.append(log)
        return log

    @override
    def _retried(self, task: Callable[[], T]) -> T:
        self.invocations += 1
        self.in_run = True
        try:
            return super()._retried(task)
        finally:
            self.in_run = False
            self.invocations += 1

    @override
    def _begin(self, company_id: str, session_id: str, trigger: str) -> bool:
        try:
            return super()._begin(company_id, session_id, trigger)
        except Crash:
            self._vanish(session_id)
            return False

    @override
    def _look(self, session_id: str) -> None:
        try:
            super()._look(session_id)
        except Crash:
            self._vanish(session_id)

    def _vanish(self, session_id: str) -> None:
        """The run is gone without a result; the company's lease has to run out."""
        self.ended.append((session_id, Ending(again=False, cause="vanished")))


class Reaper(Killer):
    """A killer that knows who works at each point: which invocation, and whether it is the state machine's."""

    def __init__(self, world: MortalDesktop, fatal: int | None = None) -> None:
        self.workers: list[tuple[int, bool]] = []
        self._desktop = world
        super().__init__(world, fatal)

    @override
    def _reach(self, point: str) -> None:
        self.workers.append((self._desktop.invocations, self._desktop.in_run))
        super()._reach(point)

    @property
    def deaths(self) -> list[tuple[int, bool]]:
        """Points that differ in what the dead leave behind, and whether the state machine dies there.

        Dying after one write and before the next of the same invocation is the same death.
        """
        last = len(self.points) - 1
        return [
            (at, in_run)
            for at, (invocation, in_run) in enumerate(self.workers)
            if self.points[at].startswith("before") or at == last or self.workers[at + 1][0] != invocation
        ]
