"""Every message of Xero's documentation that can concern us, and the failure it must lead to."""

from __future__ import annotations

import pytest

from bookbridge.domain.failures import Actor
from bookbridge.domain.failures.catalogue import Catalogue
from bookbridge.domain.records import EntityType
from tests.unit.domain.failures.catalogues import CATALOGUES

pytestmark = pytest.mark.unit

XERO: Catalogue = CATALOGUES["xero"]
INVOICE: EntityType = "invoice"


@pytest.mark.requirement("C1", "E3")
@pytest.mark.parametrize(
    ("message", "entity_type", "code"),
    [
        ("The line total -14.00 does not match the expected line total 0.00", "order", "discount_exceeds_total"),
        ("The line total 14.01 does not match the expected line total 14.00", INVOICE, "amount_mismatch"),
        ("The tax amount cannot be greater than the line amount", INVOICE, "amount_mismatch"),
        ("Invoice # must be unique.", INVOICE, "duplicate_number"),
        ("Invoice # must be unique.", "order", "already_exported"),
        ("already exported", "order", "already_exported"),
        ("Order number must be unique", "order", "already_exported"),
        ("Account code '200' is not a valid code for this document.", INVOICE, "account_type_invalid"),
        (
            "Account code '200' has been archived, or has been deleted. Each line item must reference a valid account.",
            INVOICE,
            "reference_inactive",
        ),
        (
            "Account code '476' has been removed as it does not match a recognised account.",
            INVOICE,
            "account_code_unknown",
        ),
        ("Account must be valid", "payment", "account_type_invalid"),
        ("Account Code is too long. Maximum of 10 characters allowed", "account", "string_too_long"),
        ("The TaxType code 'INPUT2' cannot be used with account code '429'.", "bill", "tax_code_invalid"),
        ("The TaxType field is mandatory", INVOICE, "tax_rate_missing"),
        (
            "The document date cannot be before the period lock date, currently set at 31 March 2026",
            INVOICE,
            "closed_period",
        ),
        (
            "The document date cannot be before the end of year lock date, currently set at 31/03/2026",
            "bill",
            "closed_period",
        ),
        (
            "The document cannot be edited as it is currently dated before the end of year lock date",
            INVOICE,
            "closed_period",
        ),
        ("Email address must be valid.", "customer", "email_invalid"),
        (
            (
                "The contact name Buzz Lightyear is already assigned to another contact. The contact name must "
                "be unique across all active contacts."
            ),
            "vendor",
            "duplicate_name",
        ),
        (
            (
                "The contact with the specified contact details has been archived. The contact must be "
                "un-archived before creating new invoices or credit notes"
            ),
            INVOICE,
            "customer_deleted",
        ),
        ("The contact with the specified contact details has been archived.", "bill", "reference_inactive"),
        ("A Contact must be specified for this type of transaction", "expense", "required_field_missing"),
        (
            (
                "The Contact must contain at least 1 of the following elements to identify the contact: "
                "Name, ContactID, ContactNumber"
            ),
            INVOICE,
            "required_field_missing",
        ),
        ("One or more line items must be specified", "bill", "required_field_missing"),
        ("Invoice not of valid status for creation", INVOICE, "status_differs"),
        ("Invoice not of valid status for modification", "bill", "status_differs"),
        ("Credit Note or Invoice not of valid status for modification", "credit_note", "status_differs"),
        ("Payment not of valid status for modification", "payment", "status_differs"),
        ("Invoice not of valid status for modification", "payment", "application_refused"),
        ("Payment amount exceeds the amount outstanding on this document", "payment", "payment_exceeds_balance"),
        ("The payment date is prior to the invoice date.", "payment", "invalid_field"),
        (
            "This document cannot be edited as it has a payment or credit note allocated to it.",
            INVOICE,
            "still_in_use",
        ),
        (
            (
                "The status AUTHORISED cannot be applied to the invoice because it has payments or credit notes "
                "allocated to it."
            ),
            INVOICE,
            "still_in_use",
        ),
        (
            "Date cannot be changed on an invoice that has payment or credit notes allocated to it",
            INVOICE,
            "still_in_use",
        ),
        ("To update fields on a paid invoice line item, you must supply a LineItemID", INVOICE, "still_in_use"),
        ("An existing Invoice with the specified InvoiceID could not be found", INVOICE, "object_deleted"),
        ("An existing Invoice with the specified InvoiceID could not be found", "payment", "application_refused"),
        ("An existing Credit Note with the specified CreditNoteID could not be found", "credit_note", "object_deleted"),
        ("The document with the supplied id was not found for this endpoint.", "bill", "object_deleted"),
        ("Users Organisation is not subscribed to currency NZD", "customer", "currency_invalid"),
        ("Organisation is not subscribed to currency EUR", INVOICE, "currency_invalid"),
        ("Please enter a unique Name.", "account", "duplicate_record"),
        ("Please enter a unique Code.", "account", "duplicate_record"),
        ("Price List Item with Code 'abc' already exists", "item", "duplicate_record"),
        ("Can only update STATUS on Archived accounts", "account", "business_rule"),
        ("Cannot archive System accounts", "account", "business_rule"),
        ("The specified bank account details do not match a known bank account", "expense", "account_type_invalid"),
        ("The specified bank account is archived and cannot be used", "expense", "reference_inactive"),
        ("You have reached the limit of invoices you can approve", INVOICE, "feature_unavailable"),
        ("Url must be a valid absolute url", INVOICE, "request_rejected"),
        ("DiscountRate must be between 0 and 100", INVOICE, "invalid_field"),
        ("Item code 'D-1' is not valid", INVOICE, "reference_not_found"),
        ("The contact with the specified ContactID could not be found", INVOICE, "reference_not_found"),
        ("The contact with the specified ContactID could not be found", "customer", "object_deleted"),
        ("The Date field is mandatory", "expense", "required_field_missing"),
        ("Something that nobody has seen before", INVOICE, "business_rule"),
    ],
)
def test_a_message_leads_to_its_failure(message: str, entity_type: EntityType, code: str) -> None:
    for spelling in (message, message.upper(), f"{message} Another message."):
        assert XERO.match("10", spelling, entity_type).row.code == code


