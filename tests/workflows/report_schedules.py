"""Companies with scheduled reports, and the ringing of their timers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bookbridge.domain.reports import Report
from bookbridge.ports.timers import Timer
from tests.fakes.world import World

DAILY = {"report": "invoice_sync_failures", "every": "day", "hour": 6, "emails": ["books@acme.example"]}
WEEKLY = {"report": "discrepancies", "every": "week", "weekday": 0, "hour": 7}


def idle_company() -> World:
    """A company that is connected and idle, at noon of a Friday."""
    world = World()
    world.connect("acme", world.simulation.organisation_id)
    world.run()
    world.clock.advance(datetime(2026, 5, 8, 12, tzinfo=UTC) - world.clock.now())
    return world


def schedule(world: World, *schedules: dict[str, Any], **settings: Any) -> None:
    world.connect_company.change("acme", {"settings": {"scheduled_reports": list(schedules), **settings}})


def timers(world: World) -> tuple[Timer, ...]:
    return world.fakes.timers.of("acme", "report")


def due(world: World) -> list[tuple[str, str]]:
    """Which reports are due when."""
    return sorted((timer.name.rpartition("-")[0], f"{timer.due_at:%a %d %H:%M}") for timer in timers(world))


def ring(world: World, timer: Timer) -> Report | None:
    return world.request_scheduled_report(timer.company_id, timer.name, timer.due_at)


def ring_all(world: World) -> list[Report]:
    """Whatever is due rings."""
    rung = [ring(world, timer) for timer in world.fakes.timers.due(world.clock.now(), 100)]
    return [report for report in rung if report is not None]


def reports(world: World) -> list[Report]:
    return sorted(world.store.reports.values(), key=lambda each: each.report_id)


def write(world: World, report: Report) -> Report:
    return world.write_report("acme", report.report_id, world.deadline())


def made(world: World, *schedules: dict[str, Any], **settings: Any) -> Report:
    """The report of the first schedule, a day later."""
    schedule(world, *schedules, **settings)
    world.clock.advance(timedelta(days=1))
    (first, *_) = ring_all(world)
    return write(world, first)
