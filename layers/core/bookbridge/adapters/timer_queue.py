"""The queue of timers that are being carried out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final, get_args

from bookbridge.domain.errors import UnreadableDelivery
from bookbridge.domain.timestamps import from_text, to_text
from bookbridge.ports.timers import Timer, TimerKind

from .aws import Clients
from .sqs import send_all

_KINDS: Final[tuple[TimerKind, ...]] = get_args(TimerKind)


class SqsTimerQueue:
    """Implements `TimerQueue`."""

    def __init__(self, clients: Clients, queue: str) -> None:
        """The queue is given by its URL."""
        self._clients = clients
        self._queue = queue

    def send(self, timers: Sequence[Timer]) -> None:
        """Have each carried out at least once."""
        send_all(self._clients, self._queue, [write_timer(timer) for timer in timers])


def write_timer(timer: Timer) -> str:
    """The message of a timer."""
    return json.dumps(
        {"company_id": timer.company_id, "kind": timer.kind, "name": timer.name, "due_at": to_text(timer.due_at)}
    )


def read_timer(message: str) -> Timer:
    """The timer of a message. Raises `UnreadableDelivery` for a message that `write_timer` did not write."""
    try:
        content: dict[str, str] = json.loads(message)
        kind = next(each for each in _KINDS if each == content["kind"])
        return Timer(content["company_id"], kind, content["name"], from_text(content["due_at"]))
    except (ValueError, KeyError, TypeError, StopIteration) as error:
        raise UnreadableDelivery(f"no timer of ours: {error!r}") from error
