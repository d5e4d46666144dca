"""Which default accounts a record falls back on."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.records import EntityType
from bookbridge.domain.settings import DefaultAccounts, Settings
from bookbridge.packages.quickbooks_online.accounts import default_accounts
from tests.contract.packages.records import (
    BILL,
    CREDIT_NOTE,
    CUSTOMER,
    EXPENSE,
    INVOICE,
    ITEM,
    ORDER,
    PAYMENT,
    REFUND,
    VENDOR_CREDIT,
)

pytestmark = pytest.mark.unit

SETTINGS = Settings(default_accounts=DefaultAccounts(income="4000", expense="5000", bank="1000", discount="4900"))
BARE_ITEM = {"name": "Advice", "kind": "service"}
BARE_PAYMENT = {key: value for key, value in PAYMENT.items() if key != "deposit_account"}


@pytest.mark.requirement("C4")
@pytest.mark.parametrize(
    ("entity_type", "record", "codes"),
    [
        ("item", BARE_ITEM, ("4000",)),
        ("item", {**BARE_ITEM, "unit_cost": "1.00"}, ("4000", "5000")),
        ("item", ITEM, ()),
        ("invoice", INVOICE, ("4900",)),
        ("invoice", {**INVOICE, "discount_amount": "0.00"}, ()),
        ("order", {**ORDER, "discount_amount": "1.00"}, ("4900",)),
        ("credit_note", {**CREDIT_NOTE, "discount_amount": "1.00"}, ("4900",)),
        ("refund", {**REFUND, "lines": [{**REFUND["lines"][0], "discount_percent": "10"}]}, ("4900",)),
        ("bill", BILL, ()),
        ("bill", {**BILL, "lines": [{"amount": "1.00"}]}, ("5000",)),
        ("vendor_credit", VENDOR_CREDIT, ()),
        ("vendor_credit", {**VENDOR_CREDIT, "lines": [{"amount": "1.00"}]}, ("5000",)),
        ("expense", {**EXPENSE, "lines": [{"amount": "1.00"}]}, ("5000",)),
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
