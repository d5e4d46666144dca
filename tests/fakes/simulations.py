"""The simulators of the accounting packages, set up for tests without sockets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bookbridge.ports.packages import AppCredentials
from tests.fakes.packages import SKELETON
from tests.simulators.chassis.clock import Clock
from tests.simulators.chassis.simulator import BaseSimulator
from tests.simulators.quickbooks_online import settings as quickbooks_online
from tests.simulators.quickbooks_online.simulator import Simulator as QuickBooksOnline
from tests.simulators.xero import settings as xero
from tests.simulators.xero.simulator import Simulator as Xero
from tests.skeleton.example_ledger import simulator as example_ledger


@dataclass(frozen=True, slots=True)
class Simulated:
    """A running simulator, and what the application is registered with there."""

    simulator: BaseSimulator
    app: AppCredentials
    add_organisation: Callable[[str, str], object]


@dataclass(frozen=True, slots=True)
class Simulation:
    """How to set a package's simulator up. `organisation_id` is one as the package names them."""

    package: str
    base_url: str
    organisation_id: str
    start: Callable[[Clock], Simulated]


def _quickbooks_online(clock: Clock) -> Simulated:
    config = quickbooks_online.Config()
    config.webhooks.enabled = True
    simulator = QuickBooksOnline(config, clock)
    app = AppCredentials(config.client_id, config.client_secret, config.webhooks.verifier_token)
    return Simulated(simulator, app, simulator.add_organisation)


def _xero(clock: Clock) -> Simulated:
    config = xero.Config()
    config.webhooks.enabled, config.webhooks.ask_intent = True, False
    simulator = Xero(config, clock)
    app = AppCredentials(config.client_id, config.client_secret, config.webhooks.signing_key)
    return Simulated(simulator, app, simulator.add_organisation)


def _example_ledger(clock: Clock) -> Simulated:
    config = example_ledger.Config()
    simulator = example_ledger.Simulator(config, clock)
    app = AppCredentials(config.client_id, config.client_secret, config.signing_key)
    return Simulated(simulator, app, simulator.add_organisation)


SIMULATIONS: Final = {
    each.package: each
    for each in (
        Simulation("quickbooks-online", "http://quickbooks.test", "1001", _quickbooks_online),
        Simulation("xero", "http://xero.test", "aef86862-2015-4b6b-88bc-d89032cecc50", _xero),
    )
}
"""Those of the packages that are shipped."""

ALL_SIMULATIONS: Final = {
    **SIMULATIONS,
    SKELETON: Simulation(SKELETON, "http://ledger.test", "L-1001", _example_ledger),
}
"""These, and the skeleton's."""
