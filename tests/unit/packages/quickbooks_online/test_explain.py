"""Explanations that the simulator gives no occasion for."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bookbridge.domain.dispatches import Operation, Refused, Verb
from bookbridge.domain.failures import Problem
from bookbridge.domain.records import EntityType
from bookbridge.packages.quickbooks_online.explain import Explainer
from bookbridge.packages.quickbooks_online.payloads import field_of_length, line_of_amount, references_of
from bookbridge.ports.http import Response
from tests.unit.packages.quickbooks_online.canned import CannedAccess, client, found, row

pytestmark = pytest.mark.unit

PAGES = "https://app.qbo.intuit.com"
CLASH = (
    "Duplicate Document Number Error : You must specify a different number. This number has already been used. "
    "DocNumber=1781 is assigned to TxnType={kind} with TxnId=3188"
)


def explain(
    refused: Refused, payload: dict[str, Any], entity_type: EntityType, *answers: Response, package_id: str = ""
) -> tuple[Problem, CannedAccess]:
    verb = Verb.UPDATE if package_id else Verb.CREATE
    books, access = client(*answers)
    operation = Operation("1", verb, entity_type, "r-1", 1, payload, package_id)
    return Explainer(books, PAGES).explain(operation, refused), access


@pytest.mark.requirement("E3", "F6")
@pytest.mark.parametrize(
    ("kind", "page"),
    [
        ("SalesReceipt", "salesreceipt"),
        ("JournalEntry", "journal"),
        ("Unheard", ""),
    ],
)
def test_a_number_taken_by_a_document_we_do_not_keep_is_linked(kind: str, page: str) -> None:
    refused = Refused("6140", "Duplicate Document Number Error", CLASH.format(kind=kind))
    problem, access = explain(refused, {"DocNumber": "1781"}, "invoice")
    assert problem.code == "duplicate_number"
    assert problem.package_link == (f"{PAGES}/app/{page}?txnId=3188" if page else "")
    assert access.sent == []


@pytest.mark.parametrize(
    ("kind", "entity", "party", "page"),
    [
        ("BillPaymentCheck", "BillPayment", "VendorRef", "billpayment"),
        ("CreditMemo", "CreditMemo", "CustomerRef", "creditmemo"),
        ("Purchase", "Purchase", "EntityRef", "expense"),
    ],
)
def test_a_number_taken_by_another_kind_of_document_is_linked_with_its_party(
    kind: str, entity: str, party: str, page: str
) -> None:
    refused = Refused("6140", "Duplicate Document Number Error", CLASH.format(kind=kind))
    theirs = row("3188") | {party: {"value": "56", "name": "Norton"}}
    problem, _ = explain(refused, {"DocNumber": "1781"}, "vendor_credit", found(entity, theirs))
    assert problem.package_link == f"{PAGES}/app/{page}?txnId=3188"
    assert problem.message.endswith(f"({entity} 1781 of Norton)")


def test_a_number_taken_by_nobody_knows_whom_is_told_all_the_same() -> None:
    problem, _ = explain(Refused("6140", "Numéro de document en double"), {"DocNumber": "1781"}, "invoice")
    assert (problem.code, problem.watch) == ("duplicate_number", "")


def test_the_party_of_the_document_that_has_the_number_is_named_behind_its_id() -> None:
    refused = Refused("6140", "Duplicate Document Number Error", CLASH.format(kind="Bill"))
    theirs = row("3188", VendorRef={"value": "56", "name": "Norton"})
    problem, _ = explain(refused, {"DocNumber": "1781"}, "bill", found("Bill", theirs))
    assert problem.message.endswith("TxnId=3188 (Bill 1781 of Norton)")
    assert problem.watch == "package#bill#3188"
    gone, _ = explain(refused, {"DocNumber": "1781"}, "bill", found("Bill"))
    assert gone.message.endswith("TxnId=3188 (Bill 1781)")


@pytest.mark.parametrize(
    ("supplied", "field"), [("110", "name"), ("31", "lines[1].description"), ("40", ""), ("999", ""), ("x", "")]
)
def test_a_text_that_is_too_long_is_found_by_its_length(supplied: str, field: str) -> None:
    payload = {
        "DisplayName": "n" * 110,
        "CompanyName": "c" * 40,
        "PrivateNote": "p" * 40,
        "Line": [{"Description": "d" * 5}, {"Description": "d" * 31, "Amount": "1.00"}],
    }
    detail = f"String length specified does not match. Min:0 Max:30 supported. Supplied length:{supplied}"
    problem, _ = explain(Refused("2050", "Invalid String Length", detail), payload, "customer")
    assert problem.code == "string_too_long"
    assert problem.field == field


@pytest.mark.parametrize(("supplied", "field"), [("1,861.07", "lines[1].amount"), ("5.00", ""), ("", ""), (".", "")])
def test_an_amount_that_does_not_add_up_is_found_by_its_value(supplied: str, field: str) -> None:
    lines = [{"Amount": "5.00"}, {"Amount": "1861.07"}, {"Amount": "5.00"}]
    detail = f"Amount is not equal to UnitPrice * Qty. Supplied value:{supplied}"
    problem, _ = explain(Refused("6070", "Amount calculation incorrect", detail), {"Line": lines}, "invoice")
    assert (problem.code, problem.field) == ("amount_mismatch", field)


@pytest.mark.requirement("A1", "E4")
def test_a_record_that_cannot_be_changed_is_linked_and_watched() -> None:
    refused = Refused("6540", "Deposited Transaction cannot be changed", "This transaction has been deposited.")
    problem, _ = explain(refused, {"Id": "91"}, "payment", package_id="91")
    assert problem.code == "deposited_transaction"
    assert problem.package_link == f"{PAGES}/app/recvpayment?txnId=91"
    assert problem.watch == "package#payment#91"
    new, _ = explain(refused, {}, "payment")
    assert (new.package_link, new.watch) == ("", "")


def test_a_twin_that_was_made_inactive_is_named_as_the_record_itself() -> None:
    refused = Refused("610", "Object Not Found", "Something you're trying to use has been made inactive.")
    body = row("58", DisplayName="Acme (deleted)", Active=False)
    problem, _ = explain(refused, {"DisplayName": "Acme"}, "customer", found("Customer", body), package_id="58")
    assert (problem.code, problem.field) == ("reference_inactive", "")
    assert problem.watch == "package#customer#58"


def test_where_everything_seems_in_order_only_the_one_suspect_is_named() -> None:
    refused = Refused("2500", "Invalid Reference Id", "Invalid Reference Id : CustomerRef")
    payload = {"CustomerRef": {"value": "58"}, "SalesTermRef": {"value": "3"}, "Line": []}
    fine = found("Customer", row("58", DisplayName="Acme", Active=True))
    problem, access = explain(refused, payload, "invoice", fine)
    assert (problem.field, problem.values["reference_name"]) == ("customer", "Acme")
    assert len(access.sent) == 1
    vague = Refused("2500", "Invalid Reference Id")
    term = found("Term", row("3", Name="Net 30", Active=True))
    problem, _ = explain(vague, payload, "invoice", fine, term)
    assert "reference_name" not in problem.values
    assert problem.watch == ""


def test_an_id_that_is_no_number_is_not_asked_for() -> None:
    payload = {"CustomerRef": {"value": "abc"}, "Line": []}
    problem, access = explain(Refused("2500", "Invalid Reference Id"), payload, "invoice")
    assert problem.values["reference_id"] == "abc"
    assert access.sent == []


@pytest.mark.requirement("E3")
def test_the_account_of_the_wrong_type_is_told_from_the_others() -> None:
    payload = {"IncomeAccountRef": {"value": "80"}, "ExpenseAccountRef": {"value": "81"}}
    accounts = found(
        "Account",
        row("80", Name="Sales", AccountType="Income", Active=True),
        row("81", Name="Payables", AccountType="Accounts Payable", Active=True),
    )
    refused = Refused("6430", "Invalid account type used", "Invalid account type: Accounts Payable")
    problem, _ = explain(refused, payload, "item", accounts)
    assert (problem.field, problem.values["account"]) == ("expense_account", "Payables")


@pytest.mark.requirement("E3", "F6")
def test_an_account_that_is_used_twice_is_named_in_the_place_that_is_complained_about() -> None:
    account = {"value": "80"}
    line = {"DetailType": "AccountBasedExpenseLineDetail", "AccountBasedExpenseLineDetail": {"AccountRef": account}}
    payables = found("Account", row("80", Name="Payables", AccountType="Accounts Payable", Active=True))
    refused = Refused(
        "6430",
        "Invalid account type used",
        "Invalid account type: Accounts Payable",
        "Line.AccountBasedExpenseLineDetail.AccountRef",
    )
    problem, _ = explain(refused, {"APAccountRef": account, "Line": [line]}, "bill", payables)
    assert problem.field == "lines[0].account"


@pytest.mark.requirement("E3", "B8")
def test_the_account_that_a_bill_payment_comes_from_is_named_by_its_own_field() -> None:
    payload = {
        "VendorRef": {"value": "56"},
        "CheckPayment": {"BankAccountRef": {"value": "35"}},
        "Line": [{"Amount": "5.00", "LinkedTxn": [{"TxnId": "118", "TxnType": "Bill"}]}],
    }
    savings = found("Account", row("35", Name="Savings", AccountType="Bank", Active=False))
    refused = Refused("2500", "Invalid Reference Id", "Something you're trying to use has been made inactive.")
    refused = replace(refused, detail=refused.detail + " Check the fields with accounts.")
    problem, _ = explain(refused, payload, "bill_payment", savings)
    assert (problem.code, problem.field) == ("reference_inactive", "pay_from_account")
    assert problem.values["account"] == "Savings"


def test_a_bill_that_cannot_be_paid_is_told_with_what_is_open() -> None:
    payload = {
        "VendorRef": {"value": "56"},
        "Line": [{"Amount": "5.00", "LinkedTxn": [{"TxnId": "118", "TxnType": "Bill"}]}],
    }
    vendor = found("Vendor", row("56", DisplayName="Norton", Active=True))
    bill = found("Bill", row("118", DocNumber="B-1", Balance=2))
    problem, _ = explain(Refused("620", "Txn ID Cannot Be Linked"), payload, "bill_payment", vendor, bill)
    assert (problem.code, problem.field) == ("application_refused", "applications[0].bill")
    assert problem.values["open_balance"] == "2.00"
    assert problem.watch == "package#bill#118"


@pytest.mark.requirement("D7")
def test_a_tax_code_that_is_inactive_is_named_with_its_line_and_those_of_the_us_are_not_asked_for() -> None:
    detail = {"ItemRef": {"value": "7"}, "TaxCodeRef": {"value": "5"}}
    lines = [
        {"Amount": "1.00", "SalesItemLineDetail": {"TaxCodeRef": {"value": "NON"}}},
        {"Amount": "1.00", "SalesItemLineDetail": detail},
    ]
    refused = Refused("6100", "Invalid Line TaxCode in the request", "Supplied value: 5", "Line.TaxCodeRef")
    answers = found("TaxCode", row("5", Name="20% S", Active=False))
    problem, access = explain(refused, {"Line": lines}, "credit_note", answers)
    assert problem.code == "tax_code_invalid"
    assert problem.field == "lines[1].tax_rate"
    assert problem.values["reference_name"] == "20% S"
    assert len(access.sent) == 1


def test_a_refund_has_an_account_and_a_file_an_owner() -> None:
    refund = {"DepositToAccountRef": {"value": "35"}, "Line": []}
    assert [each.field for each in references_of(refund, "refund")] == ["account"]
    file = {"owner": {"type": "CreditMemo", "id": "130"}, "file_name": "a.pdf"}
    assert [(each.field, each.entity_type, each.package_id) for each in references_of(file, "document")] == [
        ("record", "credit_note", "130")
    ]


def test_a_closed_period_without_a_date_is_told_without_it() -> None:
    refused = Refused("6200", "Account Period Closed Error")
    problem, _ = explain(refused, {"TxnDate": "2026-05-01"}, "invoice", found("X"))
    assert problem.code == "closed_period"
    assert "closing_date" not in problem.values


def test_a_duplicate_that_is_no_name_is_told_without_a_search() -> None:
    problem, access = explain(Refused("630", "Duplicate Object"), {"DocNumber": "1"}, "bill")
    assert (problem.code, problem.field) == ("duplicate_record", "")
    assert access.sent == []


def test_a_name_that_nobody_seems_to_have_is_told_all_the_same() -> None:
    refused = Refused("6240", "Duplicate Name Exists Error", "The name supplied already exists.")
    empty = [found("Vendor"), found("Customer"), found("Employee")]
    problem, access = explain(refused, {"DisplayName": "Acme"}, "vendor", *empty)
    assert (problem.code, problem.watch) == ("duplicate_name", "")
    assert [request.url.split("FROM+")[1].split("+")[0] for request in access.sent] == [
        "Vendor",
        "Customer",
        "Employee",
    ]
    account, access = explain(refused, {"Name": "Sales"}, "account", found("Account", row("80", Name="Sales")))
    assert account.watch == "package#account#80"


@pytest.mark.requirement("A6")
def test_a_refusal_without_words_goes_to_support() -> None:
    problem, _ = explain(Refused("", ""), {"DocNumber": "1"}, "invoice")
    assert problem.code == "no_description"
    unknown, _ = explain(Refused("99999999", "Something new"), {"DocNumber": "1"}, "invoice")
    assert unknown.code == "unknown_error"


def test_references_are_told_by_their_canonical_fields() -> None:
    payload = {
        "VendorRef": {"value": "56"},
        "APAccountRef": {"value": "20"},
        "CurrencyRef": {"value": "USD"},
        "Line": [
            {
                "Amount": "1.00",
                "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "60"}, "CustomerRef": {"value": "58"}},
            },
            {"Amount": "1.00", "DiscountLineDetail": {"DiscountAccountRef": {"value": "49"}}},
            {"Amount": "2.00", "LinkedTxn": [{"TxnId": "130", "TxnType": "Invoice"}]},
        ],
    }
    assert [(each.field, each.entity_type, each.package_id, str(each.amount)) for each in references_of(payload)] == [
        ("vendor", "vendor", "56", "0"),
        ("ap_account", "account", "20", "0"),
        ("lines[0].account", "account", "60", "0"),
        ("lines[0].job", "customer", "58", "0"),
        ("discount_amount", "account", "49", "0"),
        ("applications[2].invoice", "invoice", "130", "2.00"),
    ]
    assert field_of_length({"BillAddr": {"Line1": "abc"}, "Active": True}, 3) == "billing_address.line1"
    assert line_of_amount({}, Decimal(1)) == ""
