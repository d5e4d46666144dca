"""Which organisation a consent is for, where the package's callback does not say."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from bookbridge.domain.connections import Connection, ConnectionStatus
from bookbridge.domain.errors import Conflict, InvalidInput
from bookbridge.ports.http import Request
from tests.fakes.world import World

pytestmark = pytest.mark.workflows

FIRST, SECOND = "aef86862-2015-4b6b-88bc-d89032cecc50", "c34ce4ae-0a3f-4e2a-8a1c-3f2f1d4f9a77"
CALLBACK = "https://app.example.com/oauth/xero/callback"


@pytest.fixture
def world() -> World:
    made = World("xero")
    for tenant, name in ((FIRST, "Acme"), (SECOND, "Birch")):
        made.simulated.add_organisation(tenant, name)
    return made


def asked(world: World, company_id: str = "acme", **body: str) -> None:
    world.connect_company.change(company_id, {"package": "xero", **body})


def consent(world: World, tenant: str, company_id: str = "acme") -> Connection:
    """The customer goes to the consent page, chooses a tenant, and comes back."""
    parts = urlsplit(world.connect_company.authorize_url(company_id, CALLBACK, "state"))
    status, headers, _ = world.simulator.handle("GET", parts.path, f"{parts.query}&tenant_id={tenant}")
    assert status == 302
    callback = {name: values[0] for name, values in parse_qs(urlsplit(headers["Location"]).query).items()}
    return world.connect_company.complete(company_id, "xero", callback, CALLBACK)


def connections_of(world: World) -> set[str]:
    return {each.tenant_id for each in world.simulator.tokens.connections.values()}


def in_one_consent(world: World) -> None:
    """Let all connections look as if the customer had ticked their organisations in the newest consent."""

    def before(request: Request) -> None:
        if request.url.endswith("/connections"):
            known = world.simulator.tokens.connections
            *_, newest = known.values()
            for each in known.values():
                each.event_id = newest.event_id

    world.http.before_each_request = before


@pytest.mark.requirement("A1")
def test_the_organisation_is_the_one_that_the_consent_opened(world: World) -> None:
    asked(world)
    connected = consent(world, SECOND)
    assert (connected.organisation_id, connected.status) == (SECOND, ConnectionStatus.CONNECTED)
    # The same person gives another company's organisation afterwards; the first is not meant again.
    asked(world, "birch")
    assert consent(world, FIRST, "birch").organisation_id == FIRST


def test_several_organisations_in_one_consent_are_named_and_one_must_be_chosen(world: World) -> None:
    asked(world, "other")
    consent(world, FIRST, "other")
    world.connect_company.change("other", {"organisation_id": ""})
    asked(world)
    in_one_consent(world)
    with pytest.raises(Conflict) as several:
        consent(world, SECOND)
    for named in (f"{FIRST} (Acme)", f"{SECOND} (Birch)", "organisation_id"):
        assert named in str(several.value)
    assert world.connect_company.get("acme").status is ConnectionStatus.PENDING
    asked(world, organisation_id=FIRST)
    assert consent(world, SECOND).organisation_id == FIRST


@pytest.mark.requirement("B2")
def test_a_company_stays_with_the_organisation_it_is_bound_to(world: World) -> None:
    asked(world, organisation_id=FIRST)
    with pytest.raises(Conflict, match=f"bound to organisation {FIRST}, but {SECOND} \\(Birch\\) was chosen"):
        consent(world, SECOND)
    assert consent(world, FIRST).status is ConnectionStatus.CONNECTED


def test_a_consent_that_opens_nothing_is_told(world: World) -> None:
    asked(world)
    world.simulator.tokens.connections.clear()
    parts = urlsplit(world.connect_company.authorize_url("acme", CALLBACK, "state"))
    _, headers, _ = world.simulator.handle("GET", parts.path, f"{parts.query}&tenant_id={FIRST}")
    callback = {name: each[0] for name, each in parse_qs(urlsplit(headers["Location"]).query).items()}
    world.simulator.tokens.connections.clear()
    del world.simulator.organisations[FIRST]
    with pytest.raises(InvalidInput, match="opened no organisation"):
        world.connect_company.complete("acme", "xero", callback, CALLBACK)


@pytest.mark.requirement("C8")
def test_disconnecting_one_company_leaves_the_persons_others_connected(world: World) -> None:
    for company_id, tenant in (("acme", FIRST), ("birch", SECOND)):
        asked(world, company_id)
        consent(world, tenant, company_id)
    assert connections_of(world) == {FIRST, SECOND}
    gone = world.connect_company.disconnect("acme")
    assert (gone.status, gone.organisation_id) == (ConnectionStatus.NOT_CONNECTED, "")
    assert connections_of(world) == {SECOND}
