"""Webhooks: one HTTP request in, one bare status out."""

from __future__ import annotations

from typing import Any

from bookbridge.use_cases.receive_webhook import Receipt, ReceiveWebhook

from .http_events import Event, path_parameter, raw_body


def receive(receive_webhook: ReceiveWebhook, event: Event) -> Receipt:
    """Take in the request of an event."""
    return receive_webhook(path_parameter(event, "package"), raw_body(event), event["headers"])


def answer(receipt: Receipt) -> dict[str, Any]:
    """The package looks at the status only, so there is never a body that could tell a stranger anything."""
    return {"statusCode": receipt.value, "body": ""}
