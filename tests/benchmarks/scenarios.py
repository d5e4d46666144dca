"""The stories that are counted: records pushed, records pulled, a connection with nothing to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from moto import mock_aws

from bookbridge.adapters.dynamodb.values import Row
from bookbridge.use_cases.accept_records import MAX_BATCH, Wish

from .capacity import item_size
from .records import invoice_wish, parents
from .stack import MeteredStack
from .tally import Invocation, Tally

COMPANY: Final = "acme"
USUAL: Final = "quickbooks-online"
SETTLED: Final = timedelta(minutes=30)
"""Time enough for the windows of the package's limits to pass, and not so much that tokens must be renewed."""

TOGETHER: Final = 10
"""Webhooks that reach the queue within the second in which it is emptied, where each change has its own."""

ITEM_OVERHEAD: Final = 100
"""Bytes that DynamoDB adds to each item when it bills storage."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What one story took. `seconds` are virtual: waits alone."""

    records: int
    tally: Tally
    package: dict[str, Any]
    seconds: float
    busiest: int
    """Records written in the package within one minute, at most."""
    stored_bytes: int = 0
    """Bytes that one of these records keeps stored, its mapping included."""

    @property
    def invocations(self) -> list[Invocation]:
        """Runs of functions."""
        return self.tally.invocations


def pushed(invoices: int, *, package: str = USUAL, with_parents: bool = False, thorough: bool = False) -> Measured:
    """Invoices sent in requests of up to 100 and written into the package; with what they refer to, or after it."""
    stack = _connected(package, thorough=thorough)
    wishes = [invoice_wish(number) for number in range(invoices)]
    if with_parents:
        wishes = [*wishes, *parents(invoices, package)]  # behind the invoices, which have to wait for them
    else:
        _send(stack, parents(invoices, package))
        stack.run()
    with _measuring(stack, len(wishes)) as measured:
        _send(stack, wishes)
        stack.run()
    if measured[0].package["objects_written"] != len(wishes) or _pending(stack):
        raise AssertionError(f"{len(wishes)} records were sent; the package says {measured[0].package}")
    return measured[0]


def pulled_changes(count: int, *, package: str = USUAL, a_webhook_each: bool, thorough: bool = False) -> Measured:
    """Invoices that came from the package, changed there and announced together or one by one."""
    stack = _connected(package, thorough=thorough)
    customer_id = _customer_of_both(stack)
    ids = [_make_invoice(stack, customer_id, number) for number in range(count)]
    stack.run()
    stack.simulator.webhooks.forget()
    before = _entries(stack)
    with _measuring(stack, count) as measured:
        for number, package_id in enumerate(ids):
            stack.edit("PATCH", f"{_invoices(stack)}/{package_id}", stack.benched.note(number))
            _announced(stack, a_webhook_each=a_webhook_each)
        stack.run(deliveries_at_once=TOGETHER)
    _pulled(stack, count, before)
    return measured[0]


def pulled_new(count: int, *, package: str = USUAL, thorough: bool = False) -> Measured:
    """Invoices made in the package, each announced by a webhook of its own."""
    stack = _connected(package, thorough=thorough)
    customer_id = _customer_of_both(stack)
    _make_invoice(stack, customer_id, count)  # brings along what all of them refer to
    stack.run()
    before = _entries(stack)
    with _measuring(stack, count) as measured:
        for number in range(count):
            _make_invoice(stack, customer_id, number)
            _announced(stack, a_webhook_each=True)
        stack.run(deliveries_at_once=TOGETHER)
    _pulled(stack, count, before)
    return measured[0]


def idle(companies: int, hours: int, *, package: str = USUAL) -> Measured:
    """Connections that are polled at the default interval and find nothing; `records` counts the polls.

    Their times are spread evenly over the interval, as those of many companies are.
    """
    stack = MeteredStack(package)
    for number in range(companies):
        stack.connect(f"company-{number}", stack.benched.organisation(number))
    stack.run()
    stack.simulator.webhooks.forget()
    minutes = stack.metered.package(package).manifest.default_interval // timedelta(minutes=1)
    now = stack.clock.now()
    for number in range(companies):
        next_time = now + SETTLED + timedelta(minutes=1 + number % minutes)
        stack.metered.connections.claim_poll(f"company-{number}", next_time, next_time)
    _settle(stack)
    for _ in range(120):  # the first polls after the pause, and the first refresh of tokens
        stack.tick()
        stack.run(polls_at_once=companies)
    with _measuring(stack, 0) as measured:
        for _ in range(hours * 60):
            stack.tick()
            stack.run(polls_at_once=companies)
    polls = companies * hours * 60 // minutes
    if stack.tally.sessions or (companies and not stack.simulator.counters.summary()["total"]):
        raise AssertionError(f"{polls} polls, {stack.tally.sessions} sessions: not idle")
    return replace(measured[0], records=polls)


