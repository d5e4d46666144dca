"""The stories that are measured with QuickBooks Desktop: a first sync, changes, records pushed, nothing to do."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
from typing import Any, Final

from moto import mock_aws

from bookbridge.use_cases.accept_records import MAX_BATCH, Wish

from .connector_stack import ConnectorStack, Turn
from .records import CUSTOMERS, ITEMS, WORK, customer_wish, invoice_wish, item_wish
from .scenarios import COMPANY
from .tally import Tally

INCOME: Final = "Sales"
EVERY: Final = timedelta(minutes=5)
"""How often a connector calls."""
APART: Final = timedelta(minutes=1)
"""Between two entries in the company file: nobody types a thousand invoices within an hour."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one story took; `objects` are those that were applied or written."""

    objects: int
    sessions: int
    questions: int
    """Messages that QuickBooks was given."""
    tally: Tally
    turns: list[Turn]


@dataclass(frozen=True, slots=True)
class Stories:
    """Of one company each."""

    first: Told
    changed: Told
    pushed: Told
    idle: Told
    idle_after_changes: Told


def stories(first: int, more: int, idle: int) -> Stories:
    """A first sync of so many invoices, then `more` changed, as many pushed, and `idle` sessions with nothing to do."""
    stack, invoices = _with_invoices(first)
    told_first = _session(stack)
    _expect(told_first.objects >= first, "the first sync left something out", told_first)
    for body in invoices[:more]:
        note = {"EditSequence": body["EditSequence"], "Memo": f"Asked about on the phone, ticket {body['RefNumber']}"}
        stack.company_file(COMPANY).update("Invoice", body["TxnID"], note)
    changed = _session(stack)
    _expect(changed.objects == more, f"{more} invoices were changed", changed)
    idle_after_changes = _session(stack, idle)
    stack.clock.advance(timedelta(days=1))
    _entered(stack, invoices[0]["CustomerRef"], first)  # an hour later than the others, which are not listed any more
    _session(stack)
    return Stories(told_first, changed, pushed(more), _session(stack, idle), idle_after_changes)


def pushed(invoices: int, *, thorough: bool = False) -> Told:
    """Invoices sent in requests of up to 100 and written in the next session, with all that they refer to there."""
    stack = _connected(thorough=thorough)
    _session(stack)
    parents = [*(customer_wish(number) for number in range(min(CUSTOMERS, invoices)))]
    _send(stack, [*parents, *(item_wish(number, INCOME) for number in range(ITEMS))])
    _session(stack)
    stack.clock.advance(timedelta(hours=2))
    _session(stack)
    stack.reset()
    _send(stack, [invoice_wish(number) for number in range(invoices)])
    told = _session(stack, forget=False)
    _expect(told.objects == invoices, f"{invoices} invoices were sent", told)
    return told


def agreement(invoices: int = 6) -> None:
    """The same in small over moto and over the quick emulation. Raises `AssertionError` where a count differs."""
    for story in (_pulled_in_small, pushed):
        with mock_aws():
            thorough = _comparable(story(invoices, thorough=True))
        quick = _comparable(story(invoices))
        if quick != thorough:
            raise AssertionError(f"the emulations of DynamoDB differ:\n{quick}\n{thorough}")


def _pulled_in_small(invoices: int, *, thorough: bool = False) -> Told:
    stack, _bodies = _with_invoices(invoices, thorough=thorough)
    return _session(stack)


def _comparable(told: Told) -> dict[str, Any]:
    runs = Counter(each.function for each in told.tally.invocations)
    kinds = [(turn.kind, turn.objects, turn.operations, turn.units) for turn in told.turns]
    return {**told.tally.counts(), "runs": runs, "turns": kinds}


def _connected(*, thorough: bool = False) -> ConnectorStack:
    """A company whose company file is confirmed; the next session is the first that reads it."""
    stack = ConnectorStack(thorough=thorough)
    stack.begin_pairing(COMPANY)
    stack.confirm(COMPANY)
    return stack


def _with_invoices(count: int, *, thorough: bool = False) -> tuple[ConnectorStack, list[dict[str, Any]]]:
    """The same, with customers and so many invoices in the company file, entered one by one."""
    stack = _connected(thorough=thorough)
    customers = []
    for number in range(min(CUSTOMERS, count)):
        stack.clock.advance(APART)
        body = {"Name": f"Customer {number:04d} and Partners Ltd"}
        customers.append(stack.company_file(COMPANY).create("Customer", body))
    refs = cycle([{"ListID": customer["ListID"]} for customer in customers])
    invoices = [_entered(stack, ref, number) for number, ref in enumerate(islice(refs, count))]
    stack.clock.advance(timedelta(days=1))
    return stack, invoices


def _entered(stack: ConnectorStack, customer: dict[str, Any], number: int) -> dict[str, Any]:
    """An invoice of three lines that a user types, a while after whatever was typed before."""
    stack.clock.advance(APART)
    lines = [
        {
            "ItemRef": {"FullName": "Consulting"},
            "Desc": f"{description}, job {number}",
            "Quantity": quantity,
            "Rate": price,
        }
        for description, quantity, price, _amount in WORK
    ]
    body = {"CustomerRef": customer, "TxnDate": "2026-04-01", "RefNumber": f"Q-{number}", "InvoiceLineAdd": lines}
    return stack.company_file(COMPANY).create("Invoice", body)


def _send(stack: ConnectorStack, wishes: list[Wish]) -> None:
    for start in range(0, len(wishes), MAX_BATCH):
        stack.post_records(COMPANY, wishes[start : start + MAX_BATCH])


def _session(stack: ConnectorStack, sessions: int = 1, *, forget: bool = True) -> Told:
    """So many sessions, each some minutes after the last; what was counted before is left out unless said otherwise."""
    if forget:
        stack.reset()
    questions = 0
    for _ in range(sessions):
        stack.clock.advance(EVERY)
        log = stack.update(COMPANY)
        questions += log.turns
        _expect(log.outcome == "done", f"a session ended as {log.outcome}: {log.status}")
    done = stack.applied
    told = Told(done["applied"] + done["pushed"], sessions, questions, deepcopy(stack.tally), list(stack.turns))
    _expect(stack.tally.sessions == sessions and not done["failed"], "a run ended otherwise", done)
    return told


def _expect(holds: bool, otherwise: str, told: object = "") -> None:
    if not holds:
        raise AssertionError(f"{otherwise} {told}")
