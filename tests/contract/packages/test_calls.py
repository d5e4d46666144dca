"""Calls over HTTP: a package that limits us, tokens that have expired, and reads that nobody answered."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookbridge.domain.errors import PackageUnavailable, RateLimited, ReauthorizationRequired
from tests.contract.packages.books import NAME, ON_CLOUD_PACKAGES, Ledger
from tests.fakes.files import InMemoryFiles

pytestmark = [pytest.mark.contract, ON_CLOUD_PACKAGES]


@pytest.mark.requirement("F4")
def test_a_package_that_limits_us_says_for_how_long(ledger: Ledger) -> None:
    operation = ledger.operation("customer", "c-1", {"name": "Alder"})
    ledger.over_http.limit(60)
    with pytest.raises(RateLimited) as limited:
        ledger.push(operation)
    assert limited.value.wait_seconds == 60
    ledger.over_http.limit(7)
    with pytest.raises(RateLimited) as limited:
        ledger.books.identity()
    assert limited.value.wait_seconds == 7


@pytest.mark.requirement("F3")
def test_an_expired_token_is_told_from_a_consent_that_ended(ledger: Ledger) -> None:
    package, http = ledger.cloud, ledger.over_http.http
    books = package.open(replace(ledger.over_http.access(), token="unknown"), InMemoryFiles())
    with pytest.raises(ReauthorizationRequired):
        books.identity()
    expired = http.send(replace(http.sent[-1], headers={"Authorization": "Bearer unknown"}))
    assert package.is_expired_token(expired)
    assert not package.is_expired_token(replace(expired, status=200))


@pytest.mark.parametrize("fault", ["server_error", "unavailable", "timeout_before_commit", "lost_answer"])
def test_a_read_without_an_answer_can_be_repeated(ledger: Ledger, fault: str) -> None:
    ledger.served.strike(fault)
    with pytest.raises(PackageUnavailable):
        ledger.books.identity()
    assert ledger.books.identity().name == NAME
