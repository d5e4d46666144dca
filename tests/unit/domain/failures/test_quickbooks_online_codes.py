"""Every error code of QuickBooks Online that a record can meet, and what it means here."""

from __future__ import annotations

import pytest

from bookbridge.domain.failures import Actor
from bookbridge.domain.failures.catalogue import Catalogue, Target
from bookbridge.domain.records import EntityType

pytestmark = pytest.mark.unit

OURS = "request_rejected"
INACTIVE = (
    "Object Not Found : Something you're trying to use has been made inactive. "
    "Check the fields with accounts, customers, items, vendors or employees."
)
CODES = [
    ("100", "General Authentication Error", "reauthorization_required"),
    ("110", "Authentication OAuth Error", "reauthorization_required"),
    ("120", "-11014-You do not have access to use QuickBooks Online Plus.", "no_access"),
    ("130", "Accessing Wrong Cluster", "package_unavailable"),
    ("140", "Company Locked Out", "package_unavailable"),
    ("150", "Company Under Maintenance", "package_unavailable"),
    ("500", "Operation … is not supported.", OURS),
    ("600", "Duplicate Request ID", "operation_id_reused"),
    (
        "610",
        INACTIVE,
        "reference_inactive",
    ),
    ("610", "Object Not Found : Another user has deleted this transaction.", "object_deleted"),
    ("610", "Objet introuvable : Un autre utilisateur a supprimé cette opération.", "object_deleted"),
    ("610", "Objet introuvable", "object_not_found"),
    ("620", "Txn ID Cannot Be Linked", "application_refused"),
    ("630", "Duplicate Object", "duplicate_record"),
    ("700", "Parent Reference Invalid", "hierarchy_invalid"),
    ("800", "Cannot delete object", "still_in_use"),
    ("900", "Parent cannot be child", "hierarchy_invalid"),
    ("1000", "Operation failed", "package_error"),
    ("1010", "Create Failed", "package_error"),
    ("1020", "Update Failed", "package_error"),
    ("1040", "Batch size exceeds allowed limit", OURS),
    ("1050", "Invalid Content Type", OURS),
    ("2000", "Invalid or unsupported object name", OURS),
    ("2010", "Property Name:TotalSum is unsupported or invalid", OURS),
    ("2020", "Required parameter Line is missing in the request", "required_field_missing"),
    ("2030", "Invalid ID : Supplied value: c-17", "reference_not_found"),
    ("2040", "Invalid String", "invalid_characters"),
    ("2050", "Min:0 Max:100 supported. Supplied length:110", "string_too_long"),
    ("2050", "La longueur de la chaîne ne convient pas", "string_too_long"),
    ("2050", "Min:1 Max:100 supported. Supplied length:0", "required_field_missing"),
    *((code, "Invalid value", "invalid_field") for code in ("2060", "2070", "2080", "2090", "2100", "2110")),
    ("2120", "Invalid Type", OURS),
    ("2130", "Invalid Request Id Format", OURS),
    ("2140", "Invalid Amount", "invalid_field"),
    ("2150", "Invalid Percent", "invalid_field"),
    ("2160", "Invalid Quantity", "invalid_field"),
    ("2170", "Invalid Enumeration", OURS),
    ("2180", "invalid string range", OURS),
    ("2190", "invalid date range", OURS),
    ("2200", "Malformed Website Address", "invalid_field"),
    ("2210", "Invalid Email Address Format", "email_invalid"),
    ("2220", "Invalid Currency Type", "currency_invalid"),
    ("2230", "Invalid Boolean", OURS),
    ("2240", "invalid number range", OURS),
    ("2250", "Missing lines", "required_field_missing"),
    ("2260", "MissingPostingType", OURS),
    ("2270", "MissingTaxApplicableOn", OURS),
    ("2280", "MissingTaxAmount", OURS),
    ("2290", "NegativeAmount", "negative_amount"),
    ("2300", "debits not equal to credits", OURS),
    ("2500", "Invalid Reference Id : Line.SalesItemLineDetail.ItemRef", "reference_not_found"),
    (
        "2500",
        "Invalid Reference Id : Something you're trying to use has been made inactive. Check the fields with accounts.",
        "reference_inactive",
    ),
    ("2600", "conflicting elements in request", OURS),
    ("3000", "Invalid Custom Field", OURS),
    ("3001", "message=ThrottleExceeded; errorCode=003001; statusCode=429", "rate_limited"),
    ("003001", "message=ThrottleExceeded; errorCode=003001; statusCode=429", "rate_limited"),
    ("3100", "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403", "reauthorization_required"),
    ("3200", "message=AuthenticationFailed; errorCode=003200; statusCode=401", "reauthorization_required"),
    ("3201", "AuthorizationFailure", "reauthorization_required"),
    ("3202", "EmptyField", OURS),
    ("4000", "QueryParserError: …", OURS),
    ("4001", "QueryValidationError: value 0 is too small. Min allowed value is 1", OURS),
    ("4002", "could not be processed", OURS),
    ("5000", "Deprecated field", OURS),
    ("5010", "Stale Object Error : You and Ada were working on this at the same time.", "stale_version"),
    ("5020", "Permission Denied", "permission_denied"),
    ("5030", "Feature Not Supported", "feature_unavailable"),
    (
        "6000",
        "Business Validation Error: The Amount Received (plus credits) can't be less …",
        "payment_exceeds_balance",
    ),
    ("6000", "Business Validation Error: Please specify the income account", "income_account_missing"),
    ("6000", "Business Validation Error: something else", "business_rule"),
    ("6010", "Invalid Account.AccountType && Account.SubType", "invalid_field"),
    ("6020", "content length missing", "document_refused"),
    ("6030", "upload too large", "document_too_large"),
    ("6040", "file metadata must be of Attachable type", "document_refused"),
    ("6041", "invalid uploaded file", "document_refused"),
    ("6050", "entity type unsupported for Attachable", "document_refused"),
    ("6060", "OpenBalanceDate must accompany OpenBalance", OURS),
    ("6070", "Amount is not equal to UnitPrice * Qty. Supplied value:1,861.07", "amount_mismatch"),
    ("6080", "No Name Provided", "required_field_missing"),
    ("6090", "Discount Line missing required info", "required_field_missing"),
    ("6100", "Invalid Line TaxCode in the request", "tax_code_invalid"),
    ("6110", "MAS transaction cannot be updated", "processed_payment"),
    ("6120", "MAS transaction cannot be deleted", "processed_payment"),
    ("6130", "Cannot change who customer bills with", "hierarchy_invalid"),
    ("6140", "Numéro de document en double", "duplicate_number"),
    ("6150", "ParentRef Required Validation Error", "hierarchy_invalid"),
    ("6160", "Invalid TaxCodeRef Error", "tax_code_invalid"),
    ("6170", "Invalid TxnTaxDetail", "tax_code_invalid"),
    ("6180", "Sub Level Limit", "hierarchy_invalid"),
    ("6190", "Subscription period has ended or canceled or there was a billing problem", "subscription_ended"),
    ("6200", "Account Period Closed Error", "closed_period"),
    ("6210", "Account Period Closed, Cannot Update Through Services API", "closed_period"),
    ("5010", "Stale Object Error : The account period has closed and the account books cannot be …", "closed_period"),
    ("5010", "Erreur : la période comptable est clôturée", "closed_period"),
    ("6220", "Delete Entity Has Balance", "still_in_use"),
    ("6230", "Invalid TaxCodeRef Error", "tax_code_invalid"),
    ("6240", "Ce nom existe déjà", "duplicate_name"),
    ("6250", "InvalidSalesCustomer", "customer_deleted"),
    ("6270", "before InvStartDate", "inventory_start_date"),
    ("6280", "Delete Customer Has Unbilled Expenses", "still_in_use"),
    ("6290", "time activity rule", OURS),
    ("6310", "MissingCustomer", "billable_customer_missing"),
    ("6390", "time activity rule", OURS),
    ("6400", "deleting linked purchase would invalidate an invoice", "still_in_use"),
    ("6420", "Email address is required", "email_invalid"),
    ("6430", "Invalid account type: …", "account_type_invalid"),
    ("6440", "Transaction Detail Information Required", "line_detail_missing"),
    ("6450", "Attempt to Void Transaction failed", "processed_payment"),
    ("6460", "deposit amount mismatch", "processed_payment"),
    ("6470", "TaxLiabilityAccount or TaxRateError", "tax_code_invalid"),
    ("6480", "Matched Transaction Delete Error", "matched_in_bank_feed"),
    ("6520", "missing tracked quantity", "inventory_quantity_missing"),
    ("6530", "Found raw Credit Card Numbering request", "card_number_in_text"),
    ("6540", "This transaction has been deposited.", "deposited_transaction"),
    ("10000", "System Failure Error: …", "package_error"),
    ("10100", "Result Set Big", OURS),
    ("10200", "Company Reset", "reauthorization_required"),
]
"""Code, text, and our code; the texts in French show that the code decides."""

