from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws

from bookbridge.adapters.aws import Clients
from bookbridge.bootstrap import AwsAdapters, application
from bookbridge.entrypoints.observability import logger
from tests.simulators.quickbooks_online.server import running as served
from tests.simulators.quickbooks_online.settings import Config
from tests.simulators.quickbooks_online.simulator import Simulator

from .examples import VERIFIER_TOKEN
from .http_api import HttpApi
from .stack import REGION, Stack, make_everything_else, make_queues


@pytest.fixture(scope="module")
def simulator() -> Simulator:
    """One QuickBooks Online a module; each test has its own company in it."""
    config = Config()
    config.webhooks.verifier_token = VERIFIER_TOKEN
    return Simulator(config)


@pytest.fixture(scope="module")
def package_url(simulator: Simulator) -> Iterator[str]:
    """Where it is served: the functions reach it over the network."""
    with served(simulator) as url:
        yield url


@pytest.fixture(scope="module")
def clients() -> Iterator[Clients]:
    """AWS, once a module; its clients take longer to make than the tests that use them."""
    logger()  # keeps the stream it finds when it is made: not one that a test borrows
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        yield Clients()


@pytest.fixture(scope="module")
def environment(clients: Clients, simulator: Simulator, package_url: str) -> dict[str, str]:
    """What the functions are told, with everything that the template makes; once a module."""
    return make_everything_else(clients, package_url, simulator.config)


@pytest.fixture
def stack(
    clients: Clients, environment: dict[str, str], simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stack]:
    """The stack with empty queues, and functions that start cold but for their clients."""
    told = environment | make_queues(clients)
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    application.cache_clear()
    adapters = application().adapters
    assert isinstance(adapters, AwsAdapters)
    adapters.clients = clients
    yield Stack(told, simulator, clients)
    application.cache_clear()


@pytest.fixture
def api(stack: Stack) -> HttpApi:
    """The stack's API."""
    return HttpApi(stack)
