"""Reading: who the organisation is, many records a call, and every change since a cursor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bookbridge.domain.changes import Change, ChangeKind
from bookbridge.domain.dispatches import Verb
from bookbridge.domain.records import EntityType
from bookbridge.ports.packages import ChangesResult
from tests.contract.packages.books import ORGANISATION, START, Ledger
from tests.contract.packages.records import PAYMENT, SAMPLES

pytestmark = pytest.mark.contract


def kinds(result: ChangesResult) -> dict[tuple[str, str], ChangeKind]:
    return {(change.entity_type, change.package_id): change.kind for change in result.changes}


def make_customers(ledger: Ledger, number: int, prefix: str = "Customer") -> list[str]:
    ids = []
    for each in range(number):
        made = ledger.served.by_hand("POST", "/Customer", {"DisplayName": f"{prefix} {each}"})
        ids.append(str((made.get("Customer") or made)["Id"]))
    return ids


def test_the_organisation_tells_its_name(ledger: Ledger) -> None:
    identity = ledger.books.identity()
    assert (identity.organisation_id, identity.name) == (ORGANISATION, "Craig's Landscaping")


@pytest.mark.requirement("F4")
def test_records_of_every_type_are_fetched_in_one_call(filled: Ledger) -> None:
    wanted: dict[EntityType, list[str]] = {
        entity_type: [filled.references[entity_type, record_id]] for entity_type, record_id, _ in SAMPLES
    }
    filled.served.calls()
    result = filled.books.fetch(wanted)
    assert sum(filled.served.calls().values()) == 1
    assert {record.entity_type for record in result.records} == set(wanted)
    assert result.missing == ()
    assert abs(result.as_of - filled.served.now) < timedelta(seconds=1)


@pytest.mark.requirement("F4")
def test_many_ids_of_one_type_are_fetched_in_one_call(ledger: Ledger) -> None:
    ids = make_customers(ledger, ledger.package.manifest.fetch_size)
    ledger.served.calls()
    result = ledger.books.fetch({"customer": [*ids, *ids]})
    assert sum(ledger.served.calls().values()) == 1
    assert [record.package_id for record in result.records] == ids
    more = make_customers(ledger, 5, "Another")
    assert len(ledger.books.fetch({"customer": [*ids, *more]}).records) == len(ids) + 5


def test_what_is_gone_is_named_and_what_is_inactive_is_not_gone(filled: Ledger) -> None:
    customer, bill = filled.references["customer", "c-1"], filled.references["bill", "b-1"]
    inactive = make_customers(filled, 1, "Idle")[0]
    filled.served.by_hand("PATCH", f"/Customer/{inactive}", {"Active": False})
    filled.served.by_hand("DELETE", f"/Bill/{bill}")
    result = filled.books.fetch({"customer": [customer, inactive, "999999", "' OR 1=1"], "bill": [bill]})
    assert {record.package_id: record.record.get("active") for record in result.records} == {
        customer: True,
        inactive: False,
    }
    assert set(result.missing) == {("customer", "999999"), ("customer", "' OR 1=1"), ("bill", bill)}
    (idle,) = [record for record in result.records if record.package_id == inactive]
    assert idle.record["name"] == "Idle 0"


def test_ids_that_cannot_exist_are_missing_without_spoiling_the_rest(ledger: Ledger) -> None:
    result = ledger.books.fetch({"customer": ["abc"], "invoice": ["٣"]})
    assert result.records == ()
    assert set(result.missing) == {("customer", "abc"), ("invoice", "٣")}
    assert abs(result.as_of - ledger.served.now) < timedelta(seconds=1)


@pytest.mark.requirement("F2")
def test_changes_are_told_by_kind_with_the_packages_clock(filled: Ledger) -> None:
    filled.served.advance(60)
    cursor = filled.served.now
    new = make_customers(filled, 1)[0]
    filled.served.by_hand("PATCH", f"/Customer/{filled.references['customer', 'c-1']}", {"Notes": "x"})
    filled.served.by_hand("DELETE", f"/Bill/{filled.references['bill', 'b-1']}")
    filled.write("payment", "p-1", PAYMENT, Verb.VOID)
    filled.served.calls()
    result = filled.books.changes_since(cursor)
    assert sum(filled.served.calls().values()) == 1
    assert kinds(result) == {
        ("customer", new): ChangeKind.CREATED,
        ("customer", filled.references["customer", "c-1"]): ChangeKind.UPDATED,
        ("bill", filled.references["bill", "b-1"]): ChangeKind.DELETED,
        ("payment", filled.references["payment", "p-1"]): ChangeKind.VOIDED,
        ("invoice", filled.references["invoice", "i-1"]): ChangeKind.UPDATED,
    }
    assert all(change.organisation_id == ORGANISATION for change in result.changes)
    assert all(change.occurred_at == cursor for change in result.changes)
    assert result.cursor == filled.served.now


@pytest.mark.requirement("F2")
def test_nothing_new_is_one_call_and_no_changes(filled: Ledger) -> None:
    filled.served.advance(60)
    filled.served.calls()
    result = filled.books.changes_since(filled.served.now)
    assert result.changes == ()
    assert sum(filled.served.calls().values()) == 1


@pytest.mark.requirement("F2")
def test_a_full_answer_is_split_by_type(filled: Ledger) -> None:
    filled.served.advance(60)
    cursor = filled.served.now
    ids = make_customers(filled, 990)
    vendors = []
    for each in range(30):
        made = filled.served.by_hand("POST", "/Vendor", {"DisplayName": f"Vendor {each}"})
        vendors.append(str((made.get("Vendor") or made)["Id"]))
    filled.served.by_hand("DELETE", f"/Bill/{filled.references['bill', 'b-1']}")
    found = kinds(filled.books.changes_since(cursor))
    assert {key for key in found if key[0] == "customer"} == {("customer", each) for each in ids}
    assert {key for key in found if key[0] == "vendor"} == {("vendor", each) for each in vendors}
    assert found["bill", filled.references["bill", "b-1"]] is ChangeKind.DELETED


@pytest.mark.requirement("F2")
@pytest.mark.parametrize("every", [0.0, 1.0], ids=["all in one second", "one a second"])
def test_a_type_with_more_changes_than_an_answer_holds_loses_none(filled: Ledger, every: float) -> None:
    filled.served.advance(60)
    cursor = filled.served.now
    line = {"Amount": 10, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {}}
    body = {"CustomerRef": {"value": filled.references["customer", "c-1"]}, "Line": [line]}
    ids = []
    for _ in range(1250):
        made = filled.served.by_hand("POST", "/Invoice", body)
        ids.append(str((made.get("Invoice") or made)["Id"]))
        filled.served.advance(every)
    filled.served.advance(5)
    for each in ids[100:103]:
        filled.served.by_hand("DELETE", f"/Invoice/{each}")
    filled.served.advance(5)
    result = filled.books.changes_since(cursor)
    found = kinds(result)
    assert set(found) >= {("invoice", each) for each in ids}
    gone = {key[1] for key, kind in found.items() if kind is ChangeKind.DELETED}
    assert gone == set(ids[100:103])
    assert len(result.changes) == len(set(found))


@pytest.mark.requirement("F2")
def test_a_type_whose_inactive_entries_fill_the_answer_loses_none(ledger: Ledger) -> None:
    ledger.served.advance(60)
    cursor = ledger.served.now
    ids = make_customers(ledger, 1001)
    ledger.served.by_hand("PATCH", f"/Customer/{ids[0]}", {"Active": False})
    found = kinds(ledger.books.changes_since(cursor))
    assert {("customer", each) for each in ids} == set(found)


@pytest.mark.requirement("F2")
def test_a_cursor_from_before_the_look_back_is_caught_up_with(filled: Ledger) -> None:
    cursor = filled.served.now
    old = make_customers(filled, 1, "Old")[0]
    filled.served.advance(40 * 86400)
    filled.served.by_hand("DELETE", f"/Bill/{filled.references['bill', 'b-1']}")
    new = make_customers(filled, 1, "New")[0]
    found = kinds(filled.books.changes_since(cursor))
    assert {("customer", old), ("customer", new), ("customer", filled.references["customer", "c-1"])} <= set(found)
    assert found["bill", filled.references["bill", "b-1"]] is ChangeKind.DELETED


def test_account_numbers_lead_to_active_accounts(ledger: Ledger) -> None:
    (bank,) = [each for each in ledger.served.twins("Account") if each.get("AcctNum") == "1010"]
    assert ledger.books.account_ids(["1010", "nowhere"]) == {"1010": bank["Id"]}
    assert ledger.books.account_ids(["Savings"]) == {"Savings": bank["Id"]}
    ledger.served.by_hand("PATCH", f"/Account/{bank['Id']}", {"Active": False})
    assert ledger.books.account_ids(["1010", "Savings"]) == {}


def test_a_change_is_dated_by_the_package(filled: Ledger) -> None:
    result = filled.books.changes_since(START - timedelta(days=1))
    (change,) = [each for each in result.changes if each.entity_type == "vendor"]
    assert change == Change(
        ORGANISATION,
        "vendor",
        filled.references["vendor", "v-1"],
        ChangeKind.CREATED,
        datetime(2026, 5, 4, 9, 30, tzinfo=UTC),
        version="0",
    )
