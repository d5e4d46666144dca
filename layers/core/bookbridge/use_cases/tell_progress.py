"""How far a connector's session is, told honestly: from what is known of its work and what of it is done (B7)."""

from __future__ import annotations

from math import ceil

from bookbridge.domain.connector_sessions import ConnectorSession, Phase


def percent(session: ConnectorSession) -> int:
    """What part of the known work is done, 0 to 99; it never falls within a session (B7).

    Listing an object counts a tenth of fetching or sending it.
    """
    tally = session.tally
    total = tally.to_list / 10 + tally.to_fetch + tally.to_send
    done = min(tally.listed, tally.to_list) / 10 + min(tally.fetched, tally.to_fetch) + min(tally.sent, tally.to_send)
    tally.told = max(tally.told, min(99, ceil(99 * done / total) if total else 0))
    return tally.told


def note_done(session: ConnectorSession, message: str, *, is_write: bool) -> None:
    """Count what a message was about, once its answer has been taken in."""
    tally = session.tally
    if is_write:
        tally.sent += message.count(" requestID=")
    elif session.phase is Phase.PULLING:
        tally.fetched += message.count("<ListID>") + message.count("<TxnID>")
