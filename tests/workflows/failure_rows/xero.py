"""What Xero refuses when its books or our records are not as it wants them."""

from __future__ import annotations

from typing import Final

from .records import LARGE_FILE
from .stories import EXPORTED, SERVICE, Edit, Json, Story

PACKAGE: Final = "xero"

_DAYS: Final = {"Date": "2030-04-01", "DueDate": "2030-05-01", "Status": "AUTHORISED"}
_SOLD: Final = {"Description": "Work", "Quantity": 1, "UnitAmount": 5, "AccountCode": "200", "TaxType": "NONE"}


def _sale(path: str, kind: str, number: Json) -> Edit:
    contact = {"ContactID": "{rec-birch}"}
    return ("POST", path, {"Type": kind, "Contact": contact, **number, **_DAYS, "LineItems": [_SOLD]})


def _paid(amount: int) -> Edit:
    paid = {"Invoice": {"InvoiceID": "{rec-open}"}, "Account": {"Code": "090"}}
    return ("POST", "Payments", {**paid, "Date": "2030-04-20", "Amount": amount})


def _bought(**more: str) -> Json:
    return {"lines": [{"account": "400", "amount": "40.00", "description": "Paper", **more}]}


def _whole(number: int, kind: str, text: str) -> Json:
    """Calls that are refused as a whole."""
    told = {"number": number, "type": kind, "detail": text}
    return {"kind": "validation_fault", **told, "times": None, "match": {"method": "PUT", "path": "/Invoices"}}


_LINE: Final = {"item": "rec-advice", "quantity": "1", "unit_price": "125.00", "amount": "125.00"}
_TAXED: Final[Json] = {"lines": [{**_LINE, "tax_rate": "OUTPUT"}]}
_BIRCH: Final = "Contacts/{rec-birch}"
_INVOICE: Final = "/AccountsReceivable/View.aspx?InvoiceID="
_CREDIT: Final = "/AccountsReceivable/ViewCreditNote.aspx?creditNoteID="
_CONTACT: Final = "/Contacts/View/"
_OAK: Final = "Contacts/{rec-oak}"
_ARCHIVED: Final[Json] = {"ContactStatus": "ARCHIVED"}
_ACTIVE: Final[Json] = {"ContactStatus": "ACTIVE"}
_ADVERTISING: Final = "Accounts/{account 400}"
_WRITES: Final = {"method": "PUT", "path": "/Invoices"}
_ATTACH: Final = {"method": "PUT", "path": "/Attachments"}
_UNREADABLE: Final = "The string '20100510' is not a valid AllXsd value."
_KEY_REUSED: Final = "Idempotency Key bb-1 is used with a different request."
_NO_SUCH_FILE: Final = "The attachment has a file type that is not allowed"
_VOIDED: Final[Edit] = ("DELETE", "Invoices/{rec-open}", {})
_LATER: Final[Json] = {"date": "2030-05-02", "due_date": "2030-06-01"}
_NOT_MODIFIED: Final = "Invoice not of valid status for modification"

