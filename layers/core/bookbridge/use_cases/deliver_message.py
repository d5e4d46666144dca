"""Bring one message to everybody who is to have it, and say on the bus that it went out."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from bookbridge.domain.announcements import event_id
from bookbridge.domain.errors import EventRefused
from bookbridge.domain.notifications import Audience, Message, message_id, recipients
from bookbridge.ports.clock import Clock
from bookbridge.ports.mail import Mail
from bookbridge.ports.messages import Event, EventBus
from bookbridge.ports.notifications import Notifications, Notified

from .mail_each import MailEach

log = logging.getLogger(__name__)

SENT: Final = "notification.sent"
UNDELIVERABLE: Final = "notification.undeliverable"


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many have the message, how many addresses were refused, and whether nobody could be told."""

    recipients: int
    refused: int
    is_undeliverable: bool


@dataclass(frozen=True, slots=True)
class DeliverMessage:
    """Each address gets a mail of its own under the message's one id.

    Without recipients it goes to the operator's `fallback_email`; without that, or when all addresses are refused, the
    event `notification.undeliverable` says so, and nothing is tried again. With mail switched off the event
    `notification.sent` is all there is: it carries the message for whoever brings it to people in another way.
    """

    notifications: Notifications
    mail_each: MailEach
    bus: EventBus
    clock: Clock
    fallback_email: str

    def __call__(
        self, audience: Audience, begun: Notified, message: Message, counts: Mapping[str, object]
    ) -> Delivered:
        """`begun` is the claimed period, `counts` what the event tells of the message's content.

        Raises `MailUnavailable` once everybody was tried and some could not be reached now, and `EventRefused`.
        """
        company_id = begun.company_id
        named = recipients(audience.connection.settings.notify)
        whole = f"{message.text}\n{audience.say('why' if named else 'nobody_named')}\n"
        sent_as = message_id(company_id, begun.kind, begun.period)
        addresses = named or ((self.fallback_email,) if self.fallback_email else ())

        def remember(received: tuple[str, ...]) -> None:
            self.notifications.note_received(replace(begun, received=received))

        mailed = self.mail_each(Mail(addresses, message.subject, whole, sent_as), begun.received, remember)
        nobody = mailed.is_on and not mailed.received
        delivered = Delivered(len(mailed.received), mailed.refused, is_undeliverable=nobody)
        if delivered.is_undeliverable:
            log.error("nobody could be told", extra={"company_id": company_id, "message_id": sent_as})
        detail = {
            "kind": begun.kind,
            "message_id": sent_as,
            "recipients": delivered.recipients,
            "refused": delivered.refused,
            "language": audience.speech.code,
            "subject": message.subject,
            "text": message.text,
            **counts,
        }
        self._announce(company_id, UNDELIVERABLE if delivered.is_undeliverable else SENT, sent_as, detail)
        return delivered

    def _announce(self, company_id: str, kind: str, sent_as: str, detail: Mapping[str, Any]) -> None:
        event = Event(kind, company_id, detail, self.clock.now(), event_id(f"{kind} {sent_as}", 0))
        if self.bus.publish([event]):
            message = f"the bus did not take {kind} of {company_id}"
            raise EventRefused(message)
