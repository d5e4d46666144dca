from __future__ import annotations

import pytest

from bookbridge.domain.connector_versions import Support, advice, support

pytestmark = pytest.mark.unit


@pytest.mark.requirement("A7")
@pytest.mark.parametrize("version", ["1.5.0.87", "1", "0.9", "1.99.99"])
def test_a_connector_below_2_0_is_refused_and_told_to_upgrade(version: str) -> None:
    assert support(version) is Support.NONE
    assert advice(version).startswith("E:")
    assert version in advice(version)
    assert "install version 2.3 or newer" in advice(version)


@pytest.mark.requirement("A7")
@pytest.mark.parametrize("version", ["2.0.0.139", "2.1.0.30", "2.2.0.71", "2"])
def test_a_connector_below_2_3_is_warned_about_and_may_go_on(version: str) -> None:
    assert support(version) is Support.OUTDATED
    assert advice(version).startswith("W:")
    assert "install version 2.3 or newer" in advice(version)


@pytest.mark.requirement("A7")
@pytest.mark.parametrize("version", ["2.3.0.215", "2.3", "2.10", "3.0", "34.0.10010.91", " 2.3.0.207 "])
def test_a_connector_of_2_3_or_newer_is_accepted_without_a_word(version: str) -> None:
    assert (support(version), advice(version)) == (Support.FULL, "")


@pytest.mark.parametrize("version", ["", "unknown", "v1.0", "99999.1"])
def test_a_version_that_cannot_be_read_locks_nobody_out(version: str) -> None:
    assert (support(version), advice(version)) == (Support.FULL, "")
