"""Records both ways through the deployed stack."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from infra.local.demo.application import until
from infra.local.stack import LocalStack
from tests.fakes.books import customer, invoice, item, payment
from tests.proof.charts import CHARTS

from .conftest import Company, Records, give_tokens

pytestmark = pytest.mark.e2e


@pytest.mark.requirement("F1", "F4", "F5")
def test_three_hundred_invoices_with_their_customers_and_items_take_at_most_thirty_writes(
    connect: Callable[..., Company],
) -> None:
    company = connect()
    records: Records = {}
    for number in range(300):
        records["invoice", f"i-{number}"] = invoice(f"N-{number}", f"c-{number % 60}", item=f"s-{number % 5}")
    for number in range(60):
        records["customer", f"c-{number}"] = customer(f"Customer {number}")
    for number in range(5):
        records["item", f"s-{number}"] = item(f"Service {number}")
    company.send(records)
    for number in (0, 150, 299):
        company.app.reaches("invoice", f"i-{number}", "synced")
    until("the last invoice is there", lambda: len(company.books.all("Invoice")) >= 300 or None)
    numbers = sorted(each["DocNumber"] for each in company.books.all("Invoice"))
    assert numbers == sorted(f"N-{number}" for number in range(300))
    calls = company.books.calls()
    assert calls["by_kind"]["POST batch"] <= 30
    assert "429" not in calls["by_status"]


@pytest.mark.requirement("F2")
def test_a_burst_of_six_hundred_webhooks_costs_ten_calls_and_applies_each_record_once(
    stack: LocalStack, connect: Callable[..., Company]
) -> None:
    company = connect()
    until("the first session is over", lambda: company.app.call("GET", "/sessions")["sessions"] or None)
    webhook_url = stack.webhook_url("quickbooks-online")
    company.control.put("/webhooks", json={"enabled": False}).raise_for_status()
    try:
        ids = [company.books.add("Customer", {"DisplayName": f"Burst {number}"})["Id"] for number in range(40)]
        company.control.delete("/calls").raise_for_status()
        events = [
            {
                "organisation_id": company.books.organisation_id,
                "entity": "Customer",
                "id": ids[number % 40],
                "operation": "Create",
            }
            for number in range(500)
        ]
        posts = [_signed(company.control, [event]) for event in events]
        posts += [posts[0]] * 100
        random.Random(7).shuffle(posts)  # noqa: S311 - order, not secrets
        with httpx.Client(timeout=60) as sender, ThreadPoolExecutor(8) as pool:
            statuses = pool.map(lambda post: sender.post(webhook_url, **post).status_code, posts)
            assert set(statuses) == {200}
        for package_id in ids:
            company.app.arrives("customer", package_id)
        until("no session runs", lambda: company.app.call("GET", "/connection")["status"] == "connected" or None)
        reads = company.control.get("/calls/reads").raise_for_status().json()["reads"]
        assert max(reads.get(f"Customer/{package_id}", 0) for package_id in ids) <= 2
        assert company.books.calls()["total"] <= 10
        feed = company.app.call("GET", "/changes", params={"limit": "200"})["changes"]
        assert sorted(entry["package_id"] for entry in feed) == sorted(ids)
    finally:
        company.control.put("/webhooks", json={"enabled": True, "url": webhook_url}).raise_for_status()


def _signed(control: httpx.Client, events: list[dict[str, str]]) -> dict[str, object]:
    answer = control.post("/webhooks/send", json={"events": events, "deliver": False}).raise_for_status().json()
    (post,) = answer["posts"]
    return {"content": post["body"].encode(), "headers": post["headers"]}


WRITES = {
    "quickbooks-online": {"method": "POST", "path": "batch"},
    "xero": {"method": "PUT", "path": "Invoices"},
}
"""The calls that write invoices, as the simulators' faults name them."""


@pytest.mark.requirement("F1")
@pytest.mark.parametrize(
    ("package", "fault"),
    [("quickbooks-online", "lost_answer"), ("quickbooks-online", "timeout_after_commit"), ("xero", "lost_answer")],
)
def test_a_lost_answer_on_create_ends_in_one_invoice_and_a_synced_record(
    connect: Callable[..., Company], package: str, fault: str
) -> None:
    company = connect(package, **CHARTS[package].settings)
    company.send({("customer", "c-1"): customer("Lost Answer Ltd")})
    company.app.reaches("customer", "c-1", "synced")
    struck = {"kind": fault, "match": WRITES[package], "times": 1}
    company.control.post("/faults", json=struck).raise_for_status()
    paid = payment("c-1", {"i-1": "5.00"})
    company.send({("invoice", "i-1"): invoice("L-1", "c-1"), ("payment", "p-1"): paid})
    company.app.reaches("invoice", "i-1", "synced")
    company.app.reaches("payment", "p-1", "synced")
    assert company.books.numbers("invoice") == ["L-1"]
    assert company.books.payments() == [5.0]


@pytest.mark.requirement("F3")
def test_a_revoked_token_parks_the_work_until_a_new_consent(company: Company) -> None:
    company.send({("customer", "c-1"): customer("Before")})
    company.app.reaches("customer", "c-1", "synced")
    company.control.delete(f"/tokens/{company.books.organisation_id}").raise_for_status()
    company.send({("customer", "c-2"): customer("Parked")})

    def parked() -> object | None:
        connection = company.app.call("GET", "/connection")
        return connection if connection["status"] == "reauthorization_required" else None

    until("the connection asks for a new consent", parked)
    assert company.app.record("customer", "c-2")["sync_state"] == "pending"
    give_tokens(company)
    company.app.reaches("customer", "c-2", "synced")


@pytest.mark.requirement("A2", "A5", "E2")
def test_a_failure_is_reported_as_csv_behind_a_link_and_closes_when_it_is_repaired(
    connect: Callable[..., Company],
) -> None:
    company = connect()
    company.books.add("Vendor", {"DisplayName": "=cmd()|' /C calc'!A0"})
    company.send({("customer", "c-1"): customer("=cmd()|' /C calc'!A0")})
    record = company.app.reaches("customer", "c-1", "failed")
    assert record["warning"] is True
    assert record["failure"]["code"] == "duplicate_name"
    report = company.app.report("sync_failures", format="csv", language="en")
    answer = httpx.get(report["download_url"], timeout=30)
    assert answer.content.startswith(b"\xef\xbb\xbfcompany,category,entity type,record number,record id,party,")
    assert "attachment" in answer.headers["content-disposition"]
    assert b",'=cmd()" in answer.content or b"\"'=cmd()" in answer.content
    tampered = report["download_url"].replace(company.app.company, "company-0")
    assert httpx.get(tampered, timeout=30).status_code == 403
    company.send({("customer", "c-1"): customer("A name of its own")})
    company.app.reaches("customer", "c-1", "synced")
    assert company.app.call("GET", "/failures/summary")["open"] == 0
