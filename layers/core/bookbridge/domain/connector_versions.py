"""Which versions of the QuickBooks Web Connector we work with (A7)."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

OLDEST: Final = (2, 0)
"""Older ones cannot say what went wrong, so nobody could help their users."""
RECOMMENDED: Final = (2, 3)
"""Our choice: what the connectors in use today report is 2.3 or newer."""


class Support(StrEnum):
    """How far we work with a version of the connector."""

    FULL = "full"
    OUTDATED = "outdated"
    """It works, and should be replaced."""
    NONE = "none"
    """It is refused."""


def support(version: str) -> Support:
    """How far we work with a version, for example `2.3.0.215`; one that cannot be read is taken for a good one."""
    numbers = _numbers(version)
    if not numbers or numbers >= RECOMMENDED:
        return Support.FULL
    return Support.OUTDATED if numbers >= OLDEST else Support.NONE


def advice(version: str) -> str:
    """What the connector is answered when it tells its version: empty, or `W:` or `E:` and what its user should do.

    The connector shows a warning and lets its user choose; after an error it stops.
    """
    match support(version):
        case Support.FULL:
            return ""
        case Support.OUTDATED:
            return (
                f"W:This QuickBooks Web Connector ({version}) is out of date. It still works, but please install "
                f"version {_text(RECOMMENDED)} or newer from Intuit soon."
            )
        case Support.NONE:
            return (
                f"E:This QuickBooks Web Connector ({version}) is too old: it cannot report what goes wrong. Please "
                f"install version {_text(RECOMMENDED)} or newer from Intuit, then run the update again."
            )


def _numbers(version: str) -> tuple[int, int] | None:
    """The first two numbers; the second is 0 if it is missing."""
    found = _VERSION.match(version)
    return (int(found[1]), int(found[2] or 0)) if found else None


def _text(numbers: tuple[int, int]) -> str:
    return ".".join(map(str, numbers))


_VERSION: Final = re.compile(r"\s*([0-9]{1,4})(?:\.([0-9]{1,4}))?(?![0-9])")
