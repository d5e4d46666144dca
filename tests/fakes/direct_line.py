"""A line to a simulated company file that answers at once, as if each question had a turn of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from bookbridge.domain.errors import OutcomeUnknown, PackageRefused, PackageUnavailable
from bookbridge.packages.quickbooks_desktop.application import OWNER_ID
from tests.simulators.quickbooks_desktop.company_file import CompanyFile, FileSession
from tests.simulators.quickbooks_desktop.errors import CANNOT_PARSE, QuickBooksError

BAD_REQUEST: Final = 400
BEFORE: Final = frozenset({"timeout_before_commit", "server_error", "unavailable"})
"""Breaks in which the message never reaches QuickBooks; in all others only its answer is lost."""


@dataclass
class DirectLine:
    """Implements `Line`: one session with a company file. Its iterators end with it."""

    company_file: CompanyFile
    sent: list[str] = field(default_factory=list)
    """Every message, as it was sent."""
    kinds: Counter[str] = field(default_factory=Counter)
    """How many messages of each kind there were since the last time somebody looked."""
    breaks: list[str] = field(default_factory=list)
    """What happens to the next messages that write."""
    deaf_for: int = 0
    """How many of the next questions get no answer."""
    _session: FileSession | None = None
    _answers: dict[str, str] = field(default_factory=dict)

    def ask(self, message: str, message_set: str = "", *, lasting: bool = False) -> str:  # noqa: ARG002 - nothing is kept
        """See `Line.ask`. When a message that writes breaks the line, its outcome is not known."""
        self.sent.append(message)
        self.kinds["write" if message_set else "read"] += 1
        if not message_set:
            self.deaf_for -= (deaf := self.deaf_for > 0)
            if deaf:
                raise PackageUnavailable("no answer")
            return self._process(message)
        broken = self.breaks.pop(0) if self.breaks else ""
        if broken not in BEFORE:
            self._answers[message_set] = self._process(message)
        if broken:
            self._answers.pop(message_set, None)
            raise OutcomeUnknown(broken)
        return self._answers[message_set]

    def answered(self, message_set: str) -> str:
        """See `Line.answered`."""
        return self._answers.get(message_set, "")

    def hang_up(self) -> None:
        """The session ends; what was answered in it is forgotten."""
        if self._session is not None:
            self._session.end()
        self._session = None
        self._answers.clear()

    def _process(self, message: str) -> str:
        try:
            if self._session is None:
                self._session = self.company_file.begin(OWNER_ID)
            return self._session.process(message)
        except QuickBooksError as error:
            if error.hresult == CANNOT_PARSE:
                raise PackageRefused(str(error), code=error.hresult, status=BAD_REQUEST) from error
            raise PackageUnavailable(str(error)) from error
