"""Signatures of webhooks: base64 of HMAC-SHA256 over the raw body, as most accounting packages sign."""

from __future__ import annotations

import base64
import hashlib
import hmac


def signature_of(raw_body: bytes, secret: str) -> str:
    """The signature of a body."""
    return base64.b64encode(hmac.new(secret.encode(), raw_body, hashlib.sha256).digest()).decode()


def is_signature_of(given: str, raw_body: bytes, secret: str) -> bool:
    """Whether a signature fits the raw bytes; in constant time, and never without a secret."""
    # Compared as bytes: `compare_digest` refuses text that is not ASCII, and a header may hold anything.
    return bool(secret) and hmac.compare_digest(given.encode(), signature_of(raw_body, secret).encode())