NOT_YET_KNOWN = [
    ("160", "permission_denied"),
    ("501", OURS),
    ("1999", "unknown_error"),
    ("2999", OURS),
    ("7000", "business_rule"),
    ("10999", "package_error"),
    ("unheard-of", "unknown_error"),
]
"""Codes that nobody has explained yet go by their range, or stay unknown."""


@pytest.mark.requirement("E3")
@pytest.mark.parametrize(("package_code", "text", "code"), CODES)
def test_what_a_code_means(catalogue: Catalogue, package_code: str, text: str, code: str) -> None:
    assert catalogue.match(package_code, text, "invoice").row.code == code


@pytest.mark.parametrize(("package_code", "code"), NOT_YET_KNOWN)
def test_what_a_code_means_that_nobody_has_explained_yet(catalogue: Catalogue, package_code: str, code: str) -> None:
    assert catalogue.match(package_code, "Nobody knows", "invoice").row.code == code


@pytest.mark.parametrize(
    ("entity_type", "code"), [("item", "item_account_type_invalid"), ("expense", "account_type_invalid")]
)
def test_a_wrong_account_type_is_mended_in_the_product_or_in_the_settings(
    catalogue: Catalogue, entity_type: EntityType, code: str
) -> None:
    assert catalogue.match("6430", "Type de compte non valide", entity_type).row.code == code


