"""Messages to people, by e-mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mail:
    """One message in plain text. `message_id` is ours: the same whenever the same message is sent again."""

    to: Sequence[str]
    subject: str
    text: str
    message_id: str


class Mailer(Protocol):
    """Sends messages."""

    def send(self, mail: Mail) -> None:
        """Hand one message over. Raises `MailRefused` for what will never be taken, and `MailUnavailable`."""
        ...
