"""How far a company file has been read, and from when on it is listed again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bookbridge.domain.connector_sessions import Reading

pytestmark = pytest.mark.unit

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.requirement("B7")
def test_what_was_never_listed_is_listed_from_the_beginning() -> None:
    assert Reading("c-1").since("Bill", HOUR) is None


@pytest.mark.requirement("F2")
@pytest.mark.parametrize(
    ("listed_after", "overlap"),
    [
        (timedelta(0), HOUR),
        (timedelta(minutes=5), timedelta(minutes=55)),
        (timedelta(minutes=60), timedelta(0)),
        (timedelta(days=3), timedelta(0)),
    ],
)
def test_the_overlap_for_clocks_that_differ_shrinks_with_the_time_in_which_nothing_changed(
    listed_after: timedelta, overlap: timedelta
) -> None:
    reading = Reading(
        "c-1", cursors={"Bill": NOON}, moved={"Bill": NOON + HOUR}, deleted_until=NOON + HOUR + listed_after
    )
    assert reading.since("Bill", HOUR) == NOON - overlap


@pytest.mark.requirement("F2")
def test_a_change_dated_by_a_clock_an_hour_behind_is_within_every_listing() -> None:
    """The newest change was seen at 12:00; somebody else's clock is an hour behind; sessions go every five minutes."""
    for minutes in range(0, 600, 5):
        last_listing = NOON + timedelta(minutes=minutes)
        reading = Reading("c-1", cursors={"Bill": NOON}, moved={"Bill": NOON}, deleted_until=last_listing)
        made_just_after = last_listing - HOUR
        since = reading.since("Bill", HOUR)
        assert since is not None
        assert since <= made_just_after
