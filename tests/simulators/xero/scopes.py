"""Scopes: the broad ones and, since 2 March 2026, the granular ones (section 1)."""

from typing import Final

_GRANULAR: Final = (
    "accounting.invoices",
    "accounting.payments",
    "accounting.banktransactions",
    "accounting.manualjournals",
)
_BOTH: Final = ("accounting.contacts", "accounting.settings", "accounting.attachments")
_BROAD: Final = ("accounting.transactions",)
_ALL: Final = (*_GRANULAR, *_BOTH, *_BROAD)
SCOPES: Final = frozenset({"openid", "profile", "email", "offline_access", *_ALL, *(f"{name}.read" for name in _ALL)})
EVERYTHING: Final = " ".join(("openid", "profile", "email", "offline_access", *_GRANULAR, *_BOTH))


def allows(granted: str, wanted: tuple[str, ...], *, reading: bool) -> bool:
    """Tell whether one of the wanted scopes was granted; ``.read`` ones allow to read only."""
    scopes = set(granted.split())
    return any(scope in scopes or (reading and f"{scope}.read" in scopes) for scope in wanted)
