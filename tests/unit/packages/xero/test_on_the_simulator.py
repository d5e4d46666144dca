"""The package against Xero's simulator where Xero is unlike the others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bookbridge.domain.changes import ChangeKind
from bookbridge.domain.dispatches import Refused, Verb, Written
from bookbridge.domain.errors import ReauthorizationRequired
from bookbridge.domain.failures import Problem
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import waiting_on_package
from bookbridge.ports.packages import Fit
from tests.contract.packages.books import Ledger, xero
from tests.contract.packages.records import (
    ACCOUNT_CODES,
    BILL,
    BILL_PAYMENT,
    CREDIT_NOTE,
    CUSTOMER,
    EXPENSE,
    INVOICE,
    ITEM,
    ORDER,
    PAYMENT,
    SAMPLES,
)

pytestmark = pytest.mark.unit


@pytest.fixture
def ledger() -> Ledger:
    made = xero()
    made.know_accounts(*ACCOUNT_CODES)
    for entity_type, record_id, record in SAMPLES:
        if made.keeps(entity_type) and entity_type in {"customer", "vendor", "item", "invoice", "bill"}:
            made.write(entity_type, record_id, record)
            made.served.advance(1)
    return made


def explained(ledger: Ledger, entity_type: EntityType, record: dict[str, Any], *more: Any) -> Problem:
    operation, refused = ledger.refuse(entity_type, "new-1", record, *more)
    return ledger.books.explain(operation, refused)


@pytest.mark.requirement("C1", "C2")
def test_an_order_whose_number_is_taken_was_already_exported_and_leads_to_the_invoice(ledger: Ledger) -> None:
    theirs = ledger.references["invoice", "i-1"]
    problem = explained(ledger, "order", {**ORDER, "number": INVOICE["number"]})
    assert problem.code == "already_exported"
    assert problem.package_link == ledger.package.link("invoice", theirs)
    assert problem.watch == waiting_on_package("invoice", theirs)
    assert problem.values["target_party"] == CUSTOMER["name"]
    assert problem.actions == ("skip", "clear")


@pytest.mark.requirement("C2", "F8")
def test_an_order_that_is_there_already_is_linked_if_everything_agrees(ledger: Ledger) -> None:
    customer = ledger.references["customer", "c-1"]
    theirs = ledger.served.add_invoice("ORD-7", customer, ORDER["date"], ORDER["total"])
    operation, refused = ledger.refuse("order", "o-1", ORDER)
    assert refused.duplicate
    assert ledger.books.find([operation], ledger.served.now)[operation.key].package_id == theirs


@pytest.mark.requirement("F8")
@pytest.mark.parametrize(
    ("entity_type", "record", "field"),
    [("item", {**ITEM, "name": "Other"}, "sku"), ("account", {"name": "X", "code": "200", "type": "REVENUE"}, "code")],
)
def test_a_taken_code_leads_to_the_entry_that_has_it(
    ledger: Ledger, entity_type: EntityType, record: dict[str, Any], field: str
) -> None:
    problem = explained(ledger, entity_type, record)
    assert (problem.code, problem.field) == ("duplicate_record", field)
    assert problem.watch.startswith(f"package#{entity_type}#")


def test_a_customer_and_a_vendor_of_one_name_are_one_contact(ledger: Ledger) -> None:
    contact = ledger.references["customer", "c-1"]
    operation, refused = ledger.refuse("vendor", "v-2", {"name": CUSTOMER["name"].upper()})
    assert refused.duplicate
    assert ledger.books.find([operation], ledger.served.now)[operation.key].package_id == contact
    ledger.references["vendor", "v-2"] = contact
    as_customer, as_vendor = ledger.books.fetch({"customer": [contact], "vendor": [contact]}).records
    assert (as_customer.fit, as_vendor.fit) == (Fit.SURE, Fit.OTHER)
    ledger.write("bill", "b-2", {**BILL, "vendor": "v-2", "number": "B-2"})
    as_customer, as_vendor = ledger.books.fetch({"customer": [contact], "vendor": [contact]}).records
    assert (as_customer.fit, as_vendor.fit) == (Fit.SURE, Fit.SURE)


@pytest.mark.requirement("E3", "F6")
@pytest.mark.parametrize(("entity_type", "code"), [("invoice", "customer_deleted"), ("bill", "reference_inactive")])
def test_an_archived_contact_is_named(ledger: Ledger, entity_type: EntityType, code: str) -> None:
    party: tuple[EntityType, str] = ("customer", "c-1") if entity_type == "invoice" else ("vendor", "v-1")
    package_id = ledger.references[party]
    ledger.served.deactivate(party[0], package_id)
    record = {**(INVOICE if entity_type == "invoice" else BILL), "number": "N-1"}
    problem = explained(ledger, entity_type, record)
    assert (problem.code, problem.field) == (code, party[0])
    assert problem.watch == waiting_on_package(party[0], package_id)
    assert problem.package_link == ledger.package.link(party[0], package_id)
    assert problem.values["reference_name"]


@pytest.mark.requirement("E3", "F6")
def test_an_account_that_is_not_fit_for_a_payment_is_named(ledger: Ledger) -> None:
    record = {
        **PAYMENT,
        "amount": "5.00",
        "applications": [{"invoice": "i-1", "amount": "5.00"}],
        "deposit_account": "4100",
    }
    operation = ledger.operation("payment", "new-1", {**record, "deposit_account": "1000"})
    payload = {**operation.payload, "Account": {"AccountID": ledger.references["account", "4100"]}}
    operation = replace(operation, payload=payload)
    (refused,) = ledger.push(operation).values()
    assert isinstance(refused, Refused)
    problem = ledger.books.explain(operation, refused)
    assert (problem.code, problem.field) == ("account_type_invalid", "deposit_account")
    assert problem.values["account"] == "Account 4100"
    assert problem.watch == waiting_on_package("account", ledger.references["account", "4100"])


@pytest.mark.requirement("E3", "F6")
def test_a_payment_of_a_draft_is_told_with_the_document(ledger: Ledger) -> None:
    draft = ledger.write("invoice", "i-2", {**INVOICE, "number": "D-1", "status": "draft"}).package_id
    record = {**PAYMENT, "amount": "5.00", "applications": [{"invoice": "i-2", "amount": "5.00"}]}
    problem = explained(ledger, "payment", record)
    assert problem.code in {"application_refused", "status_differs", "payment_exceeds_balance"}
    assert problem.field == "applications[0].invoice"
    assert problem.watch == waiting_on_package("invoice", draft)


@pytest.mark.requirement("B11", "C1")
def test_a_period_that_was_locked_meanwhile_is_told_with_its_end(ledger: Ledger) -> None:
    operation = ledger.operation("invoice", "i-2", {**INVOICE, "number": "N-1"})
    ledger.served.close_books("2026-05-31")
    (refused,) = ledger.push(operation).values()
    assert isinstance(refused, Refused)
    problem = ledger.books.explain(operation, refused)
    assert (problem.code, problem.field) == ("closed_period", "date")
    assert problem.values["closing_date"] == "2026-05-31"


@pytest.mark.requirement("E3")
def test_what_has_been_paid_cannot_be_changed_and_says_so(ledger: Ledger) -> None:
    ledger.write("payment", "p-1", {**PAYMENT, "amount": "5.00"})
    operation, refused = ledger.refuse("invoice", "i-1", {**INVOICE, "date": "2026-05-02"}, Verb.UPDATE)
    problem = ledger.books.explain(operation, refused)
    assert problem.code == "still_in_use"
    assert problem.watch == waiting_on_package("invoice", ledger.references["invoice", "i-1"])
    assert problem.package_link == ledger.package.link("invoice", ledger.references["invoice", "i-1"])


@pytest.mark.requirement("A1", "E4")
def test_an_update_of_what_was_voided_there_is_told(ledger: Ledger) -> None:
    ledger.served.delete("bill", ledger.references["bill", "b-1"])
    operation, refused = ledger.refuse("bill", "b-1", {**BILL, "number": "B-9"}, Verb.UPDATE)
    assert ledger.books.explain(operation, refused).code == "status_differs"


@pytest.mark.requirement("F2")
def test_a_merged_contact_lives_on_in_another(ledger: Ledger) -> None:
    survivor, loser = (ledger.served.add_customer(name) for name in ("Alder", "Alder Ltd"))
    ledger.served.advance(60)
    before = ledger.served.now - timedelta(seconds=1)
    ledger.over_http.by_hand("POST", f"/Contacts/{loser}/merge", {"into": survivor})
    result = ledger.books.fetch({"customer": [loser, survivor], "vendor": [loser]})
    assert result.merged == {("customer", loser): survivor, ("vendor", loser): survivor}
    assert [record.package_id for record in result.records] == [survivor]
    assert result.missing == ()
    changes = {(each.entity_type, each.package_id): each for each in ledger.books.changes_since(before).changes}
    assert changes["customer", loser].kind is ChangeKind.MERGED
    assert changes["customer", loser].merged_into == survivor


@pytest.mark.requirement("F2", "F4")
def test_a_quick_poll_tells_payments_and_leaves_to_webhooks_what_they_tell(ledger: Ledger) -> None:
    before = ledger.served.now - timedelta(seconds=1)
    ledger.served.advance(60)
    ledger.write("payment", "p-1", {**PAYMENT, "amount": "5.00"})
    ledger.served.edit("customer", ledger.references["customer", "c-1"])
    quick = {each.entity_type for each in ledger.books.changes_since(before, thorough=False).changes}
    thorough = {each.entity_type for each in ledger.books.changes_since(before).changes}
    assert quick == {"payment"}
    assert thorough == {"payment", "invoice", "customer", "vendor"}


@pytest.mark.requirement("F2")
def test_our_own_writes_are_told_with_the_version_that_we_know(ledger: Ledger) -> None:
    changes = {
        (each.entity_type, each.package_id): each.version
        for each in ledger.books.changes_since(ledger.served.now - timedelta(hours=1)).changes
    }
    for (entity_type, record_id), written in ledger.written.items():
        family = ledger.package.manifest.family(entity_type)
        assert changes[family, written.package_id] == written.version, record_id


@pytest.mark.requirement("F1")
def test_a_payment_of_several_invoices_is_one_batch_there_and_one_record_here(ledger: Ledger) -> None:
    ledger.write("invoice", "i-2", {**INVOICE, "number": "INV-2"})
    ledger.adapt = lambda _type, record: record
    applications = [{"invoice": "i-1", "amount": "20.00"}, {"invoice": "i-2", "amount": "30.00"}]
    record = {**PAYMENT, "amount": "50.00", "applications": applications}
    operation = ledger.operation("payment", "p-1", record)
    before = ledger.served.now - timedelta(seconds=1)
    (written,) = ledger.push(operation).values()
    assert isinstance(written, Written)
    assert ledger.books.find([operation], ledger.served.now) == {operation.key: written}
    read = ledger.canonical(ledger.read("payment", "p-1"))
    assert read["applications"] == applications
    assert (read["amount"], read["customer"], read["reference"]) == ("50.00", "c-1", "4711")
    payments = [each for each in ledger.books.changes_since(before).changes if each.entity_type == "payment"]
    assert [each.package_id for each in payments] == [written.package_id]
    ledger.write("payment", "p-1", record, Verb.VOID)
    assert ledger.read("payment", "p-1").voided


@pytest.mark.requirement("D7")
def test_a_taxed_invoice_comes_back_as_it_was_sent(ledger: Ledger) -> None:
    ledger.references |= {("tax_rate", each): each for each in ledger.books.find_codes("tax_rate", ["OUTPUT"])}
    lines = [
        {"account": "4100", "description": "A", "quantity": "1", "unit_price": "100.00", "amount": "100.00"},
        {"account": "4100", "description": "B", "quantity": "2", "unit_price": "25.00", "amount": "50.00"},
    ]
    lines[0] |= {"tax_rate": "OUTPUT", "class": "East", "job": "Service"}
    record = {**INVOICE, "number": "T-1", "lines": lines, "discount_amount": "15.00", "total": "135.00"}
    written = ledger.write("invoice", "t-1", record)
    # 8.25 % of 100.00 and of -10.00, the part of the discount that falls on what is taxed
    assert written.total == "142.42"
    assert ledger.canonical(ledger.read("invoice", "t-1")) == ledger.kept("invoice", {**record, "total": "142.42"})


@pytest.mark.requirement("A1")
def test_a_lists_own_tax_rate_can_be_made_and_found(ledger: Ledger) -> None:
    operation = ledger.operation("tax_rate", "x-1", {"name": "City tax", "percent": "1.5"})
    (written,) = ledger.push(operation).values()
    assert isinstance(written, Written)
    assert ledger.books.find([operation], ledger.served.now)[operation.key].package_id == written.package_id
    assert ledger.read("tax_rate", "x-1").record == {
        "name": "City tax",
        "percent": "1.5",
        "code": written.package_id,
    }


@pytest.mark.requirement("F3")
def test_an_organisation_that_was_disconnected_inside_xero_must_be_connected_again(ledger: Ledger) -> None:
    ledger.served.strike("disconnected")
    with pytest.raises(ReauthorizationRequired):
        ledger.books.identity()
    with pytest.raises(ReauthorizationRequired):
        ledger.write("customer", "c-9", {"name": "Birch"})


@pytest.mark.requirement("F4")
def test_fifty_of_a_kind_are_one_call(ledger: Ledger) -> None:
    ledger.served.calls()
    operations = [ledger.operation("invoice", f"n-{each}", {**INVOICE, "number": f"N-{each}"}) for each in range(50)]
    assert sum(ledger.served.calls().values()) <= 2  # lock dates; the items are known
    assert all(isinstance(result, Written) for result in ledger.push(*operations).values())
    assert sum(ledger.served.calls().values()) == 1


@pytest.mark.parametrize(
    ("entity_type", "record_id", "record"),
    [("expense", "e-1", EXPENSE), ("credit_note", "n-1", CREDIT_NOTE), ("bill_payment", "bp-1", BILL_PAYMENT)],
)
def test_what_is_voided_here_is_no_news_afterwards(
    ledger: Ledger, entity_type: EntityType, record_id: str, record: dict[str, Any]
) -> None:
    ledger.write(entity_type, record_id, record)
    ledger.served.advance(5)
    written = ledger.write(entity_type, record_id, record, Verb.VOID)
    read = ledger.read(entity_type, record_id)
    assert (read.voided, read.version) == (True, written.version)


def test_a_party_is_read_from_the_invoice_when_a_payment_does_not_name_it(ledger: Ledger) -> None:
    ledger.write("payment", "p-1", {**PAYMENT, "amount": "5.00"})
    send = ledger.books._client._access.send  # type: ignore[attr-defined]  # noqa: SLF001 - to take something out of an answer

    def without_contact(request: Any) -> Any:
        answer = send(request)
        if "/Payments?" not in request.url:
            return answer
        return replace(answer, body=answer.body.replace(b'"Contact"', b'"Other"'))

    ledger.books._client._access.send = without_contact  # type: ignore[attr-defined]  # noqa: SLF001
    assert ledger.canonical(ledger.read("payment", "p-1"))["customer"] == "c-1"
