"""Settings of a connection: defaults, changes, and every fault at once."""

from __future__ import annotations

import pytest

from bookbridge.domain.connections import Settings, parse_settings
from bookbridge.domain.errors import InvalidInput

pytestmark = pytest.mark.unit


@pytest.mark.requirement("B4", "C3")
def test_the_defaults_are_those_of_the_guides() -> None:
    settings = parse_settings({})
    assert (settings.sync_interval_minutes, settings.lease_minutes) == (5, 30)
    assert settings.export_statuses == ["Despatched", "Invoiced"]
    assert "invoice" in settings.entities_to_sync


def test_what_is_not_named_keeps_its_value() -> None:
    base = parse_settings({"sync_interval_minutes": 15, "language": "fr"})
    assert parse_settings({"enabled": False}, base) == base.model_copy(update={"enabled": False})


def test_all_faults_are_named_at_once() -> None:
    body = {"interval": 5, "sync_interval_minutes": 0, "notify": {"emails": ["nobody"]}, "language": "de"}
    with pytest.raises(InvalidInput) as refused:
        parse_settings(body)
    assert {fault.field for fault in refused.value.faults} == {
        "settings.interval",
        "settings.sync_interval_minutes",
        "settings.notify.emails.0",
        "settings.language",
    }


def test_settings_that_are_no_object_are_refused() -> None:
    with pytest.raises(InvalidInput, match="must be an object"):
        parse_settings(["enabled"])


def test_settings_survive_storage() -> None:
    settings = parse_settings({"default_accounts": {"income": "4000"}, "cost_centres": {"picking": "4100"}})
    assert Settings.model_validate(settings.model_dump(mode="json")) == settings
