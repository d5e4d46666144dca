"""QuickBooks Desktop without sockets: company files, machines with Web Connectors, and the control of both."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from typing_extensions import override

from tests.simulators.chassis.clock import Clock
from tests.simulators.chassis.core import SimulatorCore
from tests.simulators.chassis.exchange import Answer, Request
from tests.simulators.chassis.injected import Faults

from .company_file import CompanyFile
from .connectors import Connectors
from .control import UPDATE_PATH, Control
from .counters import Counters
from .machine import Network
from .pages import page
from .settings import Config
from .soap_client import HttpTransport, Transport
from .web_connector import Application
from .web_connector_faults import KINDS
from .web_connector_log import Step
from .web_connector_schedule import Schedules


class Simulator(SimulatorCore):
    """Any number of company files and Web Connectors, on a clock of your own.

    ``transport_to`` makes what a Web Connector posts through from the URL of a service;
    it is HTTP unless a test has its service in process.
    """

    def __init__(
        self,
        config: Config | None = None,
        clock: Clock | None = None,
        *,
        transport_to: Callable[[str], Transport] | None = None,
    ) -> None:
        """Start without any company file."""
        super().__init__(clock)
        self.config: Config = config or Config()
        self.counters: Counters = Counters()
        self.faults = Faults(KINDS)
        self.organisations: dict[str, CompanyFile] = {}
        self.network = Network()
        self.schedules = Schedules(self.clock)
        self.connectors = Connectors(self)
        self._transport_to = transport_to
        self._control = Control(self)

    @override
    def add_organisation(
        self, organisation_id: str, name: str, /, *, seed: bool = True, country: str = "US", legal_name: str = ""
    ) -> CompanyFile:
        """Make a company file, with its usual lists when ``seed``, which every machine can see; US only."""
        path = rf"C:\Company Files\{organisation_id}.qbw"
        made = CompanyFile(path, name, self.clock, legal_name=legal_name, seed=seed)
        self.organisations[organisation_id] = made
        for machine in self.network.machines:
            machine.put(path, made)
        return made

    @override
    def remove_organisation(self, organisation_id: str) -> None:
        gone = self.organisations[organisation_id]
        super().remove_organisation(organisation_id)
        for machine in self.network.machines:
            if machine.quickbooks and machine.quickbooks.company_file is gone:
                machine.close()
            for path in [path for path, file in machine.paths.items() if file is gone]:
                machine.remove(path)

    def move(self, company_file: CompanyFile, path: str) -> None:
        """Put a company file at another path, on every machine that sees it."""
        for machine in self.network.machines:
            if company_file in machine.paths.values():
                machine.remove(company_file.path)
                machine.put(path, company_file)
        company_file.path = path

    def id_of(self, company_file: CompanyFile | None) -> str:
        """Return the id of a company file, empty when it has none."""
        return next((each for each, file in self.organisations.items() if file is company_file), "")

    def transport(self, url: str) -> Transport:
        """Return what posts to a service."""
        if self._transport_to:
            return self._transport_to(url)
        return HttpTransport(url, seconds=self.config.call_seconds)

    def witness(self, application: Application, opened: CompanyFile | None, step: Step) -> None:
        """Count a step of an update."""
        self.counters.witness(self.id_of(opened), application.file.owner_id, step)

    @override
    def background(self) -> AbstractContextManager[object]:
        return self.schedules

    @override
    def time_moved(self) -> None:
        self.schedules.look_again()

    @override
    def lasts(self, path: str) -> bool:
        return UPDATE_PATH.fullmatch(path) is not None

    @override
    def control(self, request: Request) -> Answer:
        return self._control.handle(request)

    @override
    def page(self, request: Request) -> Answer | None:
        return page(self, request)
