"""How work with QuickBooks Desktop is cut off: a function dies, the connector fails, a computer falls asleep."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar, Final

from tests.fakes.desktop_world import Desk
from tests.simulators.quickbooks_desktop.web_connector_log import OPENING, QUICKBOOKS, UpdateLog
from tests.simulators.quickbooks_desktop.web_connector_update import Update

from .mortal_desktop import MortalDesktop, Reaper
from .stories import COMPANY
from .trials import STEP_DIES

LEASE_IS_OVER: Final = timedelta(minutes=31)

AT_A_CALL: Final = (
    "crash_before_call",
    "crash_after_call",
    "half_call",
    "wrong_encoding",
    "repeated_call",
    "out_of_order",
)
"""What happens to a SOAP call: nobody asks, nobody hears the answer, it arrives spoilt, twice, or after another."""

_HRESULTS: Final = ("0x80040400", "0x80040402", "0x8004040D")
"""The message cannot be parsed; an unexpected error; the session has ended."""
_STATUS_CODES: Final = (1000, 3175, 3176, 3180)
"""An error inside; locked; a related object is locked; the list was modified by another user."""

AT_OPENING: Final = (
    "modal_dialog",
    "wrong_company_file",
    "administrator_elsewhere",
    "no_permission",
    "single_user_conflict",
    "quickbooks_error",
)
AT_QUICKBOOKS: Final[tuple[dict[str, Any], ...]] = (
    *({"kind": kind} for kind in ("crash_before_quickbooks", "crash_after_quickbooks", "half_answer", "xml_bomb")),
    *({"kind": kind} for kind in AT_OPENING[:-1]),
    *({"kind": "quickbooks_error", "hresult": hresult} for hresult in _HRESULTS),
    *({"kind": "status_code", "status_code": code} for code in _STATUS_CODES),
    {"kind": "status_code", "status_code": 3180, "requests": 3},
)
"""What happens to a question in QuickBooks, or on its way there and back."""
WHILE_WRITING: Final[tuple[dict[str, Any], ...]] = tuple(
    {"kind": "quickbooks_breaks_off", "after": after, "remembered": remembered}
    for after in (0, 1, 3)
    for remembered in (True, False)
)
"""QuickBooks breaks off within a message, and knows afterwards what it did of it, or not."""


@dataclass(frozen=True, slots=True)
class Death:
    """A function of ours dies at a point; its caller gets the HTTP status 500, or the state machine tries again."""

    at: int
    retries: int = STEP_DIES
    sort: ClassVar = "deaths"

    def __call__(self, world: MortalDesktop) -> None:
        """Run the story with this death in it."""
        reaper = Reaper(world, self.at)
        world.run()
        assert len(reaper.points) > self.at, "nobody died"
        with reaper.asleep():
            world.retries = STEP_DIES


@dataclass(frozen=True, slots=True)
class Fault:
    """Something goes wrong with one call, or in one turn, of one of the connector's updates."""

    update: int
    operation: str
    turn: int
    order: dict[str, Any] = field(hash=False)
    sort: ClassVar = "faults"

    def __call__(self, world: MortalDesktop) -> None:
        """Run the story with this fault in it."""
        match = {"operation": self.operation, "turn": self.turn}
        world.fault_at[self.update] = {**self.order, "match": match, "times": 1}
        world.run()
        assert not world.fault_at, "the update never began"
        assert not world.simulator.faults.rules, "the fault never struck"
        world.simulator.organisations[COMPANY].faults.failing.clear()


@dataclass(frozen=True, slots=True)
class Delay:
    """The state machine starts only so many calls after the connector has signed in, or when it has hung up already."""

    calls: int
    sort: ClassVar = "delays"

    def __call__(self, world: MortalDesktop) -> None:
        """Run the story with this delay in it."""
        world.lag = self.calls
        world.run()


@dataclass(frozen=True, slots=True)
class Takeover:
    """A computer falls asleep with a question in its hands; another takes over when the lease has run out.

    The first wakes when the other has a question of its own in its hands for the `wakes_at`th time, or, at 0, when all
    is done; then it carries its old question out, and tells us.
    """

    update: int
    turn: int
    wakes_at: int = 0
    sort: ClassVar = "takeovers"

    def __call__(self, world: MortalDesktop) -> None:
        """Run the story with this in it."""
        first = world.desk()
        for _ in range(self.update):
            world.update(COMPANY)
        asleep = first.connector.start(first.installed[COMPANY])
        _go_to_question(asleep, self.turn)
        world.clock.advance(LEASE_IS_OVER)
        world.go_on()
        other = world.desk("PC-2")
        world.install(COMPANY, other)
        if self.wakes_at:
            self._wake_within(world, asleep, other)
        else:
            world.update(COMPANY, other)
            asleep.run()
        world.go_on()
        world.run()

    def _wake_within(self, world: MortalDesktop, asleep: Update, other: Desk) -> None:
        second = other.connector.start(other.installed[COMPANY])
        _go_to_question(second, self.wakes_at)
        asleep.run()
        world.go_on()
        second.run()


Cut = Death | Fault | Delay | Takeover


def _go_to_question(update: Update, turn: int) -> None:
    """Take steps until the question of this turn is in the connector's hands, or the update is over."""
    while step := update.step():
        if step.operation == "sendRequestXML" and step.turn == turn and step.result:
            return


def faults_in(logs: list[UpdateLog]) -> list[Fault]:
    """Every fault at every call and turn of these updates."""
    faults: list[Fault] = []
    for number, log in enumerate(logs):
        for step in log.steps:
            orders: list[dict[str, Any]] = [{"kind": kind} for kind in AT_A_CALL]
            if step.operation == OPENING:
                orders = [{"kind": kind} for kind in AT_OPENING]
            elif step.operation == QUICKBOOKS:
                orders = [*AT_QUICKBOOKS, *(WHILE_WRITING if _writes(step.parameters["request"]) else ())]
            faults += [Fault(number, step.operation, step.turn, order) for order in orders]
    return faults


def delays_in(logs: list[UpdateLog]) -> list[Delay]:
    """A delay of every length, up to that of the longest update and a little more."""
    longest = max(len(log.steps) for log in logs)
    return [Delay(calls) for calls in range(1, longest + 5)]


def takeovers_in(logs: list[UpdateLog]) -> list[Takeover]:
    """One in every turn, and one for every turn of the other computer where the first one was to write."""
    takeovers: list[Takeover] = []
    for number, log in enumerate(logs):
        questions = log.all(QUICKBOOKS)
        for question in questions:
            wakings = range(len(questions) + 2) if _writes(question.parameters["request"]) else (0,)
            takeovers += [Takeover(number, question.turn, wakes_at) for wakes_at in wakings]
    return takeovers


def _writes(message: str) -> bool:
    return "newMessageSetID=" in message