@pytest.mark.requirement("F6")
def test_a_duplicate_number_names_the_document_that_has_it_and_watches_it(catalogue: Catalogue) -> None:
    text = "Numéro en double : DocNumber=INV 17 is assigned to TxnType=Invoice with TxnId=3188"
    match = catalogue.match("6140", text, "payment")
    problem = match.problem(message=text, package_code="6140", values={"target_party": "Acme Ltd"})
    assert match.target == Target("invoice", "3188")
    assert match.values["doc_number"] == "INV 17"
    assert problem.watch == "package#invoice#3188"
    assert catalogue.wording(problem, "en").cause.startswith(
        "The number INV 17 is already used by another document in QuickBooks Online: invoice with id 3188, Acme Ltd."
    )


def test_a_clash_with_a_kind_of_document_that_is_not_synced_is_named_but_not_watched(catalogue: Catalogue) -> None:
    match = catalogue.match("6140", "DocNumber=9 is assigned to TxnType=JournalEntry with TxnId=5", "expense")
    problem = match.problem(message="")
    assert match.target is None
    assert problem.watch == ""
    assert "journal entry with id 5" in catalogue.wording(problem, "en").cause


@pytest.mark.requirement("F6")
def test_an_inactive_reference_names_the_kinds_to_look_through(catalogue: Catalogue) -> None:
    assert catalogue.match("610", INACTIVE, "bill").suspects == ("account", "customer", "item", "vendor")


@pytest.mark.requirement("F6")
def test_the_field_at_fault_is_told_by_its_canonical_name(catalogue: Catalogue) -> None:
    match = catalogue.match("2500", "Invalid Reference Id", "invoice", field="Line.SalesItemLineDetail.TaxCodeRef")
    assert match.suspects == ("tax_rate",)
    assert match.problem(message="").field == "lines[].tax_rate"


@pytest.mark.requirement("A6")
def test_an_unknown_error_keeps_its_words_and_goes_to_support(catalogue: Catalogue) -> None:
    problem = catalogue.match("1999", "Something new", "bill").problem(message="Something new", package_code="1999")
    assert problem.code == "unknown_error"
    assert problem.message == "Something new"
    assert problem.remedies[-1].actor is Actor.SUPPORT
    assert problem.remedies[-1].steps == ("Contact support and name this failure and its code 1999.",)


@pytest.mark.requirement("B11")
def test_a_closed_period_is_mended_by_another_date_or_by_reopening(catalogue: Catalogue) -> None:
    problem = catalogue.match("6200", "Account Period Closed Error", "bill").problem(
        message="", values={"date": "2026-03-31", "closing_date": "2026-04-30"}
    )
    steps = {remedy.actor: remedy.steps for remedy in problem.remedies}
    assert steps[Actor.USER_IN_APP][0].endswith("change its date to a day after the closing date, 2026-04-30.")
    assert "delete it there and make it again" in steps[Actor.USER_IN_PACKAGE][0]
    assert "Close the books" in steps[Actor.USER_IN_PACKAGE][1]


@pytest.mark.parametrize("package_code", ["1000", "3001", "150", "10000", "5010"])
def test_what_passes_by_itself_is_marked_retryable(catalogue: Catalogue, package_code: str) -> None:
    assert catalogue.match(package_code, "", "invoice").row.retryable


@pytest.mark.parametrize("package_code", ["2050", "6140", "6240", "2500", "6200", "6000", "6190"])
def test_what_stays_refused_is_not_marked_retryable(catalogue: Catalogue, package_code: str) -> None:
    assert not catalogue.match(package_code, "", "invoice").row.retryable
