"""What any simulator is to its server and its control API, whether apps call it or it calls them."""

import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from .clock import Clock
from .counters import Tally
from .exchange import Answer, Request, html_answer
from .injected import Faults
from .settings import ServedConfig


class SimulatorCore(ABC):
    """A simulator without sockets: time, counted calls, faults, organisations, and one seam.

    ``handle`` is the whole seam: it is synchronous, safe to call from several threads,
    and opens no socket.
    """

    config: ServedConfig
    counters: Tally
    faults: Faults
    organisations: dict[str, Any]

    def __init__(self, clock: Clock | None = None) -> None:
        """Prepare what does not depend on the package."""
        self.clock = clock or Clock()
        # Where it is served, once it is.
        self.base_url = ""
        self._lock = threading.RLock()

    @property
    def organisation_ids(self) -> list[str]:
        """Return the ids of all organisations, the one made last at the end."""
        return list(self.organisations)

    @abstractmethod
    def add_organisation(self, organisation_id: str, name: str, /, *, seed: bool = True, country: str = "US") -> Any:
        """Make an organisation, with its usual lists when ``seed``, and return its books."""

    def remove_organisation(self, organisation_id: str) -> None:
        """Forget an organisation."""
        del self.organisations[organisation_id]

    def background(self) -> AbstractContextManager[object]:
        """Return what works beside the answers for as long as the simulator is served."""
        return nullcontext()

    @abstractmethod
    def time_moved(self) -> None:
        """Wake whatever waits for a moment: the clock was moved by hand."""

    def lasts(self, path: str) -> bool:
        """Tell whether an answer may take long: it waits in a thread of its own, without the lock."""
        del path
        return False

    @abstractmethod
    def control(self, request: Request) -> Answer:
        """Answer a control call."""

    @abstractmethod
    def page(self, request: Request) -> Answer | None:
        """Answer what a person opens in the browser, ``None`` for another path."""

    def called(self, request: Request) -> Answer:
        """Answer a call of the app; here, nobody is expected to call."""
        return html_answer(404, f"<html><body><h1>404</h1>nothing at {request.path}</body></html>")

    def entered(self, request: Request) -> AbstractContextManager[None]:
        """Surround a request that is being answered, before it gets its turn."""
        del request
        return nullcontext()

    def handle(
        self,
        method: str,
        path: str,
        query: str = "",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        """Answer one request: ``(status, headers, body)``.

        ``path`` has no query, ``query`` is the raw query string. Raises ``NoAnswer``
        (``TimedOutBeforeCommit``, ``TimedOutAfterCommit``, ``AnswerLost``) where a
        real caller would never get an answer.
        """
        request = Request.of(method, path, query, headers or {}, body)
        if self.lasts(path):
            return self.control(request)
        with self.entered(request), self._lock:
            if path == "/control" or path.startswith("/control/"):
                return self.control(request)
            return self.page(request) or self.called(request)
