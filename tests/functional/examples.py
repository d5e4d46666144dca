"""Records, webhooks and companies as the tests of the functions use them."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from bookbridge.domain.timestamps import to_text
from bookbridge.packages.quickbooks_online.signature import sign

from .http_api import HttpApi
from .stack import PACKAGE, ROOT, Event, Stack, sqs_event

VERIFIER_TOKEN: Final = "sample-verifier-token"
"""What the recorded deliveries are signed with."""

CUSTOMER: Final[dict[str, Any]] = {"name": "Riverside Café", "email": "books@riverside.example"}
ITEM: Final[dict[str, Any]] = {"name": "Consulting", "kind": "service", "unit_price": "120.00"}


def new_company() -> str:
    """A company that no other test has."""
    return f"company-{uuid4().hex[:10]}"


def new_realm() -> str:
    """An organisation that no other test has."""
    return str(uuid4().int)[:16]


def invoice(number: str, customer: str = "cust-1", **changes: Any) -> dict[str, Any]:
    """A good invoice, with changes."""
    lines = [{"item": "item-1", "quantity": "2", "unit_price": "120.00", "amount": "240.00"}]
    return {"number": number, "customer": customer, "date": "2026-05-01", "lines": lines, "total": "240.00", **changes}


def connected(api: HttpApi, **settings: Any) -> tuple[str, str]:
    """A company that is connected to an organisation of its own; returns both."""
    company_id, realm_id = new_company(), new_realm()
    simulator = api.stack.simulator
    simulator.add_organisation(realm_id, f"{company_id} Inc.")
    created = api.put(f"/v1/companies/{company_id}/connection", {"package": PACKAGE, "settings": settings})
    assert created.status == 200
    issued = simulator.issue_tokens(realm_id)
    tokens = {name: issued[name] for name in ("access_token", "refresh_token", "expires_in")}
    path = f"/v1/companies/{company_id}/connection/credentials"
    assert api.put(path, {**tokens, "organisation_id": realm_id}).status == 200
    return company_id, realm_id


def recorded_cases() -> list[Path]:
    """The recorded deliveries: each is an event for `receive_webhook`."""
    folder = ROOT / "events" / PACKAGE.replace("-", "_")
    return sorted(path for path in folder.glob("*.json") if not path.name.endswith(".expected.json"))


def webhook(raw_body: bytes, signature: str | None = None, *, package: str = PACKAGE, text: bool = True) -> Event:
    """A delivery as API Gateway hands it over; signed if nothing is said about it, unsigned for an empty signature."""
    given = sign(raw_body, VERIFIER_TOKEN) if signature is None else signature
    headers = {"content-type": "application/json", "user-agent": "intuit_notification"}
    if given:
        headers["intuit-signature"] = given
    return {
        "version": "2.0",
        "routeKey": "POST /webhooks/{package}",
        "rawPath": f"/webhooks/{package}",
        "headers": headers,
        "requestContext": {"requestId": "a-request", "stage": "$default", "http": {"method": "POST"}},
        "pathParameters": {"package": package},
        "body": raw_body.decode() if text else base64.b64encode(raw_body).decode(),
        "isBase64Encoded": not text,
    }


def announcement(realm_id: str, entities: Sequence[tuple[str, str]], at: datetime) -> bytes:
    """A body that announces creations: `("Customer", "58")` …, all at one instant."""
    changes = [
        {"name": name, "id": package_id, "operation": "Create", "lastUpdated": to_text(at)}
        for name, package_id in entities
    ]
    body = {"eventNotifications": [{"realmId": realm_id, "dataChangeEvent": {"entities": changes}}]}
    return json.dumps(body).encode()


def add_customer(stack: Stack, realm_id: str, name: str) -> str:
    """A user of the package adds a customer; returns its id there."""
    body = json.dumps({"DisplayName": name}).encode()
    path = f"/control/organisations/{realm_id}/Customer"
    _status, _headers, answer = stack.simulator.handle("POST", path, "", {"content-type": "application/json"}, body)
    made = json.loads(answer)
    return str(made.get("Customer", made)["Id"])


def announce(stack: Stack, realm_id: str, package_id: str) -> None:
    """The package announces a customer."""
    body = announcement(realm_id, [("Customer", package_id)], datetime.now(UTC))
    stack.call("receive_webhook", webhook(body))
    stack.call("take_in_changes", sqs_event(*stack.queued("WEBHOOKS_QUEUE_URL")))
