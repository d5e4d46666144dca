"""Twenty thousand bills out of a company file and three thousand into it, with a computer that dies again and again.

`DESKTOP_VOLUME=0.05` scales it down; `DESKTOP_CRASH_SECONDS` says after how many seconds the computer dies each time.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

import pytest

from infra.local.demo.books import QuickBooksDesktopBooks
from infra.local.demo.computers import Computer, released
from infra.local.stack import LocalStack
from tests.fakes.books import bill
from tests.proof.charts import CHARTS

from .conftest import DESKTOP, Company
from .connectors import let_the_lease_pass

pytestmark = [pytest.mark.e2e, pytest.mark.volume]

SCALE: Final = float(os.environ.get("DESKTOP_VOLUME", "1"))
THERE: Final = int(20_000 * SCALE)
SENT: Final = int(3_000 * SCALE)
VENDORS: Final = 50
DAYS: Final = 200
CRASH_SECONDS: Final = float(os.environ.get("DESKTOP_CRASH_SECONDS", "120"))
MOST_UPDATES: Final = 400
"""More than a crash every few turns would need."""


@pytest.mark.requirement("A5", "B3", "B7", "B10", "F1", "F2")
def test_twenty_thousand_bills_come_in_and_three_thousand_go_out_though_the_computer_keeps_dying(
    connect: Callable[..., Company], stack: LocalStack, aws_clients: Callable[[str], Any]
) -> None:
    company = connect(DESKTOP, **CHARTS[DESKTOP].settings)
    books, computer = company.books, company.computer
    assert isinstance(books, QuickBooksDesktopBooks)
    assert computer is not None
    vendors = [books.add_vendor(f"Vendor {number}") for number in range(VENDORS)]
    vendor_ids = [company.app.arrives("vendor", package_id)["record_id"] for package_id in vendors]
    there = _entered_over_the_days(company, books, vendors)
    for start in range(0, SENT, 100):
        numbers = range(start, min(start + 100, SENT))
        company.send({("bill", f"b-{n}"): bill(f"V-{n}", vendor_ids[n % VENDORS]) for n in numbers})

    company.control.delete("/calls").raise_for_status()
    computer.put(crash_every_seconds=CRASH_SECONDS)
    # And twice when QuickBooks has carried our bills out and nobody was told.
    dies = {"kind": "crash_after_quickbooks", "match": {"machine": computer.name, "body": "BillAddRq"}, "times": 2}
    company.control.post("/faults", json=dies).raise_for_status()
    began = time.monotonic()
    outcomes, turns = _synced(company, computer, stack, aws_clients("dynamodb"))
    took = time.monotonic() - began
    shown = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    objects = THERE + SENT
    print(f"\n{objects:,} bills in {took:.0f} s, {turns} turns; updates: {shown}")  # noqa: T201

    assert outcomes["crashed"] >= 2
    arrived = Counter(each["package_id"] for each in company.pages("changes") if each["entity_type"] == "bill")
    assert {key: arrived[key] for key in there if arrived[key] != 1} == {}
    assert books.calls()["objects_written"] == SENT
    numbered = Counter(books.numbers("bill"))
    assert (len(numbered), set(numbered.values())) == (objects, {1})
    linked = {each["record_id"]: each["package_id"] for each in company.pages("mappings")}
    ours = [linked[f"b-{number}"] for number in range(SENT)]
    assert len(set(ours)) == SENT
    assert not there & set(ours)
    assert not arrived.keys() - there, "what we sent has come back as news"
    assert company.app.call("GET", "/failures/summary")["open"] == 0


def _entered_over_the_days(company: Company, books: QuickBooksDesktopBooks, vendors: list[str]) -> set[str]:
    """The ids of bills that were entered one after the other in the past months, up to now."""
    _pass_days(company, -DAYS)
    ids = set()
    for day in range(DAYS):
        numbers = range(THERE * day // DAYS, THERE * (day + 1) // DAYS)
        ids |= {books.add_bill(f"T-{number}", vendors[number % VENDORS], "7.00") for number in numbers}
        _pass_days(company, 1)
    return ids


def _pass_days(company: Company, days: int) -> None:
    """Move the time of the computers with QuickBooks."""
    company.control.post("/clock", json={"advance_seconds": days * 86400}).raise_for_status()


def _synced(company: Company, computer: Computer, stack: LocalStack, dynamodb: Any) -> tuple[Counter[str], int]:
    """Update until an update finds nothing left to do; how the updates ended, and how many questions they asked."""
    outcomes: Counter[str] = Counter()
    turns = 0
    for _ in range(MOST_UPDATES):
        log = computer.update()
        outcomes[log["outcome"]] += 1
        turns += log["turns"]
        if log["outcome"] == "crashed":
            let_the_lease_pass(stack, dynamodb, company)
            continue
        released(company.app)
        idle = company.app.call("GET", "/sessions", params={"limit": "1"})["sessions"][0]["counts"]
        if log["outcome"] == "done" and not (idle["applied"] or idle["pushed"] or idle["recovered"]):
            return outcomes, turns
    raise AssertionError(f"not done after {MOST_UPDATES} updates: {outcomes}")
