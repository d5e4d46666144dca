"""Other ways to write the same records, run against the same simulator with the same limits, in virtual time.

Both reference clients keep to ten requests a second, which is the limit they know, and wait a minute after a 429, as
the vendor asks. Neither is anybody's product: they are the two plainest ways to do it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from tests.fakes.clock import FakeClock
from tests.fakes.world import World
from tests.simulators.quickbooks_online.clock import Clock as SimulatorClock
from tests.simulators.quickbooks_online.settings import Config
from tests.simulators.quickbooks_online.simulator import Simulator

from .records import CUSTOMERS, in_package, invoice_wish, parents
from .scenarios import COMPANY, REALM, busiest_minute

CEILING: Final = 40 * 30
"""Records a minute that QuickBooks Online takes from one app and realm: 40 batches of 30."""
PACE: Final = 0.1
AFTER_429: Final = 60.0

Written = list[tuple[float, int]]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to write records, and what came of it."""

    title: str
    records: int
    calls: int
    refused: int
    """Calls answered 429."""
    busiest: int
    """Records in the fullest minute."""
    seconds: float
    """Virtual: waits alone."""

    @property
    def per_thousand(self) -> float:
        """Calls for 1,000 records."""
        return self.calls * 1000 / self.records

    @property
    def share(self) -> float:
        """Of the vendor's ceiling, in the fullest minute."""
        return self.busiest / CEILING


def ways(invoices: int, many: int) -> list[Way]:
    """Invoices with all that they refer to, into empty books: our way, twice, and the plain ones."""
    plain = [_one_by_one(invoices, find_first=find_first) for find_first in (False, True)]
    return [_ours(invoices), _ours(many), *plain]


def _ours(invoices: int) -> Way:
    world = World()
    world.connect(COMPANY, REALM)
    world.run()
    for wish in [*(invoice_wish(number) for number in range(invoices)), *parents(invoices)]:
        world.accept_records.one(COMPANY, wish)
    world.clock.advance(1800)
    world.simulator.counters.reset()
    written: Written = []
    counters = world.simulator.counters

    def note(_request: object) -> None:
        before = sum(count for _at, count in written)
        if counters.objects_written > before:
            written.append((world.simulator.clock.seconds(), counters.objects_written - before))

    world.http.after_each_request = note
    began = world.clock.now()
    world.run()
    return _way("Bookbridge", world.simulator, written, (world.clock.now() - began).total_seconds())


def _one_by_one(invoices: int, *, find_first: bool) -> Way:
    client = _PlainClient(find_first=find_first)
    customers = [client.write("Customer", "DisplayName", {"DisplayName": f"Customer {n}"}) for n in range(CUSTOMERS)]
    for number in range(len(parents(invoices)) - CUSTOMERS):
        income = {"IncomeAccountRef": {"value": client.account}}
        client.write("Item", "Name", {"Name": f"Item {number}", "Type": "Service", **income})
    for number in range(invoices):
        client.write("Invoice", "DocNumber", in_package(customers[number % CUSTOMERS], number))
    title = "find, then write" if find_first else "one call a record"
    return _way(title, client.simulator, client.written, client.seconds)


class _PlainClient:
    """Writes one record a call; `find_first` asks for it by its name or number before."""

    def __init__(self, *, find_first: bool) -> None:
        self.clock = FakeClock()
        self._began = self.clock.now()
        self.simulator = Simulator(Config(), SimulatorClock(lambda: self.clock.now().timestamp()))
        self.simulator.add_organisation(REALM, "Acme")
        self._token = self.simulator.issue_tokens(REALM)["access_token"]
        self.account = self._find("Account", "AccountType", "Income")[0]["Id"]
        self._find_first = find_first
        self.written: Written = []
        self.simulator.counters.reset()

    @property
    def seconds(self) -> float:
        return (self.clock.now() - self._began).total_seconds()

    def write(self, entity: str, name: str, body: Mapping[str, Any]) -> str:
        """Returns the package's id."""
        if self._find_first and (found := self._find(entity, name, body[name])):
            return str(found[0]["Id"])
        path = f"/v3/company/{REALM}/{entity.lower()}"
        answer = self._call(lambda: self.simulator.handle("POST", path, "", self._headers, json.dumps(body).encode()))
        self.written.append((self.simulator.clock.seconds(), 1))
        return str(answer[entity]["Id"])

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self._token}", "content-type": "application/json"}

    def _find(self, entity: str, name: str, value: str) -> list[dict[str, Any]]:
        statement = f"select * from {entity} where {name} = '{value}'"  # noqa: S608 - the simulator's, and our values
        query = urlencode({"query": statement})
        path = f"/v3/company/{REALM}/query"
        answer = self._call(lambda: self.simulator.handle("GET", path, query, self._headers))
        found: list[dict[str, Any]] = answer["QueryResponse"].get(entity, [])
        return found

    def _call(self, send: Callable[[], tuple[int, dict[str, str], bytes]]) -> dict[str, Any]:
        while True:
            self.clock.advance(PACE)
            status, _headers, body = send()
            if status == 429:
                self.clock.advance(AFTER_429)
                continue
            if status >= 400:
                raise AssertionError(f"{status}: {body.decode()}")
            answer: dict[str, Any] = json.loads(body)
            return answer


def _way(title: str, simulator: Simulator, written: Written, seconds: float) -> Way:
    summary = simulator.counters.summary()
    return Way(
        title=title,
        records=summary["objects_written"],
        calls=summary["total"],
        refused=summary["by_status"].get("429", 0),
        busiest=busiest_minute(written),
        seconds=seconds,
    )
