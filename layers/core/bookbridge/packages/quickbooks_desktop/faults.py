"""What the errors of QuickBooks Desktop mean: status codes of single requests, and HRESULTs of whole messages.

Sources: "Status codes in response messages", and the error pages of the on-screen reference.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from bookbridge.domain.dispatches import Refused
from bookbridge.ports.connectors import Trouble

from .qbxml.answers import Answer

DUPLICATE_NAME: Final = 3100
STALE: Final = 3200
SAVING: Final = frozenset({3170, 3180, 3185})
"""Modifying, saving, voiding: catch-alls, whose own words say what is wrong."""

RETRIABLE: Final = frozenset({1000, 1010, 3175, 3176, 3177, 3230, 3231})
"""An error inside QuickBooks, an object or a related one that somebody has open, and requests that were passed over."""

_PASSING: Final = re.compile(
    r"has been modified by another user|could not be locked|in use by another user"
    r"|(?:modifi|utilis)ée? par un autre utilisateur|verrouillée?\b",
    re.IGNORECASE,
)
_TAKEN: Final = re.compile(r"already (?:in use|exists)|déjà utilisé|existe déjà", re.IGNORECASE)
_FIELD: Final = re.compile(
    r'(?:in the field|champ) "((?!(?:list|txn) ID")[^"]+)"|the "([^"]+)" field|in the (\w+) field', re.IGNORECASE
)

TROUBLES: Final[Mapping[str, Trouble]] = {
    "80040400": Trouble.MESSAGE_REFUSED,  # the XML cannot be parsed
    "80040401": Trouble.AGAIN_LATER,  # QuickBooks cannot be reached
    "80040402": Trouble.AGAIN_LATER,  # an unexpected error
    "80040403": Trouble.ACT,  # the company file cannot be opened
    "80040308": Trouble.ACT,  # the SDK's component is missing, old or damaged
    "80040408": Trouble.ACT,  # QuickBooks cannot be started
    "8004040A": Trouble.WRONG_FILE,  # another company file is open
    "8004040D": Trouble.AGAIN_LATER,  # the session with QuickBooks has ended
    "80040410": Trouble.ACT,  # open in another mode
    "80040414": Trouble.ACT,  # a dialog box is open
    "80040416": Trouble.ACT,  # no company file is open
    "80040418": Trouble.ACT,  # never allowed in this company file
    "8004041A": Trouble.ACT,  # not allowed in this company file
    "8004041D": Trouble.ACT,  # may not log in automatically
    "8004041F": Trouble.ACT,  # the edition supports no integration
    "80040420": Trouble.ACT,  # a user has denied access
    "80040421": Trouble.AGAIN_LATER,  # a message passed on from QuickBooks
    "80040422": Trouble.AGAIN_LATER,  # somebody else has it open in single-user mode
    "80040424": Trouble.AGAIN_LATER,  # QuickBooks is still starting
    "80040154": Trouble.ACT,  # the SDK's component is not installed
    "80010105": Trouble.ACT,  # QuickBooks is stuck
}
"""What an HRESULT means for the session; see `hresult_of` for its form here."""

_HRESULT: Final = re.compile(r"\s*(?:0[xX])?([0-9A-Fa-f]{8})\s*")


def hresult_of(code: str) -> str:
    """The eight digits of an HRESULT in capitals (`8004041A`); what is none stays as it is."""
    found = _HRESULT.fullmatch(code)
    return found[1].upper() if found else code.strip()


def trouble_of(code: str) -> Trouble:
    """What an error of the connector means for its session; one that nobody knows may pass."""
    return TROUBLES.get(hresult_of(code), Trouble.AGAIN_LATER)


def refused(answer: Answer) -> Refused:
    """What an answer says that refuses one request (`is_error`)."""
    text, status = answer.message, answer.status
    saving = status in SAVING
    field = _FIELD.search(text)
    return Refused(
        code=str(status),
        message=text,
        field=field[field.lastindex or 0] if field else "",
        retriable=status in RETRIABLE or (saving and _PASSING.search(text) is not None),
        stale=status == STALE,
        # Found by number, party, date and total, or by its name, it may prove to be our own.
        duplicate=status == DUPLICATE_NAME or (saving and _TAKEN.search(text) is not None),
    )
