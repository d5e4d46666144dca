"""The accounting API under ``/api.xro/2.0`` (vendor page, sections 2 and 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from tests.simulators.chassis.clock import Clock
from tests.simulators.chassis.exchange import Answer, Request, json_answer
from tests.simulators.chassis.records import Record, write_json

from .books import Books
from .counters import API, Counters
from .endpoints import ENDPOINTS
from .errors import NOT_FOUND, ApiProblem, NotFound, forbidden, unauthorized
from .idempotency import HEADER, Replays
from .limits import Exceeded, RateLimiter
from .oauth import OAuth
from .requests import Dispatcher
from .scopes import allows
from .settings import Config
from .xml_answers import xml_text

LARGEST = 10_000_000


@dataclass
class AccountingApi:
    """Answers API calls for every tenant."""

    config: Config
    clock: Clock
    oauth: OAuth
    limiter: RateLimiter
    replays: Replays
    counters: Counters
    dispatcher: Dispatcher
    organisations: Mapping[str, Books]

    def handle(self, request: Request, in_flight: int = 1) -> Answer:
        """Answer one call, the ``in_flight``-th of its tenant at this time."""
        if not request.path.startswith(API):
            return _not_found()
        tenant_id = request.headers.get("xero-tenant-id", "").lower()
        if closed := self._gate(request, tenant_id):
            return closed
        if exceeded := self.limiter.admit(tenant_id, in_flight):
            return self.throttled(tenant_id, exceeded)
        books = self.organisations[tenant_id]
        answer = self._unavailable() if books.ended else self._remembered(books, request)
        answer[1].update(self.limiter.headers(tenant_id))
        return answer

    def throttled(self, tenant_id: str, exceeded: Exceeded) -> Answer:
        """Answer 429; the minute and the day say when to come again."""
        headers = {"X-Rate-Limit-Problem": exceeded.problem, **self.limiter.headers(tenant_id)}
        if exceeded.retry_after is not None:
            headers["Retry-After"] = str(exceeded.retry_after)
        return 429, headers, b""

    def offline(self) -> Answer:
        """Answer 503 as for an organisation that is offline."""
        text = "<html><body>The Organisation for this access token is not active or is offline</body></html>"
        return 503, {"Content-Type": "text/html; charset=utf-8"}, text.encode()

    def _unavailable(self) -> Answer:
        return self.offline()

    def _gate(self, request: Request, tenant_id: str) -> Answer | None:
        grant = self.oauth.tokens.grant_of(self.oauth.bearer(request))
        if grant is None:
            return self.oauth.refused(request)
        connected = self.oauth.tokens.connection_of(grant, tenant_id) is not None
        if not connected or tenant_id not in self.organisations:
            return json_answer(403, forbidden(request.path))
        wanted = _scopes_for(request)
        if wanted and not allows(grant.scope, wanted, reading=request.method == "GET"):
            return json_answer(401, unauthorized("AuthorizationUnsuccessful", request.path))
        return None

    def _remembered(self, books: Books, request: Request) -> Answer:
        """Answer from memory when the key of a write was answered before."""
        if request.method == "GET" or HEADER not in request.headers:
            return self._answer(books, request)
        try:
            earlier = self.replays.earlier(books.tenant_id, request)
        except ApiProblem as problem:
            return self._written(request, 400, "ApiException", problem.body)
        if earlier is None:
            earlier = self._answer(books, request)
            self.replays.keep(books.tenant_id, request, earlier)
        return earlier

    def _answer(self, books: Books, request: Request) -> Answer:
        if len(request.body) > LARGEST:
            return 413, {}, b""
        parts = [unquote(part) for part in request.path.removeprefix(API).strip("/").split("/")]
        try:
            answered = self.dispatcher.answer(books, request, parts)
        except ApiProblem as problem:
            return self._written(request, 400, "ApiException", problem.body)
        except NotFound:
            return _not_found()
        if isinstance(answered, tuple):
            return answered
        return self._written(request, 200, "Response", {**self._envelope(), **answered})

    def _envelope(self) -> Record:
        now = self.clock.now()
        return {
            "Id": self.dispatcher.new_id(),
            "Status": "OK",
            "ProviderName": self.config.provider_name,
            "DateTimeUTC": f"/Date({int(now.timestamp() * 1000)})/",
        }

    def _written(self, request: Request, status: int, root: str, body: Record) -> Answer:
        if "json" not in request.headers.get("accept", ""):
            return status, {"Content-Type": "text/xml; charset=utf-8"}, xml_text(root, body)
        # Dates are written with escaped slashes, as .NET does.
        text = write_json(body).replace(b'"/Date(', b'"\\/Date(').replace(b')/"', b')\\/"')
        return status, {"Content-Type": "application/json; charset=utf-8"}, text


def _scopes_for(request: Request) -> tuple[str, ...]:
    parts = request.path.removeprefix(API).split("/")
    if "Attachments" in parts[1:]:
        return ("accounting.attachments",)
    endpoint = ENDPOINTS.get(parts[0])
    if endpoint:
        return endpoint.scopes
    return ("accounting.settings",) if parts[0] == "Organisation" else ()


def _not_found() -> Answer:
    return 404, {"Content-Type": "text/html; charset=utf-8"}, NOT_FOUND.encode()
