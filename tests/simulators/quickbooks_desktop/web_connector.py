"""The QuickBooks Web Connector of one user on one machine (sections 1 to 3)."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from tests.simulators.chassis.clock import Clock
from tests.simulators.chassis.injected import Faults

from .company_file import CompanyFile
from .machine import ADMINISTRATOR, Machine
from .soap_client import Transport
from .web_connector_faults import KINDS
from .web_connector_file import ConnectorFile, ConnectorFileRefused
from .web_connector_log import Step, UpdateLog
from .web_connector_update import Update

VERSION = "2.3.0.215"


@dataclass
class Application:
    """An installed application.

    ``every_seconds`` is its schedule (``None``: by hand only), ``next_run`` when it is
    due in POSIX seconds.
    """

    file: ConnectorFile
    password: str
    transport: Transport
    every_seconds: float | None
    next_run: float | None

    @property
    def user_name(self) -> str:
        """Return the name it logs in with."""
        return self.file.user_name


@dataclass
class Habits:
    """What may differ from one Web Connector to the next.

    ``accepts_warnings`` is the user's choice when clientVersion warns,
    ``closes_after_none`` whether it says goodbye when there is no work, ``interactive``
    what the user answers to an interactive session (a reason, or empty to go along),
    ``retries`` how often a call is repeated that was answered with a SOAP Fault.
    """

    version: str = VERSION
    accepts_warnings: bool = True
    closes_after_none: bool = False
    interactive_refusal: str = ""
    retries: int = 2
    crash_every_seconds: float | None = None


class UpdateInProgressError(RuntimeError):
    """One update at a time on a machine."""


Witness = Callable[[Application, CompanyFile | None, Step], None]
"""Told of every step once it is taken, with the company file that is open."""


Archive = Callable[[Application, UpdateLog], None]
"""Given the log of every update once it has ended."""


class WebConnector:
    """Runs the updates of the applications that are installed.

    Time is the clock's, which is advanced by every pause unless ``pause`` waits in
    another way. A test runs ``update``, or takes the steps of ``start`` one by one.
    """

    def __init__(
        self,
        machine: Machine,
        clock: Clock,
        *,
        faults: Faults | None = None,
        pause: Callable[[float], None] | None = None,
        habits: Habits | None = None,
        witness: Witness | None = None,
        archive: Archive | None = None,
    ) -> None:
        """Start without any application."""
        self.machine = machine
        self.clock = clock
        self.faults = Faults(KINDS) if faults is None else faults
        self.pause = pause or clock.advance
        self.habits = habits or Habits()
        self.witness = witness
        self.archive = archive
        self.applications: list[Application] = []
        self.next_crash: float | None = None
        self._turn = threading.Lock()

    def install(
        self, qwc: str | bytes | ConnectorFile, password: str, transport: Transport, *, login_as: str = ADMINISTRATOR
    ) -> Application:
        """Install an application from its .QWC file, and type its password in.

        It belongs to the company file that is open now, which is given the FileID. The
        first time, the administrator must have it open in single-user mode, who also
        grants the automatic login as ``login_as`` (empty: not). The same application
        installed again replaces itself.

        Raises:
            ConnectorFileRefused: The file is wrong, or may not be installed here now.
        """
        file = qwc if isinstance(qwc, ConnectorFile) else ConnectorFile.parse(qwc)
        opened = self.machine.quickbooks
        if opened is None:
            raise ConnectorFileRefused("QuickBooks must be running with the company file open")
        network = self.machine.network
        if network.permission(opened.company_file, file.owner_id) is None:
            if opened.user != ADMINISTRATOR or not opened.single_user:
                raise ConnectorFileRefused("the administrator must have the company file open in single-user mode")
            network.allow(opened.company_file, file.owner_id, login_as)
        opened.company_file.stamp(file.owner_id, "FileID", file.file_id)
        return self.add(file, password, transport)

    def add(self, file: ConnectorFile, password: str, transport: Transport) -> Application:
        """Add an application that some company file knows already."""
        every = file.every_seconds
        made = Application(file, password, transport, every, self._after(every))
        self.remove(made)
        self.applications.append(made)
        return made

    def reschedule(self, application: Application, every: float | None) -> None:
        """Run an application so often from now on; ``None``: by hand only."""
        application.every_seconds = every
        application.next_run = self._after(every)

    def remove(self, application: Application) -> None:
        """Take an application, or the one with its ids, out."""
        ids = application.file.owner_id, application.file.file_id
        self.applications = [each for each in self.applications if (each.file.owner_id, each.file.file_id) != ids]

    def start(self, application: Application) -> Update:
        """Begin an update, whose steps the caller takes.

        Raises:
            UpdateInProgressError: Another update runs on this machine (UpdateLock).
        """
        if self.machine.update_in_progress:
            raise UpdateInProgressError(f"an update is in progress on {self.machine.name}")
        if application.every_seconds is not None:
            application.next_run = self._after(application.every_seconds)
        return Update(self, application)

    def update(self, application: Application) -> UpdateLog:
        """Run an update to its end ("Update Selected"), after one that another thread runs."""
        with self._turn:
            return self.start(application).run()

    def next_due(self) -> float | None:
        """Return when the next application is due, in POSIX seconds."""
        return min((each.next_run for each in self.applications if each.next_run is not None), default=None)

    def run_due(self) -> list[UpdateLog]:
        """Run the updates that are due by the schedule, one after the other, the one that waits longest first."""
        logs = list[UpdateLog]()
        now = self.clock.seconds()
        due = [(each.next_run, each) for each in self.applications if each.next_run is not None]
        for _, application in sorted((entry for entry in due if entry[0] <= now), key=lambda entry: entry[0]):
            logs.append(self.update(application))
        return logs

    def crashes_now(self) -> bool:
        """Tell whether the machine dies at this moment, by its habit of doing so every now and then."""
        every = self.habits.crash_every_seconds
        if not every:
            return False
        now = self.clock.seconds()
        if self.next_crash is None:
            self.next_crash = now + every
        if now < self.next_crash:
            return False
        self.next_crash = now + every
        return True

    def postpone(self, application: Application, wait: float | None, every: float | None) -> None:
        """Follow what ``authenticate`` says of the next updates: seconds to wait, least seconds between them."""
        if application.every_seconds is None:
            return
        if every is not None:
            application.every_seconds = every
            application.next_run = self._after(every)
        if wait is not None:
            application.next_run = self._after(wait)

    def _after(self, seconds: float | None) -> float | None:
        return None if seconds is None else self.clock.seconds() + seconds
