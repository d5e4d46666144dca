"""What a tenant's changes made the simulator send, without a socket."""

import base64
import hashlib
import hmac
import json

from tests.simulators.xero.announcements import XeroPost
from tests.unit.simulators.xero.tenant import Json, Tenant

URL = "http://127.0.0.1:1/hook"


def announce(tenant: Tenant) -> Tenant:
    """Let changes be announced, with no intent asked and the documented times between retries."""
    tenant.control("PUT", "/webhooks", {"enabled": True, "url": URL, "ask_intent": False, "retry_factor": 1})
    tenant.known_contact()
    posts(tenant)
    return tenant


def posts(tenant: Tenant) -> list[XeroPost]:
    return [post for post in tenant.simulator.webhooks.take_due(at_once=True) if isinstance(post, XeroPost)]


def events(tenant: Tenant) -> list[Json]:
    return [event for post in posts(tenant) for event in json.loads(post.body)["events"]]


def told(tenant: Tenant) -> list[tuple[str, str, str]]:
    return [(event["eventCategory"], event["eventType"], event["resourceId"]) for event in events(tenant)]


def status(tenant: Tenant) -> str:
    return str(tenant.control("GET", "/webhooks").body["status"])


def good(key: str, post: XeroPost) -> bool:
    digest = hmac.new(key.encode(), post.body, hashlib.sha256).digest()
    return post.headers["x-xero-signature"] == base64.b64encode(digest).decode()
