"""Example Ledger without sockets: one request in, one answer or ``NoAnswer`` out."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from typing_extensions import override

from tests.simulators.chassis.announcements import AnnouncementQueue, Post
from tests.simulators.chassis.authorization import AuthorizationServer, form_of
from tests.simulators.chassis.clock import Clock
from tests.simulators.chassis.control import Control
from tests.simulators.chassis.counters import CallCounters
from tests.simulators.chassis.exchange import Answer, Request, json_answer
from tests.simulators.chassis.injected import Faults, Rule
from tests.simulators.chassis.records import Record, read_json, write_json
from tests.simulators.chassis.routes import NAME, Problem, Route
from tests.simulators.chassis.settings import CommonConfig, WebhookSettings
from tests.simulators.chassis.simulator import BaseSimulator
from tests.simulators.chassis.tokens import Grant, TokenStore

from .simulated_books import Books, Refusal, Row

TOKEN: Final = "/oauth/token"
API: Final = "/v1/ledgers/"
PAGE: Final = 200
MOST_ITEMS: Final = 50
DAY: Final = 86_400
CHART: Final = {"1000": "bank", "2000": "liability", "4100": "income", "4900": "income", "6000": "expense"}


@dataclass
class Config(CommonConfig):
    """All settings."""

    signing_key: str = "signing-key"
    webhooks: WebhookSettings = field(default_factory=lambda: WebhookSettings(enabled=True))


class Tokens(TokenStore[Config]):
    """A consent is for one ledger."""

    @override
    def spell(self, grant: Grant, number: int) -> tuple[str, str]:
        return f"access-{number}", f"refresh-{number}"

    @override
    def response(self, grant: Grant) -> Record:
        names = {"access_token": grant.newest_access_token, "refresh_token": grant.refresh_token}
        lifetimes = {"expires_in": self.config.access_token_seconds}
        return {**names, **lifetimes, "refresh_expires_in": self.config.refresh_token_seconds}


class OAuth(AuthorizationServer[Tokens]):
    """The callback names the ledger."""

    scopes = frozenset({"books"})

    def __init__(self, simulator: "Simulator") -> None:
        super().__init__(simulator.tokens)
        self._chosen = simulator.chosen

    @override
    def choose(self, request: Request) -> tuple[str, dict[str, str]] | None:
        ledger = self._chosen(request.params.get("ledger", ""))
        return None if ledger is None else (ledger, {"ledger": ledger})


class Announcements(AnnouncementQueue[Record]):
    """Every change is announced."""

    signature_header = "example-ledger-signature"

    def __init__(self, config: Config, clock: Clock) -> None:
        super().__init__(config.webhooks, clock)
        self._config = config

    @property
    @override
    def key(self) -> str:
        return self._config.signing_key

    @override
    def make_posts(self, events: list[Record], *, form: str = "", copies: int = 1) -> list[Post]:
        return [self.sign(write_json({"events": events * copies}), events=len(events))]

    @override
    def next_wait(self, post: Post, status: int | None, error: str) -> float | None:
        return None if status == 200 else 60.0


class Counters(CallCounters):
    """Calls by the last word of their path."""

    @override
    def kind_of(self, request: Request) -> str:
        return f"{request.method} {request.path.rpartition('/')[2]}"

    @override
    def organisation_of(self, request: Request) -> str:
        return request.path.removeprefix(API).partition("/")[0] if request.path.startswith(API) else ""


class Simulator(BaseSimulator):
    """Any number of ledgers, on a clock of your own."""

    token_path = TOKEN

    def __init__(self, config: Config | None = None, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.config: Config = config or Config()
        self.counters: Counters = Counters()
        self.faults = Faults()
        self.tokens: Tokens = Tokens(self.config, self.clock)
        self.oauth: OAuth = OAuth(self)
        self.webhooks: Announcements = Announcements(self.config, self.clock)
        self.organisations: dict[str, Books] = {}
        self._replays: dict[tuple[str, str], tuple[float, Answer]] = {}
        self._control = Control(self, list(self._routes()))

    @override
    def add_organisation(self, organisation_id: str, name: str, /, *, seed: bool = True, country: str = "US") -> Books:
        books = self.organisations[organisation_id] = Books(organisation_id, name, self.clock)
        for code, group in CHART.items() if seed else ():
            data = {"name": f"Account {code}", "code": code, "group": group}
            books.carry_out({"kind": "account", "action": "create", "data": data})
        books.told.clear()  # nobody is told of what a ledger starts with
        return books

    @override
    def control(self, request: Request) -> Answer:
        answer = self._control.handle(request)
        self._announce()
        return answer

    @override
    def page(self, request: Request) -> Answer | None:
        return None

    @override
    def plain(self, request: Request) -> Answer:
        match request.path:
            case "/oauth/authorize":
                return self.oauth.authorize(request)
            case "/oauth/token":
                return self.oauth.token(request)
            case "/oauth/revoke":
                self.tokens.revoke(form_of(request).get("token", ""))
                return json_answer(200, {})
        return self._api(request)

    def _api(self, request: Request) -> Answer:
        ledger, _, rest = request.path.removeprefix(API).partition("/")
        grant = self.tokens.grant_of(request.headers.get("authorization", "").removeprefix("Bearer "))
        if grant is None or grant.subject != ledger:
            return json_answer(401, {"error": {"code": "unauthorized"}})
        books = self.organisations[ledger]
        match request.method, rest:
            case "GET", "":
                return self._answer({"name": books.name, "closed_until": books.closed_until})
            case "GET", "objects":
                return self._read(books, request)
            case "POST", "objects":
                return self._write(books, request)
        return json_answer(404, {"error": {"code": "no such path"}})

    @override
    def refusal(self, rule: Rule, request: Request) -> Answer | None:
        if rule.kind != "rate_limited":
            return None
        status, headers, body = json_answer(429, {"error": {"code": "too many requests"}})
        return status, {**headers, "Retry-After": str(rule.given.get("retry_after_seconds", 60))}, body

    @override
    def system_failure(self) -> Answer:
        return json_answer(500, {"error": {"code": "system"}})

    @override
    def sign_answer(self, answer: Answer) -> None:
        answer[1]["Example-Ledger-Call"] = str(self.calls)

    def _answer(self, body: Record) -> Answer:
        return json_answer(200, {"now": self.clock.now().isoformat(), **body})

    def _read(self, books: Books, request: Request) -> Answer:
        asked = request.params
        since = datetime.fromisoformat(asked.get("since", "1970-01-01T00:00:00Z"))
        ids = asked["ids"].split(",") if "ids" in asked else None
        rows = [
            row
            for row in sorted(books.rows.values(), key=lambda each: each.version)
            if (ids is None or row.id in ids)
            and asked.get("kind") in {row.kind, None}
            and asked.get("name", str(row.data.get("name"))).casefold() == str(row.data.get("name")).casefold()
            and row.changed_at >= since
            and row.version > int(asked.get("after", 0))
        ]
        return self._answer({"objects": [books.shown(row) for row in rows[:PAGE]], "more": len(rows) > PAGE})

    def _write(self, books: Books, request: Request) -> Answer:
        key, now = (books.id, request.headers.get("idempotency-key", "")), self.clock.seconds()
        at, known = self._replays.get(key, (0.0, None))
        if known and now - at < DAY:
            return known
        items = read_json(request.body)["objects"]
        if not 0 < len(items) <= MOST_ITEMS:
            return json_answer(400, {"error": {"code": "one to fifty objects, please"}})
        answer = self._answer({"results": [self._result(books, item) for item in items]})
        self._announce()
        self._replays[key] = now, answer
        return answer

    def _result(self, books: Books, item: Record) -> Record:
        try:
            row = books.carry_out(item)
        except Refusal as refusal:
            return {"key": item["key"], "error": refusal.error}
        self.counters.objects_written += 1
        return {"key": item["key"], "object": books.shown(row)}

    def _announce(self) -> None:
        for books in self.organisations.values():
            events = [_event(books, row, what) for row, what in books.told]
            books.told.clear()
            if events and self.config.webhooks.enabled:
                self.webhooks.add(events)

    def _routes(self) -> Iterator[Route]:
        """What people do in the browser."""
        one = f"/organisations/{NAME}"
        yield "PUT", one, self._put
        yield "GET", f"{one}/{NAME}", self._list
        yield "POST", f"{one}/{NAME}", self._by_hand
        yield "PATCH", f"{one}/{NAME}/{NAME}", self._by_hand
        yield "DELETE", f"{one}/{NAME}/{NAME}", self._delete

    def _put(self, ledger: str, *, body: Record, **_: object) -> Record:
        books = self.organisations.get(ledger) or self.add_organisation(ledger, str(body.get("name", ledger)))
        books.closed_until = str(body.get("closed_until", books.closed_until))
        return {"id": ledger, "name": books.name, "closed_until": books.closed_until}

    def _list(self, ledger: str, kind: str, **_: object) -> Record:
        books = self.organisations[ledger]
        return {kind: [books.shown(row) for row in books.rows.values() if row.kind == kind and not row.deleted]}

    def _by_hand(self, ledger: str, kind: str, row_id: str = "", *, body: Record, **_: object) -> Record:
        books = self.organisations[ledger]
        action = "update" if row_id else "create"
        try:
            return books.shown(books.carry_out({"kind": kind, "action": action, "id": row_id, "data": body}))
        except Refusal as refusal:
            raise Problem(400, str(refusal)) from refusal

    def _delete(self, ledger: str, _kind: str, row_id: str, **_: object) -> Record:
        books = self.organisations[ledger]
        books.delete(books.rows[row_id])
        return books.shown(books.rows[row_id])


def _event(books: Books, row: Row, what: str) -> Record:
    at = row.changed_at.isoformat()
    return {"ledger": books.id, "kind": row.kind, "id": row.id, "event": what, "at": at}
