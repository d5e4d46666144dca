"""The other messages of Xero's page, said on demand: what the simulator cannot come to."""

from __future__ import annotations

from typing import Any, Final

from .stories import EXPORTED, SERVICE, Story, said


def _said(text: str, row: str, sends: str = "invoice", **more: Any) -> Story:
    """Xero gives the number 10 to all that it finds wrong with a record."""
    return said("10" if text else "", row, sends, text, **more)


_CONTACT: Final = (
    "The Contact must contain at least 1 of the following elements to identify the contact: "
    "Name, ContactID, ContactNumber"
)
_NOT_VALID: Final = "Account code '400' is not a valid code for this document."
_NO_CONTACT: Final = "A Contact must be specified for this type of transaction"

MESSAGES: Final[tuple[Story, ...]] = (
    _said("The line total -14.00 does not match the expected line total 0.00", "discount_exceeds_total"),
    _said("The line total 125.01 does not match the expected line total 125.00", "amount_mismatch"),
    _said("The tax amount cannot be greater than the line amount", "amount_mismatch"),
    _said("Order number must be unique", "already_exported", "order", field="number", actions=EXPORTED),
    _said("Account code '476' has been removed as it does not match a recognised account.", "account_code_unknown"),
    _said("The TaxType field is mandatory", "tax_rate_missing", field="tax_rate"),
    _said("The TaxType code 'OLD' does not exist or cannot be used for this type of transaction.", "tax_code_invalid"),
    _said(
        "The specified bank account is archived and cannot be used", "reference_inactive", "expense", field="account"
    ),
    _said(
        "Account code '400' is not a valid code for this document.",
        "account_type_invalid",
        "bill",
        field="lines[0].account",
    ),
    _said("Cannot archive System accounts", "business_rule", "account", actions=SERVICE),
    _said(
        "Account Code is too long. Maximum of 10 characters allowed",
        "string_too_long",
        "account",
        field="code",
        actions=SERVICE,
    ),
    _said("The TaxType 'OLD' is not known", "tax_code_invalid"),
    _said("This invoice is locked for modification because it has been paid", "still_in_use"),
    _said("Email address must be valid.", "email_invalid", "customer", field="email"),
    _said(_NO_CONTACT, "required_field_missing", "bill", field="vendor"),
    _said(_NO_CONTACT, "required_field_missing", "expense", field="payee"),
    _said(_CONTACT, "required_field_missing", field="customer"),
    _said("One or more line items must be specified", "required_field_missing", field="lines"),
    _said(
        "The contact with the specified ContactID could not be found",
        "reference_not_found",
        field="customer",
        link="/Contacts/View/{rec-alder}",
    ),
    _said("The DueDate field is mandatory", "required_field_missing", field="due_date"),
    _said(
        "An existing Invoice with the specified InvoiceID could not be found",
        "object_deleted",
        existing=True,
        changes={"memo": "changed"},
        link="/AccountsReceivable/View.aspx?InvoiceID={rec-open}",
    ),
    _said("DiscountRate must be between 0 and 100", "invalid_field", field="discount_percent"),
    _said("Url must be a valid absolute url", "request_rejected"),
    _said("The total of the document cannot be negative", "business_rule"),
    _said("", "no_description"),
)
