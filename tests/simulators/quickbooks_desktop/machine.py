"""Windows machines with QuickBooks, and the company files that they share (sections 1, 3 and 4)."""

import ntpath
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from tests.simulators.chassis.clock import Clock

from .company_file import CompanyFile, FileSession
from .errors import OTHER_MODE, QuickBooksError

ADMINISTRATOR: Final = "Admin"
CANNOT_OPEN: Final = "0x80040403"
ANOTHER_FILE_OPEN: Final = "0x8004040A"
NO_FILE_OPEN: Final = "0x80040416"
NEVER_ALLOWED: Final = "0x80040418"
NO_PERMISSION: Final = "0x8004041A"
NO_AUTOMATIC_LOGIN: Final = "0x8004041D"
PASSED_THROUGH: Final = "0x80040421"

MESSAGES: Final = {
    CANNOT_OPEN: "Could not open the specified QuickBooks company data file.",
    ANOTHER_FILE_OPEN: (
        "There is already a QuickBooks company data file open, and it is different from the one requested."
    ),
    NO_FILE_OPEN: "If the company data file name is not specified, QuickBooks must be running with a file open.",
    NEVER_ALLOWED: (
        "This application has not accessed this QuickBooks company data file before. Only the QuickBooks administrator "
        "can grant an application permission to access a QuickBooks company data file for the first time."
    ),
    NO_PERMISSION: (
        "Access denied. This application does not have permission to access this QuickBooks company data file. The "
        "QuickBooks administrator can grant permission through the Integrated Application preferences."
    ),
    NO_AUTOMATIC_LOGIN: (
        "This application is not allowed to log into this QuickBooks company data file automatically. The QuickBooks "
        "administrator can grant permission for an automatic login through the Integrated Application preferences."
    ),
}


def refusal(hresult: str, message: str = "") -> QuickBooksError:
    """Return the error with the page's text, unless another message is given."""
    return QuickBooksError(hresult, message or MESSAGES.get(hresult, ""))


def logged_in_elsewhere(user: str) -> QuickBooksError:
    """Return why QuickBooks is not opened as ``user``; the page has no code for it: QuickBooks' own message."""
    return refusal(PASSED_THROUGH, f"The QuickBooks user {user} is already logged in to this company file elsewhere.")


@dataclass
class Permission:
    """What the administrator has granted an application in a company file.

    ``login_as`` is the QuickBooks user as whom it may log in when QuickBooks is not
    running; empty when it may not.
    """

    company_file: CompanyFile
    owner_id: str
    login_as: str = ADMINISTRATOR
    denied: bool = False


@dataclass
class OpenCompany:
    """A company file that is open in QuickBooks on a machine, by whom and in which mode."""

    path: str
    company_file: CompanyFile
    user: str = ADMINISTRATOR
    single_user: bool = False


@dataclass
class Network:
    """The machines that share company files, and what the administrator has allowed in these."""

    machines: list["Machine"] = field(default_factory=list)
    permissions: list[Permission] = field(default_factory=list)

    def permission(self, company_file: CompanyFile, owner_id: str) -> Permission | None:
        """Return what an application may, ``None`` when it has never been allowed in."""
        wanted = owner_id.lower()
        for each in self.permissions:
            if each.company_file is company_file and each.owner_id.lower() == wanted:
                return each
        return None

    def allow(self, company_file: CompanyFile, owner_id: str, login_as: str = ADMINISTRATOR) -> None:
        """Let an application in, as the administrator does."""
        self.refuse(company_file, owner_id)
        self.permissions.append(Permission(company_file, owner_id, login_as))

    def refuse(self, company_file: CompanyFile, owner_id: str) -> None:
        """Forget that an application was ever let in."""
        if known := self.permission(company_file, owner_id):
            self.permissions.remove(known)

    def others_with(self, company_file: CompanyFile, machine: "Machine") -> list[OpenCompany]:
        """Return where else a company file is open."""
        return [
            each.quickbooks
            for each in self.machines
            if each is not machine and each.quickbooks and each.quickbooks.company_file is company_file
        ]


@dataclass(frozen=True)
class Session:
    """QuickBooks at work for one application: ``path`` is the company file's on this machine."""

    path: str
    company_file: CompanyFile
    work: FileSession


