"""What the package is before any company file answers: policy, versions, and what is loaded when."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from bookbridge import packages
from bookbridge.domain.dispatches import Operation, Verb
from bookbridge.domain.settings import DefaultAccounts, Settings
from bookbridge.packages.quickbooks_desktop.entities import DELETED_LISTS, DELETED_TRANSACTIONS, KINDS, is_id, kinds_of
from bookbridge.packages.quickbooks_desktop.qbxml.requests import Request, render
from bookbridge.packages.quickbooks_desktop.versions import is_older, name_in, sequence_in, version_of
from bookbridge.packages.quickbooks_desktop.wire import instant_of, to_seconds
from bookbridge.ports.manifests import Drift
from tests.contract.packages.records import EXPENSE, INVOICE, ITEM, PAYMENT, REFUND

pytestmark = pytest.mark.unit

PACKAGE = packages.load("quickbooks-desktop")
SETTINGS = Settings(default_accounts=DefaultAccounts(income="4100", expense="6000", bank="1000", discount="4900"))


@pytest.mark.requirement("B4")
def test_it_is_polled_every_five_minutes_and_has_no_budget_of_calls() -> None:
    assert PACKAGE.manifest.default_interval == timedelta(minutes=5)
    assert PACKAGE.manifest.rate_limits == ()


@pytest.mark.requirement("B9", "B12", "B15")
def test_its_policy_is_that_of_the_guide() -> None:
    entities = PACKAGE.manifest.entities
    assert (entities["vendor"].creates, entities["vendor"].updates, entities["vendor"].pulls) == (False, True, True)
    assert (entities["bill"].creates, entities["bill"].updates, entities["bill"].voids) == (True, True, False)
    assert entities["bill"].drift is Drift.ASK
    assert (entities["bill_payment"].updates, entities["bill_payment"].voids) == (False, True)
    assert (entities["vendor_credit"].creates, entities["vendor_credit"].updates) == (False, False)
    assert "document" not in entities
    assert PACKAGE.manifest.kept_here == {"document"}


def test_every_scan_and_every_deletion_is_a_question_that_the_schema_knows() -> None:
    for kind in KINDS.values():
        render([Request(kind.query, "1", {kind.id_field: ["80-1"]})])
    types = {"TxnDelType": list(DELETED_TRANSACTIONS), "ListDelType": list(DELETED_LISTS)}
    render([Request(f"{name[:-7]}DeletedQueryRq", name, {name: words}) for name, words in types.items()])


def test_operations_of_every_kind_share_a_message() -> None:
    made = [Operation(str(each), verb, "bill", "b", 1, {}) for each, verb in enumerate(Verb)]
    assert {PACKAGE.lane(each).name for each in made} == {"message"}
    assert PACKAGE.lane(made[0]).size == PACKAGE.manifest.batch_size


def test_there_are_no_pages_to_look_at() -> None:
    assert PACKAGE.link("bill", "4C-1") == ""


@pytest.mark.requirement("C4")
def test_default_accounts_are_those_that_the_payload_needs() -> None:
    def needed(entity_type: str, record: dict[str, object]) -> set[str]:
        return {*PACKAGE.account_references(entity_type, record, SETTINGS)}  # type: ignore[arg-type]

    line = {"quantity": "1", "unit_price": "30.00", "amount": "30.00"}
    assert needed("invoice", INVOICE) == {"4900"}
    assert needed("expense", {**EXPENSE, "lines": [{"amount": "1.00"}]}) == {"6000"}
    assert needed("refund", {**REFUND, "lines": [line]}) == {"4100"}
    assert needed("payment", {**PAYMENT, "deposit_account": ""}) == {"1000"}
    assert needed("item", {"name": ITEM["name"], "unit_price": "1", "unit_cost": "1"}) == {"4100", "6000"}
    assert needed("bill", {"lines": [{"item": "s-1", "amount": "1.00"}]}) == set()


def test_a_version_tells_the_kind_only_where_a_type_has_several() -> None:
    assert version_of("Bill", {"EditSequence": "1415942229"}) == "1415942229"
    assert version_of("ItemInventory", {"EditSequence": "1415942229"}) == "1415942229 ItemInventory"
    assert version_of("BillPaymentCheck", {}) == ""
    assert (sequence_in("1415942229 Check"), name_in("1415942229 Check")) == ("1415942229", "Check")
    assert (sequence_in(""), name_in("")) == ("0", "")


@pytest.mark.requirement("B2")
def test_edit_sequences_grow() -> None:
    assert is_older("9 Check", "10 Check")
    assert not is_older("10", "10")
    assert not is_older("11", "10")
    assert not is_older("", "10")


def test_only_what_can_be_an_id_is_asked_for() -> None:
    assert is_id("80000009-1415929219")
    assert is_id("4C-1415942229")
    assert not any(map(is_id, ("", "abc", "4C", "4C-", "4C-1 OR 1", "٤-1", "<a/>")))


def test_a_type_is_asked_for_as_each_kind_it_can_be() -> None:
    assert [kind.name for kind in kinds_of("order")] == ["Invoice"]
    assert [kind.name for kind in kinds_of("refund")] == ["Check", "CreditCardCharge", "ARRefundCreditCard"]


def test_times_are_told_with_an_offset_and_not_before_1970() -> None:
    assert to_seconds(datetime(2026, 5, 1, 12, 0, 0, 999_999, tzinfo=UTC)) == "2026-05-01T12:00:00+00:00"
    assert to_seconds(datetime(1969, 12, 31, 23, 55, tzinfo=UTC)) == "1970-01-02T00:00:00+00:00"
    assert instant_of({"T": "2014-05-13T09:53:20-08:00"}, "T") == datetime(2014, 5, 13, 17, 53, 20, tzinfo=UTC)
    assert instant_of({"T": "2014-05-13T09:53:20"}, "T") == datetime(2014, 5, 13, 9, 53, 20, tzinfo=UTC)


def test_a_turn_that_only_authenticates_loads_no_books() -> None:
    code = (
        "import sys; from bookbridge import packages; packages.load('quickbooks-desktop'); "
        "print(sorted(name for name in sys.modules if name.startswith('bookbridge.packages.quickbooks_desktop.')))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": "layers/core"}
    )
    assert "quickbooks_desktop.manifest" in run.stdout
    assert "quickbooks_desktop.books" not in run.stdout
    assert "qbxml" not in run.stdout
