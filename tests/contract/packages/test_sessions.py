"""Packages that call in: what is listed and counted in a session, what is gone, and what the package remembers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bookbridge.domain.changes import Change, ChangeKind
from bookbridge.domain.connector_sessions import Known
from bookbridge.domain.dispatches import Operation, Verb, Written
from bookbridge.domain.errors import OutcomeUnknown
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import waiting_on_package
from bookbridge.ports.connectors import Recalls, Scan, SessionPackage
from tests.contract.packages.books import ON_SESSION_PACKAGES, START, Ledger, Record
from tests.contract.packages.records import (
    BILL,
    BILL_PAYMENT,
    CREDIT_NOTE,
    CUSTOMER,
    EXPENSE,
    INVOICE,
    ITEM,
    ORDER,
    VENDOR_CREDIT,
)

pytestmark = [pytest.mark.contract, ON_SESSION_PACKAGES]

EVERYTHING = 10_000


def scans(ledger: Ledger) -> tuple[str, ...]:
    assert isinstance(ledger.package, SessionPackage)
    return ledger.package.scans


def listed(ledger: Ledger, scan: Scan) -> list[Change]:
    """All pages of a scan."""
    changes: list[Change] = []
    page = ledger.session.scan(scan)
    while True:
        changes += page.changes
        if not page.remaining:
            return changes
        scan = replace(scan, iterator=page.iterator, page=scan.page + 1)
        page = ledger.session.scan(scan)


@pytest.mark.requirement("F2", "F8")
def test_the_scans_list_every_object_once_after_what_it_refers_to(filled: Ledger) -> None:
    family = filled.package.manifest.family
    changes = [change for kind in scans(filled) for change in listed(filled, Scan(kind, None, None, 3))]
    places = {(change.entity_type, change.package_id): place for place, change in enumerate(changes)}
    assert len(places) == len(changes)
    written = {(family(kind), twin.package_id): twin for (kind, _), twin in filled.written.items()}
    assert written.keys() <= places.keys()
    parents: list[tuple[EntityType, str, EntityType, str]] = [
        ("customer", "c-1", "invoice", "i-1"),
        ("bill", "b-1", "bill_payment", "bp-1"),
        ("item", "s-1", "bill", "b-1"),
    ]
    for parent, parent_id, child, child_id in parents:
        assert places[parent, filled.references[parent, parent_id]] < places[child, filled.references[child, child_id]]


@pytest.mark.requirement("F2")
def test_a_listing_tells_versions_and_times_as_reading_does(filled: Ledger) -> None:
    for change in (each for kind in scans(filled) for each in listed(filled, Scan(kind, None, None, EVERYTHING))):
        assert change.organisation_id == filled.served.organisation_id
        assert change.version
        for read in filled.books.fetch({change.entity_type: [change.package_id]}).records:
            assert (change.version, change.occurred_at) == (read.version, read.updated_at)


def test_pages_come_one_after_the_other_and_say_what_remains(filled: Ledger) -> None:
    for each in range(7):
        filled.served.add_customer(f"Customer {each}")
    first = filled.session.scan(Scan("Customer", None, None, 3))
    assert (len(first.changes), first.remaining) == (3, 5)
    second = filled.session.scan(Scan("Customer", None, None, 3, first.iterator, page=1))
    assert (len(second.changes), second.remaining) == (3, 2)
    third = filled.session.scan(Scan("Customer", None, None, 3, second.iterator, page=2))
    assert (len(third.changes), third.remaining, third.iterator) == (2, 0, "")


def test_a_question_of_a_session_is_the_same_text_each_time(filled: Ledger) -> None:
    before = len(filled.served.sent)
    for _ in range(2):
        listed(filled, Scan("Bill", START, START + timedelta(days=1), 100))
        filled.books.fetch({"invoice": [filled.references["invoice", "i-1"]]})
        filled.session.glance([Scan("Vendor", START, None, 10)], START)
    asked = filled.served.sent[before:]
    assert asked[: len(asked) // 2] == asked[len(asked) // 2 :]


@pytest.mark.requirement("F2")
def test_only_what_changed_between_two_times_is_listed(filled: Ledger) -> None:
    filled.served.advance(600)
    since = filled.served.now
    filled.served.advance(10)
    new = filled.served.add_customer("Birch")
    filled.served.edit("customer", filled.references["customer", "c-1"])
    until = filled.served.now
    filled.served.advance(600)
    filled.served.add_customer("Alder")
    found = {each.package_id: each.kind for each in listed(filled, Scan("Customer", since, until, EVERYTHING))}
    assert found == {new: ChangeKind.CREATED, filled.references["customer", "c-1"]: ChangeKind.UPDATED}


@pytest.mark.requirement("B9")
def test_what_is_inactive_is_listed_too(filled: Ledger) -> None:
    filled.served.deactivate("vendor", filled.references["vendor", "v-1"])
    assert [each.entity_type for each in listed(filled, Scan("Vendor", None, None, EVERYTHING))] == ["vendor"]
    assert filled.read("vendor", "v-1").record["active"] is False


@pytest.mark.requirement("F2", "F4")
def test_a_glance_at_all_scans_is_one_question(filled: Ledger) -> None:
    wanted = [Scan(kind, None, None, 2) for kind in scans(filled)]
    filled.served.calls()
    seen = filled.session.glance(wanted, START)
    assert sum(filled.served.calls().values()) == 1
    assert len(seen.listed) == len(wanted)
    for scan, page in zip(wanted, seen.listed, strict=True):
        alone = filled.session.scan(scan)
        assert (page.changes, page.remaining) == (alone.changes, alone.remaining)


@pytest.mark.requirement("F2", "B15")
def test_what_was_deleted_is_told(filled: Ledger) -> None:
    filled.served.advance(60)
    since = filled.served.now
    idle = filled.served.add_customer("Idle")
    filled.served.delete("customer", idle)
    filled.served.delete("expense", filled.references["expense", "e-1"])
    gone = filled.session.glance((), since).deleted
    assert {(each.entity_type, each.package_id): each.kind for each in gone} == {
        ("customer", idle): ChangeKind.DELETED,
        ("expense", filled.references["expense", "e-1"]): ChangeKind.DELETED,
    }
    filled.served.advance(60)
    assert filled.session.glance((), filled.served.now).deleted == ()


@pytest.mark.requirement("B7", "B2")
def test_an_older_copy_of_the_file_is_told_from_the_one_we_know(filled: Ledger) -> None:
    company_file = filled.company_file
    backup = company_file.backup()
    filled.served.advance(60)
    filled.write("bill", "b-2", {**BILL, "number": "B-2"})
    filled.served.edit("customer", filled.references["customer", "c-1"])
    filled.refresh("customer", "c-1")
    filled.served.delete("expense", filled.references["expense", "e-1"])
    known = [Known(kind, done.package_id, done.version) for (kind, _), done in filled.written.items()]
    filled.served.calls()
    assert filled.session.gone_back(known) == ()
    assert sum(filled.served.calls().values()) == 2  # whether they are there, and whether the missing one was deleted
    company_file.restore(backup)
    filled.reopen()
    back = {(each.kind, each.package_id) for each in filled.session.gone_back(known)}
    assert ("customer", filled.references["customer", "c-1"]) in back
    assert ("bill", filled.references["bill", "b-2"]) in back
    assert ("vendor", filled.references["vendor", "v-1"]) not in back


@pytest.mark.requirement("F1")
def test_what_became_of_a_message_is_recalled_after_the_answer_was_lost(filled: Ledger) -> None:
    books = filled.books
    assert isinstance(books, Recalls)
    customer = filled.operation("customer", "c-9", {**CUSTOMER, "name": "Birch"})
    taken = filled.operation("customer", "c-8", {"name": CUSTOMER["name"]})
    expense = filled.operation("expense", "e-9", EXPENSE)
    assert books.recall("bb-9", [customer, taken, expense]) is None
    filled.served.strike("lost_answer")
    with pytest.raises(OutcomeUnknown):
        filled.push(customer, taken, expense, dispatch_id="bb-9")
    filled.reopen()
    recalled = filled.session.recall("bb-9", [customer, taken, expense])
    assert recalled is not None
    told = {outcome.key: outcome.result for outcome in recalled}
    assert isinstance(told[customer.key], Written)
    assert told[taken.key].code == "3100"  # type: ignore[union-attr]
    again = filled.push(customer, taken, expense, dispatch_id="bb-9")
    assert again == told


@pytest.mark.requirement("F1")
def test_a_message_that_never_arrived_is_not_recalled(filled: Ledger) -> None:
    operation = filled.operation("expense", "e-9", EXPENSE)
    filled.served.strike("timeout_before_commit")
    with pytest.raises(OutcomeUnknown):
        filled.push(operation, dispatch_id="bb-9")
    filled.reopen()
    assert filled.session.recall("bb-9", [operation]) is None


@pytest.mark.requirement("F1", "A1", "E3")
@pytest.mark.parametrize(
    ("entity_type", "record_id", "record", "code"),
    [
        ("bill", "b-1", BILL, "duplicate_number"),
        ("invoice", "i-1", INVOICE, "duplicate_number"),
        ("credit_note", "n-1", CREDIT_NOTE, "duplicate_number"),
        ("order", "o-1", ORDER, "already_exported"),
    ],
)
def test_a_number_that_is_taken_is_found_before_it_is_sent(
    filled: Ledger, entity_type: EntityType, record_id: str, record: Record, code: str
) -> None:
    """The package would take it twice without a word."""
    good = filled.operation(entity_type, "good-1", {**record, "number": "FREE-1"})
    taken = filled.operation(entity_type, "taken-1", {**record, "date": "2026-05-20"})
    filled.served.calls()
    (clash,) = filled.session.screen([good, taken])
    assert sum(filled.served.calls().values()) == 1
    assert (clash.key, clash.fault.field, clash.fault.code) == (taken.key, "number", code)
    family = filled.package.manifest.family(entity_type)
    assert clash.waiting_on == waiting_on_package(family, filled.references[entity_type, record_id])
    assert record["number"] in clash.fault.message


@pytest.mark.requirement("F1")
def test_two_documents_of_one_message_do_not_share_a_number(filled: Ledger) -> None:
    first, second = (filled.operation("bill", each, {**BILL, "number": "N-1"}) for each in ("n-1", "n-2"))
    (clash,) = filled.session.screen([first, second])
    assert (clash.key, clash.waiting_on) == (second.key, "record#bill#n-1")


def test_nothing_is_asked_for_what_has_no_number(filled: Ledger) -> None:
    made = [filled.operation("customer", "c-9", {"name": "Birch"}), filled.operation("expense", "e-9", EXPENSE)]
    filled.served.calls()
    assert filled.session.screen(made) == ()
    assert filled.served.calls() == {}


@pytest.mark.requirement("F1")
def test_another_vendors_bill_may_have_the_same_number(filled: Ledger) -> None:
    filled.write("vendor", "v-2", {"name": "Elm"})
    assert filled.session.screen([filled.operation("bill", "b-2", {**BILL, "vendor": "v-2"})]) == ()


@pytest.mark.requirement("B15")
def test_an_applied_credit_arrives_as_a_payment_of_the_bill(filled: Ledger) -> None:
    credit, bill = filled.references["vendor_credit", "vc-1"], filled.references["bill", "b-1"]
    applied = [{"CreditTxnID": credit, "AppliedAmount": "50.00"}]
    filled.served.advance(60)
    since = filled.served.now
    filled.company_file.create(
        "BillPaymentCheck",
        {
            "PayeeEntityRef": {"ListID": filled.references["vendor", "v-1"]},
            "BankAccountRef": "Checking",
            "IsToBePrinted": False,
            "AppliedToTxn": [{"TxnID": bill, "SetCredit": applied}],
        },
    )
    changes = [each for kind in scans(filled) for each in listed(filled, Scan(kind, since, None, EVERYTHING))]
    payments = [each.package_id for each in changes if each.entity_type == "bill_payment"]
    found = filled.books.fetch({"bill_payment": payments}).records
    (payment,) = (each for each in found if each.record["method"] == "Credit")
    assert payment.package_id != credit
    assert payment.record["amount"] == "0.00"
    assert payment.record["applications"] == [{"bill": bill, "amount": "50.00"}]
    assert payment.record["vendor"] == filled.references["vendor", "v-1"]
    assert filled.read("vendor_credit", "vc-1").record["total"] == VENDOR_CREDIT["total"]


@pytest.mark.requirement("B12")
def test_documents_stay_in_the_application_by_policy(ledger: Ledger) -> None:
    assert "document" not in ledger.package.manifest.entities
    assert "document" in ledger.package.manifest.kept_here


@pytest.mark.requirement("F1")
def test_operations_survive_being_stored(filled: Ledger) -> None:
    cases: list[tuple[EntityType, Record]] = [
        ("invoice", {**INVOICE, "number": "N-1"}),
        ("item", {**ITEM, "name": "Birch"}),
        ("expense", EXPENSE),
    ]
    made = [filled.operation(entity_type, "new-1", record) for entity_type, record in cases]
    stored = [replace(each, payload=json.loads(json.dumps(each.payload))) for each in made]
    assert stored == made
    assert all(isinstance(result, Written) for result in filled.push(*stored).values())


def test_a_void_tells_the_version_that_it_made(filled: Ledger) -> None:
    void = filled.operation("bill_payment", "bp-1", BILL_PAYMENT, Verb.VOID)
    assert isinstance(void, Operation)
    (done,) = filled.push(void).values()
    assert isinstance(done, Written)
    assert done.version == filled.read("bill_payment", "bp-1").version
