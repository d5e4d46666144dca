"""Closed periods: what is dated into one, and what can be moved out of it."""

from __future__ import annotations

import pytest

from bookbridge.domain.closed_periods import closed_date, first_open_day, is_closed, sent_date
from bookbridge.domain.dispatches import Verb
from bookbridge.domain.settings import Settings
from bookbridge.domain.stored_records import PackageLink, StoredRecord, SyncState
from bookbridge.domain.timestamps import EPOCH

pytestmark = [pytest.mark.unit, pytest.mark.requirement("B11")]

MOVES = Settings(closing_date_policy="move_to_open_period")
MARCH = "2026-03-31"


def _record(day: str, there: str = "") -> StoredRecord:
    link = PackageLink("1001", "7", "0", EPOCH, EPOCH, date=there) if there else None
    return StoredRecord("acme", "invoice", "i-1", {"date": day}, 1, SyncState.PENDING, link=link)


@pytest.mark.parametrize(
    ("day", "closed_until", "closed"),
    [
        ("2026-03-31", "2026-03-31", True),
        ("2026-03-30", "2026-03-31", True),
        ("2026-04-01", "2026-03-31", False),
        ("2026-03-31", "", False),
        ("", "2026-03-31", False),
    ],
)
def test_the_closing_date_itself_is_closed(day: str, closed_until: str, closed: bool) -> None:
    assert is_closed(day, closed_until) is closed


def test_the_first_open_day_may_be_in_another_year() -> None:
    assert first_open_day("2025-12-31") == "2026-01-01"


def test_what_is_new_is_moved_if_the_connection_says_so_and_is_no_fault_then() -> None:
    assert sent_date(_record("2026-03-31"), "2026-03-31", MOVES, Verb.CREATE) == "2026-04-01"
    assert sent_date(_record("2026-04-05"), "2026-03-31", MOVES, Verb.CREATE) == "2026-04-05"
    assert sent_date(_record("2026-03-31"), "2026-03-31", Settings(), Verb.CREATE) == "2026-03-31"
    assert [*closed_date(_record("2026-03-31"), "2026-03-31", MOVES, Verb.CREATE, "QuickBooks Online")] == []


@pytest.mark.parametrize("verb", [Verb.UPDATE, Verb.VOID])
def test_what_is_posted_in_a_closed_period_stays_where_it_is(verb: Verb) -> None:
    assert sent_date(_record("2026-03-31"), "2026-03-31", MOVES, verb) == "2026-03-31"
    (fault,) = closed_date(_record("2026-03-31"), "2026-03-31", MOVES, verb, "QuickBooks Online")
    assert (fault.field, fault.code) == ("date", "closed_period")
    assert "reopened" in fault.message


def test_a_new_document_is_told_the_first_open_day() -> None:
    (fault,) = closed_date(_record("2026-03-15"), "2026-03-31", Settings(), Verb.CREATE, "QuickBooks Online")
    assert "2026-04-01" in fault.message


def test_what_was_moved_when_it_was_sent_keeps_its_day_and_can_be_changed_and_voided() -> None:
    moved = _record("2026-03-15", there="2026-04-01")
    assert sent_date(moved, MARCH, MOVES, Verb.UPDATE) == "2026-04-01"
    for verb in (Verb.UPDATE, Verb.VOID):
        assert [*closed_date(moved, MARCH, MOVES, verb, "QuickBooks Online")] == []


def test_without_leave_to_move_a_document_is_not_changed_back_into_a_closed_period() -> None:
    (fault,) = closed_date(_record("2026-03-15", there="2026-04-01"), MARCH, Settings(), Verb.UPDATE, "Xero")
    assert "2026-03-15" in fault.message
    assert [*closed_date(_record("2026-03-15", there="2026-04-01"), MARCH, Settings(), Verb.VOID, "Xero")] == []


@pytest.mark.parametrize("settings", [MOVES, Settings()])
def test_a_later_date_does_not_take_a_document_out_of_a_closed_period(settings: Settings) -> None:
    (fault,) = closed_date(_record("2026-05-01", there="2026-03-20"), MARCH, settings, Verb.UPDATE, "Xero")
    assert "2026-03-20" in fault.message
