"""The control API of any simulator: routing, calls, faults, clock and settings.

Every answer is JSON. A control call is never counted, limited or struck by a fault.
"""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

from .core import SimulatorCore
from .exchange import Answer, Request, json_answer
from .records import Record, read_json
from .routes import Problem, Route

Handler = Callable[..., Record]


class CoreControl:
    """Answers everything below ``/control``."""

    def __init__(self, simulator: SimulatorCore, more: list[Route]) -> None:
        """Know the simulator that is controlled, and the routes of its package."""
        self._simulator = simulator
        routes = [*self.own_routes(), *more]
        self._routes = [(method, re.compile(f"/control{path}"), handler) for method, path, handler in routes]

    def own_routes(self) -> list[Route]:
        """Return the routes that are not the package's."""
        return [
            ("GET", "/calls", self._calls),
            ("DELETE", "/calls", self._reset_calls),
            ("GET", "/calls/log", self._log),
            ("GET", "/calls/reads", self._reads),
            ("GET", "/faults", self._faults),
            ("POST", "/faults", self._add_fault),
            ("DELETE", "/faults", self._clear_faults),
            ("GET", "/clock", self._clock),
            ("POST", "/clock", self._advance),
            ("GET", "/settings", self._settings),
            ("PUT", "/settings", self._set_settings),
        ]

    def handle(self, request: Request) -> Answer:
        """Answer a control call; problems are ``{"error": "…"}``."""
        path = request.path.rstrip("/")
        known = False
        for method, pattern, handler in self._routes:
            match = pattern.fullmatch(path)
            if match is None:
                continue
            known = True
            if method == request.method:
                return self.run(handler, request, match.groups())
        status = 405 if known else 404
        return json_answer(status, {"error": f"no {request.method} {path} here"})

    def run(self, handler: Handler, request: Request, names: tuple[str, ...]) -> Answer:
        """Answer with what a handler returns, or with its problem."""
        try:
            body = _body(request)
            return json_answer(200, handler(*names, body=body, request=request))
        except Problem as problem:
            return json_answer(problem.status, {"error": str(problem)})

    def _calls(self, **_: object) -> Record:
        return self._simulator.counters.summary()

    def _reset_calls(self, **_: object) -> Record:
        self._simulator.counters.reset()
        return self._simulator.counters.summary()

    def _log(self, **_: object) -> Record:
        return {"calls": self._simulator.counters.log()}

    def _reads(self, **_: object) -> Record:
        return {"reads": self._simulator.counters.reads()}

    def _faults(self, **_: object) -> Record:
        return {"faults": [rule.body_of() for rule in self._simulator.faults.rules]}

    def _add_fault(self, *, body: Record, **_: object) -> Record:
        try:
            return self._simulator.faults.add(body).body_of()
        except ValueError as error:
            raise Problem(400, str(error)) from error

    def _clear_faults(self, **_: object) -> Record:
        self._simulator.faults.rules.clear()
        return {"faults": []}

    def _clock(self, **_: object) -> Record:
        return {"now": self._simulator.clock.now().isoformat()}

    def _advance(self, *, body: Record, **_: object) -> Record:
        seconds = body.get("advance_seconds")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            try:
                seconds = float(str(seconds))
            except ValueError as error:
                raise Problem(400, "advance_seconds must be a number") from error
        self._simulator.clock.advance(float(seconds))
        self._simulator.time_moved()
        return self._clock()

    def _settings(self, **_: object) -> Record:
        config = self._simulator.config
        return {name: getattr(config, name) for name in sorted(_plain(config))}

    def _set_settings(self, *, body: Record, **_: object) -> Record:
        change(self._simulator.config, body)
        return self._settings()


def change(settings: Any, body: Record) -> None:
    """Set plain fields of a settings dataclass; 400 for an unknown name."""
    plain = _plain(settings)
    for name in body:
        if name not in plain:
            message = f"{name} is not one of {', '.join(sorted(plain))}"
            raise Problem(400, message)
    for name, value in body.items():
        kind = type(getattr(settings, name))
        number = kind in (int, float) and not isinstance(value, bool)
        setattr(settings, name, kind(value) if number else value)


def _plain(settings: Any) -> set[str]:
    """Return the fields that are not themselves settings."""
    return {field.name for field in fields(settings) if not is_dataclass(getattr(settings, field.name))}


def _body(request: Request) -> Record:
    if not request.body:
        return {}
    try:
        body = read_json(request.body)
    except ValueError as error:
        raise Problem(400, "the body is not JSON") from error
    if not isinstance(body, dict):
        raise Problem(400, "the body is not a JSON object")
    return body
