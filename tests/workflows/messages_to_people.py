"""What happens between a failure and the message about it: events, the queue of timers, the tick, and its retries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bookbridge.domain.errors import BookbridgeError
from bookbridge.domain.failures import Actor, Failure, FailureStatus, Problem, Remedy, failure_id
from bookbridge.domain.records import EntityType, category_of
from bookbridge.ports.mail import Mail
from bookbridge.ports.messages import Event
from bookbridge.use_cases.note_news import NewsItem
from tests.fakes.timers import FakeMailer
from tests.fakes.world import Crash, World

OWNER = "olivia@acme.example"


def failing(world: World, *record_ids: str, company_id: str = "acme", **changed: Any) -> list[Failure]:
    """Records fail now; the events of it come in together."""
    entity_type: EntityType = changed.pop("entity_type", "invoice")
    code, values = changed.pop("code", "duplicate_number"), changed.pop("values", {"doc_number": "1001"})
    catalogue = world.fakes.package(world.simulation.package).catalogue()
    problem = catalogue.problem_for(code, entity_type, message="Duplicate Document Number Error", values=values)
    now = world.clock.now()
    opened = [
        replace(
            Failure(
                company_id=company_id,
                failure_id=failure_id(entity_type, record_id, "sync"),
                category=category_of(entity_type),
                entity_type=entity_type,
                record_id=record_id,
                operation="sync",
                problem=problem,
                status=FailureStatus.OPEN,
                opened_at=now,
                last_failed_at=now,
                created_at=now,
                record_number=record_id.upper(),
                party="Birch Bakery",
                amount="80.00",
                currency="USD",
            ),
            **changed,
        )
        for record_id in record_ids
    ]
    for each in opened:
        world.store.failures[company_id, each.failure_id] = each
    announce(world, "failure.opened", company_id=company_id, times=len(record_ids))
    return opened


def remedied(step: str) -> Problem:
    """A problem in words of a record's own, as it is shown when the catalogue no longer knows its code."""
    return Problem("gone", "A title", "", (Remedy(Actor.USER_IN_APP, (step,)),), ())


def announce(world: World, kind: str, *, company_id: str = "acme", status: str = "", times: int = 1) -> None:
    """Events of the bus reach `note_news`."""
    troubles = world.note_news([NewsItem(company_id, kind, status)] * times)
    assert troubles == {}


def become(world: World, status: Any, company_id: str = "acme") -> None:
    """The connection's status changes, which is announced."""
    connection = world.connections.get(company_id)
    assert connection
    world.connections.save(replace(connection, status=status))
    announce(world, "connection.status_changed", company_id=company_id, status=status.value)


def pass_time(world: World, minutes: float) -> None:
    """Time passes, in which the schedule ticks each minute and the queue hands its messages out."""
    ring(world)
    until = world.clock.now() + timedelta(minutes=minutes)
    while world.clock.now() < until:
        world.clock.advance(timedelta(minutes=1))
        world.start_due_timers()
        ring(world)


def ring(world: World) -> None:
    """The queue hands out what it has; what fails or dies is handed out again six minutes later, three times in all."""
    queue = world.fakes.timer_queue.timers
    while queue:
        timer = queue.pop(0)
        for _attempt in range(3):
            try:
                world.carry_out_timers(timer)
            except (BookbridgeError, Crash):
                world.clock.advance(timedelta(minutes=6))
            else:
                break


def mails(world: World) -> list[Mail]:
    """What was sent."""
    mailer = world.fakes.mailer
    assert isinstance(mailer, FakeMailer)
    return mailer.sent


def events(world: World, kind: str) -> list[Event]:
    """What was published, of one kind."""
    return [event for event in world.fakes.event_bus.events if event.kind == kind]


def addresses(sent: Iterable[Mail]) -> list[str]:
    """Whom mails went to, in their order."""
    return [address for mail in sent for address in mail.to]