class Machine:
    """One Windows machine as one user sees it: what QuickBooks has open, and which paths lead to company files.

    ``update_in_progress`` is the Web Connector's UpdateLock: one update at a time.
    """

    def __init__(
        self,
        name: str = "PC-1",
        windows_user: str = "",
        *,
        network: Network | None = None,
        clock: Clock | None = None,
        clock_skew_seconds: float = 0.0,
    ) -> None:
        """Stand in a network of its own unless one is given, its clock wrong by ``clock_skew_seconds``."""
        self.name = name
        self.windows_user = windows_user or f"user of {name}"
        self.network = network or Network()
        self.network.machines.append(self)
        self.clock_skew_seconds = clock_skew_seconds
        self.quickbooks: OpenCompany | None = None
        self.update_in_progress = False
        self._clock = clock or Clock()
        self._files: dict[str, tuple[str, CompanyFile]] = {}
        self._sessions: list[Session] = []
        self._started_for: Session | None = None

    def now(self) -> datetime:
        """Return the time as this machine's clock shows it, in UTC."""
        return (self._clock.now() + timedelta(seconds=self.clock_skew_seconds)).astimezone(UTC)

    def ticks(self) -> int:
        """Return the time as .NET counts it: tenths of microseconds since the year 1."""
        return (self.now() - datetime(1, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1) * 10

    @property
    def paths(self) -> dict[str, CompanyFile]:
        """Return the company files that can be seen from here."""
        return dict(self._files.values())

    def put(self, path: str, company_file: CompanyFile) -> None:
        """Let a path lead to a company file; whatever was there before is gone (a swapped file)."""
        self._files[ntpath.normcase(path)] = path, company_file

    def remove(self, path: str) -> None:
        """Let a path lead nowhere."""
        self._files.pop(ntpath.normcase(path), None)

    def open(self, path: str, user: str = "", *, single_user: bool = False) -> None:
        """Open a company file in QuickBooks, as a person does; another one that was open is closed.

        The QuickBooks user has the name of the Windows user unless another is given.

        Raises:
            QuickBooksError: It is not there, or open elsewhere in a way that excludes this.
        """
        self.close()
        self.quickbooks = self._enter(path, user or self.windows_user, single_user=single_user)

    def close(self) -> None:
        """Close QuickBooks, whatever it was doing."""
        for session in self._sessions:
            session.work.end()
        self._sessions.clear()
        self.quickbooks = None

    def begin(self, owner_id: str, path: str = "") -> Session:
        """Begin an application's session with the file at ``path``, or with the one that is open.

        QuickBooks is started for it, and logs in as the user that the administrator has
        chosen for that, if no file is open.

        Raises:
            QuickBooksError: The company file cannot be worked with.
        """
        started = self.quickbooks is None
        opened = self._opened(owner_id, path)
        permission = self.network.permission(opened.company_file, owner_id)
        if permission is None:
            raise refusal(NEVER_ALLOWED)
        if permission.denied:
            raise refusal(NO_PERMISSION)
        opened.company_file.machine_skews[self.name] = self.clock_skew_seconds
        begun = opened.company_file.begin(owner_id, machine=self.name)
        session = Session(opened.path, opened.company_file, begun)
        self._sessions.append(session)
        if started:
            # Others meet its user in the file while the session lasts.
            self.quickbooks = opened
            self._started_for = session
        return session

    def leave(self, session: Session) -> None:
        """End a session, and QuickBooks with it if it was started for it."""
        session.work.end()
        if session in self._sessions:
            self._sessions.remove(session)
        if session is self._started_for:
            self._started_for = None
            self.quickbooks = None

    def _opened(self, owner_id: str, path: str) -> OpenCompany:
        open_now = self.quickbooks
        if open_now is None and not path:
            raise refusal(NO_FILE_OPEN)
        if open_now is None:
            permission = self.network.permission(self._file_at(path), owner_id)
            if permission is None or not permission.login_as:
                raise refusal(NO_AUTOMATIC_LOGIN)
            return self._enter(path, permission.login_as, single_user=False)
        if path and ntpath.normcase(path) != ntpath.normcase(open_now.path):
            self._file_at(path)
            raise refusal(ANOTHER_FILE_OPEN)
        return open_now

    def _file_at(self, path: str) -> CompanyFile:
        found = self._files.get(ntpath.normcase(path))
        if found is None:
            raise refusal(CANNOT_OPEN)
        return found[1]

    def _enter(self, path: str, user: str, *, single_user: bool) -> OpenCompany:
        company_file = self._file_at(path)
        others = self.network.others_with(company_file, self)
        if any(each.user.lower() == user.lower() for each in others):
            raise logged_in_elsewhere(user)
        if others and (single_user or any(each.single_user for each in others)):
            raise refusal(OTHER_MODE)
        company_file.file_mode = "SingleUser" if single_user else "MultiUser"
        return OpenCompany(path, company_file, user, single_user)
