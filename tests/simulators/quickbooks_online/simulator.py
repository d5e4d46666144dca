"""The simulator without sockets: one request in, one answer or ``NoAnswer`` out."""

from typing_extensions import override

from tests.simulators.chassis.injected import COMMON_KINDS, Faults, Rule
from tests.simulators.chassis.simulator import BaseSimulator

from .announcements import Announcements
from .api import CompanyApi
from .books import Books
from .clock import Clock, envelope_time, zone
from .control import Control
from .counters import Counters
from .exchange import Answer, Request, json_answer
from .faults import DETAILS, Refused, refused
from .idempotency import Replays
from .limits import RateLimiter
from .oauth import TOKEN, OAuth
from .pages import page
from .records import Record
from .seed import seed_company, seed_lists
from .settings import Config
from .tokens import Tokens


class Simulator(BaseSimulator):
    """QuickBooks Online for any number of realms, on a clock of your own."""

    token_path = TOKEN

    def __init__(self, config: Config | None = None, clock: Clock | None = None) -> None:
        """Start without any organisation."""
        super().__init__(clock)
        self.config: Config = config or Config()
        self.counters: Counters = Counters()
        self.faults = Faults((*COMMON_KINDS, "validation_fault"), ("refused_record",))
        self.tokens: Tokens = Tokens(self.config, self.clock)
        self.webhooks: Announcements = Announcements(self.config.webhooks, self.clock)
        self.organisations: dict[str, Books] = {}
        self.oauth: OAuth = OAuth(self.tokens, self.chosen)
        self.api = CompanyApi(
            config=self.config,
            clock=self.clock,
            tokens=self.tokens,
            limiter=RateLimiter(self.config.limits, self.clock),
            replays=Replays(self.config, self.clock),
            counters=self.counters,
            realms=self.organisations,
            struck=self._struck_record,
        )
        self._control = Control(self)

    @override
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

    @override
    def control(self, request: Request) -> Answer:
        return self._control.handle(request)

    @override
    def page(self, request: Request) -> Answer | None:
        if request.method == "GET" and (request.path == "/" or request.path.startswith("/app/")):
            return page(self.organisations, request)
        return None

    @override
    def plain(self, request: Request) -> Answer:
        return self.oauth.handle(request) or self.api.handle(request)

    @override
    def refusal(self, rule: Rule, request: Request) -> Answer | None:
        if rule.kind == "rate_limited":
            return self.api.throttled(request)
        if rule.kind == "validation_fault":
            return json_answer(400, {"Fault": _asked_for(rule).fault, "time": self._time()})
        return None

    def _struck_record(self, item: Record) -> Refused | None:
        rule = self.faults.strike_record(item)
        return _asked_for(rule) if rule else None

    @override
    def system_failure(self) -> Answer:
        fault = refused("10000", "System Failure Error: please try again").fault
        return json_answer(500, {"Fault": fault, "time": self._time()})

    @override
    def sign_answer(self, answer: Answer) -> None:
        answer[1].setdefault("intuit_tid", f"1-{self.calls:08x}-{self.calls:024x}")
        answer[1].setdefault("QBO-Version", "1975.146")

    def _time(self) -> str:
        return envelope_time(self.clock.now(), zone(-8))


def _asked_for(rule: Rule) -> Refused:
    """Return the refusal that a rule asks for, in the vendor's words unless it brings its own."""
    code = str(rule.given.get("code", "6000"))  # an empty one is left out: the page says that this happens
    return refused(code, rule.given.get("detail") or DETAILS.get(code, ""), rule.given.get("element", ""))
