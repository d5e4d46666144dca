"""A service that answers the Web Connector as a test says, and a company file that only takes notes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias
from xml.sax.saxutils import escape

from lxml import etree
from typing_extensions import override

from tests.simulators.chassis.clock import Clock
from tests.simulators.quickbooks_desktop.company_file import CompanyFile, FileSession
from tests.simulators.quickbooks_desktop.errors import QuickBooksError
from tests.simulators.quickbooks_desktop.machine import ADMINISTRATOR, Machine, Network
from tests.simulators.quickbooks_desktop.web_connector import Application, Habits, WebConnector

START: Final = datetime(2026, 5, 4, 18, 30, tzinfo=UTC)
PATH: Final = r"C:\Books\Demo.qbw"
OWNER: Final = "{57F3B9B1-86F1-4fcc-B1EE-566DE1813D20}"
FILE_ID: Final = "{90A44FB5-33D9-4815-AC85-BC87A7E7D1EB}"
NAMESPACE: Final = "http://developer.intuit.com/"
SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
QUERY: Final = '<?xml version="1.0"?><?qbxml version="13.0"?><QBXML><QBXMLMsgsRq onError="stopOnError"/></QBXML>'

Said: TypeAlias = str | list[str] | tuple[int, bytes] | OSError
"""A text, the strings of an array, a whole HTTP answer, or no answer."""


def qwc(**given: str) -> str:
    """A .QWC file; an element is left out by giving it an empty text."""
    values = {
        "AppName": "Example Sync",
        "AppID": "",
        "AppURL": "https://sync.example.com/qbwc",
        "AppDescription": "Two-way sync",
        "AppSupport": "https://sync.example.com/support",
        "UserName": "company-42",
        "OwnerID": OWNER,
        "FileID": FILE_ID,
        "QBType": "QBFS",
        "Style": "Document",
        "Scheduler": "<RunEveryNMinutes>5</RunEveryNMinutes>",
        "IsReadOnly": "false",
        **given,
    }
    children = "".join(f"<{name}>{text}</{name}>" for name, text in values.items() if text)
    return f'<?xml version="1.0"?><QBWCXML>{children}</QBWCXML>'


@dataclass
class ScriptedService:
    """Answers each operation with what is next in its list, with the last one for ever; notes every call."""

    answers: dict[str, list[Said]] = field(default_factory=dict)
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    USUAL: Final[dict[str, Said]] = field(
        init=False,
        default_factory=lambda: {
            "serverVersion": "1.0",
            "clientVersion": "",
            "authenticate": ["ticket-1", ""],
            "sendRequestXML": QUERY,
            "receiveResponseXML": "100",
            "connectionError": "done",
            "getLastError": "something went wrong",
            "closeConnection": "OK",
            "getInteractiveURL": "http://localhost/interactive",
            "interactiveRejected": "a pity",
            "interactiveDone": "Done",
        },
    )

    def __call__(self, action: str, body: bytes) -> tuple[int, bytes]:
        operation = action.strip('"').removeprefix(NAMESPACE)
        self.bodies.append(body)
        self.calls.append((operation, parameters_of(operation, body)))
        waiting = self.answers.get(operation, [])
        said = waiting.pop(0) if len(waiting) > 1 else waiting[0] if waiting else self.USUAL[operation]
        if isinstance(said, OSError):
            raise said
        return said if isinstance(said, tuple) else (200, answer(operation, said))

    @property
    def operations(self) -> list[str]:
        return [operation for operation, _ in self.calls]

    def given(self, operation: str) -> list[dict[str, str]]:
        """The parameters of every call of an operation."""
        return [parameters for name, parameters in self.calls if name == operation]


def parameters_of(operation: str, body: bytes) -> dict[str, str]:
    """The parameters of a call; nothing when the body is spoilt."""
    try:
        call = etree.fromstring(body).find(f"{{{SOAP}}}Body/{{{NAMESPACE}}}{operation}")
    except etree.XMLSyntaxError:
        return {}
    assert call is not None, body
    return {etree.QName(child).localname: child.text or "" for child in call}


def answer(operation: str, said: str | list[str], namespace: str = NAMESPACE) -> bytes:
    """An answer as the page shows it."""
    inner = escape(said) if isinstance(said, str) else ""
    if not isinstance(said, str):
        inner = "".join(f'<string xmlns="{namespace}">{escape(each)}</string>' for each in said)
    result = f"<{operation}Result>{inner}</{operation}Result>"
    response = f'<{operation}Response xmlns="{NAMESPACE}">{result}</{operation}Response>'
    return f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body>{response}</soap:Body></soap:Envelope>'.encode()


def fault(text: str) -> tuple[int, bytes]:
    """A SOAP Fault."""
    inner = f"<soap:Fault><faultcode>soap:Server</faultcode><faultstring>{text}</faultstring></soap:Fault>"
    return 500, f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Body>{inner}</soap:Body></soap:Envelope>'.encode()


class NotedSession(FileSession):
    """Answers every message with a document that has its number."""

    def __init__(self, file: "NotedFile") -> None:
        self.file = file
        self.ended = False

    @override
    def process(self, qbxml: str) -> str:
        assert not self.ended
        self.file.messages.append(qbxml)
        if self.file.failures and (failure := self.file.failures.pop(0)):
            raise failure
        return f'<?xml version="1.0" ?><QBXML><QBXMLMsgsRs n="{len(self.file.messages)}"/></QBXML>'

    @override
    def end(self) -> None:
        self.ended = True


class NotedFile(CompanyFile):
    """A company file without books: what was done with it is noted."""

    def __init__(self, clock: Clock, path: str = PATH, name: str = "Demo") -> None:
        super().__init__(path, name, clock, seed=False)
        self.messages: list[str] = []
        self.stamps: list[tuple[str, str, str]] = []
        self.sessions: list[NotedSession] = []
        self.refusals: list[QuickBooksError | None] = []
        self.failures: list[QuickBooksError | None] = []

    @override
    def begin(self, owner_id: str, *, single_user: bool = False, machine: str = "PC-1", **_: Any) -> NotedSession:
        if self.refusals and (refusal := self.refusals.pop(0)):
            raise refusal
        self.sessions.append(NotedSession(self))
        return self.sessions[-1]

    @override
    def stamp(self, owner_id: str, name: str, value: str) -> None:
        self.stamps.append((owner_id, name, value))

    @property
    def open_sessions(self) -> int:
        return sum(not each.ended for each in self.sessions)


@dataclass
class Desk:
    """A machine with its Web Connector, one company file open, and one application installed."""

    clock: Clock = field(default_factory=lambda: Clock.standing(START))
    service: ScriptedService = field(default_factory=ScriptedService)
    habits: Habits = field(default_factory=Habits)
    network: Network = field(default_factory=Network)
    name: str = "PC-1"
    book: NotedFile | None = None
    file: str = field(default_factory=qwc)

    def __post_init__(self) -> None:
        self.company_file: NotedFile = self.book or NotedFile(self.clock)
        self.machine = Machine(self.name, network=self.network, clock=self.clock)
        self.machine.put(PATH, self.company_file)
        self.connector = WebConnector(self.machine, self.clock, habits=self.habits)
        self.application = self.install(self.file)
        self.company_file.stamps.clear()

    def install(self, file: str, service: Callable[[str, bytes], tuple[int, bytes]] | None = None) -> Application:
        """Install as the administrator, and let the usual user log in again."""
        for other in self.network.machines:
            other.close()
        self.machine.open(PATH, ADMINISTRATOR, single_user=True)
        made = self.connector.install(file, "secret", service or self.service)
        self.machine.open(PATH)
        return made

    def strike(self, kind: str, **more: Any) -> None:
        self.connector.faults.add({"kind": kind, **more})
