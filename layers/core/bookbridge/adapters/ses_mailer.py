"""E-mail through Amazon SES (version 2 of its API)."""

from __future__ import annotations

from typing import Final

from bookbridge.domain.errors import MailOff, MailRefused, MailUnavailable
from bookbridge.ports.mail import Mail

from .aws import Clients, error_code

MESSAGE_ID_HEADER: Final = "X-Bookbridge-Message-Id"
"""SES writes a Message-ID of its own; ours is here, the same when a message is sent again."""

_REFUSALS: Final = {
    "AccountSuspendedException",
    "BadRequestException",
    "MailFromDomainNotVerifiedException",
    "MessageRejected",
    "NotFoundException",
}
"""What SES answers however often it is asked: a sender that is not verified, an address that is none."""


class SesMailer:
    """Implements `Mailer`."""

    def __init__(self, clients: Clients, sender: str) -> None:
        """`sender` is an address that SES has verified, also with a name before it; empty: mail is off."""
        self._clients = clients
        self._sender = sender

    def send(self, mail: Mail) -> None:
        """Hand one message over. Raises `MailRefused` (`MailOff` without a sender) and `MailUnavailable`.

        Whatever SES answers that is no refusal may pass: throttling, a used-up quota, paused sending, no permission.
        """
        if not self._sender:
            message = "no sender is configured: mail is off"
            raise MailOff(message)
        try:
            self._clients.ses().send_email(
                FromEmailAddress=self._sender,
                Destination={"ToAddresses": list(mail.to)},
                Content={
                    "Simple": {
                        "Subject": {"Data": mail.subject, "Charset": "UTF-8"},
                        "Body": {"Text": {"Data": mail.text, "Charset": "UTF-8"}},
                        "Headers": [
                            {"Name": MESSAGE_ID_HEADER, "Value": mail.message_id},
                            {"Name": "Auto-Submitted", "Value": "auto-generated"},
                        ],
                    }
                },
            )
        except Exception as error:
            if error_code(error) in _REFUSALS:
                raise MailRefused(str(error)) from error
            raise MailUnavailable(str(error)) from error
