"""The other status codes of QuickBooks Desktop, answered on demand in the words of its page."""

from __future__ import annotations

from typing import Final

from .stories import SERVICE, Story, said

_SAVING: Final = "There was an error when saving a {}. QuickBooks error message: {}"
_INNER: Final = "QuickBooks error message:"
_NO_RECORD: Final = f"{_INNER} Invalid argument. The specified record does not exist in the list."
_MEMO: Final = {"memo": "changed"}

CODES: Final[tuple[Story, ...]] = (
    said(
        "3180",
        "closed_period",
        text=_SAVING.format("Invoice", "You are trying to change a transaction dated on or before the closing date."),
        field="date",
    ),
    said(
        "3180", "stale_version", "customer", _SAVING.format("Customer", "This list has been modified by another user.")
    ),
    said(
        "3180",
        "locked_for_editing",
        text=_SAVING.format("Invoice", "The transaction could not be locked.  It is in use by another user."),
    ),
    said(
        "3180",
        "duplicate_name",
        "customer",
        _SAVING.format('Customer list, element "Cedar Cafe"', "The name is already in use."),
        field="name",
    ),
    said(
        "3180",
        "duplicate_record",
        "item",
        _SAVING.format('Item list, element "Training"', "The name is already in use."),
        actions=SERVICE,
    ),
    said(
        "3180", "deposited_transaction", "payment", _SAVING.format("ReceivePayment", "This payment has been deposited.")
    ),
    said("3180", "negative_amount", text=_SAVING.format("Invoice", "Transaction amount must be positive.")),
    said("3180", "account_type_invalid", "bill", _SAVING.format("Bill", "The account is of the wrong type.")),
    said("3160", "still_in_use", "payment"),
    said(
        "3140",
        "reference_inactive",
        "bill",
        f'There is an invalid reference to QuickBooks Vendor "Oak Paper" in the Bill. {_INNER} The vendor is inactive.',
    ),
    said(
        "3140",
        "currency_invalid",
        "customer",
        f'There is an invalid reference to QuickBooks Currency "Euro" in the Customer. {_NO_RECORD}',
    ),
    said(
        "3140",
        "tax_code_invalid",
        text=f'There is an invalid reference to QuickBooks SalesTaxCode "Tax" in the Invoice line. {_NO_RECORD}',
    ),
    said("3130", "hierarchy_invalid", "customer", 'There is an invalid parent reference "Europe" in the Customer.'),
    said(
        "3000", "object_not_found", text='The given object ID "80000001-1400000000" in the field "list ID" is invalid.'
    ),
    said("3240", "object_not_found"),
    said("3200", "stale_version", "customer", 'The provided edit sequence "1400000000" is out-of-date.'),
    said("3176", "locked_for_editing"),
    said("3177", "locked_for_editing"),
    said("3161", "closed_period", field="date"),
    said("3162", "single_user_mode_needed"),
    said(
        "3070",
        "string_too_long",
        "customer",
        'The string "Cedar Cafe" in the field "Name" is too long. The maximum length is 41.',
        field="name",
    ),
    said(
        "3080",
        "invalid_characters",
        "customer",
        'The string "Cedar: Cafe" in the field "Name" contains an invalid character.',
        field="name",
    ),
    said(
        "3020",
        "invalid_field",
        text='There was an error when converting the date value "2030-13-01" in the field "TxnDate".',
        field="date",
    ),
    said(
        "3085",
        "invalid_field",
        text='There was an error when converting the number "x" in the field "Quantity".',
        field="quantity",
    ),
    said(
        "3210",
        "invalid_field",
        text=f'The "ship date" field has an invalid value "2999-01-01". {_INNER} The date is out of range.',
        field="ship date",
    ),
    said(
        "3190",
        "required_field_missing",
        "item",
        "Cannot clear the element in the IncomeAccountRef field.",
        field="income_account",
        actions=SERVICE,
    ),
    said("3150", "required_field_missing", text='There is a missing element: "CustomerRef".', field="customer"),
    said("3270", "posting_account_missing", text="There is no AccountsReceivable account to post to."),
    said("3261", "sensitive_data_access_missing"),
    said("3260", "permission_denied", text="Insufficient permission level to perform this action."),
    said("3263", "company_file_read_only"),
    said(
        "3250",
        "feature_unavailable",
        text="This feature is not enabled or not available in this version of QuickBooks.",
    ),
    said("1030", "quickbooks_outdated"),
    said("1010", "package_unavailable"),
    said("3231", "request_not_processed"),
    said("1000", "package_error"),
    said("3170", "business_rule", text="There was an error when modifying a Invoice. QuickBooks error message: No."),
    said("3290", "connector_message_refused", text='The item "Memo" is placed in the request in incorrect order.'),
    said("1060", "request_rejected"),
    said("3280", "unknown_error"),
    said("1500", "package_error"),
    said("3065", "invalid_field"),
    said("3999", "unknown_error"),
)
"""A code that nobody documents stands for each range of codes that the page gives."""