def agreement(package: str, records: int = 6) -> None:
    """Tell the same short stories over moto and over the quick emulation, and compare every count.

    Raises `AssertionError` where they differ.
    """
    stories: tuple[Callable[[bool], Measured], ...] = (
        lambda thorough: pushed(records, package=package, thorough=thorough),
        lambda thorough: pulled_changes(records, package=package, a_webhook_each=True, thorough=thorough),
        lambda thorough: pulled_new(records, package=package, thorough=thorough),
    )
    for story in stories:
        with mock_aws():
            thorough = _comparable(story(True))
        quick = _comparable(story(False))
        if quick != thorough:
            raise AssertionError(f"the emulations of DynamoDB differ:\n{quick}\n{thorough}")


def _pending(stack: MeteredStack) -> bool:
    return any("pending_company" in item for item in stack.metered.database.items["RecordsTable"].values())


def _pulled(stack: MeteredStack, count: int, before: int) -> None:
    """Everything that changed in the package was applied, once."""
    told = _entries(stack) - before
    waiting = len(stack.metered.database.items["InboxTable"])
    if told != count or waiting:
        raise AssertionError(f"{count} changes; {told} applied, {waiting} waiting")


def _entries(stack: MeteredStack) -> int:
    """How much the change feed tells."""
    pages = stack.metered.database.items["ChangesTable"].values()
    return sum(len(Row(page).body("entries")) for page in pages)


def _comparable(measured: Measured) -> dict[str, Any]:
    runs = Counter(each.function for each in measured.invocations)
    return {**measured.tally.counts(), "runs": runs, "package": measured.package, "seconds": round(measured.seconds, 3)}


def _connected(package: str, *, thorough: bool) -> MeteredStack:
    stack = MeteredStack(package, thorough=thorough)
    stack.connect(COMPANY, stack.benched.organisation(1))
    stack.run()
    return stack


def _send(stack: MeteredStack, wishes: list[Wish]) -> None:
    for start in range(0, len(wishes), MAX_BATCH):
        stack.post_records(COMPANY, wishes[start : start + MAX_BATCH])


def _customer_of_both(stack: MeteredStack) -> str:
    """A customer of the application that the package has as well; returns the package's id."""
    _send(stack, parents(1, stack.benched.name))
    stack.run()
    return _package_id(stack, "customer", "c-0")


def _make_invoice(stack: MeteredStack, customer_id: str, number: int) -> str:
    made = stack.edit("POST", _invoices(stack), stack.benched.invoice(customer_id, number))
    return stack.benched.invoice_id(made)


def _invoices(stack: MeteredStack) -> str:
    return f"/organisations/{stack.benched.organisation(1)}/{stack.benched.invoices}"


def _announced(stack: MeteredStack, *, a_webhook_each: bool) -> None:
    if a_webhook_each:
        stack.clock.advance(1 / TOGETHER)
        stack.deliver()


def _package_id(stack: MeteredStack, entity_type: str, record_id: str) -> str:
    link = stack.read_records.one(COMPANY, entity_type, record_id).record.link  # type: ignore[arg-type]  # a literal
    if link is None:
        raise AssertionError(f"{entity_type} {record_id} is not in the package")
    return link.package_id


def _settle(stack: MeteredStack) -> None:
    stack.clock.advance(SETTLED)
    stack.metered.secrets.forget()
    stack.simulator.counters.reset()
    stack.tally.reset()


@contextmanager
def _measuring(stack: MeteredStack, records: int) -> Iterator[list[Measured]]:
    """Count what happens meanwhile; the list holds the result afterwards."""
    _settle(stack)
    measured: list[Measured] = []
    began = stack.clock.now()
    written = stack.metered.http.written
    written.clear()
    yield measured
    items = stack.metered.database.items
    kept = [*items["RecordsTable"].values(), *items["MappingsTable"].values()]
    size = sum(item_size(item) + ITEM_OVERHEAD for item in kept) // max(1, len(items["RecordsTable"]))
    measured.append(
        Measured(
            records=records,
            tally=deepcopy(stack.tally),
            package=stack.simulator.counters.summary(),
            seconds=(stack.clock.now() - began).total_seconds(),
            busiest=busiest_minute(written),
            stored_bytes=size,
        )
    )


def busiest_minute(written: list[tuple[float, int]]) -> int:
    """Records in the fullest minute, of `(second, records)` pairs in order."""
    return max((sum(n for at, n in written if begin <= at < begin + 60) for begin, _ in written), default=0)
