"""The beginning of an update: versions, and the user's name and password (section 2, return values)."""

from collections.abc import Generator
from typing import TYPE_CHECKING, Final

from .soap_client import CallFailed
from .web_connector_calls import Calls
from .web_connector_log import Outcome, Step

if TYPE_CHECKING:
    from .web_connector import Application, Habits, WebConnector

REFUSALS: Final[dict[str, tuple[Outcome, str]]] = {
    "none": ("no_work", "No data exchange required."),
    "nvu": ("invalid_user", "The user name or password is not valid."),
    "busy": ("busy", "The service is busy."),
}


class Ended(Exception):  # noqa: N818 - it is an outcome, not a defect
    """The update is over before its time."""

    def __init__(self, outcome: Outcome, status: str) -> None:
        """Keep how it ended, and the text that the user sees."""
        super().__init__(status)
        self.outcome = outcome
        self.status = status


def greet(calls: Calls, habits: "Habits") -> Generator[Step, None, None]:
    """Exchange versions.

    Raises:
        Ended: The service refuses this Web Connector, or warns and the user stops.
    """
    yield from calls.text("serverVersion")
    word = yield from calls.text("clientVersion", strVersion=habits.version)
    letter, _, text = word.partition(":")
    # O: recommends a version, which is no reason to stop.
    if word and (letter not in {"W", "O"} or (letter == "W" and not habits.accepts_warnings)):
        raise Ended("refused_version", text or word)


def log_in(calls: Calls, connector: "WebConnector", application: "Application") -> Generator[Step, None, str]:
    """Log in, and return the path of the company file to open ("": the one that is open).

    Raises:
        Ended: There is nothing to do, or not for this user, or not now.
        CallFailed: The answer is none.
    """
    answer = yield from calls.texts("authenticate", strUserName=application.user_name, strPassword=application.password)
    if len(answer) < 2:
        raise CallFailed("QBWC1012: Authentication failed: Index was outside the bounds of the array.")
    calls.ticket, path = answer[0], answer[1]
    connector.postpone(application, _seconds(answer, 2), _seconds(answer, 3))
    if path.lower() in REFUSALS:
        if path.lower() == "none" and connector.habits.closes_after_none:
            yield from calls.text("closeConnection", ticket=calls.ticket)
        raise Ended(*REFUSALS[path.lower()])
    return path


def _seconds(answer: list[str], index: int) -> float | None:
    text = answer[index].strip() if len(answer) > index else ""
    if not text:
        return None
    if not text.isdecimal():
        raise CallFailed(f"authenticate: {text} is no number of seconds")
    return float(text)
