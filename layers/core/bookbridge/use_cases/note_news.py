"""Take in that something happened which people may have to be told: set the timer of the message about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bookbridge.domain.connections import Connection, ConnectionStatus
from bookbridge.domain.hindrances import NEEDS_PEOPLE
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.notifications import Notifications
from bookbridge.ports.timers import Timer, TimerQueue, Timers

from .send_notification import next_message_at

STATUS_CHANGED: Final = "connection.status_changed"
SESSION_FINISHED: Final = "session.finished"

BETWEEN_ALERTS: Final = timedelta(hours=1)
"""Least time between two messages that a connection needs people."""


@dataclass(frozen=True, slots=True)
class NewsItem:
    """An event about a company: its kind, and the status that a connection changed to."""

    company_id: str
    kind: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class NoteNews:
    """However many events there are, a company has one timer for each of the two messages.

    A thousand failures are a thousand events, one timer and one message. Repeated and late events change nothing: what
    is told is read from the tables when the timer rings.
    """

    connections: Connections
    timers: Timers
    timer_queue: TimerQueue
    notifications: Notifications
    clock: Clock

    def __call__(self, items: Iterable[NewsItem]) -> Mapping[str, Exception]:
        """Note a batch. Returns what went wrong, by company: the others were noted."""
        by_company: dict[str, list[NewsItem]] = {}
        for item in items:
            by_company.setdefault(item.company_id, []).append(item)
        troubles: dict[str, Exception] = {}
        for company_id, about in by_company.items():
            try:
                self._note(company_id, about)
            except Exception as error:  # noqa: BLE001 - whatever troubles one company must not trouble another
                troubles[company_id] = error
        return troubles

    def _note(self, company_id: str, about: list[NewsItem]) -> None:
        connection = self.connections.get(company_id)
        if connection is None:
            return
        if any(each.kind == STATUS_CHANGED for each in about):
            self._note_status(connection, {each.status for each in about if each.kind == STATUS_CHANGED})
        wants_successes = connection.settings.notify.successes
        if any(each.kind != STATUS_CHANGED and (each.kind != SESSION_FINISHED or wants_successes) for each in about):
            told = self.notifications.last(company_id, "failures")
            due_at = next_message_at(self.clock.now(), told, connection)
            timer = Timer(company_id, "notification", "failures", due_at)
            if not self.timers.set_if_absent(timer):
                self._bring_forward(timer)

    def _bring_forward(self, wanted: Timer) -> None:
        """Messages may come sooner by now than when the timer was set: the settings say how often."""
        for each in self.timers.of(wanted.company_id, wanted.kind):
            if each.name == wanted.name and each.due_at > wanted.due_at:
                self.timers.move(each, wanted.due_at)

    def _note_status(self, connection: Connection, statuses: set[str]) -> None:
        """A connection that needs people is told of at once, and not again before it has been connected in between.

        One that goes to and fro is told of once an hour: so it does while one of two connectors has another file open.
        """
        company_id = connection.company_id
        if ConnectionStatus.CONNECTED in statuses:
            self.notifications.forget(company_id, "reconnect")
        if connection.status not in NEEDS_PEOPLE:
            return
        now, told_at = self.clock.now(), self.notifications.last(company_id, "reconnect").sent_at
        due_at = max(now, told_at + BETWEEN_ALERTS) if told_at else now
        self.timers.set_if_absent(Timer(company_id, "notification", "reconnect", due_at))
        waiting = [each for each in self.timers.of(company_id, "notification") if each.name == "reconnect"]
        self.timer_queue.send([each for each in waiting if each.due_at <= now])
