"""The company API under ``/v3/company/{realmId}`` (vendor page, sections 2 and 4)."""

from collections.abc import Mapping
from dataclasses import dataclass

from .batch import Struck, run_batch
from .books import Books
from .cdc import changes_since
from .clock import Clock, envelope_time, zone
from .counters import Counters
from .entities import BY_PATH, Kind
from .entities.schema import VOID_INCLUDE, VOID_OPERATION
from .exchange import Answer, Request, html_answer, json_answer
from .faults import (
    THROTTLED_XML,
    Error,
    Refused,
    gate_fault,
    refused,
    throttled_fault,
    unsupported,
)
from .idempotency import Replays, check_request_id
from .limits import RateLimiter
from .reading import run_query
from .records import Record, read_json
from .settings import Config
from .tokens import Tokens
from .uploads import upload
from .writing import Options, delete, find, save, void


@dataclass
class CompanyApi:
    """Answers API calls for every realm."""

    config: Config
    clock: Clock
    tokens: Tokens
    limiter: RateLimiter
    replays: Replays
    counters: Counters
    realms: Mapping[str, Books]
    struck: Struck

    def handle(self, request: Request) -> Answer:
        """Answer one call."""
        parts = request.path.strip("/").split("/")
        if parts[:2] != ["v3", "company"] or len(parts) < 4:
            return _not_found()
        realm_id, rest = parts[2], parts[3:]
        closed = self._gate(request, realm_id)
        if closed:
            return closed
        books = self.realms[realm_id]
        batch = rest == ["batch"]
        if not self.limiter.admit(realm_id, batch=batch):
            return self.throttled(request)
        if request.method != "POST" or "requestid" not in request.params:
            return self._answer(books, request, rest)
        try:
            check_request_id(request, batch=batch)
            earlier = self.replays.earlier(realm_id, request)
        except Refused as refusal:
            return self._fault(books, refusal)
        if earlier is None:
            earlier = self._answer(books, request, rest)
            self.replays.keep(realm_id, request, earlier)
        return earlier

    def throttled(self, request: Request) -> Answer:
        """Answer 429 with the documented body."""
        accept = request.headers.get("accept", "")
        if "xml" in accept and "json" not in accept:
            headers = {"Content-Type": "application/xml"}
            answer: Answer = (429, headers, THROTTLED_XML.encode())
        else:
            time = envelope_time(self.clock.now(), zone(-8))
            answer = json_answer(429, {"Fault": throttled_fault(), "time": time})
        if self.config.limits.retry_after_seconds is not None:
            answer[1]["Retry-After"] = str(self.config.limits.retry_after_seconds)
        return answer

    def _gate(self, request: Request, realm_id: str) -> Answer | None:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        now = self.clock.now()
        if scheme.lower() != "bearer" or not token:
            body = gate_fault("3202", "EmptyField", 401, "oauth_token missing", now)
        elif (owner := self.tokens.realm_of(token)) is None:
            detail = f"Token expired: {token[:20]}"
            body = gate_fault("3200", "AuthenticationFailed", 401, detail, now)
        elif owner != realm_id or realm_id not in self.realms:
            name = "ApplicationAuthorizationFailed"
            return json_answer(403, gate_fault("3100", name, 403, name, now))
        else:
            return None
        answer = json_answer(401, body)
        answer[1]["WWW-Authenticate"] = 'Bearer realm="Intuit", error="invalid_token"'
        return answer

    def _answer(self, books: Books, request: Request, rest: list[str]) -> Answer:
        try:
            body = self._dispatch(books, request, rest)
        except Refused as refusal:
            return self._fault(books, refusal)
        if body is None:
            return _not_found()
        return json_answer(200, {**body, "time": self._time(books)})

    def _fault(self, books: Books, refusal: Refused) -> Answer:
        return json_answer(400, {"Fault": refusal.fault, "time": self._time(books)})

    def _time(self, books: Books) -> str:
        return envelope_time(self.clock.now(), zone(books.offset_hours))

    def _dispatch(self, books: Books, request: Request, rest: list[str]) -> Record | None:
        body: Record | None = None
        match request.method, rest:
            case (("GET" | "POST"), ["query"]):
                body = self._query(books, request)
            case "GET", ["cdc"]:
                body = self._cdc(books, request)
            case "POST", ["batch"]:
                body = self._batch(books, request)
            case "POST", ["upload"]:
                body = self._upload(books, request)
            case "POST", [name]:
                body = self._write(books, _kind(name), request)
            case ("GET", [("preferences" | "companyinfo") as name, *_]):
                body = self._read(books, _kind(name), "1")
            case "GET", [name, row_id]:
                body = self._read(books, _kind(name), row_id)
        return body

    def _batch(self, books: Books, request: Request) -> Record:
        answers = run_batch(
            books,
            _payload(request),
            has_request_id="requestid" in request.params,
            written=self._written,
            shown=self.counters.shown,
            struck=self.struck,
        )
        return {"BatchItemResponse": answers}

    def _upload(self, books: Books, request: Request) -> Record:
        answer, rows = upload(books, request)
        for _ in rows:
            self._written()
        return answer

    def _query(self, books: Books, request: Request) -> Record:
        statement = request.params.get("query", "")
        if request.method == "POST":
            content_type = request.headers.get("content-type", "")
            if not content_type.startswith("application/text"):
                raise refused("1050", f"Supplied value: {content_type}")
            statement = request.body.decode("utf-8", "replace")
        response, rows = run_query(books, statement)
        self.counters.shown(rows)
        return {"QueryResponse": response}

    def _cdc(self, books: Books, request: Request) -> Record:
        entities = request.params.get("entities", "")
        since = request.params.get("changedSince", "")
        response, rows = changes_since(books, entities, since)
        self.counters.shown(rows)
        return {"CDCResponse": response}

    def _read(self, books: Books, kind: Kind, row_id: str) -> Record:
        row = find(books, kind, row_id)
        self.counters.shown([row])
        return {kind.name: books.render(row)}

    def _write(self, books: Books, kind: Kind, request: Request) -> Record:
        record = _payload(request)
        operation = request.params.get("operation", "")
        include = request.params.get("include", "")
        options = Options(allow_duplicate_number="allowduplicatedocnum" in include)
        if operation == "delete":
            row = delete(books, kind, record, options)
            self._written()
            deleted = {"domain": "QBO", "status": "Deleted", "Id": row.id}
            return {kind.name: deleted}
        if operation == "void" or include == "void":
            asked = VOID_OPERATION if operation == "void" else VOID_INCLUDE
            if asked not in kind.voided_by or operation not in ("void", "update"):
                raise unsupported("void")
            row = void(books, kind, record, options)
        elif operation in ("", "update", "create"):
            row = save(books, kind, record, options)
        else:
            raise unsupported(operation)
        self._written()
        return {kind.name: books.render(row)}

    def _written(self) -> None:
        self.counters.objects_written += 1


def _kind(path_name: str) -> Kind:
    kind = BY_PATH.get(path_name)
    if kind is None:
        raise refused("2000", f"Supplied value: {path_name}")
    return kind


def _payload(request: Request) -> Record:
    content_type = request.headers.get("content-type", "")
    if not content_type.startswith("application/json"):
        raise refused("1050", f"Supplied value: {content_type}")
    try:
        payload = read_json(request.body)
    except UnicodeDecodeError:
        # UTF-8 is asked for, "otherwise code 500".
        raise unsupported("in another character set") from None
    except ValueError:
        payload = None
    if not isinstance(payload, dict):
        detail = "Property Name:failed to parse json object is unsupported or invalid"
        raise Refused(Error("2010", detail))
    return payload


def _not_found() -> Answer:
    return html_answer(404, "<html><body><h1>404 Not Found</h1></body></html>")
