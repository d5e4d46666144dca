"""Five thousand mixed records through the deployed stack, half of them each way, one in fifty of ours poisoned."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest

from infra.local.demo.application import StoryError
from tests.fakes.books import bill, customer, invoice, item, payment, vendor
from tests.proof.charts import CHARTS, Chart

from .conftest import Company

pytestmark = [pytest.mark.e2e, pytest.mark.volume]

SENT: Final = 2500
MADE_THERE: Final = 2500
PATIENCE: Final = 1500.0
"""Seconds: at the packages' real limits two and a half thousand records take some minutes."""

GOOD_ENDS: Final = {"running", "succeeded", "succeeded_with_failures"}

Wish = tuple[str, str, dict[str, Any]]


def _wishes(chart: Chart) -> Iterator[tuple[Wish, str]]:
    """What the application sends, and the code of the failure that each poisoned record must become."""
    for number in range(200):
        wish = ("customer", f"c-{number}", customer(f"Customer {number}"))
        yield wish, ""
    for number in range(50):
        yield ("vendor", f"v-{number}", vendor(f"Vendor {number}")), ""
        yield ("item", f"s-{number}", item(f"Service {number}", sku=f"S{number}", income_account=chart.income)), ""
    for number in range(5):
        yield ("customer", f"bad-{number}", customer(f"Bad {number}", email="no address")), "email_invalid"
    for number in range(1450):
        wanted = invoice(f"V-{number}", f"c-{number % 200}", item=f"s-{number % 50}")
        poisoned = number % 48 == 17
        yield (
            ("invoice", f"i-{number}", {**wanted, **({"total": "1.00"} if poisoned else {})}),
            ("total_mismatch" if poisoned else ""),
        )
    for number in range(400):
        wanted = bill(f"VB-{number}", f"v-{number % 50}", account=chart.expense, ap_account=chart.payable)
        poisoned = number % 40 == 3
        line = {"account": "no such account", "amount": "40.00"}
        yield (
            ("bill", f"b-{number}", {**wanted, **({"lines": [line]} if poisoned else {})}),
            ("account_unknown" if poisoned else ""),
        )
    for number in range(345):
        settles = {f"i-{number}": "125.00"}
        broken = number % 48 == 17
        yield ("payment", f"p-{number}", payment(f"c-{number % 200}", settles)), ("blocked" if broken else "")


def _there(package: str, chart: Chart) -> Iterator[tuple[str, dict[str, Any]]]:
    """What people make in the package meanwhile, in its own words."""
    for number in range(MADE_THERE):
        if package == "xero":
            line = {"Description": "Work", "Quantity": 1, "UnitAmount": 7, "AccountCode": chart.income}
            document = {"Type": "ACCREC", "InvoiceNumber": f"T-{number}", "Date": "2026-04-03", "DueDate": "2026-05-03"}
            contact = {"Contact": {"Name": f"Their customer {number % 50}"}}
            yield "Invoices", {**document, **contact, "Status": "AUTHORISED", "LineItems": [line]}
        elif number < 50:
            yield "Customer", {"DisplayName": f"Their customer {number}"}
        else:
            detail = {"Qty": 1, "UnitPrice": 7}
            line = {"Amount": 7, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
            yield "Invoice", {"DocNumber": f"T-{number}", "customer": number % 50, "Line": [line]}


@pytest.mark.requirement("F1", "F2", "F5", "C1")
@pytest.mark.parametrize("package", ["quickbooks-online", "xero"])
def test_five_thousand_records_both_ways_with_one_in_fifty_poisoned(
    package: str, connect: Callable[..., Company]
) -> None:
    chart = CHARTS[package]
    company = connect(package, **chart.settings)
    wishes = [*_wishes(chart)]
    assert len(wishes) == SENT
    began = time.monotonic()
    for start in range(0, SENT, 100):
        records = [
            {"entity_type": kind, "record_id": record_id, "record": record}
            for (kind, record_id, record), _code in wishes[start : start + 100]
        ]
        answer = company.app.call("POST", "/records", {"records": records})
        assert {result["status"] for result in answer["results"]} == {"accepted"}
    made = _make_there(company, package, chart)
    failures = _settled(company, [code for _wish, code in wishes if code and code != "blocked"])
    calls = company.books.calls()
    took = time.monotonic() - began
    print(f"\n{package}: {SENT + MADE_THERE:,} records in {took:.0f} s with {calls['total']} calls")  # noqa: T201

    expected = {(kind, record_id): code for (kind, record_id, _record), code in wishes if code and code != "blocked"}
    assert {(each["entity_type"], each["record_id"]): each["code"] for each in failures} == expected
    linked = Counter((each["entity_type"], each["record_id"]) for each in company.pages("mappings"))
    good = {(kind, record_id) for (kind, record_id, _record), code in wishes if not code}
    assert all(linked[key] == 1 for key in good)
    assert not [key for key in expected if key in linked]
    for (kind, record_id, _record), code in wishes:
        if code == "blocked":
            assert company.app.record(kind, record_id)["sync_state"] == "blocked"
    numbers = _numbers(company, package)
    assert not [number for number, times in numbers.items() if times > 1]
    ours = {record["number"] for (kind, _id, record), code in wishes if kind in {"invoice", "bill"} and not code}
    assert ours <= set(numbers)
    arrived = Counter((each["entity_type"], each["package_id"]) for each in company.pages("changes"))
    assert {key: arrived[key] for key in made if arrived[key] != 1} == {}
    assert "429" not in calls["by_status"]


def _make_there(company: Company, package: str, chart: Chart) -> list[tuple[str, str]]:
    """The types and ids of what was made."""
    made: list[tuple[str, str]] = []
    for entity, body in _there(package, chart):
        if "customer" in body:
            body["CustomerRef"] = {"value": made[body.pop("customer")][1]}
        answer = company.books.add(entity, body)
        row = answer[0] if isinstance(answer, list) else answer
        made.append((entity.lower().rstrip("s"), row.get("Id") or row["InvoiceID"]))
    return made


def _settled(company: Company, expected: list[str]) -> list[dict[str, Any]]:
    """Wait until nothing is under way any more; returns the open failures."""
    deadline = time.monotonic() + PATIENCE
    quiet = 0
    while time.monotonic() < deadline:
        connection = company.app.call("GET", "/connection")
        ended = {each["result"]: each["cause"] for each in company.app.call("GET", "/sessions")["sessions"]}
        assert not ended.keys() - GOOD_ENDS, ended
        open_failures = sum(connection["open_failures"].values())
        done = connection["session"] is None and open_failures >= len(expected)
        quiet = quiet + 1 if done else 0
        if quiet > 6:
            return [*company.pages("failures")]
        time.sleep(5)
    raise StoryError(f"not settled after {PATIENCE:.0f} s")


def _numbers(company: Company, package: str) -> Counter[str]:
    if package == "xero":
        return Counter(each["InvoiceNumber"] for each in company.books.all("Invoices"))
    rows = [*company.books.all("Invoice"), *company.books.all("Bill")]
    return Counter(each["DocNumber"] for each in rows)
