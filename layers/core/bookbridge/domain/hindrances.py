"""What keeps a company's connection from syncing, in the words of the failure catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from .connections import Connection, ConnectionStatus
from .errors import FieldFault
from .timestamps import to_text

_CODES: Final = {
    ConnectionStatus.PENDING: "not_connected",
    ConnectionStatus.NOT_CONNECTED: "not_connected",
    ConnectionStatus.REAUTHORIZATION_REQUIRED: "reauthorization_required",
    ConnectionStatus.WRONG_COMPANY: "wrong_company",
    ConnectionStatus.DISABLED: "integration_disabled",
}

_WORDS: Final = {
    ConnectionStatus.PENDING: "waits for its consent, or for the first call of its connector",
    ConnectionStatus.NOT_CONNECTED: "was disconnected",
    ConnectionStatus.REAUTHORIZATION_REQUIRED: "the consent has ended",
    ConnectionStatus.WRONG_COMPANY: "another company answered",
    ConnectionStatus.DISABLED: "is switched off",
}

NEEDS_PEOPLE: Final = frozenset({ConnectionStatus.REAUTHORIZATION_REQUIRED, ConnectionStatus.WRONG_COMPANY})
"""Statuses that only people can end: nothing of the company is synced until then."""


def stopping_code(connection: Connection) -> str:
    """The failure code of a status that keeps a connection from syncing. Raises `KeyError` for one that does not."""
    return _CODES[connection.status]


def hindrances(connection: Connection | None, now: datetime) -> tuple[FieldFault, ...]:
    """Everything that does, in the order in which to mend it; the fields are those of the connection."""
    return tuple(_hindrances(connection, now))


def _hindrances(connection: Connection | None, now: datetime) -> Iterator[FieldFault]:
    if connection is None:
        yield FieldFault("connection", "there is none: connect the company", "not_connected")
        return
    if not connection.settings.enabled:
        yield FieldFault("settings.enabled", "is switched off", "integration_disabled")
    if code := _CODES.get(connection.status):
        yield FieldFault("status", _WORDS[connection.status], code)
    if connection.parked_until is not None and connection.parked_until > now:
        message = f"is used up until {to_text(connection.parked_until)}"
        yield FieldFault("parked_until", message, "rate_limited")
