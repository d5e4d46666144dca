"""Where the pairing of a connection with its company file stands, for people (B2)."""

from __future__ import annotations

from enum import StrEnum

from .company_files import Pairing
from .connections import Connection, ConnectionStatus


class PairingState(StrEnum):
    """What is known of the company file, and whether somebody has to decide."""

    NONE = "none"
    """No company file has called yet."""
    FOUND = "found"
    """One has called and waits to be confirmed."""
    CONFIRMED = "confirmed"
    OTHER_FILE = "other_file"
    """Another one than the confirmed, or another company's, has called: nothing syncs until this is settled."""
    RESTORED = "restored"
    """An older copy of the confirmed one has come back: nothing syncs until somebody confirms it."""

    @property
    def asks(self) -> bool:
        """Whether nothing syncs until somebody has confirmed the company file."""
        return self in {PairingState.FOUND, PairingState.OTHER_FILE, PairingState.RESTORED}


def state_of(connection: Connection, *, halted: bool) -> PairingState:
    """The state; `halted`: sessions are kept off because an older copy was noticed."""
    pairing = connection.pairing or Pairing()
    if halted and pairing.confirmed:
        return PairingState.RESTORED
    if not pairing.found:
        return PairingState.CONFIRMED if pairing.confirmed else PairingState.NONE
    if pairing.confirmed or connection.status is ConnectionStatus.WRONG_COMPANY:
        return PairingState.OTHER_FILE
    return PairingState.FOUND
