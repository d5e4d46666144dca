"""Accounts by number or name, and default accounts."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.connections import DefaultAccounts, Settings
from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_online.accounts import account_ids, default_accounts
from tests.contract.packages.records import BILL, CUSTOMER, INVOICE, ITEM, PAYMENT
from tests.unit.packages.quickbooks_online.canned import client, found, row

pytestmark = pytest.mark.unit

SETTINGS = Settings(default_accounts=DefaultAccounts(income="4000", expense="5000", bank="1000", discount="4900"))
BARE_ITEM = {"name": "Advice", "kind": "service"}
BARE_PAYMENT = {key: value for key, value in PAYMENT.items() if key != "deposit_account"}


def test_a_number_counts_before_a_name_and_every_page_is_read() -> None:
    rows = [row(str(each), Name=f"Account {each}", FullyQualifiedName=f"Parent:Account {each}") for each in range(1000)]
    books, access = client(
        found("Account", *rows),
        found("Account", row("2000", Name="Last", AcctNum="Account 5"), row("2001", Name="Last")),
    )
    assert account_ids(books, ["Account 5", "Account 6", "Parent:Account 7", "Last", "9", ""]) == {
        "Account 5": "2000",
        "Account 6": "6",
        "Parent:Account 7": "7",
        "Last": "2000",
        "": "0",
    }
    assert len(access.sent) == 2


@pytest.mark.requirement("C4")
@pytest.mark.parametrize(
    ("entity_type", "record", "codes"),
    [
        ("item", BARE_ITEM, ("4000",)),
        ("item", {**BARE_ITEM, "unit_cost": "1.00"}, ("4000", "5000")),
        ("item", ITEM, ()),
        ("invoice", INVOICE, ("4900",)),
        ("invoice", {**INVOICE, "discount_amount": "0.00"}, ()),
        ("bill", BILL, ()),
        ("bill", {**BILL, "lines": [{"amount": "1.00"}]}, ("5000",)),
        ("payment", PAYMENT, ()),
        ("payment", BARE_PAYMENT, ("1000",)),
        ("customer", CUSTOMER, ()),
    ],
)
def test_defaults_are_named_where_a_record_names_no_account(
    entity_type: EntityType, record: dict[str, Any], codes: tuple[str, ...]
) -> None:
    assert default_accounts(entity_type, record, SETTINGS) == codes
    assert default_accounts(entity_type, record, Settings()) == ()
