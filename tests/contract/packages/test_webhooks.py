"""Deliveries of every package: the signature over the raw bytes, and the changes in them."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from bookbridge.domain.changes import Change
from bookbridge.domain.errors import UnreadableDelivery
from bookbridge.domain.timestamps import to_text
from bookbridge.ports.packages import WebhookSource
from tests.contract.packages.deliveries import VERIFIER_TOKEN, Recorded, name_of, recorded
from tests.fakes.packages import cloud_names, load_cloud

pytestmark = pytest.mark.contract

DELIVERIES = recorded()
READABLE = [each for each in DELIVERIES if "changes" in each.expected]
FIRST = [next(each for each in READABLE if each.package == name) for name in cloud_names()]
UNREADABLE = [each for each in DELIVERIES if "unreadable" in each.expected]


def webhooks(name: str) -> WebhookSource:
    return load_cloud(name).webhooks


def signature_header(delivery: Recorded) -> str:
    return next(name for name in delivery.headers if name.endswith("-signature"))


@pytest.mark.parametrize("name", cloud_names())
def test_every_package_has_recorded_deliveries(name: str) -> None:
    assert any(each.package == name for each in READABLE)
    assert any(each.package == name for each in UNREADABLE)


@pytest.mark.parametrize("delivery", DELIVERIES, ids=name_of)
def test_a_recorded_signature_fits(delivery: Recorded) -> None:
    assert webhooks(delivery.package).verify(delivery.raw_body, delivery.headers, VERIFIER_TOKEN)


@pytest.mark.parametrize("delivery", FIRST, ids=name_of)
@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda _value: "", id="empty"),
        pytest.param(lambda value: value[:-4] + "AAA=", id="wrong"),
        pytest.param(lambda value: base64.b64decode(value).hex(), id="hexadecimal"),
        pytest.param(lambda value: value.rstrip("="), id="without padding"),
        pytest.param(lambda value: value.swapcase(), id="other case"),
        pytest.param(lambda value: f"{value}é", id="not ASCII"),
        pytest.param(lambda value: f"sha256={value}", id="with a prefix"),
    ],
)
def test_a_spoilt_signature_does_not_fit(delivery: Recorded, spoil: Any) -> None:
    header = signature_header(delivery)
    headers = {**delivery.headers, header: spoil(delivery.headers[header])}
    assert not webhooks(delivery.package).verify(delivery.raw_body, headers, VERIFIER_TOKEN)


@pytest.mark.parametrize("delivery", FIRST, ids=name_of)
def test_a_delivery_without_signature_with_another_key_or_other_bytes_does_not_fit(delivery: Recorded) -> None:
    source = webhooks(delivery.package)
    unsigned = {name: value for name, value in delivery.headers.items() if name != signature_header(delivery)}
    assert not source.verify(delivery.raw_body, unsigned, VERIFIER_TOKEN)
    assert not source.verify(delivery.raw_body, delivery.headers, "another-token")
    assert not source.verify(delivery.raw_body, delivery.headers, "")
    assert not source.verify(delivery.raw_body + b" ", delivery.headers, VERIFIER_TOKEN)
    assert not source.verify(delivery.raw_body.replace(b":", b": ", 1), delivery.headers, VERIFIER_TOKEN)


@pytest.mark.requirement("F2")
@pytest.mark.parametrize("delivery", READABLE, ids=name_of)
def test_a_delivery_becomes_these_changes(delivery: Recorded) -> None:
    parsed = webhooks(delivery.package).parse(delivery.raw_body)
    assert [_as_json(change) for change in parsed.changes] == delivery.expected["changes"]
    assert parsed.ignored == delivery.expected["ignored"]


@pytest.mark.parametrize("delivery", UNREADABLE, ids=name_of)
def test_an_unreadable_delivery_says_why(delivery: Recorded) -> None:
    with pytest.raises(UnreadableDelivery) as caught:
        webhooks(delivery.package).parse(delivery.raw_body)
    assert str(caught.value).startswith(delivery.expected["unreadable"])


def _as_json(change: Change) -> dict[str, str]:
    fields = {
        "organisation_id": change.organisation_id,
        "entity_type": change.entity_type,
        "package_id": change.package_id,
        "kind": change.kind.value,
        "occurred_at": to_text(change.occurred_at),
    }
    return {**fields, "merged_into": change.merged_into} if change.merged_into else fields
