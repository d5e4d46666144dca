"""The package as one object: what it asks for, remembers, and makes of a record."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bookbridge.domain.dispatches import Operation, Verb
from bookbridge.domain.settings import DefaultAccounts, Settings
from bookbridge.packages.xero import create
from bookbridge.ports.packages import WriteIntent
from tests.contract.packages.records import BILL, CUSTOMER, DOCUMENT, INVOICE, ITEM, ORDER, PAYMENT
from tests.fakes.files import InMemoryFiles
from tests.unit.packages.xero.canned import TENANT, CannedAccess, answered, guid, row, rows
from tests.unit.packages.xero.known import books, id_of, intent

pytestmark = pytest.mark.unit

ORGANISATION = answered({"Organisations": [{"OrganisationID": TENANT, "Name": "Acme", "BaseCurrency": "USD"}]})
PAID: dict[str, Any] = {**PAYMENT, "amount": "90.00"}


def items(*numbers: str) -> Any:
    return rows(
        "Items", *[{"ItemID": each, "Code": f"CODE-{each}", "SalesDetails": {"AccountCode": "200"}} for each in numbers]
    )


def accounts(*wanted: WriteIntent) -> Any:
    """All accounts that these records name."""
    ids = {package_id for each in wanted for (kind, _), package_id in each.references.items() if kind == "account"}
    return rows("Accounts", *[{"AccountID": each, "Code": f"A-{each}", "Type": "REVENUE"} for each in sorted(ids)])


def test_without_a_base_xeros_own_hosts_are_used() -> None:
    package = create()
    access = CannedAccess(ORGANISATION)
    identity = package.open(access, InMemoryFiles()).identity()
    assert (identity.organisation_id, identity.name) == (TENANT, "Acme")
    assert access.sent[0].url == "https://api.xero.com/api.xro/2.0/Organisation"
    invoice = "https://go.xero.com/AccountsReceivable/View.aspx?InvoiceID=x"
    assert package.link("invoice", "x") == package.link("order", "x") == invoice
    assert package.link("bill", "x") == "https://go.xero.com/AccountsPayable/View.aspx?InvoiceID=x"
    assert package.link("item", "x") == ""


@pytest.mark.requirement("F4")
def test_what_many_records_need_is_asked_for_once() -> None:
    codes = {id_of("invoice", INVOICE, "lines[0].item"), id_of("order", ORDER, "lines[0].item")}
    opened, access = books(items(*codes), accounts(intent("order", ORDER), intent("invoice", INVOICE)), ORGANISATION)
    for number in range(3):
        made = opened.prepare(intent("order", {**ORDER, "number": f"O-{number}"}))
        assert isinstance(made, Operation)
    assert isinstance(
        opened.prepare(intent("invoice", {**INVOICE, "discount_amount": None, "total": "188.51"})), Operation
    )
    assert isinstance(opened.prepare(intent("customer", CUSTOMER)), Operation)
    assert [request.kind for request in access.sent] == ["items", "accounts", "organisation"]


def test_an_item_made_meanwhile_is_looked_for_once_more_and_no_oftener() -> None:
    package_id = id_of("order", ORDER, "lines[0].item")
    first = intent("order", {**ORDER, "lines": [{**ORDER["lines"][0], "item": "other"}]})
    known = items("98", package_id)
    opened, access = books(items(package_id), accounts(first), ORGANISATION, known, known)
    assert isinstance(opened.prepare(first), Operation)
    made_meanwhile = {**first.references, ("item", "other"): "98"}
    assert isinstance(opened.prepare(replace(first, references=made_meanwhile)), Operation)
    gone = {**first.references, ("item", "other"): "97"}
    for _ in range(2):
        made = opened.prepare(replace(first, references=gone))
        assert isinstance(made, tuple)
        assert [fault.code for fault in made] == ["reference_not_found"]
    assert [request.kind for request in access.sent] == ["items", "accounts", "organisation", "items", "items"]


def test_an_update_names_the_object_and_a_create_does_not() -> None:
    opened, _ = books(ORGANISATION)
    made = opened.prepare(intent("customer", CUSTOMER, verb=Verb.UPDATE))
    assert isinstance(made, Operation)
    assert (made.payload["ContactID"], made.package_id, made.revision) == (guid(77), guid(77), 4)
    assert "ContactNumber" not in made.payload
    made = opened.prepare(intent("customer", CUSTOMER))
    assert isinstance(made, Operation)
    assert made.package_id == ""
    assert "ContactID" not in made.payload


@pytest.mark.requirement("B15")
@pytest.mark.parametrize(
    ("entity_type", "record", "payload"),
    [
        ("invoice", INVOICE, {"InvoiceID": guid(77), "Status": "VOIDED"}),
        ("bill", BILL, {"InvoiceID": guid(77), "Status": "VOIDED"}),
        ("payment", PAID, {"PaymentID": guid(77), "Status": "DELETED"}),
    ],
)
def test_a_void_is_a_status(entity_type: Any, record: dict[str, Any], payload: dict[str, str]) -> None:
    opened, _ = books(ORGANISATION, answered("not found", 404))
    made = opened.prepare(intent(entity_type, record, verb=Verb.VOID))
    assert isinstance(made, Operation)
    assert made.payload == payload


@pytest.mark.requirement("B15")
@pytest.mark.parametrize(("there", "sent"), [("DRAFT", "DELETED"), ("SUBMITTED", "DELETED"), ("AUTHORISED", "VOIDED")])
def test_a_draft_is_deleted_unless_it_was_approved_meanwhile(there: str, sent: str) -> None:
    found = rows("Invoices", {"InvoiceID": guid(77), "Status": there})
    opened, _ = books(ORGANISATION, found)
    made = opened.prepare(intent("invoice", {**INVOICE, "status": "draft"}, verb=Verb.VOID))
    assert isinstance(made, Operation)
    assert made.payload == {"InvoiceID": guid(77), "Status": sent}


@pytest.mark.requirement("B15")
def test_a_payment_of_several_documents_is_voided_as_a_batch_and_so_is_what_is_left_of_one() -> None:
    applications = [{"invoice": each, "amount": "45.00"} for each in ("i-1", "i-2")]
    opened, access = books(ORGANISATION)
    several = opened.prepare(intent("payment", {**PAID, "applications": applications}, verb=Verb.VOID))
    assert isinstance(several, Operation)
    assert several.payload == {"BatchPaymentID": guid(77), "Status": "DELETED"}
    assert len(access.sent) == 1
    opened, access = books(ORGANISATION, rows("BatchPayments", row("BatchPaymentID", 77)))
    left = opened.prepare(intent("payment", PAID, verb=Verb.VOID))
    assert isinstance(left, Operation)
    assert left.payload == {"BatchPaymentID": guid(77), "Status": "DELETED"}


def test_what_is_not_done_at_all_asks_for_nothing() -> None:
    opened, access = books()
    made = opened.prepare(intent("order", ORDER, verb=Verb.UPDATE))
    assert isinstance(made, tuple)
    assert [fault.code for fault in made] == ["already_exported"]
    assert access.sent == []


@pytest.mark.requirement("B11")
@pytest.mark.parametrize(
    ("dates", "sent"),
    [
        ({}, "2026-05-01"),
        ({"PeriodLockDate": "/Date(1777507200000)/"}, "2026-05-01"),
        ({"PeriodLockDate": "/Date(1777507200000)/", "EndOfYearLockDate": "/Date(1780185600000+0000)/"}, "2026-06-01"),
    ],
)
def test_a_date_in_a_locked_period_moves_to_the_day_after_the_later_lock_date(dates: dict[str, str], sent: str) -> None:
    organisation = answered({"Organisations": [{"OrganisationID": TENANT, "BaseCurrency": "USD", **dates}]})
    wanted = intent("order", ORDER)
    settings = wanted.settings.model_copy(update={"closing_date_policy": "move_to_open_period"})
    opened, _ = books(items(id_of("order", ORDER, "lines[0].item")), accounts(wanted), organisation)
    made = opened.prepare(type(wanted)(wanted.key, wanted.record, wanted.verb, wanted.references, settings))
    assert isinstance(made, Operation)
    assert made.payload["Date"] == sent
    assert made.payload["DueDate"] >= sent


@pytest.mark.requirement("A4", "F1")
def test_a_file_never_takes_the_place_of_another_of_its_name() -> None:
    attached = rows("Attachments", {"FileName": DOCUMENT["file_name"].upper()}, {"FileName": "Rechnung é 1001 (2).pdf"})
    opened, access = books(attached)
    names = []
    for record_id in ("d-1", "d-2", "d-1"):
        made = opened.prepare(intent("document", DOCUMENT, record_id=record_id))
        assert isinstance(made, Operation)
        names.append(made.payload["file_name"])
    assert names == ["Rechnung é 1001 (3).pdf", "Rechnung é 1001 (4).pdf", "Rechnung é 1001 (3).pdf"]
    assert len(access.sent) == 1
    opened, _ = books(rows("Attachments"))
    made = opened.prepare(intent("document", {**DOCUMENT, "file_name": "README"}))
    assert isinstance(made, Operation)
    assert made.payload["file_name"] == "README"


def test_codes_lead_to_active_entries_by_code_name_or_record_id() -> None:
    accounts = rows(
        "Accounts",
        row("AccountID", 1, Code="200", Name="Sales", Status="ACTIVE"),
        row("AccountID", 2, Code="Sales", Name="Other", Status="ACTIVE"),
        row("AccountID", 3, Code="300", Name="Old", Status="ARCHIVED"),
        row("AccountID", 4, Name="Bank without a code", Status="ACTIVE"),
    )
    opened, _ = books(accounts)
    ours = f"xero-{TENANT}-{guid(1)}"
    assert opened.find_codes("account", ["200", "Sales", "300", "Bank without a code", ours, ""]) == {
        "200": guid(1),
        "Sales": guid(2),
        "Bank without a code": guid(4),
        ours: guid(1),
    }
    rates = rows(
        "TaxRates",
        {"TaxType": "OUTPUT", "Name": "Sales tax", "Status": "ACTIVE"},
        {"TaxType": "X", "Status": "DELETED"},
    )
    opened, _ = books(rates)
    assert opened.find_codes("tax_rate", ["OUTPUT", "Sales tax", "X"]) == {"OUTPUT": "OUTPUT", "Sales tax": "OUTPUT"}
    opened, access = books()
    assert opened.find_codes("term", ["Net 30"]) == {}
    assert access.sent == []


@pytest.mark.requirement("C4")
@pytest.mark.parametrize(
    ("entity_type", "record", "expected"),
    [
        ("item", {"name": "Desk", "kind": "product"}, {"4100"}),
        ("item", {"name": "Desk", "kind": "product", "unit_cost": "1.00"}, {"6000"}),
        ("item", ITEM, set()),
        ("invoice", INVOICE, {"4100", "4900"}),
        ("bill", BILL, {"6000"}),
        ("payment", {**PAYMENT, "deposit_account": None}, {"1000"}),
        ("payment", PAYMENT, set()),
        ("customer", CUSTOMER, set()),
    ],
)
def test_the_default_accounts_that_a_payload_may_need(
    entity_type: Any, record: dict[str, Any], expected: set[str]
) -> None:
    defaults = DefaultAccounts(income="4100", expense="6000", bank="1000", discount="4900")
    found = create().account_references(entity_type, record, Settings(default_accounts=defaults))
    assert set(found) == expected
    assert create().account_references(entity_type, record, Settings()) == ()
