"""The adapters of the functions with meters where they leave the process, and virtual time."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from math import ceil
from typing import Any

from typing_extensions import override

from bookbridge.adapters.http_client import AT_ONCE, Urllib3Http
from bookbridge.adapters.secrets import Secrets
from bookbridge.adapters.system_clock import SystemClock
from bookbridge.bootstrap import AwsAdapters, Settings
from bookbridge.bootstrap.settings import table_variable
from bookbridge.ports.http import Request, Response
from tests.fakes.clock import FakeClock
from tests.fakes.simulated_http import SimulatedHttp
from tests.fakes.simulations import SIMULATIONS
from tests.fixtures.tables import table_definitions
from tests.simulators.chassis.announcements import Post
from tests.simulators.chassis.clock import Clock as SimulatorClock
from tests.simulators.chassis.simulator import BaseSimulator

from .costs import answering
from .database import MeteredDatabase, design_name
from .services import MeteredClients
from .tally import Tally


class VirtualClock(FakeClock, SystemClock):
    """Time that stands still until somebody waits."""

    def __init__(self, tally: Tally) -> None:
        super().__init__()
        self._tally = tally

    @override
    def sleep(self, seconds: float) -> None:
        self._tally.running.waited += seconds
        super().sleep(seconds)


class SimulatedNetwork(Urllib3Http):
    """The simulator in place of the network. What each call makes the package announce is kept in `posts`."""

    def __init__(self, simulator: BaseSimulator, tally: Tally) -> None:
        super().__init__()
        self.posts: list[Post] = []
        self.written: list[tuple[float, int]] = []
        """When how many records were written, in seconds of the virtual clock."""
        self._line = SimulatedHttp(simulator)
        self._simulator = simulator
        self._tally = tally

    @override
    def send(self, request: Request) -> Response:
        with self._tally.elsewhere():
            before = self._simulator.counters.objects_written
            answer = self._line.send(request)
            more = self._simulator.counters.objects_written - before
            if more:
                self.written.append((self._simulator.clock.seconds(), more))
            self.posts += self._simulator.webhooks.take_due(at_once=True)
            asked = len(json.loads(request.body)["BatchItemRequest"]) if request.kind == "batch" else 1
        self._tally.running.package_seconds += answering(max(more, asked))
        return answer

    @override
    def send_all(self, requests: Sequence[Request]) -> list[Response]:
        began = self._tally.running.package_seconds
        answers = [self.send(request) for request in requests]
        one_by_one = self._tally.running.package_seconds - began
        rounds = ceil(len(requests) / AT_ONCE)
        self._tally.running.package_seconds = began + one_by_one * rounds / len(requests)
        return answers


class SecretsOfEachFunction(Secrets):
    """Each function keeps secrets for itself, as each has a process of its own."""

    def __init__(self, clients: MeteredClients, tally: Tally, clock: VirtualClock) -> None:
        super().__init__(clients)
        self._tally = tally
        self._of: Callable[[], Secrets] = lambda: Secrets(clients, lambda: clock.now().timestamp())
        self._by_function: dict[str, Secrets] = {}

    def forget(self) -> None:
        """Start again with processes that have read none."""
        self._by_function.clear()

    @override
    def text(self, arn: str) -> str:
        function = self._tally.running.function
        if function not in self._by_function:
            self._by_function[function] = self._of()
        return self._by_function[function].text(arn)


class MeteredServices(AwsAdapters):
    """The adapters of the functions, with meters where they call AWS."""

    def __init__(self, tally: Tally, named: Mapping[str, str], secrets: Mapping[str, str], *, thorough: bool) -> None:
        """`named` are variables besides those that are always there, `secrets` the texts of those that they name."""
        tables = {table_variable(design_name(name)): name for name in table_definitions()}
        queues = {"WEBHOOKS_QUEUE_URL": "webhooks", "WEBHOOKS_DEAD_LETTERS_URL": "dead", "POLLS_QUEUE_URL": "polls"}
        others = {"WAKES_QUEUE_URL": "wakes", "COMPANY_SYNC_ARN": "company_sync", "EVENT_BUS_NAME": "bus"}
        sealing = {"SEALING_SECRET_ARN": "sealing"}
        super().__init__(Settings({**tables, **queues, **others, **sealing, **named}))
        self._tally = tally
        self._secrets = {"sealing": "k" * 64, **secrets}
        self._thorough = thorough

    @cached_property
    @override
    def clients(self) -> MeteredClients:
        return MeteredClients(self._tally, self._secrets, thorough=self._thorough)

    @cached_property
    @override
    def database(self) -> MeteredDatabase:
        return MeteredDatabase(self.clients, self._tally)

    @cached_property
    @override
    def secrets(self) -> SecretsOfEachFunction:
        return SecretsOfEachFunction(self.clients, self._tally, self.clock)

    @cached_property
    @override
    def clock(self) -> VirtualClock:
        return VirtualClock(self._tally)


class MeteredAdapters(MeteredServices):
    """The same, with a package that is called: its simulator takes the place of the network."""

    def __init__(self, tally: Tally, package: str, *, thorough: bool) -> None:
        simulation = SIMULATIONS[package]
        simulated = simulation.start(SimulatorClock(lambda: self.clock.now().timestamp()))
        app = simulated.app
        registered = {"client_id": app.client_id, "client_secret": app.client_secret}
        secrets = {"app": json.dumps({**registered, "webhook_key": app.webhook_secret})}
        prefix = package.upper().replace("-", "_")
        named = {f"{prefix}_SECRET_ARN": "app", f"{prefix}_URL": simulation.base_url}
        super().__init__(tally, named, secrets, thorough=thorough)
        self.simulated = simulated
        self.simulator: Any = simulated.simulator

    @cached_property
    @override
    def http(self) -> SimulatedNetwork:
        return SimulatedNetwork(self.simulator, self._tally)