RULES: Final = (
    Story(
        row="duplicate_number",
        says="10",
        text="Invoice # must be unique.",
        books=(_sale("Invoices", "ACCREC", {"InvoiceNumber": "A-1"}),),
        field="number",
        names=("A-1", "Birch Ltd"),
        link=f"{_INVOICE}{{theirs}}",
        mends=(("PATCH", "Invoices/{theirs}", {"InvoiceNumber": "Z-1"}),),
    ),
    Story(
        row="duplicate_number",
        sends="credit_note",
        says="10",
        text="Credit Note # must be unique.",
        books=(_sale("CreditNotes", "ACCRECCREDIT", {"CreditNoteNumber": "CN-1"}),),
        field="number",
        names=("CN-1", "Birch Ltd"),
        link=f"{_CREDIT}{{theirs}}",
        mends=(("PATCH", "CreditNotes/{theirs}", {"CreditNoteNumber": "Z-1"}),),
    ),
    Story(
        row="already_exported",
        sends="order",
        says="10",
        text="Invoice # must be unique.",
        books=(_sale("Invoices", "ACCREC", {"InvoiceNumber": "SO-1"}),),
        field="number",
        names=("SO-1", "Birch Ltd"),
        link=f"{_INVOICE}{{theirs}}",
        actions=EXPORTED,
    ),
    Story(
        row="duplicate_name",
        sends="customer",
        says="10",
        text="The contact name Cedar Cafe is already assigned to another contact.",
        books=(("POST", "Contacts", {"Name": "Cedar Cafe", "EmailAddress": "other@cedar.example"}),),
        field="name",
        names=("Cedar Cafe",),
        link=f"{_CONTACT}{{theirs}}",
        mends=(("PATCH", "Contacts/{theirs}", {"Name": "Cedar Cafe Ltd"}),),
    ),
    Story(
        row="duplicate_record",
        sends="item",
        changes={"sku": "Advice"},
        says="10",
        text="Price List Item with Code 'Advice' already exists",
        field="sku",
        names=("Advice",),
        actions=SERVICE,
        resends={"sku": "TRAINING"},
    ),
    Story(
        row="duplicate_record",
        sends="account",
        changes={"code": "400"},
        says="10",
        text="Please enter a unique Code.",
        field="code",
        actions=SERVICE,
        resends={"code": "690"},
    ),
    Story(
        row="duplicate_record",
        sends="account",
        changes={"name": "Advertising"},
        says="10",
        text="Please enter a unique Name.",
        field="name",
        names=("Advertising",),
        actions=SERVICE,
        resends={"name": "Postage"},
    ),
    Story(
        row="customer_deleted",
        changes={"customer": "rec-birch"},
        says="10",
        text="The contact with the specified contact details has been archived.",
        meanwhile=(("PATCH", _BIRCH, _ARCHIVED),),
        field="customer",
        names=("Birch Ltd",),
        link=f"{_CONTACT}{{rec-birch}}",
        mends=(("PATCH", _BIRCH, _ACTIVE),),
    ),
    Story(
        row="reference_inactive",
        sends="bill",
        says="10",
        text="The contact with the specified contact details has been archived.",
        meanwhile=(("PATCH", _OAK, _ARCHIVED),),
        field="vendor",
        names=("Oak Paper",),
        link=f"{_CONTACT}{{rec-oak}}",
        mends=(("PATCH", _OAK, _ACTIVE),),
    ),
    Story(
        row="reference_inactive",
        sends="bill",
        says="10",
        text="Account code '{account 400}' has been archived, or has been deleted.",
        meanwhile=(("PATCH", _ADVERTISING, {"Status": "ARCHIVED"}),),
        foreseen="account_unknown",
        field="lines[0].account",
        names=("Advertising",),
        mends=(("PATCH", _ADVERTISING, {"Status": "ACTIVE"}),),
    ),
    Story(
        row="tax_code_invalid",
        changes=_TAXED,
        says="10",
        text="The TaxType code 'OUTPUT' cannot be used with account code '200'.",
        meanwhile=(("PATCH", "Accounts/{account 200}", {"Type": "EXPENSE"}),),
        field="lines[0].tax_rate",
        resends={"lines": [_LINE]},
    ),
    Story(
        row="account_type_invalid",
        sends="payment",
        changes={"deposit_account": "880"},
        says="10",
        text="Account must be valid",
        meanwhile=(("PATCH", "Accounts/{account 880}", {"EnablePaymentsToAccount": False}),),
        field="deposit_account",
        names=("Owner Drawings",),
        mends=(("PATCH", "Accounts/{account 880}", {"EnablePaymentsToAccount": True}),),
    ),
    Story(
        row="closed_period",
        says="10",
        text="The document date cannot be before the period lock date, currently set at 30 April 2030",
        meanwhile=(("PUT", "", {"period_lock_date": "2030-04-30"}),),
        field="date",
        names=("2030-04-30",),
        resends=_LATER,
    ),
    Story(
        row="closed_period",
        existing=True,
        changes={"memo": "changed"},
        says="10",
        text="The document cannot be edited as it is currently dated before the end of year lock date",
        meanwhile=(("PUT", "", {"end_of_year_lock_date": "2030-04-30"}),),
        field="date",
        names=("2030-04-30",),
    ),
    Story(
        row="payment_exceeds_balance",
        sends="payment",
        says="10",
        text="Payment amount exceeds the amount outstanding on this document",
        meanwhile=(_paid(110),),
        field="applications[0].invoice",
        names=("A-OPEN", "15.00"),
        link=f"{_INVOICE}{{rec-open}}",
        mends=(("DELETE", "Payments/{theirs}", {}),),
    ),
    Story(
        row="application_refused",
        sends="payment",
        says="10",
        text=_NOT_MODIFIED,
        meanwhile=(_VOIDED,),
        field="applications[0].invoice",
        names=("A-OPEN",),
        link=f"{_INVOICE}{{rec-open}}",
    ),
    Story(
        row="status_differs",
        existing=True,
        changes={"memo": "changed"},
        says="10",
        text=_NOT_MODIFIED,
        meanwhile=(_VOIDED,),
        names=("A-OPEN",),
        link=f"{_INVOICE}{{rec-open}}",
    ),
    Story(
        row="still_in_use",
        existing=True,
        voids=True,
        says="10",
        text="This document cannot be edited as it has a payment or credit note allocated to it.",
        meanwhile=(_paid(110),),
        link=f"{_INVOICE}{{rec-open}}",
        mends=(("DELETE", "Payments/{theirs}", {}),),
    ),
    Story(
        row="reference_not_found",
        says="10",
        text="Item code 'Advice' is not valid",
        meanwhile=(("DELETE", "Items/{rec-advice}", {}),),
        field="lines[0].item",
        names=("Advice",),
    ),
    Story(
        row="currency_invalid",
        changes={"currency": "EUR"},
        books=(("PUT", "", {"currencies": ["EUR"]}),),
        meanwhile=(("PUT", "", {"currencies": []}),),
        says="10",
        text="Organisation is not subscribed to currency EUR",
        field="currency",
        names=("EUR",),
        resends={"currency": "USD"},
    ),
    Story(
        row="feature_unavailable",
        says="10",
        text="You have reached the limit of invoices you can approve",
        books=(("PUT", "", {"approval_limit": 1}),),
    ),
    Story(row="document_too_large", sends="document", changes={"url": LARGE_FILE}, says="413"),
    Story(row="operation_id_reused", says="10", text=_KEY_REUSED, fault=_whole(10, "ValidationException", _KEY_REUSED)),
    Story(row="unknown_error", says="99", text="Out of the ordinary", fault=_whole(99, "", "Out of the ordinary")),
    Story(row="outcome_unknown", fault={"kind": "timeout_before_commit", "times": None, "match": _WRITES}),
    Story(
        row="request_rejected",
        says="14",
        text=_UNREADABLE,
        fault=_whole(14, "PostDataInvalidException", _UNREADABLE),
    ),
    Story(
        row="document_refused",
        sends="document",
        says="10",
        text=_NO_SUCH_FILE,
        fault={"kind": "validation_fault", "detail": _NO_SUCH_FILE, "times": None, "match": _ATTACH},
    ),
)
"""What the simulator comes to by itself, and what befalls whole calls."""
