"""The Web Connectors of the simulator: one application each, several on one machine if they name the same."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.simulators.chassis.records import Record
from tests.simulators.chassis.routes import Problem

from .company_file import CompanyFile
from .errors import QuickBooksError
from .machine import ADMINISTRATOR, Machine
from .web_connector import Application, Habits, WebConnector
from .web_connector_file import ConnectorFile, ConnectorFileRefused
from .web_connector_log import UpdateLog

if TYPE_CHECKING:
    from .simulator import Simulator


@dataclass
class Connector:
    """An application that is installed in a Web Connector, and what became of its last updates."""

    id: str
    web_connector: WebConnector
    application: Application
    soap_url: str
    logs: deque[Record]

    @property
    def machine(self) -> Machine:
        """Return the machine it is on."""
        return self.web_connector.machine


class Connectors:
    """Makes, changes and removes connectors, as their users and the administrator would."""

    def __init__(self, simulator: "Simulator") -> None:
        """Start without any."""
        self._simulator = simulator
        self.by_id: dict[str, Connector] = {}

    def put(self, connector_id: str, body: Record) -> Connector:
        """Make a connector, or change what the body names of it."""
        known = self.by_id.get(connector_id)
        if known and self._moves(known, body):
            self.remove(connector_id)
            known = None
        connector = known or self._made(connector_id, body)
        self.by_id[connector_id] = connector
        try:
            self._configure(connector, body)
            self._let_in(connector, body, installed=known is None)
        except (Problem, QuickBooksError):
            if known is None:
                self.remove(connector_id)
            raise
        self._simulator.schedules.add(connector.web_connector)
        return connector

    def remove(self, connector_id: str) -> None:
        """Remove the application, and its machine with the last one on it."""
        gone = self.by_id.pop(connector_id)
        gone.web_connector.remove(gone.application)
        if not gone.web_connector.applications:
            self._simulator.schedules.remove(gone.web_connector)
            gone.machine.close()
            self._simulator.network.machines.remove(gone.machine)

    def update(self, connector_id: str) -> UpdateLog:
        """Run an update now, to its end."""
        connector = self.by_id[connector_id]
        return connector.web_connector.update(connector.application)

    def _moves(self, known: Connector, body: Record) -> bool:
        machine = known.machine
        return (body.get("machine", machine.name), body.get("windows_user", machine.windows_user)) != (
            machine.name,
            machine.windows_user,
        )

    def _made(self, connector_id: str, body: Record) -> Connector:
        file = _file(body)
        url = str(body.get("soap_url") or file.app_url)
        web_connector = self._web_connector(str(body.get("machine", connector_id)), str(body.get("windows_user", "")))
        transport = self._simulator.transport(url)
        application = web_connector.add(file, str(body.get("password", "")), transport)
        return Connector(connector_id, web_connector, application, url, deque(maxlen=self._simulator.config.kept_logs))

    def _web_connector(self, name: str, windows_user: str) -> WebConnector:
        for each in self.by_id.values():
            if each.machine.name == name and windows_user in {"", each.machine.windows_user}:
                return each.web_connector
        simulator = self._simulator
        machine = Machine(name, windows_user, network=simulator.network, clock=simulator.clock)
        for company_file in simulator.organisations.values():
            machine.put(company_file.path, company_file)
        return WebConnector(
            machine,
            simulator.clock,
            faults=simulator.faults,
            pause=simulator.schedules.pause,
            habits=Habits(),
            witness=simulator.witness,
            archive=self._archive,
        )

    def _configure(self, connector: Connector, body: Record) -> None:
        machine, application = connector.machine, connector.application
        if "qwc" in body or "user_name" in body:
            application.file = _file(body)
        if body.get("soap_url", connector.soap_url) != connector.soap_url:
            connector.soap_url = str(body["soap_url"])
            application.transport = self._simulator.transport(connector.soap_url)
        application.password = str(body.get("password", application.password))
        for path, organisation_id in (body.get("paths") or {}).items():
            machine.put(path, self._company_file(organisation_id))
        if "every_seconds" in body:
            every = body["every_seconds"]
            connector.web_connector.reschedule(application, None if every is None else float(every))
        machine.clock_skew_seconds = float(body.get("clock_skew_seconds", machine.clock_skew_seconds))
        connector.web_connector.habits = _habits(connector.web_connector.habits, body)
        self._open(machine, body)

    def _open(self, machine: Machine, body: Record) -> None:
        if not {"company_file", "quickbooks_user", "single_user"} & set(body):
            return
        open_now = machine.quickbooks
        wanted = body.get("company_file", open_now.path if open_now else None)
        if wanted is None:
            machine.close()
            return
        path = self._simulator.organisations[wanted].path if wanted in self._simulator.organisations else str(wanted)
        user = str(body.get("quickbooks_user", open_now.user if open_now else ""))
        machine.open(path, user, single_user=bool(body.get("single_user")))

    def _let_in(self, connector: Connector, body: Record, *, installed: bool) -> None:
        """Do what the administrator did when the application was installed."""
        file = connector.application.file
        open_now = connector.machine.quickbooks
        network = self._simulator.network
        login_as = str(body.get("login_as", ADMINISTRATOR))
        marked = [self._company_file(each) for each in body.get("import_into") or []]
        if installed and open_now and "import_into" not in body:
            marked = [open_now.company_file]
        allowed = [self._company_file(each) for each in body.get("allowed_in") or []]
        for company_file in (*marked, *allowed):
            if "login_as" in body or network.permission(company_file, file.owner_id) is None:
                network.allow(company_file, file.owner_id, login_as)
        for company_file in marked:
            company_file.stamp(file.owner_id, "FileID", file.file_id)

    def _company_file(self, organisation_id: str) -> CompanyFile:
        found = self._simulator.organisations.get(organisation_id)
        if found is None:
            raise Problem(404, f"no organisation {organisation_id}")
        return found

    def _archive(self, application: Application, log: UpdateLog) -> None:
        for each in list(self.by_id.values()):
            if each.application is application:
                each.logs.append(log.as_record())


def _file(body: Mapping[str, Any]) -> ConnectorFile:
    """Read a .QWC file, or make one from the ids alone."""
    if body.get("qwc"):
        try:
            return ConnectorFile.parse(str(body["qwc"]))
        except ConnectorFileRefused as refusal:
            raise Problem(400, f"the file is not installed: {refusal}") from refusal
    if missing := [name for name in ("user_name", "owner_id", "file_id", "soap_url") if not body.get(name)]:
        raise Problem(400, f"give a qwc, or {', '.join(missing)}")
    return ConnectorFile(
        app_name=str(body["user_name"]),
        app_url=str(body["soap_url"]),
        user_name=str(body["user_name"]),
        owner_id=str(body["owner_id"]),
        file_id=str(body["file_id"]),
    )


def _habits(known: Habits, body: Record) -> Habits:
    """Change the habits that the body names."""
    named = {name: body[name] for name in vars(known) if name in body}
    if named.get("crash_every_seconds") is not None:
        named["crash_every_seconds"] = float(named["crash_every_seconds"])
    return replace(known, **named)
