"""Requests as API Gateway hands them over (HTTP API, payload 2.0)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

MAX_BODY: Final = 1024 * 1024
"""Bytes of a request's body; larger ones are refused."""

_GREEDY: Final = "+}"
"""How the name of a parameter ends that stands for all that is left of the path."""

Event = Mapping[str, Any]


def raw_body(event: Event) -> bytes:
    """The body's bytes as they were sent."""
    text: str = event.get("body") or ""
    if not event.get("isBase64Encoded"):
        return text.encode()
    try:
        return base64.b64decode(text)
    except binascii.Error:
        return b""


def path_parameter(event: Event, name: str) -> str:
    """A part of the path by its name in the route; empty when the route has none of this name."""
    parameters: dict[str, str] = event.get("pathParameters") or {}
    return parameters.get(name, "")


def with_exact_path(event: dict[str, Any]) -> dict[str, Any]:
    """The event with its path written from the matched route and its parameters, each part percent-encoded.

    API Gateway decodes the path before it passes it on, so an id with a character such as `"` would match no route of
    the resolver, and one with `/` another route than the one API Gateway has chosen. A route that takes whatever path
    is left says nothing about it: then the path stays.
    """
    route: str = event.get("routeKey", "$default")
    _method, _space, path = route.partition(" ")
    parameters: dict[str, str] = event.get("pathParameters") or {}
    if not path or _GREEDY in path:
        return event
    for name, value in parameters.items():
        path = path.replace(f"{{{name}}}", quote(value, safe=""))
    return {**event, "rawPath": path}


def public_url(template: str, event: Event) -> str:
    """The address under which this request reached the API, from a template with gaps `{api_id}` and `{domain}`."""
    context = event["requestContext"]
    url = template.replace("{api_id}", context.get("apiId", "")).replace("{domain}", context.get("domainName", ""))
    return url.rstrip("/")
