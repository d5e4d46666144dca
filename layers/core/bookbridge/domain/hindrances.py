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


def hindrances(connection: Connection | None, now: datetime) -> tuple[FieldFault, ...]:
    """Everything that does, in the order in which to mend it; the fields are those of the connection."""
    return tuple(_hindrances(connection, now))


def _hindrances(connection: Connection | None, now: datetime) -> Iterator[FieldFault]:
    if connection is None:
        yield FieldFault("connection", "there is none", "not_connected")
        return
    if not connection.settings.enabled:
        yield FieldFault("settings.enabled", "is false", "integration_disabled")
    if code := _CODES.get(connection.status):
        yield FieldFault("status", f"is {connection.status.value}", code)
    if connection.parked_until is not None and connection.parked_until > now:
        message = f"is {to_text(connection.parked_until)}: the package's limit is used up until then"
        yield FieldFault("parked_until", message, "rate_limited")
