"""Sealing of secrets that are kept in the database: AES-256-GCM, bound to their company."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final

MARK: Final = b"\x01"
"""The first byte of everything sealed: the way of sealing, so that another can follow."""
NONCE_BYTES: Final = 12
MIN_KEY_BYTES: Final = 32


class SealBroken(Exception):  # noqa: N818 - a condition, named for its cause
    """What was sealed cannot be opened: another key, another company, or altered bytes."""


class Sealer:
    """Seals and opens. `key_material` gives at least 32 random bytes and is asked each time, so that it may be lazy."""

    def __init__(self, key_material: Callable[[], bytes]) -> None:
        self._key_material = key_material

    def seal(self, secret: bytes, company_id: str) -> bytes:
        """The secret, readable for nobody without the key, and for no other company with it."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - few functions need it

        nonce = os.urandom(NONCE_BYTES)
        return MARK + nonce + AESGCM(self._key()).encrypt(nonce, secret, company_id.encode())

    def open(self, sealed: bytes, company_id: str) -> bytes:
        """The secret again. Raises `SealBroken`."""
        from cryptography.exceptions import InvalidTag  # noqa: PLC0415
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415

        start = len(MARK) + NONCE_BYTES
        if not sealed.startswith(MARK) or len(sealed) <= start:
            raise SealBroken("not sealed in a way that is known here")
        try:
            return AESGCM(self._key()).decrypt(sealed[len(MARK) : start], sealed[start:], company_id.encode())
        except InvalidTag:
            raise SealBroken(f"the stored tokens of {company_id} were not sealed with the present key") from None

    def _key(self) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

        material = self._key_material()
        if len(material) < MIN_KEY_BYTES:
            raise SealBroken(f"the sealing key has {len(material)} bytes, at least {MIN_KEY_BYTES} are needed")
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"bookbridge credentials 1").derive(material)
