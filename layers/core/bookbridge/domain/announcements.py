"""Which outgoing events follow from a change of a stored item (F11): a table of transitions, pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

Image = Mapping[str, object]
"""An item's plain attributes, before or after a change, and a page's `entries`; empty when there is no item."""

Announcement = tuple[str, str, dict[str, object]]
"""Kind, company, detail."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """An event, the attributes it tells, the transition it follows from, and where the API shows more, with gaps."""

    kind: str
    tells: tuple[str, ...]
    happened: Callable[[Image, Image], bool]
    link: str = ""


def _becomes(name: str, value: str, former: str | None = None) -> Callable[[Image, Image], bool]:
    def happened(before: Image, after: Image) -> bool:
        was = before.get(name)
        return after.get(name) == value and was != value and (former is None or was == former)

    return happened


def _ends(before: Image, after: Image) -> bool:
    return before.get("result") != after.get("result") and after.get("result") != "running"


def _opens(before: Image, after: Image) -> bool:
    """A record's failure is news once; that of a connection again when it is another one that stands now."""
    other = after.get("entity_type") == "connection" and before.get("code") != after.get("code")
    return after.get("status") == "open" and (before.get("status") != "open" or other)


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
        _Rule("failure.opened", _FAILURE, _opens),
        _Rule("failure.resolved", _FAILURE, _becomes("status", "resolved")),
        _Rule("failure.skipped", _FAILURE, _becomes("status", "skipped")),
        _Rule("failure.cleared", _FAILURE, _becomes("status", "cleared")),
        _Rule("failure.deleted", _FAILURE, _becomes("status", "deleted")),
    ),
    "discrepancies": (
        _Rule(
            "discrepancy.found",
            ("company_id", "discrepancy_id", "entity_type", "record_id", "record_number", "kind", "status"),
            _becomes("status", "open"),
        ),
    ),
    "sync_sessions": (
        _Rule(
            "session.finished",
            ("company_id", "session_id", "trigger", "result", "cause", "started_at", "ended_at"),
            _ends,
        ),
    ),
    "reports": (
        _Rule(
            "report.ready",
            ("company_id", "report_id", "report", "rows"),
            _becomes("status", "ready"),
            link="/v1/companies/{company_id}/reports/{report_id}",
        ),
        _Rule("report.failed", ("company_id", "report_id", "report", "cause"), _becomes("status", "failed")),
    ),
    "connections": (
        _Rule(
            "connection.status_changed",
            ("company_id", "package", "organisation_id", "status"),
            lambda before, after: before.get("status") != after.get("status"),
        ),
    ),
}


def announcements_of(table: str, before: Image, after: Image) -> Iterator[Announcement]:
    """The events of one change, in an order that never changes; `table` is the design's name of the table.

    A page of the feed announces each of its `entries`. Removals announce nothing. The `link` of a report that is ready
    is a path of the API; each time it is read there is a new download link.
    """
    for rule in _RULES.get(table, ()):
        if after and rule.happened(before, after):
            for entry in _entries(after):
                told = {**after, **entry}
                detail = {name: told[name] for name in rule.tells if told.get(name) not in {None, ""}}
                if rule.link:
                    detail["link"] = rule.link.format(**{name: told.get(name, "") for name in rule.tells})
                yield rule.kind, str(after.get("company_id", "")), detail


def _entries(image: Image) -> Iterable[Image]:
    entries = image.get("entries")
    return entries if isinstance(entries, list) else ({},)


def event_id(change_id: str, number: int) -> str:
    """The id of the event that is the so-manieth of a change: the same whenever that change is announced anew."""
    return f"evt_{hashlib.sha256(f'{change_id} {number}'.encode()).hexdigest()[:32]}"
