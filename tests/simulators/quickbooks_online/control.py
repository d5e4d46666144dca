"""The control API: routing, calls, faults, clock, limits and settings.

Every answer is JSON. A control call is never counted, limited or struck by a fault.
"""

import re
from collections.abc import Callable
from dataclasses import asdict, fields, is_dataclass
from typing import TYPE_CHECKING

from .control_books import BookControl
from .control_webhooks import WebhookControl
from .exchange import Answer, Request, json_answer
from .faults import Refused
from .records import Record, read_json
from .routes import Problem, Route
from .settings import Config, Limits

if TYPE_CHECKING:
    from .simulator import Simulator

Handler = Callable[..., Record]
_SETTINGS = (
    "client_id",
    "client_secret",
    "access_token_seconds",
    "refresh_token_seconds",
    "hard_expiry_seconds",
    "refresh_grace_seconds",
    "hold_seconds",
    "requestid_memory_seconds",
    "requestid_reuse",
)


class Control:
    """Answers everything below ``/control``."""

    def __init__(self, simulator: "Simulator") -> None:
        """Know the simulator that is controlled."""
        self._simulator = simulator
        name = r"([^/]+)"
        routes = [
            *self._own_routes(name),
            *WebhookControl(simulator).routes(),
            *BookControl(simulator).routes(name),
        ]
        self._routes = [(method, re.compile(f"/control{path}"), handler) for method, path, handler in routes]

    def _own_routes(self, name: str) -> list[Route]:
        tokens = f"/tokens/{name}"
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
            ("GET", "/limits", self._limits),
            ("PUT", "/limits", self._set_limits),
            ("GET", "/settings", self._settings),
            ("PUT", "/settings", self._set_settings),
            ("PUT", "/oauth", self._consent),
            ("GET", tokens, self._tokens),
            ("POST", tokens, self._issue_tokens),
            ("DELETE", tokens, self._revoke_tokens),
            ("POST", f"{tokens}/expire", self._expire_tokens),
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
                return self._run(handler, request, match.groups())
        status = 405 if known else 404
        return json_answer(status, {"error": f"no {request.method} {path} here"})

    def _run(self, handler: Handler, request: Request, names: tuple[str, ...]) -> Answer:
        try:
            body = _body(request)
            return json_answer(200, handler(*names, body=body, request=request))
        except Refused as refusal:
            return json_answer(400, {"Fault": refusal.fault})
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
        with self._simulator.webhooks.changed:
            self._simulator.webhooks.changed.notify_all()
        return self._clock()

    def _limits(self, **_: object) -> Record:
        return asdict(self._simulator.config.limits)

    def _set_limits(self, *, body: Record, **_: object) -> Record:
        change(self._simulator.config.limits, body)
        return self._limits()

    def _settings(self, **_: object) -> Record:
        config = self._simulator.config
        return {name: getattr(config, name) for name in _SETTINGS}

    def _set_settings(self, *, body: Record, **_: object) -> Record:
        change(self._simulator.config, body)
        return self._settings()

    def _consent(self, *, body: Record, **_: object) -> Record:
        realm_id = str(body.get("organisation_id", self._simulator.consent_for))
        if realm_id and realm_id not in self._simulator.organisations:
            raise Problem(404, f"no organisation {realm_id}")
        self._simulator.consent_for = realm_id
        self._simulator.oauth.denied = body.get("consent") == "denied"
        consent = "denied" if self._simulator.oauth.denied else "granted"
        return {"organisation_id": realm_id, "consent": consent}

    def _tokens(self, realm_id: str, **_: object) -> Record:
        self._known(realm_id)
        grants = self._simulator.tokens.describe(realm_id)
        return {"organisation_id": realm_id, "grants": grants}

    def _issue_tokens(self, realm_id: str, *, body: Record, **_: object) -> Record:
        self._known(realm_id)
        replace = bool(body.get("replace"))
        return self._simulator.issue_tokens(realm_id, replace=replace)

    def _revoke_tokens(self, realm_id: str, **_: object) -> Record:
        self._known(realm_id)
        self._simulator.tokens.revoke_realm(realm_id)
        return self._tokens(realm_id)

    def _expire_tokens(self, realm_id: str, **_: object) -> Record:
        self._known(realm_id)
        self._simulator.tokens.expire_realm(realm_id)
        return self._tokens(realm_id)

    def _known(self, realm_id: str) -> None:
        if realm_id not in self._simulator.organisations:
            raise Problem(404, f"no organisation {realm_id}")


def change(settings: Config | Limits, body: Record) -> None:
    """Set plain fields of a settings dataclass; 400 for an unknown name."""
    plain = {field.name for field in fields(settings) if not is_dataclass(getattr(settings, field.name))}
    for name in body:
        if name not in plain:
            message = f"{name} is not one of {', '.join(sorted(plain))}"
            raise Problem(400, message)
    for name, value in body.items():
        kind = type(getattr(settings, name))
        number = kind in (int, float) and not isinstance(value, bool)
        setattr(settings, name, kind(value) if number else value)


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
