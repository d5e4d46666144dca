"""The signature of a webhook: base64 of HMAC-SHA256 over the raw body, keyed with the app's verifier token."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

HEADER: Final = "intuit-signature"


def sign(raw_body: bytes, secret: str) -> str:
    """The header value that QuickBooks Online sends with this body, in the old format and in the new one."""
    return base64.b64encode(hmac.new(secret.encode(), raw_body, hashlib.sha256).digest()).decode()


def verify(raw_body: bytes, headers: Mapping[str, str], secret: str) -> bool:
    """Whether the header fits the raw bytes; in constant time, and never without a secret."""
    given = headers.get(HEADER, "")
    # Compared as bytes: `compare_digest` refuses text that is not ASCII, and a header may hold anything.
    return bool(secret) and hmac.compare_digest(given.encode(), sign(raw_body, secret).encode())
