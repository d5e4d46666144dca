"""Carry out the timer of a message to people: one message about all that is new, or that the connection needs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bookbridge.domain.connections import Connection
from bookbridge.domain.failures import CONNECTION_FAILURE_ID, Problem
from bookbridge.domain.hindrances import NEEDS_PEOPLE, stopping_code
from bookbridge.domain.notifications import (
    QUIET,
    SETTLING,
    Audience,
    Message,
    news_message,
    reconnect_message,
)
from bookbridge.domain.timestamps import to_text
from bookbridge.ports.clock import Clock
from bookbridge.ports.connections import Connections
from bookbridge.ports.failures import Failures
from bookbridge.ports.notifications import MessageKind, Notifications, Notified
from bookbridge.ports.packages import Package
from bookbridge.ports.timers import Timer, Timers

from .deliver_message import DeliverMessage
from .gather_news import GatherNews

SENDING: Final = timedelta(minutes=3)
"""How long one may be about to send a message before another goes on with it: longer than the function may run."""

SINCE_CONNECTED: Final = "since it was connected"
"""The period of a message about the connection: there is one until it has been connected again."""

NOTHING: Final[Mapping[str, int]] = {}


@dataclass(frozen=True, slots=True)
class SendNotification:
    """Exactly one message a period, except for one way in which it is two: see `DeliverMessage`.

    The period is the time for which the timer was set. It is claimed, the message is sent under an id that follows from
    it, the period is confirmed, and only then the timer moves on. Whoever comes again after a crash finds the period
    unconfirmed and goes on with those that have not got it, or finds it confirmed and only moves the timer.
    """

    connections: Connections
    failures: Failures
    timers: Timers
    notifications: Notifications
    gather_news: GatherNews
    deliver: DeliverMessage
    package: Callable[[str], Package]
    app_url: str
    clock: Clock

    def __call__(self, timer: Timer) -> Mapping[str, int]:
        """What was done, as numbers for metrics. A timer that has moved on since changes nothing.

        Raises what `DeliverMessage` raises.
        """
        current = self._current(timer)
        if current is None or current.due_at != timer.due_at:
            return NOTHING
        connection = self.connections.get(timer.company_id)
        if connection is None:
            self.timers.move(current, None)
            return NOTHING
        if timer.name == "reconnect":
            return self._tell_of_connection(current, connection)
        return self._tell_of_news(current, connection)

    def _tell_of_news(self, timer: Timer, connection: Connection) -> Mapping[str, int]:
        now = self.clock.now()
        begun, last = self._claim(timer, "failures", to_text(timer.due_at), now)
        if begun is None:
            if last.is_done:  # somebody died before the timer was moved
                self._move_on(timer, connection, last, is_more_to_come=True)
            return NOTHING
        # Whoever goes on tells the others what the first were told: what came since is news for all of them.
        until = (begun.begun_at or now) - SETTLING
        news = self.gather_news(connection, begun.told_until, until)
        numbers = NOTHING
        if news:
            audience = self._audience(connection)
            message = news_message(audience, news, begun.told_until)
            counts = {"new": dict(news.new), "open": dict(news.open), "synced": news.synced}
            numbers = self._deliver(audience, begun, message, counts)
        if news or begun.received:
            begun = replace(begun, sent_at=now, told_until=until)
        self.notifications.confirm(begun)
        self._move_on(timer, connection, begun, is_more_to_come=news.is_more_to_come)
        return numbers

    def _tell_of_connection(self, timer: Timer, connection: Connection) -> Mapping[str, int]:
        if connection.status not in NEEDS_PEOPLE:
            self._take_away(timer, self.clock.now())
            return NOTHING
        begun, last = self._claim(timer, "reconnect", SINCE_CONNECTED, self.clock.now())
        if begun is None:
            if last.is_done:
                self._take_away(timer, self.clock.now())
            return NOTHING
        audience = self._audience(connection)
        message = reconnect_message(audience, self._problem(audience))
        numbers = self._deliver(audience, begun, message, {"status": connection.status.value})
        self.notifications.confirm(replace(begun, sent_at=self.clock.now()))
        self._take_away(timer, self.clock.now())
        return numbers

    def _claim(self, timer: Timer, kind: MessageKind, period: str, now: datetime) -> tuple[Notified | None, Notified]:
        """The period if it is for us to send (else None), and how it stands."""
        begun = self.notifications.claim(timer.company_id, kind, period, now, now + SENDING)
        return begun, begun or self.notifications.last(timer.company_id, kind)

    def _deliver(
        self, audience: Audience, begun: Notified, message: Message, counts: Mapping[str, object]
    ) -> Mapping[str, int]:
        delivered = self.deliver(audience, begun, message, counts)
        return {
            "NotificationsSent": int(not delivered.is_undeliverable),
            "NotificationMailsSent": delivered.recipients,
            "NotificationMailsRefused": delivered.refused,
            "NotificationsUndeliverable": int(delivered.is_undeliverable),
        }

    def _move_on(self, timer: Timer, connection: Connection, told: Notified, *, is_more_to_come: bool) -> None:
        following = next_message_at(self.clock.now(), told, connection)
        if is_more_to_come:
            self.timers.move(self._current(timer) or timer, following)
        else:
            self._take_away(timer, following)

    def _take_away(self, timer: Timer, otherwise_at: datetime) -> None:
        """Take the timer away; one that was asked for since it was read is set for another look instead."""
        if not self.timers.move(timer, None):
            asked = self._current(timer)
            if asked is not None and asked.due_at == timer.due_at:
                self.timers.move(asked, max(otherwise_at, self.clock.now() + QUIET))

    def _current(self, timer: Timer) -> Timer | None:
        return next((each for each in self.timers.of(timer.company_id, timer.kind) if each.name == timer.name), None)

    def _audience(self, connection: Connection) -> Audience:
        package = self.package(connection.package)
        return Audience.of(connection, package.manifest.title, package.catalogue(), self.app_url)

    def _problem(self, audience: Audience) -> Problem:
        """Why the connection needs people: its failure, if it has one, else what its status means."""
        connection = audience.connection
        failure = self.failures.get(connection.company_id, CONNECTION_FAILURE_ID)
        if failure is not None and failure.status.is_live:
            return failure.problem
        values = {"bound_organisation": connection.organisation_name}
        return audience.catalogue.problem_for(stopping_code(connection), "connection", values=values)


def next_message_at(now: datetime, told: Notified, connection: Connection) -> datetime:
    """When a company may be told next: soon, but not before its interval since the last message has passed."""
    soon = now + QUIET
    if told.sent_at is None:
        return soon
    return max(soon, told.sent_at + timedelta(minutes=connection.settings.notify.every_minutes))
