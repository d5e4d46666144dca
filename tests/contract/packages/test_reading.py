"""Reading: who the organisation is, many records a call, and every change since a cursor."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bookbridge.domain.changes import ChangeKind
from bookbridge.domain.dispatches import Verb
from bookbridge.domain.records import EntityType
from bookbridge.ports.connectors import SessionPackage
from bookbridge.ports.packages import ChangesResult
from tests.contract.packages.books import NAME, ON_CLOUD_PACKAGES, ON_SESSION_PACKAGES, START, Ledger
from tests.contract.packages.records import BILL_PAYMENT, CREDIT_NOTE, PAYMENT, SAMPLES

pytestmark = pytest.mark.contract

HAS_CHANGE_DATA_CAPTURE = pytest.mark.parametrize("ledger", ["quickbooks-online"], indirect=True)


def kinds(result: ChangesResult) -> dict[tuple[str, str], ChangeKind]:
    return {(change.entity_type, change.package_id): change.kind for change in result.changes}


def make_customers(ledger: Ledger, number: int, prefix: str = "Customer") -> list[str]:
    return [ledger.served.add_customer(f"{prefix} {each}") for each in range(number)]


def test_the_organisation_tells_its_name(ledger: Ledger) -> None:
    identity = ledger.books.identity()
    assert (identity.organisation_id, identity.name) == (ledger.served.organisation_id, NAME)


@pytest.mark.requirement("F4")
def test_records_of_every_type_are_fetched_in_as_few_calls_as_there_are(filled: Ledger) -> None:
    manifest = filled.package.manifest
    types = [
        each for each, _, _ in SAMPLES if filled.keeps(each) and (manifest.entities[each].pulls or each == "order")
    ]
    wanted: dict[EntityType, list[str]] = {}
    for entity_type, record_id, _ in SAMPLES:
        if entity_type in types:
            wanted.setdefault(manifest.family(entity_type), []).append(filled.references[entity_type, record_id])
    filled.served.calls()
    result = filled.books.fetch(wanted)
    assert sum(filled.served.calls().values()) == filled.fetch_calls
    assert {record.entity_type for record in result.records} == set(types) - {"order"}
    assert len(result.records) == len(types)
    assert result.missing == ()


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
    customer = filled.references["customer", "c-1"]
    inactive = make_customers(filled, 1, "Idle")[0]
    filled.served.deactivate("customer", inactive)
    draft = {**CREDIT_NOTE, "number": "CN-9", "status": "draft"}
    gone = filled.write("credit_note", "n-9", draft).package_id
    filled.served.delete("credit_note", gone)
    result = filled.books.fetch({"customer": [customer, inactive, "999999", "' OR 1=1"], "credit_note": [gone]})
    assert {record.package_id: record.record.get("active") for record in result.records} == {
        customer: True,
        inactive: False,
    }
    assert set(result.missing) == {("customer", "999999"), ("customer", "' OR 1=1"), ("credit_note", gone)}
    (idle,) = [record for record in result.records if record.package_id == inactive]
    assert idle.record["name"] == "Idle 0"


def test_ids_that_cannot_exist_are_missing_without_spoiling_the_rest(ledger: Ledger) -> None:
    result = ledger.books.fetch({"customer": ["abc"], "invoice": ["٣"]})
    assert result.records == ()
    assert set(result.missing) == {("customer", "abc"), ("invoice", "٣")}


@ON_CLOUD_PACKAGES
def test_what_was_read_bears_the_time_of_the_packages_clock(filled: Ledger) -> None:
    customer = filled.references["customer", "c-1"]
    filled.served.advance(60)
    for package_id in (customer, "abc"):
        assert abs(filled.books.fetch({"customer": [package_id]}).as_of - filled.served.now) < timedelta(seconds=1)


@ON_SESSION_PACKAGES
def test_without_a_clock_the_newest_change_tells_when_it_was_read(filled: Ledger) -> None:
    """So nothing that changed later can be taken for old."""
    filled.served.advance(60)
    customer, vendor = filled.references["customer", "c-1"], filled.references["vendor", "v-1"]
    result = filled.books.fetch({"customer": [customer], "vendor": [vendor]})
    assert result.as_of == max(each.updated_at for each in result.records) < filled.served.now


@HAS_CHANGE_DATA_CAPTURE
@pytest.mark.requirement("F2")
def test_changes_are_told_by_kind_with_the_packages_clock(filled: Ledger) -> None:
    filled.served.advance(60)
    cursor = filled.served.now
    new = make_customers(filled, 1)[0]
    filled.served.edit("customer", filled.references["customer", "c-1"])
    filled.served.delete("bill", filled.references["bill", "b-1"])
    filled.write("payment", "p-1", PAYMENT, Verb.VOID)
    filled.served.calls()
    result = filled.books.changes_since(cursor)
    assert sum(filled.served.calls().values()) == 1
    assert kinds(result) == {
        ("customer", new): ChangeKind.CREATED,
        ("customer", filled.references["customer", "c-1"]): ChangeKind.UPDATED,
        ("bill", filled.references["bill", "b-1"]): ChangeKind.DELETED,
        ("bill_payment", filled.references["bill_payment", "bp-1"]): ChangeKind.UPDATED,
        ("payment", filled.references["payment", "p-1"]): ChangeKind.VOIDED,
        ("invoice", filled.references["invoice", "i-1"]): ChangeKind.UPDATED,
    }
    assert all(change.organisation_id == filled.served.organisation_id for change in result.changes)
    assert all(change.occurred_at == cursor for change in result.changes)
    assert result.cursor == filled.served.now


@pytest.mark.requirement("F2")
def test_nothing_new_is_no_changes_up_to_now(filled: Ledger) -> None:
    filled.served.advance(60)
    result = filled.books.changes_since(filled.served.now)
    assert [change for change in result.changes if change.entity_type != "tax_rate"] == []
    assert abs(result.cursor - filled.served.now) < timedelta(seconds=1)


@pytest.mark.requirement("F2")
def test_every_change_is_told_with_the_packages_clock(filled: Ledger) -> None:
    filled.served.advance(60)
    before = filled.served.now
    filled.served.advance(5)
    new, customer = make_customers(filled, 1)[0], filled.references["customer", "c-1"]
    kind: EntityType = "payment" if filled.package.manifest.entities["payment"].voids else "bill_payment"
    voided = (kind, *({"payment": ("p-1", PAYMENT), "bill_payment": ("bp-1", BILL_PAYMENT)}[kind]))
    settled: tuple[EntityType, str] = ("invoice", "i-1") if kind == "payment" else ("bill", "b-1")
    family, paying = (filled.package.manifest.family(each) for each in (settled[0], kind))
    filled.served.edit("customer", customer)
    filled.write(*voided, Verb.VOID)
    changes = {(each.entity_type, each.package_id): each for each in filled.books.changes_since(before).changes}
    told = {key for key in changes if key[0] in {"customer", family, paying}}
    payment, paid = filled.references[kind, voided[1]], filled.references[settled]
    assert told == {
        ("customer", new),
        ("customer", customer),
        (paying, payment),
        (family, paid),
    }
    # Whether it was voided shows when it is read, where changes are listed without their contents.
    is_listed = isinstance(filled.package, SessionPackage)
    voiding = changes[paying, payment].kind
    assert voiding is (ChangeKind.UPDATED if is_listed else ChangeKind.VOIDED)
    assert {changes[key].organisation_id for key in told} == {filled.served.organisation_id}
    assert {changes[key].occurred_at for key in told} == {filled.served.now}


@HAS_CHANGE_DATA_CAPTURE
@pytest.mark.requirement("F2")
def test_a_full_answer_is_split_by_type(filled: Ledger) -> None:
    filled.served.advance(60)
    cursor = filled.served.now
    ids = make_customers(filled, 990)
    vendors = [filled.served.add_vendor(f"Vendor {each}") for each in range(30)]
    filled.served.delete("bill", filled.references["bill", "b-1"])
    found = kinds(filled.books.changes_since(cursor))
    assert {key for key in found if key[0] == "customer"} == {("customer", each) for each in ids}
    assert {key for key in found if key[0] == "vendor"} == {("vendor", each) for each in vendors}
    assert found["bill", filled.references["bill", "b-1"]] is ChangeKind.DELETED


@HAS_CHANGE_DATA_CAPTURE
@pytest.mark.requirement("F2")
@pytest.mark.parametrize("every", [0.0, 1.0], ids=["all in one second", "one a second"])
def test_a_type_with_more_changes_than_an_answer_holds_loses_none(filled: Ledger, every: float) -> None:
    filled.served.advance(60)
    cursor = filled.served.now
    customer, ids = filled.references["customer", "c-1"], []
    for each in range(1250):
        ids.append(filled.served.add_invoice(f"N-{each}", customer, "2026-05-04", "10"))
        filled.served.advance(every)
    filled.served.advance(5)
    for package_id in ids[100:103]:
        filled.served.delete("invoice", package_id)
    filled.served.advance(5)
    result = filled.books.changes_since(cursor)
    found = kinds(result)
    assert set(found) >= {("invoice", each) for each in ids}
    gone = {key[1] for key, kind in found.items() if kind is ChangeKind.DELETED}
    assert gone == set(ids[100:103])
    assert len(result.changes) == len(set(found))


@HAS_CHANGE_DATA_CAPTURE
@pytest.mark.requirement("F2")
def test_a_type_whose_inactive_entries_fill_the_answer_loses_none(ledger: Ledger) -> None:
    ledger.served.advance(60)
    cursor = ledger.served.now
    ids = make_customers(ledger, 1001)
    ledger.served.deactivate("customer", ids[0])
    found = kinds(ledger.books.changes_since(cursor))
    assert {("customer", each) for each in ids} == set(found)


@HAS_CHANGE_DATA_CAPTURE
@pytest.mark.requirement("F2")
def test_a_cursor_from_before_the_look_back_is_caught_up_with(filled: Ledger) -> None:
    cursor = START
    old = make_customers(filled, 1, "Old")[0]
    filled.served.advance(40 * 86400)
    filled.served.delete("bill", filled.references["bill", "b-1"])
    new = make_customers(filled, 1, "New")[0]
    found = kinds(filled.books.changes_since(cursor))
    assert {("customer", old), ("customer", new), ("customer", filled.references["customer", "c-1"])} <= set(found)
    assert found["bill", filled.references["bill", "b-1"]] is ChangeKind.DELETED


def test_account_codes_and_names_lead_to_active_accounts(ledger: Ledger) -> None:
    account = ledger.references["account", "4900"]
    (read,) = ledger.books.fetch({"account": [account]}).records
    name = read.record["name"]
    assert ledger.books.find_codes("account", ["4900", "nowhere"]) == {"4900": account}
    assert ledger.books.find_codes("account", [name]) == {name: account}
    ledger.served.deactivate("account", account)
    ledger.reopen()
    assert ledger.books.find_codes("account", ["4900", name]) == {}


def test_a_change_is_dated_by_the_package(filled: Ledger) -> None:
    result = filled.books.changes_since(START - timedelta(days=1))
    vendor = filled.written["vendor", "v-1"]
    (change,) = [
        each for each in result.changes if (each.entity_type, each.package_id) == ("vendor", vendor.package_id)
    ]
    assert (change.occurred_at, change.version) == (vendor.updated_at, vendor.version)
