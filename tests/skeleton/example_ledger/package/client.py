"""The REST interface of one ledger: requests out, exact JSON or an error that says what to do in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import quote, urlencode

from bookbridge.domain.errors import (
    BookbridgeError,
    OutcomeUnknown,
    PackageRefused,
    PackageUnavailable,
    RateLimited,
    ReauthorizationRequired,
)
from bookbridge.domain.exact_json import Json, objects_in, read_json, write_json
from bookbridge.domain.timestamps import from_text
from bookbridge.ports.http import Request, Response
from bookbridge.ports.packages import Access

from .manifest import TITLE

WAIT_SECONDS: Final = 60.0
"""How long to stay away after a 429 that names no time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: its JSON, its objects, and the package's clock when it was made."""

    body: Json
    at: datetime

    @property
    def objects(self) -> list[Json]:
        """What was asked for, in the order of the versions."""
        return objects_in(self.body.get("objects"))


class Client:
    """Sends through a ledger's line. Reads raise `PackageUnavailable` where a write raises `OutcomeUnknown`."""

    def __init__(self, access: Access, base_url: str) -> None:
        self._access = access
        self._base_url = base_url
        self._ledger = f"{base_url}/v1/ledgers/{quote(access.organisation_id, safe='')}"

    @property
    def organisation_id(self) -> str:
        """The ledger that this client reaches."""
        return self._access.organisation_id

    def page_of(self, kind: str, package_id: str) -> str:
        """The page that shows an object to a person."""
        return f"{self._base_url}/books/{kind}/{package_id}"

    def ledger(self) -> Json:
        """The ledger's own `name` and `closed_until`."""
        return self._read(Request("GET", self._ledger, "ledger")).body

    def objects(self, **filters: str) -> Answer:
        """Every object that the filters admit: `ids`, `kind`, `name`, `since` (a time); read page by page.

        A page begins after the version that ended the one before. An object that changes meanwhile gets a higher
        version, so none is skipped.
        """
        page = whole = self._page(filters)
        found = list(page.objects)
        while page.body.get("more"):
            page = self._page({**filters, "after": str(found[-1]["version"])})
            found += page.objects
        return Answer({"objects": found}, whole.at)

    def write(self, operation_id: str, items: Sequence[Json]) -> Answer:
        """Carry out items; a call repeated with its `operation_id` within a day returns the first answer."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": operation_id}
        body = write_json({"objects": list(items)}, ())
        return _answer(
            self._access.send(Request("POST", f"{self._ledger}/objects", "write", headers, body)), writing=True
        )

    def _page(self, filters: Mapping[str, str]) -> Answer:
        return self._read(Request("GET", f"{self._ledger}/objects?{urlencode(filters)}", "read"))

    def _read(self, request: Request) -> Answer:
        try:
            return _answer(self._access.send(request), writing=False)
        except OutcomeUnknown as lost:
            raise PackageUnavailable(str(lost)) from lost


def pause_after(response: Response) -> float:
    """Seconds to leave the ledger alone: after a 429, as long as it says, else a minute."""
    told = response.headers.get("retry-after", "")
    limited = response.status == HTTPStatus.TOO_MANY_REQUESTS
    return max(1.0, float(told) if told.isdecimal() else WAIT_SECONDS) if limited else 0.0


def _answer(response: Response, *, writing: bool) -> Answer:
    if response.status == HTTPStatus.OK:
        try:
            body = read_json(response.body)
            return Answer(body, from_text(str(body.get("now"))))
        except ValueError as unreadable:
            raise OutcomeUnknown(f"{TITLE} gave an answer that cannot be read") from unreadable
    raise _error(response, writing=writing)


def _error(response: Response, *, writing: bool) -> BookbridgeError:
    message = f"HTTP {response.status}: {response.body[:200].decode(errors='replace')}"
    if wait := pause_after(response):
        return RateLimited(wait, f"answered by {TITLE}")
    if response.status == HTTPStatus.UNAUTHORIZED:
        return ReauthorizationRequired(message)
    if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # A write that met it may have been carried out: find first.
        return OutcomeUnknown(message) if writing else PackageUnavailable(message)
    return PackageRefused(message, status=response.status)
