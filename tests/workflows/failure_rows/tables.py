"""All stories, by package."""

from __future__ import annotations

from typing import Final

from . import quickbooks_desktop, quickbooks_online, xero
from .our_checks import ours
from .quickbooks_desktop_codes import CODES as DESKTOP_CODES
from .quickbooks_online_codes import CODES as ONLINE_CODES
from .stories import Story
from .xero_messages import MESSAGES

STORIES: Final[dict[str, tuple[Story, ...]]] = {
    quickbooks_online.PACKAGE: (*quickbooks_online.RULES, *ONLINE_CODES, *ours(quickbooks_online.PACKAGE)),
    xero.PACKAGE: (*xero.RULES, *MESSAGES, *ours(xero.PACKAGE)),
    quickbooks_desktop.PACKAGE: (*quickbooks_desktop.RULES, *DESKTOP_CODES, *ours(quickbooks_desktop.PACKAGE)),
}
