"""The two plainest ways to write records: one a call, and one a call after a look whether it is there.

Both keep to the rate that the package names and wait a minute after a 429, as the vendors ask. Neither is anybody's
product.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from typing_extensions import override

from tests.fakes.clock import FakeClock
from tests.fakes.simulations import SIMULATIONS
from tests.simulators.chassis.clock import Clock as SimulatorClock

from .packages import PACKAGES, Body
from .records import CUSTOMERS, ITEMS

AFTER_429: Final = 60.0
"""Seconds."""


class PlainClient(ABC):
    """Writes one record a call, each `pace` seconds; `find_first` asks for it by its name or number before."""

    package: str
    pace: float

    def __init__(self, *, find_first: bool) -> None:
        self.clock = FakeClock()
        self._began = self.clock.now()
        self._benched = PACKAGES[self.package]
        self._organisation_id = self._benched.organisation(1)
        simulated = SIMULATIONS[self.package].start(SimulatorClock(lambda: self.clock.now().timestamp()))
        simulated.add_organisation(self._organisation_id, "Acme")
        self.simulator = simulated.simulator
        self._renew()
        self._find_first = find_first
        self.written: list[tuple[float, int]] = []
        self.simulator.counters.reset()

    def write_all(self, invoices: int) -> None:
        """Customers and items first, then the invoices."""
        parties = [self._write("customer", {"name": f"Customer {number}"}) for number in range(CUSTOMERS)]
        for number in range(ITEMS):
            self._write("item", {"name": f"Service {number}", "code": f"s-{number}"})
        for number in range(invoices):
            self._write("invoice", self._benched.invoice(parties[number % CUSTOMERS], number))

    @property
    def seconds(self) -> float:
        """Virtual time: waits alone."""
        return (self.clock.now() - self._began).total_seconds()

    @abstractmethod
    def create(self, kind: str, record: Body) -> str:
        """Write a record; returns the package's id."""

    @abstractmethod
    def find(self, kind: str, record: Body) -> bool:
        """Whether there is a record of this name or number."""

    def call(self, method: str, path: str, query: Mapping[str, str], body: Body | None = None) -> dict[str, Any]:
        """Send one request at its time; wait a minute when there were too many, and get a new token when it ended."""
        while True:
            self.clock.advance(self.pace)
            content = json.dumps(body).encode() if body is not None else b""
            status, _headers, answer = self.simulator.handle(method, path, urlencode(query), self._headers, content)
            if status == 429:
                self.clock.advance(AFTER_429)
            elif status == 401:
                self._renew()
            elif status >= 400:
                raise AssertionError(f"{status}: {answer.decode()}")
            else:
                return dict(json.loads(answer))

    def _write(self, kind: str, record: Body) -> str:
        if self._find_first and self.find(kind, record):
            raise AssertionError(f"{kind} {record} is in books that should be empty")
        package_id = self.create(kind, record)
        self.written.append((self.simulator.clock.seconds(), 1))
        return package_id

    def _renew(self) -> None:
        token = self.simulator.issue_tokens(self._organisation_id)["access_token"]
        self._headers = {
            "authorization": f"Bearer {token}",
            "content-type": "application/json",
            "accept": "application/json",
            "xero-tenant-id": self._organisation_id,
        }


class PlainQuickBooks(PlainClient):
    """Ten requests a second."""

    package = "quickbooks-online"
    pace = 0.1

    _NAMES: Final = {"customer": "DisplayName", "item": "Name", "invoice": "DocNumber"}

    def __init__(self, *, find_first: bool) -> None:
        super().__init__(find_first=find_first)
        self._account = self._query("Account", "AccountType", "Income")[0]["Id"]

    @override
    def create(self, kind: str, record: Body) -> str:
        entity = kind.title()
        answer = self.call("POST", f"{self._company}/{kind}", {}, self._body(kind, record))
        return str(answer[entity]["Id"])

    @override
    def find(self, kind: str, record: Body) -> bool:
        name = self._NAMES[kind]
        return bool(self._query(kind.title(), name, str(self._body(kind, record)[name])))

    def _body(self, kind: str, record: Body) -> Body:
        if kind == "customer":
            return {"DisplayName": record["name"]}
        if kind == "item":
            return {"Name": record["name"], "Type": "Service", "IncomeAccountRef": {"value": self._account}}
        return record

    def _query(self, entity: str, name: str, value: str) -> list[dict[str, Any]]:
        statement = f"select * from {entity} where {name} = '{value}'"  # noqa: S608 - the simulator's, and our values
        answer = self.call("GET", f"{self._company}/query", {"query": statement})
        found: list[dict[str, Any]] = answer["QueryResponse"].get(entity, [])
        return found

    @property
    def _company(self) -> str:
        return f"/v3/company/{self._organisation_id}"


class PlainXero(PlainClient):
    """Sixty requests a minute."""

    package = "xero"
    pace = 1.0

    _LISTS: Final = {
        "customer": ("Contacts", "ContactID", "Name"),
        "item": ("Items", "ItemID", "Code"),
        "invoice": ("Invoices", "InvoiceID", "InvoiceNumber"),
    }

    @override
    def create(self, kind: str, record: Body) -> str:
        word, id_field, _name = self._LISTS[kind]
        answer = self.call("PUT", f"/api.xro/2.0/{word}", {}, {word: [_in_xero(kind, record)]})
        return str(answer[word][0][id_field])

    @override
    def find(self, kind: str, record: Body) -> bool:
        word, _id, name = self._LISTS[kind]
        value = _in_xero(kind, record)[name]
        return bool(self.call("GET", f"/api.xro/2.0/{word}", {"where": f'{name}=="{value}"'}).get(word))


def _in_xero(kind: str, record: Body) -> Body:
    if kind == "customer":
        return {"Name": record["name"]}
    if kind == "item":
        return {"Code": record["code"], "Name": record["name"]}
    return record


PLAIN: Final[Mapping[str, type[PlainClient]]] = {each.package: each for each in (PlainQuickBooks, PlainXero)}