@pytest.mark.parametrize(
    ("package_code", "text", "code"),
    [
        ("14", "The string '20100510' is not a valid AllXsd value.", "request_rejected"),
        ("16", "OrderBy not supported", "request_rejected"),
        ("17", "No data has been processed for this endpoint.", "request_rejected"),
        ("20", "The Api Method called is not implemented", "request_rejected"),
        ("400", "Idempotency Key bb-1 is used with a different request.", "operation_id_reused"),
        ("401", "TokenExpired: token expired at 01/01/2001 00:00:00", "reauthorization_required"),
        ("403", "Forbidden; AuthenticationUnsuccessful", "no_access"),
        ("404", "HTTP 404: The resource you're looking for cannot be found", "object_deleted"),
        ("429", "", "rate_limited"),
        ("500", "", "package_error"),
        ("503", "", "package_unavailable"),
        ("413", "", "document_too_large"),
        ("file_unavailable", "nothing is there", "file_unavailable"),
        ("", "", "no_description"),
        ("", "Anything", "unknown_error"),
    ],
)
def test_a_code_leads_to_its_failure(package_code: str, text: str, code: str) -> None:
    assert XERO.match(package_code, text, "invoice").row.code == code


@pytest.mark.requirement("C1", "F12")
def test_a_discount_above_the_total_is_told_with_both_amounts_and_who_mends_it() -> None:
    message = "The line total -14.00 does not match the expected line total 0.00"
    problem = XERO.match("10", message, "order").problem(message=message)
    assert (problem.values["supplied"], problem.values["expected"]) == ("-14.00", "0.00")
    assert [remedy.actor for remedy in problem.remedies] == [Actor.USER_IN_APP]
    assert problem.message == message


@pytest.mark.requirement("C1", "C2")
def test_what_was_exported_before_is_compared_and_never_sent_again() -> None:
    problem = XERO.match("10", "Invoice # must be unique.", "order").problem(message="")
    assert problem.actions == ("skip", "clear")
    steps = {remedy.actor: remedy.steps for remedy in problem.remedies}
    assert steps[Actor.USER_IN_APP] == (
        "Check in the app and in Xero that both show the same.",
        "If they agree, choose Clear. Do not export it again.",
    )


@pytest.mark.requirement("B11", "F12", "F13")
def test_a_locked_period_is_mended_in_the_menus_of_xero_in_both_languages() -> None:
    message = "The document date cannot be before the period lock date, currently set at 31 March 2026"
    problem = XERO.match("10", message, "bill").problem(message=message)
    assert problem.values["closing_date"] == "31 March 2026"
    english, french = (XERO.wording(problem, language) for language in ("en", "fr"))
    assert any("Lock dates" in step for remedy in english.remedies for step in remedy.steps)
    assert any("Dates de verrouillage" in step for remedy in french.remedies for step in remedy.steps)


@pytest.mark.parametrize(
    ("message", "entity_type", "values"),
    [
        ("Account Code is too long. Maximum of 10 characters allowed", "account", {"field": "code", "max": "10"}),
        ("Account code '200' is not a valid code for this document.", "bill", {"account_code": "200"}),
        (
            "The TaxType code 'INPUT2' cannot be used with account code '429'.",
            "bill",
            {"tax_type": "INPUT2", "account_code": "429"},
        ),
        ("The contact name A. B. (C) is already assigned to another contact.", "customer", {"name": "A. B. (C)"}),
        ("Organisation is not subscribed to currency EUR", "bill", {"currency": "EUR"}),
        ("A Contact must be specified for this type of transaction", "bill", {"field": "vendor"}),
        ("A Contact must be specified for this type of transaction", "expense", {"field": "payee"}),
        ("A Contact must be specified for this type of transaction", "refund", {"field": "customer"}),
    ],
)
def test_a_message_is_taken_apart(message: str, entity_type: EntityType, values: dict[str, str]) -> None:
    found = XERO.match("10", message, entity_type).values
    assert {name: found.get(name) for name in values} == values
