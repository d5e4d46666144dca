"""Which accounts an item is sent with."""

from __future__ import annotations

import pytest

from bookbridge.domain.settings import DefaultAccounts
from bookbridge.packages.quickbooks_desktop.mapping.items import to_package
from bookbridge.packages.quickbooks_desktop.mapping.outgoing import Outgoing

pytestmark = pytest.mark.unit

DEFAULTS = DefaultAccounts(income="4000", expense="6000")


def test_an_item_that_is_only_sold_needs_no_account_of_costs() -> None:
    record = {"name": "Advice", "kind": "service", "unit_price": "10.00"}
    sent = to_package(Outgoing("item", record, {("account", "4000"): "80000001-1"}, DEFAULTS))
    assert sent["SalesOrPurchase"]["AccountRef"] == {"ListID": "80000001-1"}


def test_an_item_that_is_only_bought_needs_no_account_of_income() -> None:
    record = {"name": "Paper", "kind": "product", "unit_cost": "10.00"}
    sent = to_package(Outgoing("item", record, {("account", "6000"): "80000002-1"}, DEFAULTS))
    assert sent["SalesOrPurchase"]["AccountRef"] == {"ListID": "80000002-1"}
