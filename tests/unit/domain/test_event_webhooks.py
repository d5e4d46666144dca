"""Written from the Standard Webhooks specification, version 1.0.0."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest

from bookbridge.domain.event_webhooks import (
    ATTEMPTS,
    JITTER,
    Answer,
    OutgoingEvent,
    UnusableSecret,
    meaning_of,
    pause_after,
    pause_asked_for,
    signed_headers,
    signing_keys,
)

pytestmark = [pytest.mark.unit, pytest.mark.requirement("F11")]

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
SCHEDULE = [5, 300, 1800, 7200, 18_000, 36_000, 36_000]
"""Seconds after each failed attempt."""


def secret(key: bytes) -> str:
    return f"whsec_{base64.b64encode(key).decode()}"


def test_the_example_of_the_reference_implementations_is_signed_alike() -> None:
    """Id, time, body, secret and signature are those of the specification's own libraries' tests."""
    sent_at = datetime.fromtimestamp(1614265330, UTC)
    keys = signing_keys("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    headers = signed_headers("msg_p5jXN8AQM9LWM0D4loKWxJek", sent_at, b'{"test": 2432232314}', keys)
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_while_a_secret_is_replaced_both_sign() -> None:
    old, new = b"o" * 24, b"n" * 64
    headers = signed_headers("evt_1", NOW, b"{}", signing_keys(f"{secret(new)} {secret(old)}"))
    content = f"evt_1.{int(NOW.timestamp())}.".encode() + b"{}"
    wanted = [base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode() for key in (new, old)]
    assert headers["webhook-signature"] == f"v1,{wanted[0]} v1,{wanted[1]}"


@pytest.mark.parametrize(
    "unusable",
    ["", " ", "whsec_", "whsec_not/base-64!", secret(b"x" * 23), secret(b"x" * 65), f"{secret(b'k' * 32)} x"],
)
def test_a_secret_that_is_none_is_refused_without_being_shown(unusable: str) -> None:
    with pytest.raises(UnusableSecret) as refused:
        signing_keys(unusable)
    shown = unusable.strip().removeprefix("whsec_")
    assert not shown or shown not in str(refused.value)


@pytest.mark.parametrize(
    ("status", "meaning"),
    [
        (200, Answer.DELIVERED),
        (204, Answer.DELIVERED),
        (299, Answer.DELIVERED),
        (301, Answer.FAILED),
        (400, Answer.FAILED),
        (404, Answer.FAILED),
        (410, Answer.GONE),
        (429, Answer.FAILED),
        (502, Answer.FAILED),
    ],
)
def test_only_2xx_is_a_delivery_and_only_410_ends_them(status: int, meaning: Answer) -> None:
    assert meaning_of(status) is meaning


def test_eight_attempts_are_made_within_about_28_hours() -> None:
    assert len(SCHEDULE) + 1 == ATTEMPTS
    for attempt, seconds in enumerate(SCHEDULE, 1):
        assert seconds <= pause_after(attempt, "evt_1") <= seconds * (1 + JITTER) + 1
    assert pause_after(ATTEMPTS, "evt_1") == 0
    assert pause_after(ATTEMPTS + 3, "evt_1") == 0


def test_events_that_failed_together_do_not_come_back_together() -> None:
    pauses = {pause_after(3, f"evt_{number}") for number in range(50)}
    assert len(pauses) > 25
    assert pause_after(3, "evt_7") == pause_after(3, "evt_7")


def test_an_endpoint_can_ask_for_a_longer_pause_and_not_for_a_shorter_one() -> None:
    assert pause_after(1, "evt_1", timedelta(minutes=10)) == 600
    assert pause_after(4, "evt_1", timedelta(seconds=1)) >= SCHEDULE[3]


def test_no_pause_is_longer_than_a_queue_can_hide_a_message() -> None:
    twelve_hours = 43_200
    assert pause_after(1, "evt_1", timedelta(days=9)) < twelve_hours - 900
    assert max(pause_after(7, f"evt_{number}") for number in range(200)) < twelve_hours - 900


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120),
        ("0", 0),
        ("99999999999999999999", 11.5 * 3600),
        ("Fri, 01 May 2026 12:02:00 GMT", 120),
        ("Fri, 01 May 2026 11:00:00 GMT", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("²", None),
    ],
)
def test_both_forms_of_retry_after_are_understood(header: str, seconds: float | None) -> None:
    asked_for = pause_asked_for(header, NOW)
    assert asked_for == (None if seconds is None else timedelta(seconds=seconds))


def test_an_event_is_sent_as_type_timestamp_and_data_with_the_same_bytes_each_time() -> None:
    event = OutgoingEvent("evt_1", "record.synced", "2026-05-01T12:00:00Z", {"company_id": "acme", "record_id": "Žluť"})
    assert json.loads(event.body) == {
        "type": "record.synced",
        "timestamp": "2026-05-01T12:00:00Z",
        "data": {"company_id": "acme", "record_id": "Žluť"},
    }
    assert event.body == event.body
    assert "Žluť".encode() in event.body
