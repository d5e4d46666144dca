"""The one line that the application shows above its pages, in the company's language (A8). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from .languages import Language
from .records import Category

Level = Literal["none", "warning", "action_required"]
LEVELS: Final[tuple[Level, ...]] = ("none", "warning", "action_required")


@dataclass(frozen=True, slots=True)
class Banner:
    """How urgent it is, and what it says: `action_required` means that nothing is synced until somebody acts."""

    level: Level
    text: str


def banner_of(counted: Mapping[Category, int], stopped_by: str, speech: Language) -> Banner:
    """The banner for so many open failures by category; `stopped_by` is the title of what stops the connection."""
    say = speech.banner_words
    records = {category: number for category, number in counted.items() if number and category != "connection"}
    failed = ""
    if number := sum(records.values()):
        listed = (
            say(f"one_{name}") if each == 1 else say("in_category", number=each, category=speech.categories[name])
            for name, each in records.items()
        )
        failed = say("failed_one" if number == 1 else "failed_many", number=number, categories=", ".join(listed))
    if stopped_by:
        stopped = say("connection", title=stopped_by)
        return Banner("action_required", say("and_failed", connection=stopped, failed=failed) if failed else stopped)
    return Banner("warning", failed) if failed else Banner("none", say("none"))
