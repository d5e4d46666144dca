"""When scheduled reports are due, which stand, and who gets them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbridge.adapters.system_clock import TimeSortedIds
from bookbridge.domain.connections import Connection, ConnectionStatus
from bookbridge.domain.errors import InvalidInput
from bookbridge.domain.schedules import next_due, recipients, scheduled_report_id, schedules_of
from bookbridge.domain.settings import ScheduledReport, parse_settings

pytestmark = [pytest.mark.unit, pytest.mark.requirement("A5")]

SUNDAY = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def schedule(**more: Any) -> ScheduledReport:
    return ScheduledReport.model_validate({"report": "sync_failures", "every": "day", **more})


def connection(*schedules: dict[str, Any], status: ConnectionStatus = ConnectionStatus.CONNECTED, **more: Any) -> Any:
    settings = parse_settings({"scheduled_reports": list(schedules), **more})
    return Connection("acme", "xero", status=status, settings=settings)


DAILY = {"report": "sync_failures", "every": "day"}


@pytest.mark.parametrize(
    ("given_schedule", "due"),
    [
        (schedule(hour=7), datetime(2026, 11, 22, 7, tzinfo=UTC)),
        (schedule(hour=6), datetime(2026, 11, 23, 6, tzinfo=UTC)),
        (schedule(hour=0), datetime(2026, 11, 23, 0, tzinfo=UTC)),
        (schedule(every="week", weekday=6, hour=7), datetime(2026, 11, 22, 7, tzinfo=UTC)),
        (schedule(every="week", weekday=6, hour=6), datetime(2026, 11, 29, 6, tzinfo=UTC)),
        (schedule(every="week", weekday=0, hour=6), datetime(2026, 11, 23, 6, tzinfo=UTC)),
        (schedule(every="week", weekday=5, hour=23), datetime(2026, 11, 28, 23, tzinfo=UTC)),
    ],
)
def test_a_report_is_due_at_its_hour_each_day_or_on_its_day_of_the_week(
    given_schedule: ScheduledReport, due: datetime
) -> None:
    assert next_due(given_schedule, SUNDAY) == due


def test_the_time_that_is_now_has_come_already() -> None:
    due = datetime(2026, 11, 22, 7, tzinfo=UTC)
    assert next_due(schedule(hour=7), due - timedelta(microseconds=1)) == due
    assert next_due(schedule(hour=7), due) == due + timedelta(days=1)


def test_hours_are_those_of_utc_whatever_the_zone_of_the_instant() -> None:
    auckland = datetime(2026, 11, 23, 1, tzinfo=timezone(timedelta(hours=13)))  # noon of the 22nd, UTC
    due = next_due(schedule(hour=12), auckland)
    assert (due, due.tzinfo) == (datetime(2026, 11, 23, 12, tzinfo=UTC), UTC)


@given(
    st.sampled_from(["day", "week"]),
    st.integers(0, 6),
    st.integers(0, 23),
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - zone beside it
)
def test_the_next_time_is_the_first_later_one_that_fits(every: str, weekday: int, hour: int, after: datetime) -> None:
    due = next_due(schedule(every=every, weekday=weekday, hour=hour), after)
    between = timedelta(days=7 if every == "week" else 1)
    assert timedelta(0) < due - after <= between
    assert (due.hour, due.minute, due.second, due.microsecond) == (hour, 0, 0, 0)
    assert every == "day" or due.weekday() == weekday
    assert next_due(schedule(every=every, weekday=weekday, hour=hour), due) == due + between


def test_schedules_that_make_other_files_or_at_other_times_have_names_of_their_own() -> None:
    different = [
        schedule(),
        schedule(hour=7),
        schedule(language="fr"),
        schedule(language="en"),
        schedule(report="discrepancies"),
        schedule(filter={"status": "open"}),
        schedule(filter={"category": "invoices"}),
        schedule(every="week"),
        schedule(every="week", weekday=1),
    ]
    assert len({each.schedule_name() for each in different}) == len(different)
    assert schedule(emails=["a@b.example"]).schedule_name() == schedule(weekday=3).schedule_name()


def test_the_same_report_cannot_be_scheduled_twice_for_the_same_time() -> None:
    again = [DAILY, {**DAILY, "hour": 7}, {**DAILY, "emails": ["a@b.example"], "weekday": 3}]
    with pytest.raises(InvalidInput) as refused:
        parse_settings({"scheduled_reports": again})
    (fault,) = refused.value.faults
    assert fault.field == "settings.scheduled_reports"
    assert fault.message.startswith("schedules the same report twice for the same time")


def test_a_schedule_is_checked_like_a_request_for_a_report() -> None:
    wrong = {"report": "weather", "every": "hour", "language": "de", "filter": {"colour": "red", "status": "shut"}}
    with pytest.raises(InvalidInput) as refused:
        parse_settings({"scheduled_reports": [DAILY, {**wrong, "hour": 24, "weekday": 7, "emails": ["nobody"]}]})
    at = "settings.scheduled_reports.1"
    told = {fault.field.removeprefix(f"{at}."): fault.message for fault in refused.value.faults}
    assert told.keys() == {
        "report", "every", "language", "filter.colour", "filter.status", "hour", "weekday", "emails.0"
    }  # fmt: skip
    assert told["filter.colour"] == "is not a filter: use status, category, entity_type"
    assert told["filter.status"].startswith("must be one of 'open', 'resyncing'")


def test_schedules_rest_while_a_company_has_disconnected_or_switched_the_integration_off() -> None:
    for status in ConnectionStatus:
        at_rest = status in {ConnectionStatus.NOT_CONNECTED, ConnectionStatus.DISABLED}
        assert bool(schedules_of(connection(DAILY, status=status))) is not at_rest
    assert not schedules_of(connection(DAILY, enabled=False))
    assert not schedules_of(None)


def test_one_time_of_one_schedule_has_one_report_id_and_ids_sort_by_time() -> None:
    name, noon = schedule().schedule_name(), datetime(2026, 5, 1, 12, tzinfo=UTC)
    made = scheduled_report_id("acme", name, noon)
    paris = noon.astimezone(timezone(timedelta(hours=2)))
    assert scheduled_report_id("acme", name, paris) == made
    later = scheduled_report_id("acme", name, noon + timedelta(days=1))
    assert made < later
    assert len({made, later, scheduled_report_id("other", name, noon), scheduled_report_id("acme", "x", noon)}) == 4
    assert len(made) == len(TimeSortedIds().new("rep"))


@pytest.mark.requirement("E1")
@pytest.mark.parametrize(
    ("emails", "notify", "told"),
    [
        (["a@b.example", "c@b.example", "A@b.example"], {"owner": "o@b.example"}, {"a@b.example", "c@b.example"}),
        (
            [],
            {"owner": "o@b.example", "administrators": ["x@b.example", "O@B.example"]},
            {"o@b.example", "x@b.example"},
        ),
        ([], {"emails": ["desk@b.example"]}, set()),
        ([], {}, set()),
    ],
)
def test_a_report_goes_to_its_own_addresses_or_else_to_the_owner_and_the_administrators(
    emails: list[str], notify: dict[str, Any], told: set[str]
) -> None:
    company = connection({**DAILY, "emails": emails}, notify=notify)
    addresses = recipients(company.settings.scheduled_reports[0], company)
    assert (len(addresses), {each.casefold() for each in addresses}) == (len(told), told)
