"""What holds for every implementation of `Inbox` and `Feed`."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from bookbridge.domain.changes import PAGE_SIZE, ChangeKind, feed_pages
from bookbridge.ports.transactions import AppendToFeed

from .conftest import Ports
from .examples import NOON, SECOND, entry, notice

pytestmark = pytest.mark.contract


def test_a_notice_is_read_back_as_it_was(ports: Ports) -> None:
    merged = notice(kind=ChangeKind.MERGED, merged_into="77", package_id="12#a")

    ports.inbox.put([merged])

    assert ports.inbox.take("c-1", 9) == (merged,)


def test_taking_does_not_remove(ports: Ports) -> None:
    ports.inbox.put([notice()])

    assert ports.inbox.take("c-1", 9) == ports.inbox.take("c-1", 9) == (notice(),)


@pytest.mark.requirement("F2")
def test_notices_about_one_record_coalesce_into_the_newest(ports: Ports) -> None:
    deleted = notice(kind=ChangeKind.DELETED, occurred_at=NOON + SECOND)

    ports.inbox.put([deleted, notice(), notice()])
    ports.inbox.put([notice(occurred_at=NOON - SECOND)])

    assert ports.inbox.take("c-1", 9) == (deleted,)


def test_a_newer_notice_replaces_an_older_one(ports: Ports) -> None:
    newer = notice(kind=ChangeKind.VOIDED, occurred_at=NOON + SECOND)
    ports.inbox.put([notice()])

    ports.inbox.put([newer])

    assert ports.inbox.take("c-1", 9) == (newer,)


def test_any_number_of_notices_of_any_companies_are_put_at_once(ports: Ports) -> None:
    ports.inbox.put([])
    ports.inbox.put([notice(f"c-{company}", f"{number}") for company in (1, 2) for number in range(60)])

    assert len(ports.inbox.take("c-1", 100)) == 60
    assert len(ports.inbox.take("c-2", 25)) == 25


def test_a_notice_is_removed_unless_a_newer_one_has_taken_its_place(ports: Ports) -> None:
    served = [notice(package_id=f"{number}") for number in range(20)]
    ports.inbox.put(served)
    renewed = [notice(package_id="3", occurred_at=NOON + SECOND), notice(package_id="4", kind=ChangeKind.VOIDED)]
    ports.inbox.put(renewed)

    ports.inbox.remove([])
    ports.inbox.remove(served)
    ports.inbox.remove(served[:1])

    assert set(ports.inbox.take("c-1", 99)) == set(renewed)


def test_a_company_sees_no_notice_of_another(ports: Ports) -> None:
    ports.inbox.put([notice("c-2")])

    assert ports.inbox.take("c-1", 9) == ()


@pytest.mark.requirement("F11")
def test_the_feed_goes_on_behind_its_cursor(ports: Ports) -> None:
    entries = [entry(position=f"{number:04}") for number in range(5)]
    ports.transactions.commit_unleased([AppendToFeed((each,)) for each in reversed(entries)])

    first, cursor = ports.feed.page("c-1", None, 3)
    rest, end = ports.feed.page("c-1", cursor, 3)

    assert [*first, *rest] == entries
    assert (cursor, end) == ("0002", "0004")


@pytest.mark.requirement("F11")
@pytest.mark.parametrize("limit", [1, 2, 3, 9, 100])
def test_entries_that_were_applied_together_are_read_one_by_one(ports: Ports, limit: int) -> None:
    entries = [entry(position=f"{number:04}") for number in range(100)]
    pages = [tuple(entries[start : start + 24]) for start in range(0, 100, 24)]
    for page in pages:
        ports.transactions.commit_unleased([AppendToFeed(page)])

    read, cursor = ports.feed.page("c-1", None, limit)
    while (more := ports.feed.page("c-1", cursor, limit))[0]:
        read, cursor = (*read, *more[0]), more[1]

    assert list(read) == entries


@pytest.mark.parametrize("size", [PAGE_SIZE // 2 - 100, PAGE_SIZE + 10])
def test_entries_that_are_too_large_for_one_page_are_kept_on_several(ports: Ports, size: int) -> None:
    noise = random.Random(7)  # noqa: S311 - noise, not secrets
    body: dict[str, object] = {"memo": "".join(noise.choices("0123456789abcdef", k=size))}
    entries = [replace(entry(position=f"{number:04}"), record=body) for number in range(5)]

    ports.transactions.commit_unleased([AppendToFeed(page) for page in feed_pages(entries)])

    assert list(ports.feed.page("c-1", None, 9)[0]) == entries


def test_a_feed_without_news_has_no_cursor(ports: Ports) -> None:
    ports.transactions.commit_unleased([AppendToFeed((entry(),))])

    assert ports.feed.page("c-1", "0001", 3) == ((), None)


def test_a_feed_entry_of_a_merge_names_the_survivor(ports: Ports) -> None:
    merged = replace(entry(), kind=ChangeKind.MERGED, merged_into="cust-9", record={"nested": [{"a": "1"}]})
    ports.transactions.commit_unleased([AppendToFeed((merged,))])

    assert ports.feed.page("c-1", None, 1) == ((merged,), "0001")


def test_a_company_reads_no_feed_of_another(ports: Ports) -> None:
    ports.transactions.commit_unleased([AppendToFeed((entry("c-2"),))])

    assert ports.feed.page("c-1", None, 9) == ((), None)
