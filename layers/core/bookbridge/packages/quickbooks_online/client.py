"""The REST interface of one realm: requests out, exact JSON or an error that says what to do in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlencode

from bookbridge.domain.errors import OutcomeUnknown, PackageUnavailable
from bookbridge.domain.timestamps import from_text
from bookbridge.ports.http import Request, Response
from bookbridge.ports.packages import Access

from .faults import error_for, error_of, faults_in
from .manifest import BATCH_SIZE
from .query import Select, to_seconds
from .wire import Json, read_json, write_json

MINOR_VERSION: Final = "75"
"""The base since August 2025; lower ones are treated as this one."""

URL_LIMIT: Final = 6000
"""Longest query string we put in a URL; a longer query travels in the body of a batch call."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its JSON, and the package's clock when it was made."""

    body: Json
    at: datetime


@dataclass(frozen=True, slots=True)
class Rows:
    """The objects that each of several queries found, in their order; `at` is the time of the earliest answer."""

    found: tuple[tuple[Json, ...], ...]
    at: datetime

    @property
    def all(self) -> Iterator[Json]:
        """The objects of all queries."""
        return (row for rows in self.found for row in rows)


class Client:
    """Sends through an organisation's line. Reads raise `PackageUnavailable` where a write raises `OutcomeUnknown`."""

    def __init__(self, access: Access, api_url: str) -> None:
        self._access = access
        self._company = f"{api_url}/v3/company/{quote(access.organisation_id, safe='')}"

    @property
    def organisation_id(self) -> str:
        """The realm that this client reaches."""
        return self._access.organisation_id

    def company_info(self) -> Json:
        """The `CompanyInfo` of the realm."""
        path = f"companyinfo/{quote(self.organisation_id, safe='')}"
        return _object(self._read(self._request("GET", path, "companyinfo")).body, "CompanyInfo")

    def preferences(self) -> Json:
        """The `Preferences` of the realm."""
        return _object(self._read(self._request("GET", "preferences", "preferences")).body, "Preferences")

    def changes(self, entities: Sequence[str], since: datetime) -> tuple[dict[str, tuple[Json, ...]], datetime]:
        """Change data capture: objects by entity, deleted ones with `status` only, and the package's clock.

        At most 1000 objects come back, and nothing says that some were left out.
        """
        params = {"entities": ",".join(entities), "changedSince": to_seconds(since)}
        answer = self._read(self._request("GET", "cdc", "cdc", params))
        found: dict[str, list[Json]] = {entity: [] for entity in entities}
        for capture in _objects(answer.body.get("CDCResponse")):
            for response in _objects(capture.get("QueryResponse")):
                for entity in found.keys() & response.keys():
                    found[entity].extend(_objects(response[entity]))
        return {entity: tuple(rows) for entity, rows in found.items()}, answer.at

    def query(self, *statements: Select) -> Rows:
        """Carry out queries: one alone by itself, several as the items of as few batch calls as they fit in."""
        if len(statements) == 1 and len(params := urlencode({"query": statements[0].text})) <= URL_LIMIT:
            answer = self._read(self._request("GET", f"query?{params}", "query"))
            return Rows((_rows(answer.body, statements[0]),), answer.at)
        found: list[tuple[Json, ...]] = []
        times: list[datetime] = []
        for start in range(0, len(statements), BATCH_SIZE):
            rows, at = self._query_batch(statements[start : start + BATCH_SIZE])
            found += rows
            times.append(at)
        return Rows(tuple(found), min(times))

    def _query_batch(self, statements: Sequence[Select]) -> tuple[list[tuple[Json, ...]], datetime]:
        items = [{"bId": str(number), "Query": statement.text} for number, statement in enumerate(statements)]
        answer = self._read(self._request("POST", "batch", "batch", body={"BatchItemRequest": items}))
        by_id = items_by_id(answer)
        found = []
        for number, statement in enumerate(statements):
            item = by_id.get(str(number))
            if item is None:
                raise PackageUnavailable("QuickBooks Online left a query of a batch unanswered")
            if faults := faults_in(item):
                raise error_for(faults, status=HTTPStatus.OK, writing=False)
            found.append(_rows(item, statement))
        return found, answer.at

    def write(self, request_id: str, items: Sequence[Json]) -> Answer:
        """Carry out the items of one batch; repeating it with the same `request_id` returns the first answer."""
        params = {"requestid": request_id}
        return self._write(self._request("POST", "batch", "batch", params, {"BatchItemRequest": list(items)}))

    def upload(self, request_id: str, content_type: str, body: bytes) -> Response:
        """Send a file with what it is; to be read with `answer_of_write`."""
        asked = self._request("POST", "upload", "upload", {"requestid": request_id})
        return self._access.send(replace(asked, headers={**asked.headers, "Content-Type": content_type}, body=body))

    def _request(
        self,
        method: str,
        path: str,
        kind: str,
        params: Mapping[str, str] | None = None,
        body: Json | None = None,
    ) -> Request:
        joint = "&" if "?" in path else "?"
        url = f"{self._company}/{path}{joint}{urlencode({**(params or {}), 'minorversion': MINOR_VERSION})}"
        headers = {"Accept": "application/json"}
        if body is None:
            return Request(method, url, kind, headers)
        return Request(method, url, kind, {**headers, "Content-Type": "application/json"}, write_json(body))

    def _read(self, request: Request) -> Answer:
        try:
            response = self._access.send(request)
        except OutcomeUnknown as lost:
            raise PackageUnavailable(str(lost)) from lost
        answer = _answer(response, writing=False)
        if answer is None:
            raise PackageUnavailable("QuickBooks Online gave an answer that cannot be read")
        return answer

    def _write(self, request: Request) -> Answer:
        return answer_of_write(self._access.send(request))


def answer_of_write(response: Response) -> Answer:
    """The answer to something that was to be written. Raises what its faults mean, and `OutcomeUnknown`."""
    answer = _answer(response, writing=True)
    if answer is None:
        raise OutcomeUnknown("QuickBooks Online gave an answer that cannot be read")
    return answer


def items_by_id(answer: Answer) -> dict[str, Json]:
    """The items of a batch's answer; their order is not that of the request."""
    return {str(item.get("bId")): item for item in _objects(answer.body.get("BatchItemResponse"))}


def _answer(response: Response, *, writing: bool) -> Answer | None:
    """The answer, or None for a success that cannot be read. A fault can come with HTTP 200."""
    if response.status != HTTPStatus.OK:
        raise error_of(response, writing=writing)
    try:
        body = read_json(response.body)
        if not faults_in(body):
            return Answer(body, from_text(str(body.get("time"))))
    except ValueError:
        return None
    raise error_of(response, writing=writing)


def _rows(holder: Json, statement: Select) -> tuple[Json, ...]:
    """The objects of a `QueryResponse`; it is empty when there are none."""
    response = holder.get("QueryResponse")
    return tuple(_objects(response.get(statement.entity))) if isinstance(response, dict) else ()


def _object(holder: Json, name: str) -> Json:
    value = holder.get(name)
    if not isinstance(value, dict):
        raise PackageUnavailable(f"QuickBooks Online answered without {name}")
    return value


def _objects(value: object) -> list[Json]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
