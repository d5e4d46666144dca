"""Webhooks where recorded deliveries leave something open."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bookbridge.domain.errors import UnreadableDelivery
from bookbridge.packages.xero.signature import sign
from bookbridge.packages.xero.webhooks import XeroWebhooks
from tests.unit.packages.xero.canned import TENANT, guid

pytestmark = pytest.mark.unit

WEBHOOKS = XeroWebhooks()


def event(**fields: Any) -> dict[str, Any]:
    whole = {
        "resourceUrl": f"https://api.xero.com/api.xro/2.0/Invoices/{guid(1)}",
        "resourceId": guid(1),
        "tenantId": TENANT,
        "tenantType": "ORGANISATION",
        "eventCategory": "INVOICE",
        "eventType": "UPDATE",
        "eventDateUtc": "2026-05-04T09:30:00.5",
    }
    return {**whole, **fields}


def parse(*events: Any) -> Any:
    return WEBHOOKS.parse(json.dumps({"events": list(events)}).encode())


@pytest.mark.requirement("F2")
def test_the_trial_that_xero_makes_first_is_signed_like_the_rest() -> None:
    body = b'{"events":[],"firstEventSequence":0,"lastEventSequence":0,"entropy":"S0m3r4Nd0mt3xt"}'
    headers = {"x-xero-signature": sign(body, "key")}
    assert WEBHOOKS.verify(body, headers, "key")
    assert not WEBHOOKS.verify(body, headers, "other")
    assert not WEBHOOKS.verify(body, {}, "key")
    assert WEBHOOKS.parse(body).changes == ()


@pytest.mark.parametrize("category", ["invoice", "Invoice", "INVOICE"])
def test_words_are_read_in_any_case(category: str) -> None:
    (change,) = parse(event(eventCategory=category, tenantType="organisation")).changes
    assert (change.entity_type, change.package_id, change.organisation_id) == ("invoice", guid(1), TENANT)


def test_an_event_of_the_app_itself_is_ignored() -> None:
    assert parse(event(tenantType="APPLICATION")).ignored == 1


@pytest.mark.parametrize("body", [b"", b"[]", b"null", b'"x"', b'{"events":{}}', b'{"events":[1]}', b"\xff"])
def test_a_body_of_another_shape_says_why(body: bytes) -> None:
    with pytest.raises(UnreadableDelivery):
        WEBHOOKS.parse(body)


@pytest.mark.parametrize("missing", ["resourceId", "tenantId", "eventCategory", "eventType", "eventDateUtc"])
def test_an_event_that_lacks_something_names_it(missing: str) -> None:
    with pytest.raises(UnreadableDelivery, match=missing):
        parse(event(), event(**{missing: None}))
