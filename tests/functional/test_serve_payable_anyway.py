from __future__ import annotations

import csv
import io
from typing import Any

import pytest

from .company_sync import failing, run_session
from .examples import CUSTOMER, connected
from .http_api import HttpApi, company_token
from .stack import Stack
from .test_serve_reports import downloaded, make

pytestmark = [pytest.mark.functional, pytest.mark.requirement("A3")]

CHECK = {"kind": "check", "check_number": "1077", "image_url": "https://bank.example/checks/1077.png"}


def payment(**more: Any) -> dict[str, Any]:
    """A payment of more than its field takes: our own checks refuse it."""
    return {
        "customer": "cust-1",
        "date": "2026-05-02",
        "amount": "50.00",
        "applications": [],
        "memo": "x" * 5000,
        **more,
    }


@pytest.fixture
def company(stack: Stack, api: HttpApi) -> str:
    """A company with a payment in failure."""
    company_id, _realm = connected(api)
    records = f"/v1/companies/{company_id}/records"
    assert api.put(f"{records}/customer/cust-1", CUSTOMER).status == 202
    assert api.put(f"{records}/payment/pay-1", payment()).status == 202
    run_session(stack, company_id)
    return company_id


def test_an_invoice_in_failure_says_that_it_can_be_paid_all_the_same(stack: Stack, api: HttpApi) -> None:
    company_id = failing(stack, api)
    shown = api.get(f"/v1/companies/{company_id}/records/invoice/inv-0", token=company_token(company_id)).json
    assert (shown["sync_state"], shown["warning"], shown["payable"]) == ("failed", True, True)
    assert (shown["failure"]["payable_anyway"], shown["delivery"]) == (True, None)
    (failure,) = api.get(f"/v1/companies/{company_id}/failures").json["failures"]
    assert failure["payable_anyway"] is True
    assert api.post(f"/v1/companies/{company_id}/records/invoice/inv-0/void").status == 202
    assert api.get(f"/v1/companies/{company_id}/records/invoice/inv-0").json["payable"] is False


def test_a_customer_is_neither_payable_nor_not(api: HttpApi) -> None:
    company_id, _realm = connected(api)
    assert api.put(f"/v1/companies/{company_id}/records/customer/cust-1", CUSTOMER).status == 202
    assert api.get(f"/v1/companies/{company_id}/records/customer/cust-1").json["payable"] is None


def test_evidence_that_arrives_later_stands_beside_the_failure_at_once(
    stack: Stack, api: HttpApi, company: str
) -> None:
    (before,) = api.get(f"/v1/companies/{company}/failures").json["failures"]
    assert (before["category"], before["delivery"], before["payable_anyway"]) == ("payments", None, None)
    asked = stack.waiting("WAKES_QUEUE_URL")

    assert api.put(f"/v1/companies/{company}/records/payment/pay-1", payment(delivery=CHECK)).json["warning"] is True

    (after,) = api.get(f"/v1/companies/{company}/failures").json["failures"]
    assert after == {**before, "delivery": CHECK}
    shown = api.get(f"/v1/companies/{company}/records/payment/pay-1").json
    assert (shown["sync_state"], shown["delivery"], shown["failure"]["delivery"]) == ("failed", CHECK, CHECK)
    assert stack.waiting("WAKES_QUEUE_URL") == asked


def test_the_report_of_payments_shows_the_evidence(stack: Stack, api: HttpApi, company: str) -> None:
    assert api.put(f"/v1/companies/{company}/records/payment/pay-1", payment(delivery=CHECK)).status == 202
    report_id = make(stack, api, company, report="payment_sync_failures")
    report = api.get(f"/v1/companies/{company}/reports/{report_id}").json
    (row,) = csv.DictReader(io.StringIO(downloaded(stack, report["download_url"]).lstrip("\ufeff")))
    assert (row["delivery evidence"], row["delivery link"]) == ("Check 1077", CHECK["image_url"])
