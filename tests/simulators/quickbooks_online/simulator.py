"""The simulator without sockets: one request in, one answer or ``NoAnswer`` out."""

import threading
from collections.abc import Mapping
from urllib.parse import parse_qsl

from .announcements import Announcements
from .api import CompanyApi
from .books import Books
from .clock import Clock, envelope_time, zone
from .control import Control
from .counters import Counters
from .exchange import (
    Answer,
    AnswerLost,
    Request,
    TimedOutAfterCommit,
    TimedOutBeforeCommit,
    html_answer,
    json_answer,
)
from .faults import refused
from .idempotency import Replays
from .injected import Faults, Rule
from .limits import RateLimiter
from .oauth import TOKEN, OAuth
from .pages import page
from .records import Record
from .seed import seed_company, seed_lists
from .settings import Config
from .tokens import Tokens


class Simulator:
    """QuickBooks Online for any number of realms, on a clock of your own.

    ``handle`` is the whole seam: it is synchronous, safe to call from several
    threads, and opens no socket. ``webhooks`` holds the announcements; without a
    server they are taken with ``webhooks.take_due(at_once=True)``.
    """

    def __init__(self, config: Config | None = None, clock: Clock | None = None) -> None:
        """Start without any organisation."""
        self.config = config or Config()
        self.clock = clock or Clock()
        self.counters = Counters()
        self.faults = Faults()
        self.tokens = Tokens(self.config, self.clock)
        self.webhooks = Announcements(self.config.webhooks, self.clock)
        self.organisations: dict[str, Books] = {}
        self.consent_for = ""
        self.oauth = OAuth(self.config, self.tokens, self._choose_realm)
        self.api = CompanyApi(
            config=self.config,
            clock=self.clock,
            tokens=self.tokens,
            limiter=RateLimiter(self.config.limits, self.clock),
            replays=Replays(self.config, self.clock),
            counters=self.counters,
            realms=self.organisations,
        )
        self._control = Control(self)
        self._lock = threading.RLock()
        self._calls = 0

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
        with self._lock:
            if path == "/control" or path.startswith("/control/"):
                return self._control.handle(request)
            if request.method == "GET" and (path == "/" or path.startswith("/app/")):
                return page(self.organisations, request)
            return self._counted(request)

    def add_organisation(self, realm_id: str, name: str, *, seed: bool = True, country: str = "US") -> Books:
        """Make a company with its settings and, when ``seed``, its usual lists."""
        currency = {"US": "USD", "CA": "CAD", "AU": "AUD", "GB": "GBP"}.get(country)
        books = Books(
            realm_id,
            name,
            self.clock,
            country=country,
            home_currency=currency or "EUR",
        )
        seed_company(books)
        if seed:
            seed_lists(books)
        # Announced from now on: nobody is told of what a company starts with.
        books.announce = self.webhooks.announce
        self.organisations[realm_id] = books
        return books

    def issue_tokens(self, realm_id: str, *, replace: bool = False) -> Record:
        """Give tokens for a realm as a consent would; body of the token endpoint."""
        return self.tokens.response(self.tokens.grant(realm_id, replace=replace))

    def _choose_realm(self, wanted: str) -> str | None:
        if wanted or self.consent_for:
            chosen = wanted or self.consent_for
            return chosen if chosen in self.organisations else None
        return next(reversed(self.organisations), None)

    def _counted(self, request: Request) -> Answer:
        at = self.clock.now().isoformat(timespec="milliseconds")
        entry = self.counters.called(request, at)
        rule = self.faults.strike(request)
        status = "none"
        try:
            answer = self._struck(request, rule) if rule else self._plain(request)
            status = str(answer[0])
        finally:
            self.counters.answered(entry, status)
        self._calls += 1
        answer[1].setdefault("intuit_tid", f"1-{self._calls:08x}-{self._calls:024x}")
        answer[1].setdefault("QBO-Version", "1975.146")
        return answer

    def _plain(self, request: Request) -> Answer:
        return self.oauth.handle(request) or self.api.handle(request)

    def _struck(self, request: Request, rule: Rule) -> Answer:
        hold = rule.hold_seconds
        seconds = self.config.hold_seconds if hold is None else hold
        match rule.kind:
            case "rate_limited":
                return self.api.throttled(request)
            case "server_error":
                return self._system_failure()
            case "unavailable":
                text = "<html><body><h1>503 Service Unavailable</h1></body></html>"
                return html_answer(503, text)
            case "validation_fault":
                fault = refused(rule.code, rule.detail, rule.element).fault
                return json_answer(400, {"Fault": fault, "time": self._time()})
            case "timeout_before_commit":
                raise TimedOutBeforeCommit(seconds)
            case "token_expired" | "token_revoked":
                self._spoil_token(request, rule.kind)
        answer = self._plain(request)
        match rule.kind:
            case "timeout_after_commit":
                raise TimedOutAfterCommit(seconds)
            case "lost_answer":
                raise AnswerLost
            case "server_error_after_commit":
                return self._system_failure()
        return answer

    def _spoil_token(self, request: Request, kind: str) -> None:
        token = request.headers.get("authorization", "").partition(" ")[2]
        if request.path == TOKEN:
            form = dict(parse_qsl(request.body.decode("utf-8", "replace")))
            token = form.get("refresh_token", "")
        if kind == "token_revoked":
            self.tokens.revoke(token)
        else:
            self.tokens.expire(token)

    def _system_failure(self) -> Answer:
        fault = refused("10000", "System Failure Error: please try again").fault
        return json_answer(500, {"Fault": fault, "time": self._time()})

    def _time(self) -> str:
        return envelope_time(self.clock.now(), zone(-8))
