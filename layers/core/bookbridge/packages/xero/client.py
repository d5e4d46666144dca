"""The Accounting API of one organisation: requests out, exact JSON or an error that says what to do in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from bookbridge.domain.errors import OutcomeUnknown, PackageRefused, PackageUnavailable, ReauthorizationRequired
from bookbridge.ports.http import Request, Response
from bookbridge.ports.packages import Access

from .entities import Endpoint
from .faults import error_of
from .query import PAGE, encoded, to_seconds
from .wire import Json, instant_of, objects_in, read_json, write_json

DECIMALS: Final = {"unitdp": "4"}
"""Without it, unit amounts are rounded to two decimals on the way in and out."""

EACH_ITS_OWN: Final = {"summarizeErrors": "false", **DECIMALS}
"""With it, one bad element of a call harms no other."""

_LINED: Final = frozenset({"Invoices", "CreditNotes", "BankTransactions", "Items"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its JSON, and the package's clock when it was made. `status` 400 comes with `Elements`."""

    body: Json
    at: datetime
    status: int = HTTPStatus.OK

    def rows(self, name: str) -> list[Json]:
        """The objects of a list of the answer."""
        return objects_in(self.body.get(name))


@dataclass(frozen=True, slots=True)
class Rows:
    """The objects of a list; `at` is the time of the earliest answer."""

    found: tuple[Json, ...]
    at: datetime


class Client:
    """Sends through an organisation's line. Reads raise `PackageUnavailable` where a write raises `OutcomeUnknown`."""

    def __init__(self, access: Access, api_url: str) -> None:
        self._access = access
        self._connections = f"{api_url}/connections"
        self._api = f"{api_url}/api.xro/2.0"

    @property
    def organisation_id(self) -> str:
        """The tenant that this client reaches."""
        return self._access.organisation_id

    def organisation(self) -> Answer:
        """The organisation itself."""
        return self._get("Organisation")

    def read(
        self, endpoint: Endpoint, params: Mapping[str, str] | None = None, *, since: datetime | None = None
    ) -> Rows:
        """The whole result, page by page; a list that comes whole in one call."""
        pages = list(self._pages(endpoint, dict(params or {}), since))
        found = tuple(row for page in pages for row in page.rows(endpoint.name))
        return Rows(found, min(page.at for page in pages))

    def read_first(self, lists: Mapping[Endpoint, Mapping[str, str]], since: datetime) -> dict[Endpoint, Answer]:
        """The first page of each list, of what changed since an instant, asked for at the same time."""
        requests = [self._reading(each.name, _of_first(each, params), since) for each, params in lists.items()]
        try:
            responses = self._access.send_all(requests)
        except OutcomeUnknown as lost:
            raise PackageUnavailable(str(lost)) from lost
        return {each: self._read(response) for each, response in zip(lists, responses, strict=True)}

    def read_page(self, endpoint: Endpoint, params: Mapping[str, str], number: int, since: datetime) -> Answer:
        """One page of what changed since an instant."""
        return self._get(endpoint.name, {**params, **_page(number, PAGE)}, since)

    def attachments(self, owner: str, package_id: str) -> Answer | None:
        """The attachments of one object; `owner` is its endpoint. None when there is no such object."""
        return self._get_if_there(f"{owner}/{quote(package_id, safe='')}/Attachments")

    def batch_payment(self, package_id: str) -> Json | None:
        """A batch payment; None when this id is not one's."""
        answer = self._get_if_there(f"BatchPayments/{quote(package_id, safe='')}")
        return next(iter(answer.rows("BatchPayments")), None) if answer else None

    def write(self, method: str, path: str, key: str, payload: Json, *, each_its_own: bool = True) -> Answer:
        """Write; repeating it with the same `key` returns the first answer.

        An answer that lists refused elements is no error here, whatever its status.
        """
        params = EACH_ITS_OWN if each_its_own else {}
        return self._write(method, path, key, params, write_json(payload), "application/json")

    def attach(self, path: str, key: str, content: bytes, content_type: str) -> Answer:
        """Upload a file; the path names the document and the file."""
        return self._write("PUT", path, key, {}, content, content_type)

    def _write(
        self, method: str, path: str, key: str, params: Mapping[str, str], body: bytes, content_type: str
    ) -> Answer:
        headers = {"Content-Type": content_type, "Idempotency-Key": key}
        sent = self._access.send(self._request(method, path, params, headers, body))
        answer = self._answer(sent, writing=True)
        if answer is None:
            raise OutcomeUnknown("Xero gave an answer that cannot be read")
        return answer

    def _pages(self, endpoint: Endpoint, params: dict[str, str], since: datetime | None) -> Iterator[Answer]:
        if endpoint.name in _LINED:
            params |= DECIMALS
        if not endpoint.is_paged:
            yield self._get(endpoint.name, params, since)
            return
        number, full = 1, True
        while full:
            page = self._get(endpoint.name, params | _page(number, PAGE), since)
            yield page
            number, full = number + 1, len(page.rows(endpoint.name)) >= PAGE

    def _get(self, path: str, params: Mapping[str, str] | None = None, since: datetime | None = None) -> Answer:
        try:
            response = self._access.send(self._reading(path, params or {}, since))
        except OutcomeUnknown as lost:
            raise PackageUnavailable(str(lost)) from lost
        return self._read(response)

    def _get_if_there(self, path: str) -> Answer | None:
        try:
            return self._get(path)
        except PackageRefused as error:
            if error.status != HTTPStatus.NOT_FOUND:
                raise
            return None

    def _read(self, response: Response) -> Answer:
        if response.status == HTTPStatus.NOT_MODIFIED:
            # Some lists answer so when nothing has changed.
            response = Response(HTTPStatus.OK, response.headers, b"{}")
        answer = self._answer(response, writing=False)
        if answer is None:
            raise PackageUnavailable("Xero gave an answer that cannot be read")
        return answer

    def _reading(self, path: str, params: Mapping[str, str], since: datetime | None) -> Request:
        headers = {"If-Modified-Since": to_seconds(since)} if since else {}
        return self._request("GET", path, params, headers)

    def _request(
        self, method: str, path: str, params: Mapping[str, str], headers: Mapping[str, str], body: bytes = b""
    ) -> Request:
        url = f"{self._api}/{path}" + (f"?{encoded(params)}" if params else "")
        kind = path.partition("/")[0].lower()
        # The default would be XML.
        named = {"Accept": "application/json", "xero-tenant-id": self.organisation_id, **headers}
        return Request(method, url, kind, named, body)

    def _answer(self, response: Response, *, writing: bool) -> Answer | None:
        """The answer, or None for a success that cannot be read."""
        body = _body(response)
        refused = response.status == HTTPStatus.BAD_REQUEST and writing and objects_in((body or {}).get("Elements"))
        if response.status == HTTPStatus.FORBIDDEN:
            self._raise_if_disconnected(response)
        if response.status != HTTPStatus.OK and not refused:
            raise error_of(response, writing=writing)
        at = _clock(body or {}, response.headers)
        return None if body is None or at is None else Answer(body, at, response.status)

    def _raise_if_disconnected(self, response: Response) -> None:
        """403 does not tell why; the list of connections does, when the customer has removed us inside Xero."""
        try:
            listed = self._access.send(Request("GET", self._connections, "connections", {"Accept": "application/json"}))
        except OutcomeUnknown as lost:
            raise PackageUnavailable(str(lost)) from lost
        if listed.status != HTTPStatus.OK:
            raise error_of(listed, writing=False)
        if self.organisation_id not in tenants_in(listed.body):
            message = f"HTTP {response.status}: organisation {self.organisation_id} is no longer connected"
            raise ReauthorizationRequired(message)


