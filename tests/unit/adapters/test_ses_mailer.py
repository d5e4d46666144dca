from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError

from bookbridge.adapters.aws import Clients
from bookbridge.adapters.ses_mailer import MESSAGE_ID_HEADER, SesMailer
from bookbridge.domain.errors import MailOff, MailRefused, MailUnavailable
from bookbridge.ports.mail import Mail

pytestmark = [pytest.mark.unit, pytest.mark.requirement("E1")]

SENDER = "bookbridge@operator.example"
MAIL = Mail(("olivia@acme.example",), "Bookbridge : 2 éléments", "Déjà réglé.\n", "msg-1")


class Answers:
    """SES, answering with one error."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def ses(self) -> Any:
        return self

    def send_email(self, **_request: object) -> None:
        raise self._error


def refusal(code: str) -> ClientError:
    """What botocore makes of an answer."""
    return ClientError({"Error": {"Code": code, "Message": "no"}}, "SendEmail")


def test_a_mail_is_handed_over_as_it_is(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> None:
    clients.ses().create_email_identity(EmailIdentity=SENDER)
    sent: list[dict[str, Any]] = []
    send_email = clients.ses().send_email

    def listen(**asked: Any) -> Any:
        sent.append(asked)
        return send_email(**asked)

    monkeypatch.setattr(clients.ses(), "send_email", listen)
    SesMailer(clients, SENDER).send(MAIL)
    (asked,) = sent
    assert asked["FromEmailAddress"] == SENDER
    assert asked["Destination"] == {"ToAddresses": ["olivia@acme.example"]}
    simple = asked["Content"]["Simple"]
    assert simple["Subject"] == {"Data": "Bookbridge : 2 éléments", "Charset": "UTF-8"}
    assert simple["Body"] == {"Text": {"Data": "Déjà réglé.\n", "Charset": "UTF-8"}}
    assert {"Name": MESSAGE_ID_HEADER, "Value": "msg-1"} in simple["Headers"]


@pytest.mark.parametrize("code", ["MessageRejected", "MailFromDomainNotVerifiedException", "BadRequestException"])
def test_what_ses_will_never_take_is_refused(code: str) -> None:
    with pytest.raises(MailRefused):
        SesMailer(Answers(refusal(code)), SENDER).send(MAIL)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "error",
    [
        refusal("TooManyRequestsException"),
        refusal("LimitExceededException"),
        refusal("SendingPausedException"),
        refusal("AccessDeniedException"),
        EndpointConnectionError(endpoint_url="https://email.example"),
    ],
)
def test_what_may_pass_is_tried_again(error: Exception) -> None:
    with pytest.raises(MailUnavailable):
        SesMailer(Answers(error), SENDER).send(MAIL)  # type: ignore[arg-type]


def test_without_a_sender_mail_is_off_and_ses_is_not_asked() -> None:
    with pytest.raises(MailOff):
        SesMailer(Answers(AssertionError("asked")), "").send(MAIL)  # type: ignore[arg-type]
