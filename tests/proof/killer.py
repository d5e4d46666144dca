"""Cuts a run off: at one of its reads, writes and requests, or by a fault of the package at one of its calls."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bookbridge.ports.http import Request
from tests.fakes.world import Crash, World


class Killer:
    """Counts the points at which a process can die, and dies at one of them."""

    def __init__(self, world: World, fatal: int | None = None) -> None:
        self.points: list[str] = []
        self._fatal = fatal
        self._world = world
        world.store.before_each_write = lambda operation: self._reach(f"before {operation}")
        world.store.after_each_write = lambda operation: self._reach(f"after {operation}")
        world.http.before_each_request = lambda request: self._reach(f"before {request.method} {request.kind}")
        world.http.after_each_request = lambda request: self._reach(f"after {request.method} {request.kind}")

    def _reach(self, point: str) -> None:
        self.points.append(point)
        if len(self.points) - 1 == self._fatal:
            raise Crash(point)

    @contextmanager
    def asleep(self) -> Iterator[None]:
        """From here on nothing dies."""
        store, http = self._world.store, self._world.http
        store.before_each_write = store.after_each_write = None
        http.before_each_request = http.after_each_request = None
        yield


class Saboteur:
    """Has the package fail at one of the calls, in one of the ways it can."""

    def __init__(self, world: World, call: int | None = None, kind: str = "") -> None:
        self.calls: list[str] = []
        self._call, self._kind = call, kind
        self._world = world
        world.http.before_each_request = self._look

    def _look(self, request: Request) -> None:
        self.calls.append(f"{request.method} {request.kind}")
        if len(self.calls) - 1 == self._call:
            self._world.by_hand("POST", "/faults", {"kind": self._kind, "times": 1})

    def stop(self) -> None:
        """The package works again."""
        self._world.http.before_each_request = None
        self._world.by_hand("DELETE", "/faults", {})
