"""What holds for every implementation of `CredentialStore`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from .conftest import Ports
from .examples import MINUTE, NOON, credentials

pytestmark = [pytest.mark.contract, pytest.mark.requirement("F3")]


def test_tokens_are_read_back_as_they_were(ports: Ports) -> None:
    ports.credentials.put(credentials())

    assert ports.credentials.get("c-1") == credentials()
    assert ports.credentials.get("c-2") is None


def test_tokens_without_a_known_end_of_the_refresh_token_are_kept(ports: Ports) -> None:
    endless = replace(credentials(), refresh_expires_at=None)

    ports.credentials.put(endless)

    assert ports.credentials.get("c-1") == endless


def test_a_new_consent_replaces_the_tokens_under_a_new_version(ports: Ports) -> None:
    ports.credentials.put(credentials())
    ports.credentials.claim_refresh("c-1", 1, NOON, NOON + MINUTE)

    ports.credentials.put(credentials(access_token="access-2"))

    assert ports.credentials.get("c-1") == replace(credentials(access_token="access-2"), version=2)


def test_one_worker_may_refresh(ports: Ports) -> None:
    ports.credentials.put(credentials())

    first = ports.credentials.claim_refresh("c-1", 1, NOON, NOON + MINUTE)
    second = ports.credentials.claim_refresh("c-1", 1, NOON, NOON + MINUTE)

    assert (first, second) == (True, False)
    stored = ports.credentials.get("c-1")
    assert stored is not None
    assert stored.refreshing_until == NOON + MINUTE


def test_an_expired_claim_passes_on(ports: Ports) -> None:
    ports.credentials.put(credentials())
    ports.credentials.claim_refresh("c-1", 1, NOON, NOON + MINUTE)

    assert ports.credentials.claim_refresh("c-1", 1, NOON + MINUTE, NOON + 2 * MINUTE)


def test_refreshed_tokens_end_the_claim_and_raise_the_version(ports: Ports) -> None:
    ports.credentials.put(credentials())
    ports.credentials.claim_refresh("c-1", 1, NOON, NOON + MINUTE)
    fresh = replace(credentials(access_token="access-2"), version=2)

    assert ports.credentials.save_refreshed(fresh, replaced_version=1)

    assert ports.credentials.get("c-1") == fresh
    assert not ports.credentials.claim_refresh("c-1", 1, NOON, NOON + MINUTE)
    assert ports.credentials.claim_refresh("c-1", 2, NOON, NOON + MINUTE)


def test_a_refresh_never_overwrites_a_newer_consent(ports: Ports) -> None:
    ports.credentials.put(credentials())
    ports.credentials.claim_refresh("c-1", 1, NOON, NOON + MINUTE)
    ports.credentials.put(credentials(access_token="consented"))

    saved = ports.credentials.save_refreshed(credentials(access_token="refreshed"), replaced_version=1)

    assert not saved
    stored = ports.credentials.get("c-1")
    assert stored is not None
    assert stored.access_token == "consented"


def test_a_refresh_never_overwrites_a_consent_after_a_deletion(ports: Ports) -> None:
    ports.credentials.put(credentials())
    ports.credentials.delete("c-1")
    ports.credentials.put(credentials(access_token="consented"))

    assert not ports.credentials.save_refreshed(credentials(access_token="refreshed"), replaced_version=1)


def test_a_released_claim_is_free(ports: Ports) -> None:
    ports.credentials.put(credentials())
    ports.credentials.claim_refresh("c-1", 1, NOON, NOON + MINUTE)

    ports.credentials.release_refresh("c-1", 1)

    assert ports.credentials.get("c-1") == credentials()
    assert ports.credentials.claim_refresh("c-1", 1, NOON, NOON + MINUTE)


def test_releasing_an_old_version_leaves_the_claim_on_the_new_one(ports: Ports) -> None:
    ports.credentials.put(credentials())
    ports.credentials.put(credentials())
    ports.credentials.claim_refresh("c-1", 2, NOON, NOON + MINUTE)

    ports.credentials.release_refresh("c-1", 1)

    assert not ports.credentials.claim_refresh("c-1", 2, NOON, NOON + MINUTE)


def test_deleted_tokens_are_gone(ports: Ports) -> None:
    ports.credentials.put(credentials())

    ports.credentials.delete("c-1")
    ports.credentials.delete("never-there")

    assert ports.credentials.get("c-1") is None
    assert not ports.credentials.claim_refresh("c-1", 1, NOON, NOON + MINUTE)
    assert not ports.credentials.save_refreshed(credentials(), replaced_version=1)
    assert ports.credentials.get("c-1") is None


def test_a_company_touches_only_its_own_tokens(ports: Ports) -> None:
    ports.credentials.put(credentials("c-1"))
    ports.credentials.put(credentials("c-2", "access-of-c-2"))

    ports.credentials.delete("c-1")
    ports.credentials.claim_refresh("c-1", 1, NOON, NOON + MINUTE)

    assert ports.credentials.get("c-2") == credentials("c-2", "access-of-c-2")
