"""Faults on demand: requests that fail, and QuickBooks breaking off in the middle of a message."""

from dataclasses import dataclass, field

from .errors import SERVER_FAULT, StatusError

_MESSAGES = {
    1000: "There was an internal error when processing the request.",
    1010: "The system is not available.",
    3175: "The transaction could not be locked.  It is in use by another user.",
    3176: "There was an error when saving: a related object is in use by another user.",
    3180: "There was an error when saving. QuickBooks error message: This list has been modified by another user.",
    3250: "This feature is not enabled or not available in this version of QuickBooks.",
    3260: "Insufficient permission level to perform this action.",
}


@dataclass(slots=True)
class FailingRequest:
    """The next ``times`` requests of this name (any, if None) fail with ``error``."""

    request: str | None
    error: StatusError
    times: int


@dataclass(slots=True)
class Crash:
    """QuickBooks breaks off once it has carried out so many requests of the next message set.

    What was done is done. ``remembered``: the file still knows the objects that were made, and says so (ErrorRecovery)
    when it is asked about the message set; otherwise the response is lost.
    """

    after: int
    remembered: bool = True
    hresult: str = SERVER_FAULT


@dataclass(slots=True)
class Faults:
    """What is to go wrong with a file."""

    failing: list[FailingRequest] = field(default_factory=list)
    crash: Crash | None = None

    def fail_next(self, request: str | None, status_code: int, message: str, times: int) -> None:
        """Let the next matching requests fail."""
        text = message or _MESSAGES.get(status_code, "There was an error when processing the request.")
        self.failing.append(FailingRequest(request, StatusError(status_code, text), times))

    def check(self, request: str) -> None:
        """Raise the fault that waits for a ``request``, if there is one."""
        for waiting in self.failing:
            if waiting.request in {None, request}:
                waiting.times -= 1
                if waiting.times <= 0:
                    self.failing.remove(waiting)
                raise waiting.error

    def take_crash(self) -> Crash | None:
        """Return the crash that waits, once."""
        crash, self.crash = self.crash, None
        return crash
