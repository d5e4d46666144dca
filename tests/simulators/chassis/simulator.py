"""A simulator of a package in the cloud: apps call it with tokens, and it announces changes."""

from abc import abstractmethod
from contextlib import AbstractContextManager
from typing import Any

from typing_extensions import override

from .announcements import AnnouncementQueue
from .authorization import AuthorizationServer, form_of
from .clock import Clock
from .core import SimulatorCore
from .counters import CallCounters
from .delivery import Deliverer
from .exchange import Answer, AnswerLost, Request, TimedOutAfterCommit, TimedOutBeforeCommit, html_answer
from .injected import Rule
from .records import Record
from .settings import CommonConfig
from .tokens import TokenStore


class BaseSimulator(SimulatorCore):
    """What the control API and the tests know of every simulator in the cloud.

    Consents are for one organisation here; a package whose consents are a user's says so
    itself. ``webhooks`` holds the announcements; without a server they are taken with
    ``webhooks.take_due(at_once=True)``.
    """

    config: CommonConfig
    counters: CallCounters
    tokens: TokenStore[Any]
    oauth: AuthorizationServer[Any]
    webhooks: AnnouncementQueue[Any]
    token_path: str

    def __init__(self, clock: Clock | None = None) -> None:
        """Prepare what does not depend on the package."""
        super().__init__(clock)
        self.consent_for = ""
        self.calls = 0

    @override
    def background(self) -> AbstractContextManager[object]:
        return Deliverer(self.webhooks)

    @override
    def time_moved(self) -> None:
        with self.webhooks.changed:
            self.webhooks.changed.notify_all()

    @override
    def remove_organisation(self, organisation_id: str) -> None:
        self.disconnect(organisation_id)
        super().remove_organisation(organisation_id)

    def issue_tokens(self, organisation_id: str, /, *, replace: bool = False) -> Record:
        """Give tokens for an organisation as a consent would; body of the token endpoint."""
        return self.tokens.response(self.tokens.grant(organisation_id, replace=replace))

    def disconnect(self, organisation_id: str) -> None:
        """Take the app's access to an organisation away, as its user does in the package."""
        self.tokens.revoke_subject(organisation_id)

    def expire_tokens(self, organisation_id: str) -> None:
        """Let the access tokens that reach an organisation expire now."""
        self.tokens.expire_subject(organisation_id)

    def describe_tokens(self, organisation_id: str) -> list[Record]:
        """Return the working consents that reach an organisation."""
        return self.tokens.describe(organisation_id)

    @abstractmethod
    def plain(self, request: Request) -> Answer:
        """Answer a call of the app, no fault in the way."""

    @abstractmethod
    def refusal(self, rule: Rule, request: Request) -> Answer | None:
        """Return the answer of a fault by which nothing is done, ``None`` for other kinds."""

    @abstractmethod
    def system_failure(self) -> Answer:
        """Return the package's status 500."""

    @abstractmethod
    def sign_answer(self, answer: Answer) -> None:
        """Add the headers that every answer of the package carries."""

    def revoke_token(self, token: str) -> None:
        """End the consent of a token, as the fault ``token_revoked`` does."""
        self.tokens.revoke(token)

    def chosen(self, wanted: str) -> str | None:
        """Return the organisation a consent is for: the one wanted, else named before, else the newest."""
        if named := wanted or self.consent_for:
            return named if named in self.organisations else None
        return next(reversed(self.organisations), None)

    @override
    def called(self, request: Request) -> Answer:
        at = self.clock.now().isoformat(timespec="milliseconds")
        entry = self.counters.called(request, at)
        rule = self.faults.strike(request)
        status = "none"
        try:
            answer = self._struck(request, rule) if rule else self.plain(request)
            status = str(answer[0])
        finally:
            self.counters.answered(entry, status)
        self.calls += 1
        self.sign_answer(answer)
        return answer

    def _struck(self, request: Request, rule: Rule) -> Answer:
        hold = rule.hold_seconds
        seconds = self.config.hold_seconds if hold is None else hold
        if answer := self.refusal(rule, request):
            return answer
        match rule.kind:
            case "server_error":
                return self.system_failure()
            case "unavailable":
                text = "<html><body><h1>503 Service Unavailable</h1></body></html>"
                return html_answer(503, text)
            case "timeout_before_commit":
                raise TimedOutBeforeCommit(seconds)
            case "token_expired" | "token_revoked":
                self._spoil_token(request, rule.kind)
        answer = self.plain(request)
        match rule.kind:
            case "timeout_after_commit":
                raise TimedOutAfterCommit(seconds)
            case "lost_answer":
                raise AnswerLost
            case "server_error_after_commit":
                return self.system_failure()
        return answer

    def _spoil_token(self, request: Request, kind: str) -> None:
        token = request.headers.get("authorization", "").partition(" ")[2]
        if request.path == self.token_path:
            token = form_of(request).get("refresh_token", "")
        if kind == "token_revoked":
            self.revoke_token(token)
        else:
            self.tokens.expire(token)
