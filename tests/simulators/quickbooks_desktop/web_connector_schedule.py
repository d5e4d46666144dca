"""Web Connectors at work by themselves, each in a thread, for as long as the simulator is served."""

import logging
import threading
from types import TracebackType
from typing import Final, Self

from tests.simulators.chassis.clock import Clock

from .web_connector import WebConnector

# How long a thread sleeps at most before it looks at the (movable) clock again.
_LOOK_AGAIN_SECONDS: Final = 1.0
_STOPPING_SECONDS: Final = 5.0


class Schedules:
    """Runs what is due; a context manager. Outside of it nothing runs, and a pause moves the clock instead."""

    def __init__(self, clock: Clock) -> None:
        """Follow ``clock``."""
        self._clock = clock
        self._changed = threading.Condition()
        self._running = False
        self._threads: dict[WebConnector, threading.Thread] = {}
        self._known: list[WebConnector] = []

    def __enter__(self) -> Self:
        """Start running what is known, and what is added from now on."""
        self._running = True
        for connector in self._known:
            self._start(connector)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop; an update on its way is given a moment to end."""
        self._running = False
        self.look_again()
        for connector in list(self._threads):
            self._join(connector)

    def add(self, connector: WebConnector) -> None:
        """Run a Web Connector's updates when they are due."""
        if connector not in self._known:
            self._known.append(connector)
            if self._running:
                self._start(connector)
        self.look_again()

    def remove(self, connector: WebConnector) -> None:
        """Run nothing more of it."""
        if connector in self._known:
            self._known.remove(connector)
            self.look_again()
            self._join(connector)

    def look_again(self) -> None:
        """Wake all threads: time was moved, or a schedule has changed."""
        with self._changed:
            self._changed.notify_all()

    def pause(self, seconds: float) -> None:
        """Wait, or move the clock if nothing is served."""
        if not self._running:
            self._clock.advance(seconds)
            return
        self._wait_until(self._clock.seconds() + seconds)

    def _start(self, connector: WebConnector) -> None:
        name = f"web-connector-{connector.machine.name}"
        thread = threading.Thread(target=self._run, args=(connector,), name=name, daemon=True)
        self._threads[connector] = thread
        thread.start()

    def _join(self, connector: WebConnector) -> None:
        thread = self._threads.pop(connector, None)
        if thread and thread is not threading.current_thread():
            thread.join(_STOPPING_SECONDS)

    def _run(self, connector: WebConnector) -> None:
        while self._running and connector in self._known:
            try:
                connector.run_due()
            except Exception:
                logging.getLogger(__name__).exception("an update on %s broke off", connector.machine.name)
            due = connector.next_due()
            if due is None or due > self._clock.seconds():
                with self._changed:
                    self._changed.wait(_LOOK_AGAIN_SECONDS if due is None else self._nap(due))

    def _wait_until(self, moment: float) -> None:
        while self._running and (left := moment - self._clock.seconds()) > 0:
            with self._changed:
                self._changed.wait(min(left, _LOOK_AGAIN_SECONDS))

    def _nap(self, due: float) -> float:
        return max(0.0, min(due - self._clock.seconds(), _LOOK_AGAIN_SECONDS))
