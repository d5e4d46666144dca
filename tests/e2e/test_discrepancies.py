"""Drift through the deployed stack: found, reported, and decided both ways."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.fakes.books import bill, customer, invoice, item

from .conftest import Company

pytestmark = pytest.mark.e2e


def _found(company: Company, count: int) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        listed = company.app.call("GET", "/discrepancies")["discrepancies"]
        return {each["record_id"]: each for each in listed} if len(listed) == count else None

    return company.app.until(f"{count} discrepancies are open", look)


def _report(company: Company) -> tuple[int, str]:
    report = company.app.report("discrepancies")
    return report["rows"], httpx.get(report["download_url"], timeout=30).text


def _choose(company: Company, discrepancy: Any, choice: str) -> Any:
    return company.app.call("POST", f"/discrepancies/{discrepancy['id']}/{choice}")


@pytest.mark.requirement("F7", "B15", "A1")
def test_changes_made_in_the_package_are_decided_both_ways(any_company: Company) -> None:
    company = any_company
    vendor_id, vendors = company.vendor("v-1", "Birch Paper")
    records: dict[tuple[str, str], dict[str, Any]] = {
        **vendors,
        ("customer", "c-1"): customer("Alder Ltd"),
        ("item", "s-1"): item("Consulting 1", income_account=company.chart.income),
        ("invoice", "i-1"): invoice("A-1", "c-1", item="s-1"),
        ("invoice", "i-2"): invoice("A-2", "c-1", item="s-1"),
        ("bill", "b-1"): bill("B-1", vendor_id, account=company.chart.expense, ap_account=company.chart.payable),
    }
    company.send(records)
    ids = {record_id: company.app.reaches(kind, record_id, "synced")["package_id"] for kind, record_id in records}
    for number in (1, 2):
        company.books.renumber("invoice", ids[f"i-{number}"], f"X-{number}")
    company.books.delete("bill", ids["b-1"])

    found = _found(company, 3)
    assert found["i-1"]["differences"] == [{"field": "number", "ours": "A-1", "theirs": "X-1"}]
    # What was approved can be voided in Xero, but not deleted.
    gone = "voided" if company.package == "xero" else "deleted"
    assert found["b-1"]["kind"] == gone
    rows, content = _report(company)
    assert (rows, "number: A-1 → X-1" in content, f"{gone}_in_package" in content) == (3, True, True)

    _choose(company, found["i-1"], "take-theirs")
    record = company.app.record("invoice", "i-1")
    assert (record["record"]["number"], record["warning"]) == ("X-1", False)
    assert company.app.arrives("invoice", ids["i-1"])["record"]["number"] == "X-1"
    _choose(company, found["i-2"], "send-ours")
    company.app.reaches("invoice", "i-2", "synced")
    assert sorted(company.books.numbers("invoice")) == ["A-2", "X-1"]
    if gone == "deleted":
        _choose(company, found["b-1"], "send-ours")
        assert company.app.reaches("bill", "b-1", "synced")["package_id"] != ids["b-1"]
        assert company.books.numbers("bill") == ["B-1"]
    else:
        _choose(company, found["b-1"], "take-theirs")
        assert company.app.record("bill", "b-1")["voided"] is True
        assert company.books.numbers("bill") == []
    assert company.app.call("GET", "/discrepancies")["discrepancies"] == []
