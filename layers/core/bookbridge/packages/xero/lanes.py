"""Which call carries an operation: its verb, its path, and how many of its kind fit in."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from bookbridge.domain.dispatches import Operation, Verb
from bookbridge.ports.manifests import Lane

from .entities import ACCOUNTS, BATCH_PAYMENTS, ENDPOINTS, PAYMENTS, Endpoint
from .mapping.payments import is_batch


@dataclass(frozen=True, slots=True)
class Route:
    """One call. `lane` names what fits together; operations of one lane go to the same `path`."""

    method: str
    path: str
    endpoint: Endpoint
    lane: Lane
    takes_list: bool = True
    """Whether the body holds a list of objects under the endpoint's name, or one object by itself."""


def endpoint_of(operation: Operation) -> Endpoint:
    """The kind of object that an operation writes."""
    endpoint = ENDPOINTS[operation.entity_type]
    if endpoint is PAYMENTS and (is_batch(operation.payload) or BATCH_PAYMENTS.id_field in operation.payload):
        return BATCH_PAYMENTS
    return endpoint


def route_of(operation: Operation) -> Route:
    """PUT creates and never updates; POST updates. Payments are deleted one by one, under their own path."""
    endpoint = endpoint_of(operation)
    if operation.entity_type == "document":
        owner, name = operation.payload["owner"], quote(operation.payload["file_name"], safe="")
        path = f"{owner['endpoint']}/{quote(owner['id'], safe='')}/Attachments/{name}"
        return Route("PUT", path, endpoint, Lane("PUT Attachments", endpoint.size))
    if operation.verb is Verb.VOID and endpoint in (PAYMENTS, BATCH_PAYMENTS):
        path = f"{endpoint.name}/{quote(operation.package_id, safe='')}"
        return Route("POST", path, endpoint, Lane(f"POST {endpoint.name} by id", 1), takes_list=False)
    method = "PUT" if operation.verb is Verb.CREATE else "POST"
    lane = Lane(f"{method} {endpoint.name}", endpoint.size)
    return Route(method, endpoint.name, endpoint, lane, takes_list=endpoint is not ACCOUNTS)
