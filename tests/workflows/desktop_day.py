"""A day of a company on which several computers sync, in virtual time: steps of all of them interleaved.

What must hold at every step is looked at after every step; see `Watch`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Final

from lxml import etree

from bookbridge.packages.quickbooks_desktop.qbxml.message_sets import id_of
from tests.fakes.desktop_world import Desk, DesktopWorld
from tests.simulators.quickbooks_desktop.web_connector_log import QUICKBOOKS, Step
from tests.simulators.quickbooks_desktop.web_connector_update import Update

LEASE: Final = timedelta(minutes=30)
SLEEP: Final = 3_900
"""Seconds for which a computer sleeps with our message in its hands: longer than its lease lasts."""

BREAKS: Final[tuple[dict[str, Any], ...]] = (
    {"kind": "crash_before_call", "match": {"operation": "receiveResponseXML"}},
    {"kind": "crash_after_call", "match": {"operation": "receiveResponseXML"}},
    {"kind": "crash_after_call", "match": {"operation": "sendRequestXML"}},
    {"kind": "crash_after_call", "match": {"operation": "authenticate"}},
    {"kind": "crash_before_call", "match": {"operation": "closeConnection"}},
    {"kind": "crash_before_quickbooks", "match": {"body": "newMessageSetID"}},
    {"kind": "crash_after_quickbooks", "match": {"body": "newMessageSetID"}},
    {"kind": "crash_after_quickbooks"},
    {"kind": "lost_answer"},
    {"kind": "lost_answer", "match": {"body": "newMessageSetID"}},
    {"kind": "call_lost", "match": {"operation": "receiveResponseXML"}},
    {"kind": "call_answer_lost", "match": {"operation": "receiveResponseXML"}},
    {"kind": "call_answer_lost", "match": {"operation": "sendRequestXML"}},
    {"kind": "repeated_call", "match": {"operation": "receiveResponseXML"}},
    {"kind": "repeated_call", "match": {"operation": "sendRequestXML"}},
    {"kind": "out_of_order", "match": {"operation": "sendRequestXML"}},
    {"kind": "half_answer"},
    {"kind": "quickbooks_breaks_off", "match": {"body": "newMessageSetID"}, "after": 1},
    {"kind": "late_execution", "seconds": SLEEP},
)
LATE_WRITE: Final[dict[str, Any]] = {
    "kind": "late_execution",
    "match": {"body": "newMessageSetID"},
    "seconds": SLEEP,
}


@dataclass
class Watch:
    """What must hold at every step of every computer."""

    world: DesktopWorld
    company_id: str
    fence: int = 0
    last_turn: dict[str, datetime] = field(default_factory=dict)
    carried_out: set[str] = field(default_factory=set)
    late_writes: int = 0
    take_overs: int = 0
    turned_away: int = 0

    def look(self, ticket: str, step: Step) -> None:
        """Judge a step that was taken. `ticket` is that of its session."""
        session_id = ticket.partition(".")[0]
        if step.operation == "authenticate" and isinstance(step.result, list) and step.result[1:2] == ["none"]:
            self.turned_away += 1
        lease = self.world.leases.get(self.company_id)
        if lease.fence > self.fence:
            self._taken_over(lease.session_id)
            self.fence = lease.fence
        if step.operation == QUICKBOOKS:
            self._carried_out(session_id, lease.session_id, step)
        is_turn = step.operation in {"sendRequestXML", "receiveResponseXML"} and not step.problem
        if is_turn and session_id == lease.session_id:
            self.last_turn[session_id] = self.world.clock.now()
        if step.operation == "sendRequestXML" and step.result:
            # A question is handed out to the holder of the lease alone.
            assert session_id == lease.session_id, f"{session_id} was asked while {lease.session_id} held the lease"

    def _taken_over(self, successor: str) -> None:
        """A lease passes on when its holder has hung up, or has been silent for as long as it lasts."""
        self.take_overs += 1
        self.last_turn.setdefault(successor, self.world.clock.now())
        for session in self.world.store.connector_sessions.values():
            silent = session.session_id != successor and session.fence == self.fence and not session.ended
            if silent and session.company_id == self.company_id and session.session_id in self.last_turn:
                for_how_long = self.world.clock.now() - self.last_turn[session.session_id]
                assert for_how_long >= LEASE, f"{successor} took over after {for_how_long}"

    def _carried_out(self, session_id: str, holder: str, step: Step) -> None:
        name = etree.fromstring(step.parameters["request"].encode())[0].get("newMessageSetID")
        if not name:
            return
        if session_id != holder and holder:
            self.late_writes += 1
            known = {id_of(dispatch_id) for _company, dispatch_id in self.world.store.dispatches}
            # Late, but harmless: QuickBooks answers from its memory, or the successor has still to ask for it.
            assert name in self.carried_out or name in known, f"{session_id} wrote {name} under {holder}'s lease"
        self.carried_out.add(name)  # what broke off in the midst is remembered too


class Day:
    """Computers that update every so often and break every now and then, by one seed."""

    def __init__(self, world: DesktopWorld, company_id: str, desks: list[Desk], seed: int, *, minutes: float) -> None:
        self.world, self.company_id, self.desks = world, company_id, desks
        self.random = Random(seed)  # noqa: S311 - a story that can be told again
        self.every = timedelta(minutes=minutes)
        self.watch = Watch(world, company_id)
        self.sessions = self.broken = 0
        self._updates: dict[str, Update] = {}
        self._next = {
            desk.machine.name: world.clock.now() + self.every * number / len(desks) for number, desk in enumerate(desks)
        }
        self._asleep: dict[str, float] = {}
        for desk in desks:
            desk.connector.pause = partial(self._asleep.__setitem__, desk.machine.name)

    def go_on_until(self, until: datetime, *, breaking: float = 0.0) -> None:
        """Every computer takes its steps when they are due; each session breaks with this probability."""
        while True:
            desk = min(self.desks, key=lambda each: self._next[each.machine.name])
            due = self._next[desk.machine.name]
            if due > until:
                break
            self.world.clock.advance(max(due - self.world.clock.now(), timedelta()))
            self.world.go_on()
            self._step(desk, breaking)
        self.world.clock.advance(max(until - self.world.clock.now(), timedelta()))
        self.world.go_on()

    def _step(self, desk: Desk, breaking: float) -> None:
        name, now = desk.machine.name, self.world.clock.now()
        update = self._updates.get(name)
        if update is None:
            self.sessions += 1
            update = self._updates[name] = desk.connector.start(desk.installed[self.company_id])
            self._endanger(name, breaking)
        step = update.step()
        if step is not None:
            self.watch.look(update.log.ticket, step)
        if update.ended or step is None:
            self.broken += update.log.outcome in {"crashed", "failed"}
            del self._updates[name]
            pause = self.every
        else:
            pause = timedelta(seconds=self._asleep.pop(name, 0.0) or self.random.uniform(0.2, 6.0))
        self._next[name] = now + pause

    def _endanger(self, machine: str, breaking: float) -> None:
        """Let something go wrong on a computer, if nothing waits to do so already."""
        rules = self.world.simulator.faults.rules
        if not breaking:
            rules.clear()
        elif all(rule.params.get("machine") != machine for rule in rules) and self.random.random() < breaking:
            rule = self.random.choice(BREAKS)
            self.world.simulator.faults.add({**rule, "match": {**rule.get("match", {}), "machine": machine}})
