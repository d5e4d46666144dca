"""Events posted to the operator: what is sent, how it is signed, and when it is tried again.

After the Standard Webhooks specification, version 1.0.0 (github.com/standard-webhooks/standard-webhooks).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from math import ceil
from typing import Any, Final

from .errors import Fatal

PAUSES: Final = tuple(
    timedelta(**pause)
    for pause in (
        {"seconds": 5},
        {"minutes": 5},
        {"minutes": 30},
        {"hours": 2},
        {"hours": 5},
        {"hours": 10},
        {"hours": 10},
    )
)
"""How long to wait after each attempt that failed, the first of them made at once: about 28 hours in all."""

ATTEMPTS: Final = len(PAUSES) + 1

LONGEST_PAUSE: Final = timedelta(hours=11, minutes=30)
"""A queue hides a message for 12 hours at most, counted from when it was handed out."""

JITTER: Final = 0.1
"""A pause is lengthened by up to this share of it, so that what failed together does not come back together."""

SECRET_PREFIX: Final = "whsec_"  # noqa: S105 - how a secret begins, not one
KEY_BYTES: Final = range(24, 65)


class UnusableSecret(Fatal):
    """The signing secret is not `whsec_` and the base64 of 24 to 64 bytes; nothing can be sent before it is."""


@dataclass(frozen=True, slots=True)
class OutgoingEvent:
    """An event on its way to the operator; `event_id` stays the same however often it is sent."""

    event_id: str
    kind: str
    occurred_at: str
    detail: Mapping[str, Any] = field(repr=False)

    @property
    def body(self) -> bytes:
        """What is sent: `{"type", "timestamp", "data"}`, the same bytes at each attempt."""
        told = {"type": self.kind, "timestamp": self.occurred_at, "data": dict(self.detail)}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


class Answer(Enum):
    """What an endpoint's answer means."""

    DELIVERED = auto()
    FAILED = auto()
    GONE = auto()


def meaning_of(status: int) -> Answer:
    """2xx is a success; 410 says that no more is wanted; all the rest is a failure, redirects as well."""
    if 200 <= status < 300:  # noqa: PLR2004 - the class of status codes
        return Answer.DELIVERED
    return Answer.GONE if status == 410 else Answer.FAILED  # noqa: PLR2004 - Gone


def signing_keys(secret: str) -> tuple[bytes, ...]:
    """The keys of a secret: one, or while it is being replaced two, with a space between. Raises `UnusableSecret`."""
    keys = tuple(map(_key, secret.split()))
    if not keys:
        raise UnusableSecret("the secret that signs events is empty")
    return keys


def signed_headers(event_id: str, sent_at: datetime, body: bytes, keys: Iterable[bytes]) -> dict[str, str]:
    """The three headers of an attempt; each key signs, and a receiver is content with either."""
    seconds = str(int(sent_at.timestamp()))
    content = f"{event_id}.{seconds}.".encode() + body
    signatures = (base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode() for key in keys)
    return {
        "webhook-id": event_id,
        "webhook-timestamp": seconds,
        "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
    }


def pause_after(attempt: int, event_id: str, asked_for: timedelta | None = None) -> int:
    """Seconds until the next attempt, 0 when this was the last one.

    `asked_for` is what the endpoint said in `Retry-After`; it can only make the pause longer.
    """
    if attempt >= ATTEMPTS:
        return 0
    share = zlib.crc32(f"{event_id} {attempt}".encode()) / 2**32
    pause = PAUSES[attempt - 1] * (1 + JITTER * share)
    return ceil(min(max(pause, asked_for or pause), LONGEST_PAUSE).total_seconds())


def pause_asked_for(retry_after: str, now: datetime) -> timedelta | None:
    """What a `Retry-After` header asks for: seconds, or a date (RFC 9110, 10.2.3); None when it says nothing."""
    if retry_after.isascii() and retry_after.isdigit():
        return min(timedelta(seconds=int(retry_after[:9])), LONGEST_PAUSE)
    try:
        until = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(until - now, timedelta()) if until.tzinfo else None


def _key(secret: str) -> bytes:
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) not in KEY_BYTES:
        raise UnusableSecret(f"a secret that signs events must be {SECRET_PREFIX} and the base64 of 24 to 64 bytes")
    return key
