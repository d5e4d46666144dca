"""What companies were told by message, so that each message goes out once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

MessageKind = Literal["failures", "reconnect"]


@dataclass(frozen=True, slots=True)
class Notified:
    """The messages of one kind to one company.

    `sent_at` is when the last one went out and `told_until` up to when its content reached (None: never). `period` is
    the one that was claimed last and `begun_at` when it was claimed for the first time; `received` are the addresses
    that have its message, and `is_done` says that there is nothing left to do about it.
    """

    company_id: str
    kind: MessageKind
    period: str = ""
    sent_at: datetime | None = None
    told_until: datetime | None = None
    received: tuple[str, ...] = ()
    is_done: bool = False
    begun_at: datetime | None = field(default=None, compare=False)


class Notifications(Protocol):
    """Who was told what; strongly consistent."""

    def last(self, company_id: str, kind: MessageKind) -> Notified:
        """What is known; nothing but its names when nothing was ever told."""
        ...

    def claim(self, company_id: str, kind: MessageKind, period: str, now: datetime, until: datetime) -> Notified | None:
        """Become the one that sends the message of a period, until then.

        None when it was sent, or when another is about to send it. A period that was begun keeps who has received it.
        """
        ...

    def note_received(self, notified: Notified) -> None:
        """Remember `received`, for whoever has to go on with this period."""
        ...

    def confirm(self, notified: Notified) -> None:
        """The message of the period is dealt with: remember `sent_at` and `told_until`, end the claim for good."""
        ...

    def forget(self, company_id: str, kind: MessageKind) -> None:
        """Let the next message be sent whatever was told before; when that was stays known."""
        ...
