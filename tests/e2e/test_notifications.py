"""Messages to people on their whole way: from a failure over stream, bus, queues and timers to a mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from bookbridge.domain.notifications import SETTLING
from bookbridge.domain.timestamps import from_text
from infra.local.demo.application import until
from infra.local.demo.local_aws import LocalAws
from infra.local.deployment import STACK_NAME
from infra.local.stack import FALLBACK, SENDER, LocalStack
from tests.fakes.books import customer, invoice
from tests.fixtures.event_endpoint import Endpoint

from .conftest import Company, give_tokens
from .test_outgoing_webhooks import received

pytestmark = [pytest.mark.e2e, pytest.mark.requirement("E1")]

OWNER = "olivia@acme.example"


def local_aws(stack: LocalStack) -> LocalAws:
    """What went out, and what is to go out."""
    return LocalAws({"aws_endpoint_url": stack.endpoint, "stack_name": STACK_NAME})


def mails(stack: LocalStack, company: Company, to: str = OWNER) -> list[dict[str, Any]]:
    """What SES was given for one address and one company, the oldest first."""
    link = f"company={company.app.company}\n"
    return [mail for mail in local_aws(stack).mails_to(to) if link in mail["BodyText"]]


def a_mail(stack: LocalStack, company: Company, to: str = OWNER) -> list[dict[str, Any]] | None:
    """The same; None as long as there is none."""
    return mails(stack, company, to) or None


def hurry(stack: LocalStack, company: Company) -> list[dict[str, Any]] | None:
    """Once its failures have settled, let the company's timer be due and the schedule tick; then look for its mail."""
    local = local_aws(stack)
    timer = local.timer(company.app.company, "notification#failures")
    newest = max(from_text(each["opened_at"]) for each in company.app.call("GET", "/failures")["failures"])
    if timer and timer["hand_out_at"] == timer["due_at"] and newest + SETTLING < datetime.now(UTC):
        local.ring(timer)
    return a_mail(stack, company)


@pytest.mark.requirement("A8", "E1")
def test_many_failures_are_one_mail_that_names_them(
    stack: LocalStack, operators_endpoint: Endpoint, connect: Callable[..., Company]
) -> None:
    company = connect(notify={"owner": OWNER})
    company.send({("invoice", f"i-{number}"): invoice(f"N-{number}", "nobody") for number in range(14)})
    for number in range(14):
        company.app.reaches("invoice", f"i-{number}", "failed", "blocked")
    (mail,) = until("the mail", partial(hurry, stack, company))
    assert mail["Source"] == SENDER
    assert "14 records of" in mail["Subject"]
    assert "invoices: 14 new, 14 open in all" in mail["BodyText"]
    assert "and 4 more" in mail["BodyText"]
    assert company.app.call("GET", "/failures/summary")["banner"]["level"] == "warning"
    until("the event", lambda: received(operators_endpoint, company, "notification.sent") or None)
    assert len(mails(stack, company)) == 1


@pytest.mark.requirement("F3", "F13")
def test_a_connection_that_must_be_renewed_is_one_mail_in_the_companys_language(
    stack: LocalStack, connect: Callable[..., Company]
) -> None:
    company = connect(notify={"owner": OWNER}, language="fr")
    company.control.post("/faults", json={"kind": "token_revoked", "times": 20}).raise_for_status()
    company.app.call("PUT", "/records/customer/c-1", customer("Alder Ltd"))
    (mail,) = until("the mail", partial(a_mail, stack, company))
    assert "doit être reconnectée" in mail["Subject"]
    assert company.app.call("GET", "/failures/summary")["banner"]["level"] == "action_required"
    company.control.delete("/faults").raise_for_status()
    give_tokens(company)
    company.app.reaches("customer", "c-1", "synced")
    assert len(mails(stack, company)) == 1


def test_where_nobody_is_named_the_operator_is_told(stack: LocalStack, connect: Callable[..., Company]) -> None:
    company = connect()
    company.control.post("/faults", json={"kind": "token_revoked", "times": 20}).raise_for_status()
    company.app.call("PUT", "/records/customer/c-1", customer("Alder Ltd"))
    (mail,) = until("the mail", partial(a_mail, stack, company, FALLBACK))
    assert "name nobody who is to be told" in mail["BodyText"]
