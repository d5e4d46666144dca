"""Which outgoing events follow from a change of a stored item (F11): a table of transitions, pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

Image = Mapping[str, object]
"""An item's plain attributes, before or after a change; empty when there is none."""

Announcement = tuple[str, str, dict[str, object]]
"""Kind, company, detail."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """An event, the attributes it tells, and the transition it follows from."""

    kind: str
    tells: tuple[str, ...]
    happened: Callable[[Image, Image], bool]


def _becomes(name: str, value: str, former: str | None = None) -> Callable[[Image, Image], bool]:
    def happened(before: Image, after: Image) -> bool:
        was = before.get(name)
        return after.get(name) == value and was != value and (former is None or was == former)

    return happened


def _ends(before: Image, after: Image) -> bool:
    return before.get("result") != after.get("result") and after.get("result") != "running"


_FAILURE = (
    "company_id",
    "failure_id",
    "category",
    "entity_type",
    "record_id",
    "record_number",
    "code",
    "title",
    "status",
)
_RULES: Final[Mapping[str, tuple[_Rule, ...]]] = {
    "records": (
        _Rule(
            "record.synced",
            ("company_id", "entity_type", "record_id", "package_id", "revision"),
            _becomes("sync_state", "synced", former="pending"),
        ),
    ),
    "changes": (
        _Rule(
            "record.changed",
            ("company_id", "kind", "entity_type", "record_id", "package_id", "position"),
            lambda before, _after: not before,
        ),
    ),
    "sync_failures": (
        _Rule("failure.opened", _FAILURE, _becomes("status", "open")),
        _Rule("failure.resolved", _FAILURE, _becomes("status", "resolved")),
    ),
    "sync_sessions": (
        _Rule(
            "session.finished",
            ("company_id", "session_id", "trigger", "result", "cause", "started_at", "ended_at"),
            _ends,
        ),
    ),
    "reports": (_Rule("report.ready", ("company_id", "report_id", "report", "rows"), _becomes("status", "ready")),),
    "connections": (
        _Rule(
            "connection.status_changed",
            ("company_id", "package", "organisation_id", "status"),
            lambda before, after: before.get("status") != after.get("status"),
        ),
    ),
}


def announcements_of(table: str, before: Image, after: Image) -> Iterator[Announcement]:
    """The events of one change; `table` is the design's name of the table. Removals announce nothing."""
    for rule in _RULES.get(table, ()):
        if after and rule.happened(before, after):
            detail = {name: after[name] for name in rule.tells if after.get(name) not in {None, ""}}
            yield rule.kind, str(after.get("company_id", "")), detail
