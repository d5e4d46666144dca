"""Consents: every package leads through its own pages to tokens of one organisation, and gives them back."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import pytest

from bookbridge.domain.errors import PackageUnavailable, ReauthorizationRequired
from bookbridge.ports.packages import Books, CloudPackage, Tokens
from tests.contract.packages.books import NAME, START
from tests.contract.packages.served import DirectAccess
from tests.fakes.files import InMemoryFiles
from tests.fakes.packages import cloud_names, load_cloud
from tests.fakes.simulated_http import SimulatedHttp
from tests.fakes.simulations import ALL_SIMULATIONS, Simulated
from tests.simulators.chassis.clock import Clock

pytestmark = pytest.mark.contract

REDIRECT = "https://api.example.com/oauth/callback"


@dataclass
class Consents:
    """A package's authorisation server with one organisation, and somebody who always agrees."""

    package: CloudPackage
    simulated: Simulated
    organisation_id: str
    http: SimulatedHttp

    def callback(self) -> dict[str, str]:
        """What the browser comes back with."""
        page = urlsplit(self.package.oauth.authorize_url(self.simulated.app, REDIRECT, "a state"))
        status, headers, _ = self.simulated.simulator.handle("GET", page.path, page.query)
        assert status == 302
        assert headers["Location"].startswith(REDIRECT)
        return dict(parse_qsl(urlsplit(headers["Location"]).query))

    def exchange(self, code: str) -> Tokens:
        return self.package.oauth.exchange(self.http, self.simulated.app, code, REDIRECT)

    def refresh(self, tokens: Tokens) -> Tokens:
        return self.package.oauth.refresh(self.http, self.simulated.app, tokens.refresh_token)

    def books(self, tokens: Tokens) -> Books:
        access = DirectAccess(self.organisation_id, self.http, tokens.access_token)
        return self.package.open(access, InMemoryFiles())


@pytest.fixture(params=cloud_names())
def consents(request: pytest.FixtureRequest) -> Consents:
    simulation = ALL_SIMULATIONS[request.param]
    simulated = simulation.start(Clock.standing(START))
    simulated.add_organisation(simulation.organisation_id, NAME)
    package = load_cloud(request.param, simulation.base_url)
    return Consents(package, simulated, simulation.organisation_id, SimulatedHttp(simulated.simulator))


def test_a_consent_opens_the_organisation_that_it_names(consents: Consents) -> None:
    callback = consents.callback()
    assert callback["state"] == "a state"
    tokens = consents.exchange(callback["code"])
    named = {each.organisation_id for each in consents.package.oauth.organisations(consents.http, tokens)}
    assert {consents.package.oauth.organisation_in(callback), *named} - {""} == {consents.organisation_id}
    assert consents.books(tokens).identity().name == NAME
    assert tokens.expires_in > 0


def test_a_code_works_once(consents: Consents) -> None:
    code = consents.callback()["code"]
    consents.exchange(code)
    with pytest.raises(ReauthorizationRequired):
        consents.exchange(code)


def test_a_refreshed_token_opens_the_same_books(consents: Consents) -> None:
    first = consents.exchange(consents.callback()["code"])
    second = consents.refresh(first)
    assert second.access_token != first.access_token
    assert consents.books(second).identity().organisation_id == consents.organisation_id


def test_a_refresh_without_an_answer_can_be_repeated(consents: Consents) -> None:
    tokens = consents.exchange(consents.callback()["code"])
    consents.simulated.simulator.faults.add({"kind": "timeout_before_commit"})
    with pytest.raises(PackageUnavailable):
        consents.refresh(tokens)
    assert consents.refresh(tokens).access_token


def test_what_was_given_back_opens_nothing_and_can_be_given_back_again(consents: Consents) -> None:
    tokens = consents.exchange(consents.callback()["code"])
    for _ in range(2):
        consents.package.oauth.revoke(consents.http, consents.simulated.app, tokens, consents.organisation_id)
    with pytest.raises(ReauthorizationRequired):
        consents.books(tokens).identity()
