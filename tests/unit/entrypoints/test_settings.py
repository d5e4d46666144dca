from __future__ import annotations

import pytest

from bookbridge.bootstrap.settings import MissingSetting, Settings, UnusableAddress

pytestmark = pytest.mark.unit


def test_a_missing_variable_is_named_when_it_is_needed_and_not_before() -> None:
    settings = Settings({})
    with pytest.raises(MissingSetting, match="SYNC_FAILURES_TABLE is not set"):
        settings.table("sync_failures")


def test_an_empty_variable_is_a_missing_one() -> None:
    with pytest.raises(MissingSetting, match="REPORTS_BUCKET"):
        Settings({"REPORTS_BUCKET": ""}).required("REPORTS_BUCKET")


def test_what_belongs_to_a_package_is_named_for_it() -> None:
    settings = Settings({"QUICKBOOKS_ONLINE_URL": "http://here/", "QUICKBOOKS_ONLINE_SECRET_ARN": "arn:secret"})
    assert settings.package_url("quickbooks-online") == "http://here"
    assert settings.package_secret_arn("quickbooks-online") == "arn:secret"
    assert settings.package_url("xero") == ""


def test_without_a_key_set_only_the_stacks_own_tokens_count() -> None:
    assert Settings({"JWKS_URL": "", "JWT_ISSUER": "https://idp.example"}).identity_provider is None


@pytest.mark.parametrize("missing", ["JWT_ISSUER", "JWT_AUDIENCE"])
def test_a_key_set_without_issuer_or_audience_would_take_anybodys_tokens(missing: str) -> None:
    environment = {"JWKS_URL": "https://idp.example/keys", "JWT_ISSUER": "https://idp.example", "JWT_AUDIENCE": "bb"}
    with pytest.raises(MissingSetting, match=missing):
        _ = Settings({**environment, missing: ""}).identity_provider


def test_settings_show_no_values() -> None:
    assert "hidden" not in repr(Settings({"API_TOKENS_SECRET_ARN": "hidden"}))


@pytest.mark.requirement("F11")
@pytest.mark.parametrize("stage", ["local", "prod", ""])
def test_events_are_posted_by_https(stage: str) -> None:
    address = "https://app.example/events?tenant=7"
    assert Settings({"STAGE": stage, "EVENTS_WEBHOOK_URL": address}).events_webhook_url == address


@pytest.mark.requirement("F11")
@pytest.mark.parametrize("address", ["http://127.0.0.1:8080/events", "http://localhost/events"])
def test_only_a_local_stack_posts_events_in_clear_and_only_to_its_own_machine(address: str) -> None:
    assert Settings({"STAGE": "local", "EVENTS_WEBHOOK_URL": address}).events_webhook_url == address
    for stage in ("prod", ""):
        with pytest.raises(UnusableAddress):
            _ = Settings({"STAGE": stage, "EVENTS_WEBHOOK_URL": address}).events_webhook_url
    with pytest.raises(UnusableAddress):
        _ = Settings({"STAGE": "local", "EVENTS_WEBHOOK_URL": "http://app.example/"}).events_webhook_url
