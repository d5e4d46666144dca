"""Change data capture where its answers leave something open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bookbridge.domain.changes import ChangeKind
from bookbridge.domain.errors import PackageRefused
from bookbridge.packages.quickbooks_online.changes import changes_since
from bookbridge.ports.http import Response
from tests.unit.packages.quickbooks_online.canned import AT, answered, captured, client, fault, found, row

pytestmark = pytest.mark.unit

HOUR = timedelta(hours=1)


def at(seconds: int) -> str:
    return (datetime(2026, 5, 4, 9, 0, tzinfo=UTC) + timedelta(seconds=seconds)).isoformat()


def deleted(package_id: str, *, dated: bool = True) -> dict[str, Any]:
    times = {"MetaData": {"LastUpdatedTime": at(5)}} if dated else {}
    return {"domain": "QBO", "status": "Deleted", "Id": package_id, **times}


def test_a_deletion_without_a_time_is_dated_by_the_answer() -> None:
    books, _ = client(captured({"Invoice": [deleted("130", dated=False)]}))
    (change,) = changes_since(books, AT - HOUR).changes
    assert (change.kind, change.occurred_at) == (ChangeKind.DELETED, AT)


def test_a_refusal_that_is_not_about_the_look_back_is_told() -> None:
    books, _ = client(answered(fault("2000"), 400), found("CompanyInfo"))
    with pytest.raises(PackageRefused):
        changes_since(books, AT - HOUR)


@pytest.mark.requirement("F2")
def test_a_cursor_that_is_too_old_is_noticed_even_if_the_package_does_not_mind() -> None:
    def answers() -> list[Response]:
        pages = [found("X")] * 8
        return [captured({}), *pages, captured({"Bill": [deleted("118")]})]

    books, access = client(*answers())
    (change,) = changes_since(books, AT - timedelta(days=31)).changes
    assert change.kind is ChangeKind.DELETED
    assert [request.kind for request in access.sent] == ["cdc", *["query"] * 8, "cdc"]
    assert "changedSince=2026-04-04T10%3A30%3A00" in access.sent[-1].url


@pytest.mark.requirement("F2")
def test_an_older_state_of_a_row_never_takes_the_place_of_a_newer_one() -> None:
    newest = row("0", at(5000), token="2")
    rows = [newest, *[row(str(each), at(each)) for each in range(1, 1000)]]
    books, _ = client(
        captured({"Invoice": rows}), *[captured({})] * 5, captured({"Invoice": [row("0", at(1))]}), *[captured({})] * 2
    )
    changes = {change.package_id: change for change in changes_since(books, AT - HOUR).changes}
    assert changes["0"].version == "2"


@pytest.mark.requirement("F2")
def test_a_row_that_changes_while_its_pages_are_read_is_taken_in_its_newest_state() -> None:
    first = [row(str(each), at(each), Balance=0) for each in range(1000)]
    moved = row("3", at(2000), token="1")
    everything = captured({"Invoice": first})
    books, access = client(
        everything,
        *[captured({})] * 5,
        everything,
        found("Invoice", *first),
        found("Invoice", first[-1], moved),
        captured({"Invoice": [moved, deleted("3000")]}),
        *[captured({})] * 2,
    )
    changes = {change.package_id: change for change in changes_since(books, AT - HOUR).changes}
    assert len(changes) == 1001
    assert changes["3"].occurred_at.isoformat() == at(2000)
    assert changes["3000"].kind is ChangeKind.DELETED
    assert "LastUpdatedTime+%3E%3D+%272026-05-04T09%3A16%3A39" in access.sent[8].url


@pytest.mark.requirement("F2")
def test_deletions_are_looked_for_as_far_as_answers_can_show_them() -> None:
    full = captured({"Invoice": [deleted(str(each)) for each in range(1000)]})
    books, access = client(full, *[captured({})] * 5, full, found("Invoice"), *[full] * 6, *[captured({})] * 2)
    assert len(changes_since(books, AT - HOUR).changes) == 1000
    assert [request.kind for request in access.sent].count("cdc") == 15
