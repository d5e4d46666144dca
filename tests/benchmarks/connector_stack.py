"""The whole product over metered services, called by simulated Web Connectors: each call is measured by itself."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter, process_time
from typing import Any, Final

from typing_extensions import override

from bookbridge.entrypoints.connector.dispatch import answer_call
from bookbridge.entrypoints.connector.envelopes import Call, read_call
from bookbridge.entrypoints.http_events import Event
from tests.fakes.desktop_world import Desk, DesktopWorld, http_event
from tests.simulators.chassis.clock import Clock as SimulatorClock
from tests.simulators.quickbooks_desktop.simulator import Simulator

from .adapters import MeteredServices
from .smallest_server import canned_answer
from .stack import Metered
from .state_machine import CompanySync, Task
from .tally import Invocation, Tally

FUNCTION: Final = "serve_connector"
BETWEEN: Final = timedelta(seconds=1)
"""Between two calls: nothing that happened in one may bear the time of another."""

_WRITTEN: Final = re.compile(r"<\w+(?:Add|Mod)Rs ")
_OBJECT: Final = re.compile(r"</(?!\w*LineRet)\w+Ret>")


@dataclass(frozen=True, slots=True)
class Turn:
    """One call of the connector. Processor and wall time are seconds on this machine, without emulated services."""

    kind: str
    objects: int
    """Objects in the answer that it brought."""
    invocation: Invocation
    operations: float
    """DynamoDB operations."""
    units: float
    """DynamoDB request units, written and read."""
    floor_busy: float
    """Processor time of the smallest server for the same call."""
    floor_lasted: float


class ConnectorStack(Metered, DesktopWorld):
    """One stack whose companies have QuickBooks Desktop; the state machine's part is played after each call.

    `thorough` as in `MeteredStack`.
    """

    def __init__(self, *, thorough: bool = False) -> None:
        tally = Tally()
        Metered.__init__(self, tally, MeteredServices(tally, {}, {}, thorough=thorough))
        clock = SimulatorClock(lambda: self.clock.now().timestamp())
        self.simulator = Simulator(clock=clock, transport_to=lambda _url: self.post)
        self.desks: dict[str, Desk] = {}
        self.turns: list[Turn] = []
        self.applied: Counter[str] = Counter()
        """What the sessions did, as their runs state it."""
        self._waiting: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
        """What each run that waits was started with, and the lease that it got."""

    @override
    def post(self, soap_action: str, body: bytes) -> tuple[int, bytes]:
        event = http_event(soap_action, body)
        headers = event["headers"]
        kind, objects = kind_of(read_call(event["body"], headers["content-type"], headers["soapaction"]))
        floor_busy, floor_lasted = _floor(event)
        tally = self.tally
        self.clock.advance(BETWEEN)
        self._request(body)
        operations, units = _sums(tally)
        with tally.invoked(FUNCTION):
            answer = answer_call(self.connector, event)
        operations_then, units_then = _sums(tally)
        turn = Turn(
            kind,
            objects,
            tally.invocations[-1],
            operations_then - operations,
            units_then - units,
            floor_busy,
            floor_lasted,
        )
        self.turns.append(turn)
        self._announce()
        self.go_on()
        return int(answer["statusCode"]), str(answer["body"]).encode()

    @override
    def go_on(self) -> None:
        machines, work = self.services.clients.state_machines, self._tasks()
        while machines.started:
            given = json.loads(machines.started.pop(0))
            acquired = work["AcquireLease"](given)
            if acquired["status"] != "acquired":
                raise AssertionError(f"a connector was let in without the lease: {acquired}")
            self._waiting[given["session_id"]] = given, acquired
            with self.tally.invoked("await_connector"):
                self.await_connector(given["session_id"], given["session_id"])
        while machines.ended:
            token, error = machines.ended.pop(0)
            if token not in self._waiting:
                continue  # hanging up tells the run once more
            given, acquired = self._waiting.pop(token)
            if error:  # only while a company is set up: its company file waits to be confirmed
                work["AbortSession"]({**given, "error": error})
                continue
            done = {**work, "AcquireLease": _answering(acquired), "AwaitConnector": _answering({})}
            self.applied.update(self._walk(CompanySync(done, self.clock.advance), given)["counts"])

    def reset(self) -> None:
        """Forget what was counted and measured so far."""
        self.tally.reset()
        self.turns = []
        self.applied.clear()


def _answering(output: dict[str, Any]) -> Task:
    """A task that was done before, when its time had come."""
    return lambda _given: output


def _floor(event: Event) -> tuple[float, float]:
    busy, began = process_time(), perf_counter()
    canned_answer(event)
    return process_time() - busy, perf_counter() - began


def _sums(tally: Tally) -> tuple[float, float]:
    units = sum(tally.write_units.values()) + sum(tally.read_units.values())
    return sum(tally.database.values()), units


def kind_of(call: Call) -> tuple[str, int]:
    """What a call is about, and how many objects it brings."""
    match call.operation:
        case "sendRequestXML" if call.parameters["strHCPResponse"]:
            return "first question", 0
        case "sendRequestXML":
            return "next question", 0
        case "receiveResponseXML":
            return _answer_kind(call.parameters["response"])
        case operation:
            return operation, 0


def _answer_kind(answer: str) -> tuple[str, int]:
    if written := len(_WRITTEN.findall(answer)):
        return "written", written
    objects = len(_OBJECT.findall(answer))
    match answer.count(" iteratorID="):
        case 0:
            return "fetched", objects
        case 1:
            return "listed", objects
        case _:
            return "glimpse", objects
