"""A company that moves on to another organisation, whose objects have the same ids as those of the one before."""

from __future__ import annotations

import pytest

from bookbridge.domain.stored_records import SyncState
from tests.fakes.books import customer, payment
from tests.fakes.world import World

pytestmark = pytest.mark.workflows


@pytest.mark.requirement("F1", "F2", "C8")
def test_a_record_whose_twins_have_the_same_id_in_both_organisations_stays_one_record(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.run()
    acme.connect_company.disconnect("acme")
    acme.connect("acme", "2002")
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.run()
    acme.tick(minutes=24 * 60)
    acme.run()

    link = acme.view("acme", "customer", "c-1").record.link
    assert link
    assert (link.organisation_id, link.package_id) == ("2002", "1")
    assert len(acme.store.records) == 1
    assert acme.feed.page("acme", None, 10)[0] == ()

    acme.clock.advance(60)
    acme.by_hand("PATCH", "/organisations/2002/Customer/1", {"DisplayName": "Alder & Sons"})
    acme.run()
    changed = acme.view("acme", "customer", "c-1").record
    assert (changed.body["name"], changed.sync_state) == ("Alder & Sons", SyncState.SYNCED)


@pytest.mark.requirement("B15", "C8")
def test_a_void_of_what_is_in_another_organisation_is_not_said_to_be_done(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.put("acme", "payment", "p-1", payment("c-1", {}, amount="5.00"))
    acme.run()
    acme.connect_company.disconnect("acme")
    acme.accept_records.void("acme", "payment", "p-1")
    acme.connect("acme", "2002")
    acme.run()
    view = acme.view("acme", "payment", "p-1")
    assert view.failure
    assert (view.failure.problem.code, view.record.voided) == ("mapping_missing", False)
