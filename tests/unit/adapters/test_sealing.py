from __future__ import annotations

import pytest

from bookbridge.adapters.sealing import SealBroken, Sealer

pytestmark = [pytest.mark.unit, pytest.mark.requirement("F3")]

KEY = b"0123456789abcdef0123456789abcdef"


def test_what_is_sealed_opens_for_its_company() -> None:
    sealer = Sealer(lambda: KEY)

    sealed = sealer.seal(b"refresh-token", "c-1")

    assert sealer.open(sealed, "c-1") == b"refresh-token"
    assert b"refresh" not in sealed


def test_the_same_secret_never_looks_the_same() -> None:
    sealer = Sealer(lambda: KEY)

    assert sealer.seal(b"secret", "c-1") != sealer.seal(b"secret", "c-1")


def test_it_opens_for_no_other_company_key_or_content() -> None:
    sealed = Sealer(lambda: KEY).seal(b"secret", "c-1")

    for sealer, content, company_id in (
        (Sealer(lambda: KEY), sealed, "c-2"),
        (Sealer(lambda: KEY[::-1]), sealed, "c-1"),
        (Sealer(lambda: KEY), sealed[:-1] + bytes([sealed[-1] ^ 1]), "c-1"),
        (Sealer(lambda: KEY), b"\x02" + sealed[1:], "c-1"),
        (Sealer(lambda: KEY), b"", "c-1"),
        (Sealer(lambda: KEY), sealed[:13], "c-1"),
    ):
        with pytest.raises(SealBroken):
            sealer.open(content, company_id)


def test_a_weak_key_is_refused() -> None:
    with pytest.raises(SealBroken, match="at least 32"):
        Sealer(lambda: b"short").seal(b"secret", "c-1")


def test_the_key_is_asked_for_only_when_something_is_sealed() -> None:
    def unavailable() -> bytes:
        raise AssertionError("asked too early")

    Sealer(unavailable)
