"""Events on their whole way: from a table through stream, bus, rule and queue to the operator's endpoint."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from bookbridge.entrypoints.commands.dead_letters import replay
from infra.local.demo.application import until
from infra.local.deployment import STACK_NAME
from infra.local.stack import LocalStack
from tests.fakes.books import customer, invoice
from tests.fixtures.event_endpoint import Endpoint, Received, documented_check

from .conftest import Company

pytestmark = pytest.mark.e2e


def received(endpoint: Endpoint, company: Company, kind: str) -> list[Received]:
    """What the operator was told of a company."""
    return [
        each
        for each in tuple(endpoint.received)
        if (told := json.loads(each.body))["type"] == kind and told["data"]["company_id"] == company.app.company
    ]


def told_of(endpoint: Endpoint, company: Company, kind: str) -> list[Received] | None:
    """The same; None as long as there is nothing."""
    return received(endpoint, company, kind) or None


def twice_told_of(endpoint: Endpoint, company: Company, kind: str) -> list[Received] | None:
    """The same; None until there are two."""
    found = received(endpoint, company, kind)
    return found if len(found) > 1 else None


@pytest.mark.requirement("F11")
def test_the_operator_is_told_of_what_was_synced_and_of_what_was_not_and_can_check_it(
    stack: LocalStack, operators_endpoint: Endpoint, connect: Callable[..., Company]
) -> None:
    company = connect()
    company.app.call("PUT", "/records/customer/c-1", customer("Alder Ltd"))
    company.app.call("PUT", "/records/invoice/i-1", invoice("N-1", "nobody"))
    is_genuine, secret = documented_check(), stack.events_secret()
    for kind in ("record.synced", "failure.opened", "session.finished"):
        first, *_ = until(kind, partial(told_of, operators_endpoint, company, kind))
        assert is_genuine(first.headers, first.body, secret)
        assert not is_genuine(first.headers, first.body + b" ", secret)
    (opened,) = received(operators_endpoint, company, "failure.opened")
    assert json.loads(opened.body)["data"]["title"]


@pytest.mark.requirement("F11")
def test_an_event_that_was_not_taken_comes_again_after_five_seconds_under_the_same_id(
    operators_endpoint: Endpoint, connect: Callable[..., Company]
) -> None:
    company = connect()
    operators_endpoint.answer_once(503, '"record.synced"', f'"{company.app.company}"')
    company.app.call("PUT", "/records/customer/c-1", customer("Alder Ltd"))

    first, again = until("the second attempt", partial(twice_told_of, operators_endpoint, company, "record.synced"))
    assert first.headers["webhook-id"] == again.headers["webhook-id"]
    assert first.body == again.body
    assert int(again.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) >= 5


@pytest.mark.requirement("F11")
def test_410_switches_the_endpoint_off_until_the_operator_switches_it_on_and_replays(
    stack: LocalStack,
    operators_endpoint: Endpoint,
    connect: Callable[..., Company],
    aws_clients: Callable[[str], Any],
) -> None:
    company = connect()
    rule = {"Name": f"{STACK_NAME}-events", "EventBusName": stack.outputs["EventBusName"]}
    events, sqs = aws_clients("events"), aws_clients("sqs")
    operators_endpoint.answer_once(410, '"record.synced"', f'"{company.app.company}"')
    company.app.call("PUT", "/records/customer/c-1", customer("Alder Ltd"))
    until("the rule is off", lambda: events.describe_rule(**rule)["State"] == "DISABLED" or None)
    (gone,) = received(operators_endpoint, company, "record.synced")
    events.enable_rule(**rule)
    dead_letters, queue = stack.outputs["EventsDeadLettersUrl"], stack.outputs["EventsQueueUrl"]
    until("the dead letter", lambda: replay(sqs, dead_letters, queue, dry_run=False) or None)

    again = until("the replayed event", partial(twice_told_of, operators_endpoint, company, "record.synced"))
    assert {each.body for each in again} == {gone.body}
