"""Every status code and every HRESULT that the vendor documents leads to a cause and to somebody who can mend it."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.dispatches import Operation, Refused, Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.failures import Actor, Problem
from bookbridge.domain.failures.rows import Rule
from bookbridge.domain.records import ENTITY_TYPES, EntityType
from bookbridge.packages.quickbooks_desktop.explain import catalogue, explain, explain_faults, judge
from bookbridge.packages.quickbooks_desktop.faults import TROUBLES, refused
from bookbridge.packages.quickbooks_desktop.qbxml.answers import Answer
from bookbridge.ports.connectors import Trouble
from tests.unit.packages.quickbooks_desktop.status_codes import STATUS_CODES

pytestmark = pytest.mark.unit

BILL: EntityType = "bill"
VENDOR_ID, ACCOUNT_ID, BILL_ID = "80000001-1400000000", "80000002-1400000000", "1A2B-1400000000"
INNER = "QuickBooks error message: "
SAVING = f"There was an error when saving a Bill. {INNER}"
INVALID = "There is an invalid reference to QuickBooks"
PAID_TOO_MUCH = (
    f'The "payment amount" field has an invalid value "500.00".  {INNER}You cannot pay more than the amount due.'
)
MISSING = f"{INNER}Invalid argument.  The specified record does not exist in the list."


def operation(entity_type: EntityType = BILL, verb: Verb = Verb.UPDATE, **content: Any) -> Operation:
    bill = {
        "TxnID": BILL_ID,
        "VendorRef": {"ListID": VENDOR_ID},
        "TxnDate": "2024-05-02",
        "RefNumber": "INV-1001",
        "ExpenseLineMod": [{"AccountRef": {"ListID": ACCOUNT_ID}, "Amount": "1.00"}],
    }
    payload = {"kind": "BillModRq", "fields": {"BillMod": content or bill}}
    return Operation("1", verb, entity_type, "bill-1", 3, payload, "" if verb is Verb.CREATE else BILL_ID)


def told(status: int, message: str, of: Operation | None = None) -> Problem:
    return explain(of or operation(), refused(Answer("1", "BillModRs", status, "Error", message)))


@pytest.mark.requirement("E3")
@pytest.mark.parametrize(("status", "code"), STATUS_CODES)
def test_every_status_code_leads_to_its_failure_whatever_the_words(status: int, code: str) -> None:
    problem = told(status, "Words that nobody has seen before.")
    assert problem.code == code
    assert problem.package_code == str(status)
    assert problem.message == "Words that nobody has seen before."
    assert problem.remedies


@pytest.mark.requirement("E3", "F12")
@pytest.mark.parametrize(
    ("status", "message", "entity_type", "code"),
    [
        (3100, 'The name "Acme Supply" of the list element is already in use.', "vendor", "duplicate_name"),
        (3100, 'The name "Rope" of the list element is already in use.', "item", "duplicate_record"),
        (3180, f"{SAVING}This list has been modified by another user.", BILL, "stale_version"),
        (3180, f"{SAVING}The account number is already in use.", "account", "duplicate_record"),
        (
            3180,
            f"{SAVING}The transaction could not be locked.  It is in use by another user.",
            BILL,
            "locked_for_editing",
        ),
        (3180, f"{SAVING}The date is before the closing date of the company.", BILL, "closed_period"),
        (3185, f"There was an error when voiding. {INNER}You are in a closed period.", BILL, "closed_period"),
        (3210, PAID_TOO_MUCH, "bill_payment", "payment_exceeds_balance"),
        (3180, f"{SAVING}Transaction amount must be positive.", BILL, "negative_amount"),
        (3140, f'{INVALID} SalesTaxCode "Tax" in the Invoice line. {MISSING}', "invoice", "tax_code_invalid"),
        (3140, f'{INVALID} Currency "Euro" in the Vendor. {MISSING}', "vendor", "currency_invalid"),
        (
            3120,
            f'Object "2C-1" specified in the request cannot be found.  {MISSING}',
            "bill_payment",
            "application_refused",
        ),
    ],
)
def test_the_inner_words_tell_more_than_the_code(status: int, message: str, entity_type: EntityType, code: str) -> None:
    assert told(status, message, operation(entity_type)).code == code


HRESULTS = [
    ("0x80040400", "connector_message_refused", Trouble.MESSAGE_REFUSED),
    ("0x80040401", "quickbooks_not_running", Trouble.AGAIN_LATER),
    ("0x80040402", "package_error", Trouble.AGAIN_LATER),
    ("0x80040403", "company_file_not_found", Trouble.ACT),
    ("0x80040308", "connector_broken", Trouble.ACT),
    ("0x80040408", "quickbooks_not_running", Trouble.ACT),
    ("0x8004040A", "wrong_company_file", Trouble.WRONG_FILE),
    ("0x8004040D", "connector_stopped", Trouble.AGAIN_LATER),
    ("0x80040410", "company_file_in_use", Trouble.ACT),
    ("0x80040414", "modal_dialog_open", Trouble.ACT),
    ("0x80040416", "company_file_not_open", Trouble.ACT),
    ("0x80040418", "connector_not_authorised", Trouble.ACT),
    ("0x8004041A", "connector_not_authorised", Trouble.ACT),
    ("0x8004041D", "unattended_access_denied", Trouble.ACT),
    ("0x8004041F", "quickbooks_edition_unsupported", Trouble.ACT),
    ("0x80040420", "connector_not_authorised", Trouble.ACT),
    ("0x80040421", "package_error", Trouble.AGAIN_LATER),
    ("0x80040422", "company_file_in_use", Trouble.AGAIN_LATER),
    ("0x80040424", "quickbooks_not_running", Trouble.AGAIN_LATER),
    ("0x80040154", "connector_broken", Trouble.ACT),
    ("0x80010105", "quickbooks_stuck", Trouble.ACT),
]


@pytest.mark.requirement("B6", "E3")
@pytest.mark.parametrize(("hresult", "code", "trouble"), HRESULTS)
def test_every_hresult_leads_to_its_failure_and_to_what_the_session_does(
    hresult: str, code: str, trouble: Trouble
) -> None:
    for spelling in (hresult, hresult.lower()):
        verdict = judge(spelling, "")
        assert (verdict.trouble, verdict.problem.code, verdict.problem.package_code) == (trouble, code, spelling)
        assert verdict.problem.remedies
        assert verdict.problem.message


def test_no_hresult_is_judged_that_is_not_tested() -> None:
    assert {f"0x{code}" for code in TROUBLES} == {hresult for hresult, _, _ in HRESULTS}


@pytest.mark.requirement("B6")
def test_an_administrator_who_is_signed_in_elsewhere_is_a_failure_of_that_name() -> None:
    message = "Another user is logged in as the administrator on another computer."
    verdict = judge("0x80040421", message)
    assert verdict.problem.code == "company_file_in_use"
    assert verdict.problem.message == message
    assert {remedy.actor for remedy in verdict.problem.remedies} == {Actor.USER_IN_PACKAGE, Actor.ADMINISTRATOR}


def test_an_error_of_the_connector_that_nobody_knows_keeps_its_words() -> None:
    verdict = judge("QBWC1039", "There was a problem.")
    assert (verdict.problem.code, verdict.problem.message) == ("unknown_error", "There was a problem.")


@pytest.mark.requirement("A7")
def test_an_old_connector_is_to_be_upgraded() -> None:
    problem = catalogue().problem_for("connector_outdated", "connection", values={"connector_version": "1.5"})
    assert "version 1.5" in problem.message
    assert problem.remedies[0].steps[0].startswith("Download the newest connector")


@pytest.mark.requirement("B2", "B7")
@pytest.mark.parametrize(
    "code",
    [
        "wrong_company_file",
        "company_file_restored",
        "connector_stopped",
        "connector_message_refused",
        "connector_answer_unreadable",
    ],
)
def test_what_our_own_checks_of_a_connection_find_is_explained_in_both_languages(code: str) -> None:
    values = {"organisation": "Beta LLC", "bound_organisation": "Acme Inc."}
    problem = catalogue().problem_for(code, "connection", values=values)
    english, french = (catalogue().wording(problem, language) for language in ("en", "fr"))
    assert english.cause != french.cause
    assert [len(each.steps) for each in english.remedies] == [len(each.steps) for each in french.remedies]


@pytest.mark.requirement("B11")
def test_a_closed_period_is_mended_in_the_preferences_and_tells_the_date() -> None:
    problem = told(3171, "An attempt was made to modify a Bill with a date that is on or before the closing date.")
    assert (problem.code, problem.field, problem.values["date"]) == ("closed_period", "date", "2024-05-02")
    assert "Set Date/Password" in " ".join(step for remedy in problem.remedies for step in remedy.steps)


@pytest.mark.parametrize(
    ("kind", "quoted", "field", "watch"),
    [
        ("Vendor", VENDOR_ID, "vendor", f"package#vendor#{VENDOR_ID}"),
        ("Account", ACCOUNT_ID, "lines[].account", f"package#account#{ACCOUNT_ID}"),
    ],
)
def test_a_missing_reference_is_named_by_its_field_and_watched(kind: str, quoted: str, field: str, watch: str) -> None:
    problem = told(3140, f'There is an invalid reference to QuickBooks {kind} "{quoted}" in the Bill.  {MISSING}')
    assert (problem.code, problem.field, problem.watch) == ("reference_not_found", field, watch)
    assert "reference_name" not in problem.values


def test_a_missing_reference_that_was_given_by_name_is_called_by_it() -> None:
    message = f'There is an invalid reference to QuickBooks Vendor "Acme Supply" in the Bill.  {MISSING}'
    problem = told(3140, message, operation(VendorRef={"FullName": "ACME Supply"}))
    assert (problem.field, problem.values["reference_name"], problem.values["party"]) == (
        "vendor",
        "Acme Supply",
        "ACME Supply",
    )


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (3000, f'The given object ID "{BILL_ID}" in the field "txn ID" is invalid.'),
        (3120, f'Object "{BILL_ID}" specified in the request cannot be found.  {MISSING}'),
    ],
)
def test_a_record_that_is_gone_itself_was_deleted(status: int, message: str) -> None:
    problem = told(status, message)
    assert (problem.code, problem.watch) == ("object_deleted", f"package#bill#{BILL_ID}")
    assert problem.message == message


def test_a_stale_record_waits_for_its_own_change() -> None:
    problem = told(3200, 'The provided edit sequence "1" is out-of-date.')
    assert (problem.code, problem.watch) == ("stale_version", f"package#bill#{BILL_ID}")
    assert told(3200, "Stale.", operation(verb=Verb.CREATE)).watch == ""


def test_a_text_that_is_too_long_is_named_with_its_limit() -> None:
    problem = told(3070, 'The string "A very long name" in the field "Name" is too long. The maximum length is 41.')
    assert (problem.field, problem.values["max"]) == ("name", "41")


def test_a_refusal_without_words_says_so() -> None:
    assert explain(operation(), Refused("", "")).code == "no_description"


def test_what_our_own_checks_find_is_told_at_once() -> None:
    faults = [FieldFault("vendor", "is missing", "required_field_missing"), FieldFault("lines[0].item", "is unknown")]
    problem = explain_faults("bill", faults)
    told = "vendor: is missing; product or service, line 1: is unknown"
    assert (problem.code, problem.message) == ("several_faults", told)


@pytest.mark.parametrize("rule", catalogue().rules, ids=lambda rule: f"{rule.row}-{rule.example[:20]}")
def test_every_rule_is_the_first_that_fits_its_own_example(rule: Rule) -> None:
    code = min(rule.codes, default=str(rule.ranges[0][1] if rule.ranges else ""))
    entity_type = next(name for name in ENTITY_TYPES if name in (rule.entity_types or {"invoice"}))
    assert next(each for each in catalogue().rules if each.fits(code, rule.example, entity_type)) == rule
