"""Table `timers`, beside the timers: what companies were told, under the key `told#<kind>`; it is in no index."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.operand import Path

from bookbridge.domain.timestamps import to_text
from bookbridge.ports.notifications import MessageKind, Notified

from .database import Refused
from .table import Table, absent, either, present, sets
from .values import Plain, Row, packed


class DynamoDbNotifications:
    """Implements `Notifications`."""

    def __init__(self, timers: Table) -> None:
        self._timers = timers

    def last(self, company_id: str, kind: MessageKind) -> Notified:
        """What is known."""
        row = self._timers.get(*_key(company_id, kind))
        return _to_notified(row, kind) if row else Notified(company_id, kind)

    def claim(self, company_id: str, kind: MessageKind, period: str, now: datetime, until: datetime) -> Notified | None:
        """Become the one that sends the message of a period; in a second write if it is a new period."""
        free: Condition = either(absent("claimed_until"), Path("claimed_until") <= to_text(now))
        begun = (Path("period") == period) & absent("done") & free
        another = either(absent("period"), Path("period") != period) & free
        claimed: dict[str, Plain] = {"period": period, "claimed_until": until}
        anew: dict[str, Plain] = {**claimed, "begun_at": now, "received": None, "done": None}
        for condition, values in ((begun, claimed), (another, anew)):
            try:
                return _to_notified(self._timers.update(_key(company_id, kind), sets(values), condition), kind)
            except Refused:
                continue
        return None

    def note_received(self, notified: Notified) -> None:
        """Remember who has the message."""
        self._timers.update(
            _key(notified.company_id, notified.kind), sets({"received": packed(list(notified.received))})
        )

    def confirm(self, notified: Notified) -> None:
        """The message of the period is dealt with."""
        done: dict[str, Plain] = {
            "period": notified.period,
            "sent_at": notified.sent_at,
            "told_until": notified.told_until,
            "done": True,
            "received": None,
            "claimed_until": None,
        }
        self._timers.update(_key(notified.company_id, notified.kind), sets(done))

    def forget(self, company_id: str, kind: MessageKind) -> None:
        """Let the next message be sent."""
        nothing: dict[str, Plain] = dict.fromkeys(("period", "received", "done", "claimed_until"))
        with suppress(Refused):  # it was never told anything
            self._timers.update(_key(company_id, kind), sets(nothing), present("company_id"))


def _key(company_id: str, kind: MessageKind) -> tuple[str, str]:
    return company_id, f"told#{kind}"


def _to_notified(row: Row, kind: MessageKind) -> Notified:
    return Notified(
        company_id=row.text("company_id"),
        kind=kind,
        period=row.text("period"),
        sent_at=row.optional_instant("sent_at"),
        told_until=row.optional_instant("told_until"),
        received=tuple(row.body("received") or ()),
        is_done=row.flag("done"),
        begun_at=row.optional_instant("begun_at"),
    )
