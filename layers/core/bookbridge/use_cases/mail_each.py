"""Send one message to several people, each in a mail of its own: none sees the others, a refused one harms nobody."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bookbridge.domain.errors import MailOff, MailRefused, MailUnavailable
from bookbridge.ports.mail import Mail, Mailer

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mailed:
    """Who has the message by now, how many addresses were refused, and whether mail is sent at all."""

    received: tuple[str, ...]
    refused: int = 0
    is_on: bool = True


@dataclass(frozen=True, slots=True)
class MailEach:
    """Whoever has it is remembered after each mail; a process that dies between the two sends that one once more."""

    mailer: Mailer

    def __call__(self, mail: Mail, received: Sequence[str], remember: Callable[[tuple[str, ...]], None]) -> Mailed:
        """`mail.to` are all who are to have it, `received` those who have it already; `remember` gets both together.

        Raises `MailUnavailable` once everybody was tried and some could not be reached now.
        """
        told = [address for address in mail.to if address in received]
        refused, unavailable = 0, None
        for address in mail.to:
            if address in told:
                continue
            try:
                self.mailer.send(Mail((address,), mail.subject, mail.text, mail.message_id))
            except MailOff:
                return Mailed(tuple(told), refused, is_on=False)
            except MailRefused:  # the reason names the address, which does not belong in a log
                refused += 1
                log.warning("a message was refused", extra={"message_id": mail.message_id})
                continue
            except MailUnavailable as error:
                unavailable = error
                continue
            told.append(address)
            remember(tuple(told))
        if unavailable:
            raise unavailable
        return Mailed(tuple(told), refused)
