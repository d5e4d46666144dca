"""Timers, and what companies were told, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bookbridge.domain.errors import MailRefused, MailUnavailable
from bookbridge.ports.mail import Mail
from bookbridge.ports.notifications import MessageKind, Notified
from bookbridge.ports.timers import Timer, TimerKind

from .store import InMemoryStore


@dataclass(slots=True)
class TimerRow:
    """A timer with what its adapter keeps beside it."""

    timer: Timer
    hand_out_at: datetime


@dataclass(slots=True)
class NotifiedRow:
    """What a company was told, and who is about to tell it more."""

    notified: Notified
    claimed_until: datetime | None = None


class InMemoryTimers:
    """Implements `Timers`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def of(self, company_id: str, kind: TimerKind) -> tuple[Timer, ...]:
        with self._store.lock:
            found = [row.timer for row in self._store.timers.values()]
        mine = (timer for timer in found if (timer.company_id, timer.kind) == (company_id, kind))
        return tuple(sorted(mine, key=lambda timer: timer.name))

    def set(self, timer: Timer) -> None:
        with self._store.writing("timers.set"):
            self._store.timers[_key(timer)] = TimerRow(replace(timer, asked=1), timer.due_at)

    def set_if_absent(self, timer: Timer) -> bool:
        with self._store.writing("timers.set_if_absent"):
            row = self._store.timers.get(_key(timer))
            if row is None:
                self._store.timers[_key(timer)] = TimerRow(replace(timer, asked=1), timer.due_at)
            else:
                row.timer = replace(row.timer, asked=row.timer.asked + 1)
        return row is None

    def due(self, now: datetime, limit: int) -> tuple[Timer, ...]:
        with self._store.lock:
            rows = sorted(self._store.timers.values(), key=lambda row: row.hand_out_at)
        return tuple([row.timer for row in rows if row.hand_out_at <= now][:limit])

    def claim(self, timer: Timer, now: datetime, until: datetime) -> bool:
        with self._store.writing("timers.claim"):
            row = self._store.timers.get(_key(timer))
            if row is None or row.timer.due_at != timer.due_at or row.hand_out_at > now:
                return False
            row.hand_out_at = until
        return True

    def move(self, timer: Timer, to: datetime | None) -> bool:
        with self._store.writing("timers.move"):
            row = self._store.timers.get(_key(timer))
            if row is None or (row.timer.due_at, row.timer.asked) != (timer.due_at, timer.asked):
                return False
            if to is None:
                del self._store.timers[_key(timer)]
            else:
                self._store.timers[_key(timer)] = TimerRow(replace(timer, due_at=to, asked=1), to)
        return True


class FakeTimerQueue:
    """Implements `TimerQueue`: it only remembers."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store
        self.timers: list[Timer] = []

    def send(self, timers: Sequence[Timer]) -> None:
        with self._store.writing("timer_queue.send"):
            self.timers.extend(timers)


class InMemoryNotifications:
    """Implements `Notifications`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def last(self, company_id: str, kind: MessageKind) -> Notified:
        row = self._store.notified.get((company_id, kind))
        return row.notified if row else Notified(company_id, kind)

    def claim(self, company_id: str, kind: MessageKind, period: str, now: datetime, until: datetime) -> Notified | None:
        with self._store.writing("notifications.claim"):
            row = self._store.notified.setdefault((company_id, kind), NotifiedRow(Notified(company_id, kind)))
            same = row.notified.period == period
            if (same and row.notified.is_done) or (row.claimed_until is not None and row.claimed_until > now):
                return None
            if not same:
                row.notified = replace(row.notified, period=period, received=(), is_done=False, begun_at=now)
            row.claimed_until = until
            return row.notified

    def note_received(self, notified: Notified) -> None:
        with self._store.writing("notifications.note_received"):
            row = self._store.notified[notified.company_id, notified.kind]
            row.notified = replace(row.notified, received=notified.received)

    def confirm(self, notified: Notified) -> None:
        with self._store.writing("notifications.confirm"):
            done = NotifiedRow(replace(notified, received=(), is_done=True))
            self._store.notified[notified.company_id, notified.kind] = done

    def forget(self, company_id: str, kind: MessageKind) -> None:
        with self._store.writing("notifications.forget"):
            if row := self._store.notified.get((company_id, kind)):
                forgotten = replace(row.notified, period="", received=(), is_done=False)
                self._store.notified[company_id, kind] = NotifiedRow(forgotten)


class FakeMailer:
    """Implements `Mailer`: it keeps what it took. `refused` and `unavailable` are addresses it does not take."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store
        self.sent: list[Mail] = []
        self.refused: set[str] = set()
        self.unavailable: set[str] = set()
        self.off: Exception | None = None

    def send(self, mail: Mail) -> None:
        if self.off:
            raise self.off
        if refused := self.refused.intersection(mail.to):
            raise MailRefused(f"not an address: {', '.join(refused)}")
        if self.unavailable.intersection(mail.to):
            raise MailUnavailable("throttled")
        with self._store.writing("mailer.send"):
            self.sent.append(mail)


def _key(timer: Timer) -> tuple[str, str, str]:
    return timer.company_id, timer.kind, timer.name
