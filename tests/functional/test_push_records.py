from __future__ import annotations

import json

import pytest

from .company_sync import begun, run_session
from .examples import CUSTOMER, ITEM, connected, invoice
from .http_api import HttpApi
from .stack import Stack

pytestmark = pytest.mark.functional


def names_in_package(stack: Stack, realm_id: str) -> list[str]:
    """The customers that a user of the package sees."""
    _status, _headers, body = stack.simulator.handle("GET", f"/control/organisations/{realm_id}/Customer")
    return [row["DisplayName"] for row in json.loads(body)["QueryResponse"].get("Customer", [])]


@pytest.mark.requirement("F1", "F5")
def test_what_the_application_wants_reaches_the_package_once(stack: Stack, api: HttpApi) -> None:
    company_id, realm_id = connected(api, default_accounts={"income": "4000"})
    for entity_type, record_id, record in (
        ("invoice", "inv-1", invoice("INV-1")),
        ("customer", "cust-1", CUSTOMER),
        ("item", "item-1", ITEM),
    ):
        path = f"/v1/companies/{company_id}/records/{entity_type}/{record_id}"
        assert api.put(path, record).json["sync_state"] == "pending"
    assert run_session(stack, company_id)["result"] == "succeeded"
    shown = api.get(f"/v1/companies/{company_id}/records/invoice/inv-1").json
    assert (shown["sync_state"], shown["exported"], shown["package_number"]) == ("synced", True, "INV-1")
    assert names_in_package(stack, realm_id).count(CUSTOMER["name"]) == 1


def test_with_no_time_left_it_sends_nothing_and_asks_to_be_called_again(stack: Stack, api: HttpApi) -> None:
    company_id, realm_id = connected(api)
    api.put(f"/v1/companies/{company_id}/records/customer/cust-1", CUSTOMER)
    session = begun(stack, company_id)
    session.task("pull_changes")
    assert session.task("push_records", seconds_left=30)["more"] is True
    assert CUSTOMER["name"] not in names_in_package(stack, realm_id)
