"""Drift through the deployed stack: found, reported, and decided both ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from infra.local.demo.application import until
from tests.fakes.books import bill, customer, invoice, vendor

from .conftest import Company

pytestmark = pytest.mark.e2e


def _found(company: Company, count: int) -> list[Any]:
    def look() -> list[Any] | None:
        listed: list[Any] = company.app.call("GET", "/discrepancies")["discrepancies"]
        return listed if len(listed) == count else None

    return until(f"{count} discrepancies are open", look)


def _choose(company: Company, discrepancy: Any, choice: str) -> Any:
    return company.app.call("POST", f"/discrepancies/{discrepancy['id']}/{choice}")


@pytest.mark.requirement("F7", "B15", "A1")
def test_changes_made_in_the_package_are_decided_both_ways(connect: Callable[..., Company]) -> None:
    company = connect()
    company.app.call("PUT", "/records/customer/c-1", customer("Alder Ltd"))
    company.app.call("PUT", "/records/vendor/v-1", vendor("Birch Paper"))
    company.app.call("PUT", "/records/bill/b-1", bill("B-1", "v-1"))
    ids = {}
    for number in (1, 2):
        company.app.call("PUT", f"/records/invoice/i-{number}", invoice(f"A-{number}", "c-1"))
        ids[f"i-{number}"] = company.app.reaches("invoice", f"i-{number}", "synced")["package_id"]
        company.books.change("Invoice", ids[f"i-{number}"], {"DocNumber": f"X-{number}"})
    deleted = company.app.reaches("bill", "b-1", "synced")["package_id"]
    path = f"/organisations/{company.books.realm}/Bill/{deleted}"
    company.control.delete(path).raise_for_status()

    found = {each["record_id"]: each for each in _found(company, 3)}
    assert found["i-1"]["differences"] == [{"field": "number", "ours": "A-1", "theirs": "X-1"}]
    assert (found["b-1"]["kind"], found["b-1"]["theirs"]) == ("deleted", None)
    asked = company.app.call("POST", "/reports", {"report": "discrepancies"})

    def ready() -> Any | None:
        report = company.app.call("GET", f"/reports/{asked['report_id']}")
        return report if report["status"] != "running" else None

    report = until("the report is made", ready)
    content = httpx.get(report["download_url"], timeout=30).text
    assert report["rows"] == 3
    assert "number: A-1 → X-1" in content
    assert "deleted_in_package" in content

    _choose(company, found["i-1"], "take-theirs")
    record = company.app.record("invoice", "i-1")
    assert (record["record"]["number"], record["warning"]) == ("X-1", False)
    assert company.app.arrives("invoice", ids["i-1"])["record"]["number"] == "X-1"

    _choose(company, found["i-2"], "send-ours")
    _choose(company, found["b-1"], "send-ours")
    company.app.reaches("invoice", "i-2", "synced")
    made = company.app.reaches("bill", "b-1", "synced")["package_id"]
    assert made != deleted
    assert {each["DocNumber"] for each in company.books.all("Invoice")} == {"X-1", "A-2"}
    assert [each["Id"] for each in company.books.all("Bill")] == [made]
    assert company.app.call("GET", "/discrepancies")["discrepancies"] == []
