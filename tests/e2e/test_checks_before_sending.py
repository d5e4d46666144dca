"""Dry runs and checklists through the deployed stack, with the permissions of its function."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.fakes.books import customer, invoice, item
from tests.proof.charts import CHARTS

from .conftest import ORGANISATIONS, Company

pytestmark = pytest.mark.e2e


@pytest.mark.requirement("D9", "F9")
@pytest.mark.parametrize("package", ORGANISATIONS)
def test_what_is_green_is_synced_and_what_is_red_says_why(connect: Callable[..., Company], package: str) -> None:
    company = connect(package, **CHARTS[package].settings)
    company.app.call("PUT", "/records/customer/c-1", customer("Alder Ltd"))
    company.app.call("PUT", "/records/item/s-1", item("Work", income_account=CHARTS[package].income))
    company.app.reaches("customer", "c-1", "synced")
    company.app.reaches("item", "s-1", "synced")
    tried = invoice("A-1", "c-1", item="s-1")
    tried["lines"][0]["account"] = CHARTS[package].income
    previewed = company.app.call("POST", "/records/invoice/i-1/preview", tried)
    assert (previewed["would"], previewed["would_refuse"]) == ("create", [])
    company.app.call("PUT", "/records/invoice/i-1", tried)
    told = company.app.call("GET", "/diagnosis/invoice/i-1")
    assert not [check["id"] for check in told["checks"] if check["passed"] is False]
    # A package that calls in is asked the rest when its connector comes.
    assert told["passed"] is (company.computer is None)
    company.app.reaches("invoice", "i-1", "synced")

    company.app.call("PUT", "/records/invoice/i-2", {**invoice("A-2", "nobody", item="s-1"), "memo": "m" * 9000})
    company.app.reaches("invoice", "i-2", "failed")
    told = company.app.call("GET", "/diagnosis/invoice/i-2?language=fr")
    red = [check["id"] for check in told["checks"] if check["passed"] is False]
    assert red[:1] == ["client_linked"]
    assert told["would"] == company.app.call("POST", "/records/invoice/i-2/preview")["would"] == "nothing"
