from __future__ import annotations

import json
from pathlib import Path

import pytest

from bookbridge.adapters.sqs import read_delivery
from bookbridge.packages.quickbooks_online.signature import sign

from .examples import VERIFIER_TOKEN, recorded_cases, webhook
from .stack import PACKAGE, Stack, without_registration

pytestmark = pytest.mark.functional

SIGNED = b'{"eventNotifications": []}'


@pytest.mark.parametrize("case", recorded_cases(), ids=lambda path: path.stem)
@pytest.mark.requirement("F2")
def test_a_recorded_delivery_is_stored_as_it_came_and_answered_with_nothing(stack: Stack, case: Path) -> None:
    event = json.loads(case.read_text("utf-8"))
    assert stack.call("receive_webhook", event) == {"statusCode": 200, "body": ""}
    (message,) = stack.queued("WEBHOOKS_QUEUE_URL")
    delivery = read_delivery(message)
    assert delivery.package == PACKAGE
    assert sign(delivery.raw_body, VERIFIER_TOKEN) == event["headers"]["intuit-signature"]


def test_a_body_in_base64_is_verified_over_its_own_bytes(stack: Stack) -> None:
    assert stack.call("receive_webhook", webhook(SIGNED, text=False))["statusCode"] == 200
    assert read_delivery(*stack.queued("WEBHOOKS_QUEUE_URL")).raw_body == SIGNED


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (webhook(SIGNED, signature="AAAA"), 401),
        (webhook(SIGNED, signature=""), 401),
        (webhook(SIGNED, signature=sign(SIGNED, "another token")), 401),
        (webhook(SIGNED + b" ", signature=sign(SIGNED, VERIFIER_TOKEN)), 401),
        (webhook(SIGNED, signature="é"), 401),
        (webhook(SIGNED, package="sage"), 404),
        (webhook(b'"' + b"a" * 1024 * 1024 + b'"'), 413),
    ],
    ids=["wrong", "unsigned", "signed with another token", "tampered", "not ASCII", "unknown package", "oversized"],
)
def test_anything_else_is_refused_with_nothing_but_a_status_and_stored_nowhere(
    stack: Stack, event: dict[str, object], status: int
) -> None:
    assert stack.call("receive_webhook", event) == {"statusCode": status, "body": ""}
    assert stack.queued("WEBHOOKS_QUEUE_URL") == []


def test_a_package_without_a_registration_takes_no_webhooks_not_even_signed_with_nothing(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_registration(stack, monkeypatch)
    for secret in ("", VERIFIER_TOKEN):
        event = webhook(SIGNED, signature=sign(SIGNED, secret))
        assert stack.call("receive_webhook", event) == {"statusCode": 404, "body": ""}


def test_the_largest_body_is_taken(stack: Stack) -> None:
    largest = b'"' + b"a" * (1024 * 1024 - 2) + b'"'
    assert stack.call("receive_webhook", webhook(largest))["statusCode"] == 200


def test_a_delivery_that_cannot_be_stored_is_not_answered(stack: Stack) -> None:
    """The package sends it again when the function fails."""
    stack.clients.sqs().delete_queue(QueueUrl=stack.environment["WEBHOOKS_QUEUE_URL"])
    with pytest.raises(Exception, match="NonExistentQueue"):
        stack.call("receive_webhook", webhook(SIGNED))


def test_deliveries_are_counted_by_what_became_of_them(stack: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    stack.call("receive_webhook", webhook(SIGNED, signature=""))
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "_aws" in line]
    told = json.loads(line)
    assert told["WebhooksUnsigned"] == [1.0]
    assert told["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Bookbridge"
