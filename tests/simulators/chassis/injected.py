"""Faults on demand.

A rule names what goes wrong, which calls it strikes and how often. Rules strike in
the order they were made; a used-up rule is gone. They never strike the control API.

Some kinds strike one record of a call and leave the others alone: they are matched with
the record's own JSON (``match.body``).
"""

import re
from collections.abc import Container
from dataclasses import dataclass, field

from .exchange import Request
from .records import Record, write_json

KINDS_BEFORE = ("rate_limited", "server_error", "unavailable", "timeout_before_commit")
KINDS_OF_TOKENS = ("token_expired", "token_revoked")
KINDS_AFTER = ("timeout_after_commit", "lost_answer", "server_error_after_commit")
COMMON_KINDS = (*KINDS_BEFORE, *KINDS_OF_TOKENS, *KINDS_AFTER)


@dataclass
class Rule:
    """One fault; ``times`` is ``None`` for "until it is deleted".

    ``params`` are query parameters that a request must have. ``given`` is the whole
    order, for what only some kinds need.
    """

    kind: str
    method: str = ""
    path: str = ""
    body: str = ""
    params: dict[str, str] = field(default_factory=dict)
    times: int | None = 1
    hold_seconds: float | None = None
    given: Record = field(default_factory=dict)
    struck: int = 0

    def matches(self, request: Request) -> bool:
        """Tell whether the rule strikes a request."""
        if self.method and self.method.upper() != request.method:
            return False
        if self.body and self.body not in request.body.decode("utf-8", "replace"):
            return False
        if any(request.params.get(name) != value for name, value in self.params.items()):
            return False
        target = request.target
        return not self.path or self.path in target or re.search(self.path, target) is not None

    def body_of(self) -> Record:
        """Return the rule as the control API shows it."""
        match = {"method": self.method, "path": self.path, "body": self.body, **self.params}
        return {
            "kind": self.kind,
            "match": {name: value for name, value in match.items() if value},
            "times": self.times,
            "struck": self.struck,
        }


@dataclass
class Faults:
    """The rules that are waiting to strike, of the kinds the package has; ``record_kinds`` strike single records."""

    kinds: tuple[str, ...] = COMMON_KINDS
    record_kinds: tuple[str, ...] = ()
    rules: list[Rule] = field(default_factory=list)

    def add(self, body: Record) -> Rule:
        """Add a rule from its JSON; ``ValueError`` says what is wrong with it."""
        kind = body.get("kind")
        if kind not in (*self.kinds, *self.record_kinds):
            message = f"kind must be one of {', '.join((*self.kinds, *self.record_kinds))}"
            raise ValueError(message)
        match = body.get("match") or {}
        try:
            re.compile(match.get("path") or "")
        except re.error as error:
            message = f"match.path is not a regular expression: {error}"
            raise ValueError(message) from error
        times, hold = body.get("times", 1), body.get("hold_seconds")
        rule = Rule(
            kind=kind,
            method=match.get("method") or "",
            path=match.get("path") or "",
            body=match.get("body") or "",
            params={name: str(match[name]) for name in match if name not in {"method", "path", "body"}},
            times=None if times is None else int(times),
            hold_seconds=None if hold is None else float(hold),
            given=body,
        )
        self.rules.append(rule)
        return rule

    def strike(self, request: Request, among: Container[str] | None = None) -> Rule | None:
        """Return the rule (``among`` some kinds, else of whole calls) that strikes a request, and use it up once."""
        for rule in self.rules:
            if (rule.kind in (self.kinds if among is None else among)) and rule.matches(request):
                rule.struck += 1
                if rule.times is not None:
                    rule.times -= 1
                    if rule.times <= 0:
                        self.rules.remove(rule)
                return rule
        return None

    def strike_record(self, record: Record) -> Rule | None:
        """Return the rule that strikes one record of a call, and use it up once."""
        if not any(rule.kind in self.record_kinds for rule in self.rules):
            return None
        return self.strike(Request("POST", "", "", {}, write_json(record)), self.record_kinds)
