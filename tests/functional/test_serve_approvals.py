from __future__ import annotations

from typing import Any

import pytest

from .examples import CUSTOMER, connected, new_company
from .http_api import HttpApi, company_token

pytestmark = [pytest.mark.functional, pytest.mark.requirement("B14")]

RULES: dict[str, Any] = {
    "hierarchy": ["class", "account", "vendor"],
    "classes": {"Sales": ["carl"]},
    "accounts": {"6000": ["anna"], "acc-travel": ["tina"]},
}


def bill(**changes: Any) -> dict[str, Any]:
    return {
        "vendor": "ven-1",
        "date": "2026-05-01",
        "due_date": "2026-05-31",
        "ap_account": "2000",
        "base_currency": "USD",
        "currency": "USD",
        "status": "draft",
        "lines": [{"account": "acc-office", "amount": "40.00"}, {"account": "6100", "amount": "60.00"}],
        "total": "100.00",
        **changes,
    }


@pytest.fixture
def company(api: HttpApi) -> str:
    """A company with rules, a vendor who has approvers, and accounts of the application's own."""
    company_id, _realm = connected(api, approvals=RULES)
    records = f"/v1/companies/{company_id}/records"
    accounts = {"acc-office": {"name": "Office", "code": "6000"}, "acc-travel": {"name": "Travel", "code": "6100"}}
    for record_id, account in accounts.items():
        assert api.put(f"{records}/account/{record_id}", {**account, "type": "Expense"}).status == 202
    service = {"name": "Cleaning", "kind": "service", "expense_account": "6000"}
    assert api.put(f"{records}/item/item-1", service).status == 202
    assert api.put(f"{records}/vendor/ven-1", {"name": "Birch Ltd", "approvers": ["vera"]}).status == 202
    assert api.put(f"{records}/bill/bill-1", bill()).status == 202
    return company_id


def test_a_bill_tells_who_approves_it_and_why(api: HttpApi, company: str) -> None:
    reply = api.get(f"/v1/companies/{company}/approvals/bill-1", token=company_token(company))
    assert reply.status == 200
    assert reply.json["approvers"] == ["anna", "tina"]
    assert reply.json["rule"] == {"kind": "account", "key": "6000", "keys": ["6000", "acc-travel"]}
    assert reply.json["reason"] == "Decided by the rule of: GL account 6000, GL account acc-travel."
    assert [(each["kind"], each["why"]) for each in reply.json["considered"]] == [
        ("class", "no_rule"),
        ("account", "hierarchy"),
        ("account", "hierarchy"),
        ("vendor", "passed_over"),
    ]


def test_the_account_of_an_item_counts_like_one_of_the_line(api: HttpApi, company: str) -> None:
    line = {"item": "item-1", "quantity": "1", "unit_cost": "100.00", "amount": "100.00"}
    assert api.put(f"/v1/companies/{company}/records/bill/bill-2", bill(lines=[line])).status == 202
    assert api.get(f"/v1/companies/{company}/approvals/bill-2").json["approvers"] == ["anna"]


def test_the_reason_is_told_in_the_language_asked_for(api: HttpApi, company: str) -> None:
    path = f"/v1/companies/{company}/approvals/bill-1"
    assert api.get(path, language="fr").json["reason"].startswith("Décidé par la règle de : compte général 6000")
    assert api.get(path, language="xx").fields == ["language"]


def test_a_bill_that_no_rule_is_about_has_no_approvers_and_says_so(api: HttpApi) -> None:
    company_id, _realm = connected(api)
    assert api.put(f"/v1/companies/{company_id}/records/bill/bill-1", bill()).status == 202
    found = api.get(f"/v1/companies/{company_id}/approvals/bill-1").json
    assert (found["approvers"], found["rule"]) == ([], None)
    assert "No rule names anybody" in found["reason"]


def test_only_bills_are_approved(api: HttpApi, company: str) -> None:
    assert api.put(f"/v1/companies/{company}/records/customer/cust-1", CUSTOMER).status == 202
    reply = api.get(f"/v1/companies/{company}/approvals/cust-1")
    assert (reply.status, "customer" in reply.json["detail"]) == (409, True)
    assert api.get(f"/v1/companies/{company}/approvals/nothing").status == 404
    assert api.get(f"/v1/companies/{new_company()}/approvals/bill-1").status == 404


def test_rules_that_cannot_be_are_refused_by_name(api: HttpApi, company: str) -> None:
    body = {"package": "quickbooks-online", "settings": {"approvals": {"hierarchy": ["vendor", "vendor", "colour"]}}}
    reply = api.put(f"/v1/companies/{company}/connection", body)
    assert (reply.status, reply.fields) == (422, ["settings.approvals.hierarchy.2"])
