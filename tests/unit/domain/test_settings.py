"""Settings of a connection: defaults, changes, and every fault at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bookbridge.domain.connections import Connection
from bookbridge.domain.errors import InvalidInput
from bookbridge.domain.settings import Settings, affected_types, parse_settings

pytestmark = pytest.mark.unit


@pytest.mark.requirement("C3")
def test_the_defaults_are_those_of_the_guides() -> None:
    settings = parse_settings({})
    assert settings.lease_minutes == 30
    assert settings.export_statuses == ["Despatched", "Invoiced"]
    assert "invoice" in settings.entities_to_sync


@pytest.mark.requirement("B4", "C5")
def test_a_connection_is_polled_as_usual_for_its_package_unless_its_settings_say_how_often() -> None:
    usual = timedelta(minutes=15)
    assert Connection("acme", "xero").interval(usual) == usual
    chosen = parse_settings({"sync_interval_minutes": 30})
    assert Connection("acme", "xero", settings=chosen).interval(usual) == timedelta(minutes=30)
    back = parse_settings({"sync_interval_minutes": None}, chosen)
    assert Connection("acme", "xero", settings=back).interval(usual) == usual


@pytest.mark.parametrize(
    ("before", "after", "affected"),
    [
        ({}, {"language": "fr", "sync_interval_minutes": 5}, ()),
        ({"entities_to_sync": ["customer"]}, {"entities_to_sync": ["vendor", "customer", "bill"]}, ("vendor", "bill")),
        ({}, {"entities_to_sync": ["customer"]}, ()),
        ({}, {"export_statuses": ["Invoiced", "Despatched"]}, ()),
        ({}, {"export_statuses": ["Invoiced"]}, ("order",)),
        ({}, {"auto_post": True}, ("bill", "vendor_credit")),
    ],
)
def test_only_records_that_a_change_of_settings_decides_about_are_looked_through(
    before: dict[str, Any], after: dict[str, Any], affected: tuple[str, ...]
) -> None:
    assert affected_types(parse_settings(before), parse_settings(after)) == affected


def test_what_is_not_named_keeps_its_value() -> None:
    base = parse_settings({"sync_interval_minutes": 15, "language": "fr"})
    assert parse_settings({"enabled": False}, base) == base.model_copy(update={"enabled": False})


def test_all_faults_are_named_at_once() -> None:
    body = {
        "interval": 5,
        "sync_interval_minutes": 0,
        "notify": {"emails": ["nobody"], "sms": True},
        "tax": {"defualt": "20", "by_item": {"item-1": ""}},
        "default_accounts": {"sales": "4000"},
        "language": "de",
    }
    with pytest.raises(InvalidInput) as refused:
        parse_settings(body)
    assert {fault.field for fault in refused.value.faults} == {
        "settings.interval",
        "settings.sync_interval_minutes",
        "settings.notify.emails.0",
        "settings.notify.sms",
        "settings.tax.defualt",
        "settings.tax.by_item.item-1",
        "settings.default_accounts.sales",
        "settings.language",
    }


def test_settings_that_are_no_object_are_refused() -> None:
    with pytest.raises(InvalidInput, match="must be an object"):
        parse_settings(["enabled"])


def test_settings_survive_storage() -> None:
    settings = parse_settings({"default_accounts": {"income": "4000"}, "cost_centres": {"picking": "4100"}})
    assert Settings.model_validate(settings.model_dump(mode="json")) == settings


@pytest.mark.requirement("C4", "D7")
def test_settings_that_hold_settings_keep_those_that_are_not_named() -> None:
    before = parse_settings({"default_accounts": {"income": "200", "bank": "090"}, "tax": {"default": "OUTPUT2"}})

    after = parse_settings({"default_accounts": {"income": "201"}, "tax": {"by_item": {"s-1": "NONE"}}}, before)

    assert (after.default_accounts.income, after.default_accounts.bank) == ("201", "090")
    assert (after.tax.default, after.tax.by_item) == ("OUTPUT2", {"s-1": "NONE"})
