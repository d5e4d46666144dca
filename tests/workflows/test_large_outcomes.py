"""An outcome that is too much for one transaction is written in several, and ends its dispatch all the same (F1)."""

from __future__ import annotations

import pytest

from bookbridge.domain.stored_records import SyncState
from bookbridge.use_cases import record_outcomes
from tests.fakes.books import customer

from .every_package import PACKAGES, world_of

pytestmark = pytest.mark.workflows


@pytest.mark.requirement("F1")
@pytest.mark.parametrize("package", PACKAGES)
def test_what_fits_in_no_transaction_is_written_in_several(package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(record_outcomes, "MAX_EFFECTS", 12)
    world = world_of(package)
    world.connect("acme", world.simulation.organisation_id)
    for number in range(30):
        world.put("acme", "customer", f"c-{number}", customer(f"Customer {number}"))
    world.run()

    assert {world.view("acme", "customer", f"c-{number}").sync_state for number in range(30)} == {SyncState.SYNCED}
    assert sum(session.counts.pushed for session in world.store.sessions.values()) == 30
    assert not world.store.dispatches
