"""The other codes of QuickBooks Online's table, said on demand in its words: what the simulator cannot come to."""

from __future__ import annotations

from typing import Final

from .stories import EXPORTED, SERVICE, Story, said

_CUSTOMER_GONE: Final = "Invalid Customer: The customer you have specified has been deleted."
_CLOSED: Final = "The account period has closed and the account books cannot be updated through the QBO Services API."
_NO_PRODUCT_ACCOUNT: Final = (
    "Invalid account type: You can't associate a product or service with accounts of certain types "
    "(such as Accounts Receivable and Accounts Payable)."
)
_LENGTH: Final = (
    "String length specified does not match the supported length. Min:{} Max:100 supported. Supplied length:{}"
)
_NUMBER: Final = (
    "Duplicate Document Number Error : You must specify a different number. This number has already been used. "
    "DocNumber=1781 is assigned to TxnType=Invoice with TxnId=3188"
)
_PAYMENT_PAGE: Final = "/app/recvpayment?txnId={rec-payment}"
_MEMO: Final = {"memo": "changed"}

CODES: Final[tuple[Story, ...]] = (
    said("130", "package_unavailable"),
    said("477", "permission_denied"),
    said("500", "request_rejected"),
    said("577", "request_rejected"),
    said("600", "operation_id_reused"),
    said("610", "customer_deleted", text=_CUSTOMER_GONE),
    said("610", "object_not_found"),
    said("630", "duplicate_record"),
    said("700", "hierarchy_invalid", "customer"),
    said("2010", "request_rejected"),
    said("2020", "required_field_missing", text="Required parameter Line is missing in the request", field="lines"),
    said("2030", "reference_not_found", text="Supplied value: c-17"),
    said("2040", "invalid_characters", "customer"),
    said("2050", "required_field_missing", "customer", _LENGTH.format(1, 0)),
    said("2050", "string_too_long", "customer", _LENGTH.format(0, 10), field="name"),
    said("2070", "invalid_field"),
    said("2210", "email_invalid", "customer"),
    said("2220", "currency_invalid", text="Supplied value: EUR"),
    said("2250", "required_field_missing", field="lines"),
    said("2290", "negative_amount"),
    said("2777", "request_rejected"),
    said("3001", "rate_limited", text="The request limit was reached.  Try again later"),
    said("5010", "closed_period", field="date", text=f"Stale Object Error : {_CLOSED}"),
    said(
        "5010",
        "stale_version",
        "customer",
        existing=True,
        changes={"phone": "555-0100"},
        names=("Olivia Bookkeeper",),
        link="/app/customerdetail?nameId={rec-alder}",
        mends=(("PATCH", "Customer/{rec-alder}", {"Notes": "Pays late"}),),
    ),
    said("5020", "permission_denied"),
    said("5030", "feature_unavailable"),
    said("6000", "business_rule"),
    said("6000", "duplicate_name", "customer", "The name supplied already exists.", field="name"),
    said("6010", "invalid_field", "account", field="type", actions=SERVICE),
    said("6070", "amount_mismatch", text="Supplied value:125.00", field="lines[0].amount"),
    said("6080", "required_field_missing", "customer", field="name"),
    said("6090", "required_field_missing", field="discount_amount"),
    said("6100", "tax_code_invalid"),
    said("6200", "closed_period", field="date"),
    said("6270", "inventory_start_date"),
    said("6310", "billable_customer_missing", "bill"),
    said("6430", "item_account_type_invalid", text=_NO_PRODUCT_ACCOUNT),
    said("6440", "line_detail_missing", "bill"),
    said("6450", "processed_payment", "payment", existing=True, voids=True, link=_PAYMENT_PAGE),
    said("6480", "matched_in_bank_feed", "payment", existing=True, voids=True, link=_PAYMENT_PAGE),
    said("6520", "inventory_quantity_missing"),
    said("6530", "card_number_in_text"),
    said(
        "6540",
        "deposited_transaction",
        "payment",
        "you must edit the deposit it appears on and remove it first.",
        existing=True,
        changes=_MEMO,
        link=_PAYMENT_PAGE,
        mends=(("PATCH", "Payment/{rec-payment}", {"PrivateNote": "Taken off the deposit"}),),
    ),
    said("6999", "business_rule"),
    said("10000", "package_error"),
    said("20000", "package_error"),
    said("", "customer_deleted", text=_CUSTOMER_GONE),
    said("", "income_account_missing", text="Please specify the income account"),
    said("", "duplicate_number", text=_NUMBER, field="number", link="/app/invoice?txnId=3188"),
    said(
        "", "duplicate_name", "customer", "Duplicate Name Exists Error: The name supplied already exists.", field="name"
    ),
    said(
        "", "reference_inactive", text="Invalid Reference Id : Something you're trying to use has been made inactive."
    ),
    said(
        "", "reference_not_found", text="Invalid Reference Id : Line.SalesItemLineDetail.ItemRef", field="lines[0].item"
    ),
    said(
        "", "payment_exceeds_balance", "payment", "The Amount Received (plus credits) can't be less than the selected"
    ),
    said(
        "", "item_account_type_invalid", text="You can't associate a product or service with accounts of certain types"
    ),
    said("", "account_type_invalid", "bill", "Invalid account type: Check your account details before you continue."),
    said("", "string_too_long", "customer", "String length is either shorter or longer than supported"),
    said("", "closed_period", field="date", text=_CLOSED),
    said("", "no_exact_match", text="Can't find an exact match for *Rent* in your QuickBooks account"),
    said("", "already_exported", "order", "already exported to QuickBooks Online", actions=EXPORTED),
    said("", "discount_exceeds_total", text="The line total -14.00 does not match the expected line total 0.00"),
    said("", "amount_mismatch", text="The line total 14.01 does not match the expected line total 14.00"),
    said("", "locked_for_editing", text="The invoice is locked for editing"),
    said("", "connector_outdated", text="This version of the connector does not report errors"),
    said("", "mapping_missing", "payment", "Related invoice was not imported"),
    said("", "no_description"),
    said("", "unknown_error", text="Something went astray"),
)
"""A code that nobody documents stands for each range of codes that the page gives; a Message may come without one."""
