"""Connector keys: what a Web Connector signs in with, one or several a company (B1, B3)."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import scrypt
from typing import Final

from .timestamps import EPOCH

COST: Final = 2**14
"""scrypt's N, with r = 8 and p = 1: 16 MB and a few hundredths of a second a guess."""

FREE_GUESSES: Final = 5
"""Wrong passwords in a row that cost nothing but themselves."""

FIRST_LOCK: Final = timedelta(minutes=1)
LONGEST_LOCK: Final = timedelta(hours=1)


class Mode(StrEnum):
    """Which company file a connector works on (B6)."""

    ONLINE = "online"
    """The one that is open in QuickBooks, as the user who is signed in there."""
    OFFLINE = "offline"
    """Each company's own in turn, opened while QuickBooks is closed, as the user it was authorised for."""


@dataclass(frozen=True, slots=True)
class ConnectorKey:
    """One company's right to be synced by whoever signs in as `user_name`. `label` says whose computer it is for."""

    company_id: str
    key_id: str
    user_name: str
    created_at: datetime
    label: str = ""
    mode: Mode = Mode.ONLINE


@dataclass(frozen=True, slots=True)
class Login:
    """A user name of the Web Connector with the hash of its password, and the companies it may sync.

    `companies` tells each company's `key_id`; `tried` when each was last begun, for taking turns; `failures` counts
    wrong passwords since the last right one.
    """

    user_name: str
    salt: bytes = field(repr=False)
    password_hash: bytes = field(repr=False)
    mode: Mode = Mode.ONLINE
    companies: Mapping[str, str] = field(default_factory=dict)
    tried: Mapping[str, datetime] = field(default_factory=dict)
    failures: int = 0
    locked_until: datetime | None = None

    def is_locked_at(self, now: datetime) -> bool:
        """Whether even the right password is refused for now."""
        return self.locked_until is not None and self.locked_until > now

    def accepts(self, password: str) -> bool:
        """Whether this is the password; takes the same time for every wrong one."""
        return hmac.compare_digest(hash_of(password, self.salt), self.password_hash)

    def after_wrong_guess(self, now: datetime) -> Login:
        """One more wrong password: from the fifth on each locks the user name for twice as long as the last."""
        failures = self.failures + 1
        extra = failures - FREE_GUESSES
        lock = min(FIRST_LOCK * 2 ** min(extra, 10), LONGEST_LOCK) if extra >= 0 else None
        return replace(self, failures=failures, locked_until=now + lock if lock else self.locked_until)

    def in_turn(self) -> tuple[str, ...]:
        """Its companies, the one that has waited longest first."""
        return tuple(sorted(self.companies, key=lambda company: (self.tried.get(company, EPOCH), company)))


def hash_of(password: str, salt: bytes) -> bytes:
    """The hash that is stored instead of a password (scrypt, RFC 7914)."""
    return scrypt(password.encode(), salt=salt, n=COST, r=8, p=1, dklen=32)
