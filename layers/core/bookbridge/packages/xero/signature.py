"""The signature of a webhook: base64 of HMAC-SHA256 over the raw body, keyed with the app's webhook signing key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bookbridge.domain.signatures import is_signature_of, signature_of

HEADER: Final = "x-xero-signature"

sign = signature_of
"""The header value that Xero sends with a body."""


def verify(raw_body: bytes, headers: Mapping[str, str], secret: str) -> bool:
    """Whether the header fits the raw bytes; never without a secret."""
    return is_signature_of(headers.get(HEADER, ""), raw_body, secret)
