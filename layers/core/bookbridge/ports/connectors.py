"""An accounting package that is not called but calls in: a program beside it asks for questions and brings answers.

Each exchange is a turn. Code of such a package is written as if it asked and got an answer at once: see `Line`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable

from bookbridge.domain.changes import Change
from bookbridge.domain.company_files import CompanyFile
from bookbridge.domain.connector_sessions import Known
from bookbridge.domain.dispatches import Operation, Outcome
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.failures import Problem

from .packages import Books, Package


class Line(Protocol):
    """The questions of one session's step, and the answers that are there already.

    A step is run again from its beginning in the turn that brings an answer. So it must ask the same again for the
    same state: the text of a question is its identity, and holds nothing random and no present time.
    """

    def ask(self, message: str, message_set: str = "", *, lasting: bool = False) -> str:
        """The package's answer to a whole message.

        `message_set` is the id under which the package remembers a message that writes; empty for one that reads. The
        answer to a `lasting` question holds for the whole session: lists that records refer to.
        Raises `AnswerAwaited` while there is no answer (the message is handed out in the next turn), and
        `PackageRefused` when the package refused the message as a whole, having carried nothing out.
        """
        ...

    def answered(self, message_set: str) -> str:
        """The answer to the message that was sent under this id, if this step has it already; else empty."""
        ...


@dataclass(frozen=True, slots=True)
class Greeting:
    """What the first turn of a session tells about the program, the company file and its settings.

    `machine` is the computer that holds the file's lock for us, if told; `version` is the highest version of the
    package's message format that it understands; `closing_date` the last day of the closed books.
    """

    company_file: CompanyFile
    product: str = ""
    version: str = ""
    machine: str = ""
    single_user: bool = False
    sample_company: bool = False
    closing_date: date | None = None


class Trouble(StrEnum):
    """What an error of the connector's own means for its session."""

    AGAIN_LATER = "again_later"
    """Nothing is wrong with our message: the next session may fare better."""
    ACT = "act"
    """Somebody has to do something at the computer first."""
    MESSAGE_REFUSED = "message_refused"
    """The package could not read our message; nothing of it was carried out."""
    WRONG_FILE = "wrong_file"
    """Another company file is open than the one that was asked for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An error of the connector, judged; `problem` explains it in the catalogue's words."""

    trouble: Trouble
    problem: Problem


@dataclass(frozen=True, slots=True)
class Scan:
    """One kind of object to be listed: those changed in `[since, until]`, a page of `size` at a time.

    `iterator` continues a listing that this session has begun; empty at its beginning. Without `since`, all there are.
    """

    kind: str
    since: datetime | None
    until: datetime | None
    size: int
    iterator: str = ""
    page: int = 0
    """Which page of the listing it is: tells the questions of one iterator apart (it goes into their `requestID`)."""
    is_history: bool = False
    """`since` is where history begins: that leaves out old transactions, and never entries of lists."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a scan, with the versions of what is there; `remaining` objects are still to be listed."""

    changes: tuple[Change, ...]
    remaining: int = 0
    iterator: str = ""


@dataclass(frozen=True, slots=True)
class Glance:
    """The first page of each scan, in their order, and all that was deleted."""

    listed: tuple[Listed, ...]
    deleted: tuple[Change, ...]


@runtime_checkable
class Recalls(Protocol):
    """Books whose package remembers what became of a message under its id."""

    def recall(self, dispatch_id: str, operations: Sequence[Operation]) -> tuple[Outcome, ...] | None:
        """What became of a dispatch, by the package's own memory; None when it never arrived there.

        Operations of which the memory says nothing are left out: it broke off while it carried them out.
        """
        ...


@dataclass(frozen=True, slots=True)
class Clash:
    """What an operation, by its key, must not be sent for: something there has its number already.

    `waiting_on` is the mark of that thing: when it changes, another try makes sense.
    """

    key: str
    fault: FieldFault
    waiting_on: str


@runtime_checkable
class Screens(Protocol):
    """Books whose package takes a number twice without a word, so that somebody has to look first."""

    def screen(self, operations: Sequence[Operation]) -> tuple[Clash, ...]:
        """The operations whose numbers are taken, looked up for all of them at once. One question, if any."""
        ...


@runtime_checkable
class SessionBooks(Books, Recalls, Screens, Protocol):
    """The books of a company file within one session."""

    def scan(self, scan: Scan) -> Listed:
        """One page of a listing: ids and versions only, no contents. One question."""
        ...

    def glance(self, scans: Sequence[Scan], deleted_since: datetime) -> Glance:
        """The first page of several listings, and what was deleted since then of all kinds. One question."""
        ...

    def gone_back(self, known: Sequence[Known]) -> tuple[Known, ...]:
        """Those that are older than we saw them, or missing without having been deleted. One question."""
        ...


@runtime_checkable
class SessionPackage(Package, Protocol):
    """An accounting package that calls in through a connector."""

    @property
    def scans(self) -> tuple[str, ...]:
        """The kinds of object that are listed, in the order in which they refer to each other."""
        ...

    def greet(self, hello: str, company_file: str, major: int, minor: int) -> Greeting:
        """Read the first turn's answer (host, company and preferences). Raises `UnreadableAnswer`."""
        ...

    def objection(self, greeting: Greeting) -> Problem | None:
        """Why we cannot work with what greeted us at all: it is too old."""
        ...

    def converse(self, line: Line, organisation_id: str, greeting: Greeting) -> SessionBooks:
        """The books of the company file that greeted us, asked over `line`."""
        ...

    def judge(self, code: str, message: str) -> Verdict:
        """What an error means that the connector reports: `code` is an HRESULT as text (`0x80040414`)."""
        ...
