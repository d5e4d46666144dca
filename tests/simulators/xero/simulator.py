"""The simulator without sockets: one request in, one answer or ``NoAnswer`` out."""

import threading
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from typing_extensions import override

from tests.simulators.chassis.clock import Clock
from tests.simulators.chassis.exchange import Answer, NoAnswer, Request, html_answer, json_answer
from tests.simulators.chassis.injected import COMMON_KINDS, Faults, Rule
from tests.simulators.chassis.records import Record
from tests.simulators.chassis.simulator import BaseSimulator

from .announcements import Announcements
from .api import AccountingApi
from .books import Books
from .control import Control
from .counters import API, Counters
from .errors import ApiProblem, Refused, validation
from .idempotency import Replays
from .limits import Exceeded, RateLimiter
from .oauth import TOKEN, OAuth
from .pages import page
from .requests import Dispatcher
from .seed import VERSIONS, seed_currency, seed_lists
from .settings import Config
from .tokens import Tokens
from .values import NO_ID

HOURS: Final = 3600
OWN_FAULTS: Final = ("validation_fault", "organisation_offline", "day_limit", "disconnected")
"""What this package has besides the faults that all have."""


class Simulator(BaseSimulator):
    """Xero for any number of tenants, on a clock of your own."""

    token_path = TOKEN

    def __init__(self, config: Config | None = None, clock: Clock | None = None) -> None:
        """Start without any organisation."""
        super().__init__(clock)
        self.config: Config = config or Config()
        self.counters: Counters = Counters()
        self.faults = Faults((*COMMON_KINDS, *OWN_FAULTS), ("refused_record",))
        self.tokens: Tokens = Tokens(self.config, self.clock)
        self.webhooks: Announcements = Announcements(self.config.webhooks, self.clock, self._public_url)
        self.organisations: dict[str, Books] = {}
        self.oauth: OAuth = OAuth(self.tokens, self.chosen, self.organisations)
        self.limiter = RateLimiter(self.config.limits, self.clock)
        self._dispatcher = Dispatcher(self.counters, self._struck_record)
        self.api = AccountingApi(
            config=self.config,
            clock=self.clock,
            oauth=self.oauth,
            limiter=self.limiter,
            replays=Replays(self.config, self.clock),
            counters=self.counters,
            dispatcher=self._dispatcher,
            organisations=self.organisations,
        )
        self._control = Control(self)
        self._counting = threading.Lock()
        self._in_flight: Counter[str] = Counter()
        self._ranks: dict[int, int] = {}

    @override
    def add_organisation(
        self, tenant_id: str, name: str, *, seed: bool = True, country: str = "US", currencies: tuple[str, ...] = ()
    ) -> Books:
        """Make an organisation and, when ``seed``, its usual lists; the id is a GUID."""
        tenant_id = tenant_id.lower()
        version, currency = VERSIONS.get(country, ("GLOBAL", "EUR"))
        code = zlib.crc32(tenant_id.encode())
        letters = "".join(chr(ord("A") + code // 26**place % 26) for place in range(5))
        books = Books(
            tenant_id,
            name,
            self.clock,
            country=country,
            version=version,
            base_currency=currency,
            short_code=f"!{letters}",
            locked_edits=lambda: self.config.locked_edits,
        )
        with books.transaction():
            for each in (currency, *currencies):
                seed_currency(books, each)
            if seed:
                seed_lists(books)
        # Announced from now on: nobody is told of what an organisation starts with.
        books.announce = self.webhooks.announce
        self.organisations[tenant_id] = books
        return books

    @override
    def issue_tokens(self, tenant_id: str, /, *, replace: bool = False, user: str = "", scope: str = "") -> Record:
        """Give tokens of a user of this tenant alone, or of ``user``, who may have others too."""
        tenant_id = tenant_id.lower()
        user = user or f"user-of-{tenant_id}"
        return self.tokens.response(self.tokens.grant(f"{user}/{tenant_id}", replace=replace, scope=scope))

    @override
    def disconnect(self, organisation_id: str) -> None:
        self.tokens.disconnect(organisation_id)

    @override
    def expire_tokens(self, organisation_id: str) -> None:
        for user in self.tokens.users_of(organisation_id):
            self.tokens.expire_subject(user)

    @override
    def describe_tokens(self, organisation_id: str) -> list[Record]:
        users = self.tokens.users_of(organisation_id)
        return [{"user": user, **grant} for user in users for grant in self.tokens.describe(user)]

    @override
    def revoke_token(self, token: str) -> None:
        if grant := self.tokens.owner_of(token):
            self.tokens.disconnect_user(grant.subject)

    @override
    def control(self, request: Request) -> Answer:
        return self._control.handle(request)

    @override
    def page(self, request: Request) -> Answer | None:
        return page(self.organisations, request)

    @override
    def plain(self, request: Request) -> Answer:
        answer = self.oauth.handle(request)
        if answer:
            return answer
        self._dispatcher.base_url = self.base_url
        return self.api.handle(request, self._ranks.get(id(request), 1))

    @override
    def refusal(self, rule: Rule, request: Request) -> Answer | None:
        tenant_id = self.counters.organisation_of(request)
        match rule.kind:
            case "rate_limited":
                after = int(rule.given.get("retry_after_seconds", 60))
                return self.api.throttled(tenant_id, Exceeded("minute", after))
            case "day_limit":
                after = int(rule.given.get("retry_after_seconds", 5 * HOURS))
                answer = self.api.throttled(tenant_id, Exceeded("day", after))
                answer[1]["X-DayLimit-Remaining"] = "0"
                return answer
            case "organisation_offline":
                return self.api.offline()
            case "validation_fault":
                errors = [{"Message": message} for message in _messages_of(rule)]
                if "number" in rule.given:
                    whole = ApiProblem(int(rule.given["number"]), str(rule.given.get("type", "")), errors[0]["Message"])
                    return json_answer(400, whole.body)
                return json_answer(400, validation([{"ID": NO_ID, "ValidationErrors": errors}]).body)
            case "disconnected":
                self.disconnect(tenant_id)
        return None

    def _struck_record(self, element: Record) -> Refused | None:
        rule = self.faults.strike_record(element)
        return Refused(*_messages_of(rule)) if rule else None

    @override
    def system_failure(self) -> Answer:
        return html_answer(500, "<html><body><h1>500 Internal Server Error</h1></body></html>")

    @override
    def sign_answer(self, answer: Answer) -> None:
        answer[1].setdefault("Xero-Correlation-Id", f"{self.calls:08x}-0000-4000-8000-000000000000")

    @override
    @contextmanager
    def entered(self, request: Request) -> Iterator[None]:
        """Know how many calls of a tenant are in flight, before any of them gets its turn."""
        tenant_id = request.headers.get("xero-tenant-id", "").lower()
        if not request.path.startswith(API):
            yield
            return
        with self._counting:
            self._in_flight[tenant_id] += 1
            self._ranks[id(request)] = self._in_flight[tenant_id]
        seconds = self.config.answer_seconds
        try:
            yield
        except NoAnswer as lost:
            seconds = lost.hold_seconds
            raise
        finally:
            if seconds:
                self.limiter.hold(tenant_id, seconds)
            with self._counting:
                self._in_flight[tenant_id] -= 1
                del self._ranks[id(request)]

    def _public_url(self) -> str:
        return self.base_url or "https://api.xero.com"


def _messages_of(rule: Rule) -> list[str]:
    """Return why a rule wants something refused."""
    return [str(message) for message in rule.given.get("messages") or [rule.given.get("detail", "")]]