def tenants_in(body: bytes) -> dict[str, Json]:
    """The connections of `GET /connections` by tenant; it is a list, not an object. Raises `PackageUnavailable`."""
    try:
        holder = read_json(b'{"connections":' + body + b"}")
    except ValueError:
        raise PackageUnavailable("Xero gave a list of connections that cannot be read") from None
    return {str(each.get("tenantId")): each for each in objects_in(holder["connections"])}


def only(rows: Iterable[Json], field: str, ids: Sequence[str]) -> dict[str, Json]:
    """The objects that have one of these ids."""
    wanted = set(ids)
    return {str(row.get(field)): row for row in rows if str(row.get(field)) in wanted}


def _of_first(endpoint: Endpoint, params: Mapping[str, str]) -> dict[str, str]:
    lined = DECIMALS if endpoint.name in _LINED else {}
    return {**params, **lined, **(_page(1, PAGE) if endpoint.is_paged else {})}


def _page(number: int, size: int) -> dict[str, str]:
    return {"page": str(number), "pageSize": str(size)}


def _body(response: Response) -> Json | None:
    try:
        return read_json(response.body)
    except ValueError:
        return None


def _clock(body: Json, headers: Mapping[str, str]) -> datetime | None:
    """The package's clock: told in the answer, else in its `Date` header."""
    if told := instant_of(body.get("DateTimeUTC")):
        return told
    try:
        return parsedate_to_datetime(headers.get("date", ""))
    except ValueError:
        return None
