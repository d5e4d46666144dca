"""What QuickBooks Online refuses when its books or our records are not as it wants them."""

from __future__ import annotations

from typing import Final

from .stories import EXPORTED, SERVICE, Edit, Json, Story

PACKAGE: Final = "quickbooks-online"


def _invoice(number: str) -> Edit:
    line = {"Amount": 5, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"Qty": 1, "UnitPrice": 5}}
    return ("POST", "Invoice", {"CustomerRef": {"value": "{rec-birch}"}, "DocNumber": number, "Line": [line]})


def _paid(amount: int) -> Edit:
    line = {"Amount": amount, "LinkedTxn": [{"TxnId": "{rec-open}", "TxnType": "Invoice"}]}
    return ("POST", "Payment", {"CustomerRef": {"value": "{rec-alder}"}, "TotalAmt": amount, "Line": [line]})


_BILLED: Final = {
    "Amount": 5,
    "DetailType": "AccountBasedExpenseLineDetail",
    "AccountBasedExpenseLineDetail": {"AccountRef": {"value": "{account 6000}"}},
}
_CUSTOMER: Final = "Customer/{rec-birch}"
_ITEM: Final = "Item/{rec-advice}"
_OFFICE: Final = "Account/{account 6000}"
_RECEIVABLE: Final[Json] = {"AccountType": "Accounts Receivable", "AccountSubType": "AccountsReceivable"}
_EXPENSE: Final[Json] = {"AccountType": "Expense", "AccountSubType": "OfficeGeneralAdministrativeExpenses"}
_GONE: Final[Json] = {"Active": False}
_BACK: Final[Json] = {"Active": True}
_CLOSED: Final[Edit] = ("PUT", "", {"book_close_date": "2030-04-30"})
_BATCH: Final = {"method": "POST", "path": "/batch"}
_UPLOAD: Final = {"method": "POST", "path": "/upload"}

RULES: Final = (
    Story(
        row="duplicate_number",
        says="6140",
        text="DocNumber=A-1 is assigned to TxnType=Invoice with TxnId=",
        books=(_invoice("A-1"),),
        field="number",
        names=("Birch Ltd", "A-1"),
        link="/app/invoice?txnId={theirs}",
        mends=(("PATCH", "Invoice/{theirs}", {"DocNumber": "Z-1"}),),
    ),
    Story(
        row="already_exported",
        sends="order",
        says="6140",
        text="DocNumber=SO-1 is assigned to TxnType=Invoice with TxnId={theirs}",
        books=(_invoice("SO-1"),),
        field="number",
        names=("SO-1", "Birch Ltd"),
        link="/app/invoice?txnId={theirs}",
        actions=EXPORTED,
    ),
    Story(
        row="duplicate_number",
        sends="bill",
        says="6140",
        text="DocNumber=B-1 is assigned to TxnType=Bill with TxnId=",
        books=(("POST", "Bill", {"VendorRef": {"value": "{rec-oak}"}, "DocNumber": "B-1", "Line": [_BILLED]}),),
        field="number",
        names=("Oak Paper", "B-1"),
        link="/app/bill?txnId={theirs}",
        mends=(("DELETE", "Bill/{theirs}", {}),),
    ),
    Story(
        row="duplicate_name",
        sends="customer",
        says="6240",
        text="Another customer, vendor or employee is already using this name.",
        books=(("POST", "Vendor", {"DisplayName": "Cedar Cafe"}),),
        field="name",
        names=("Cedar Cafe",),
        link="/app/vendordetail?nameId={theirs}",
        mends=(("PATCH", "Vendor/{theirs}", {"DisplayName": "Cedar Cafe (vendor)"}),),
    ),
    Story(
        row="duplicate_record",
        sends="item",
        says="6240",
        text="The name supplied already exists. : Id=",
        books=(("POST", "Item", {"Name": "Training", "IncomeAccountRef": {"value": "{account 4000}"}}),),
        field="name",
        names=("Training",),
        actions=SERVICE,
        resends={"name": "Training 2030"},
    ),
    Story(
        row="customer_deleted",
        changes={"customer": "rec-birch"},
        says="6250",
        text="Invalid Customer: Birch Ltd",
        meanwhile=(("PATCH", _CUSTOMER, _GONE),),
        field="customer",
        names=("Birch Ltd",),
        link="/app/customerdetail?nameId={rec-birch}",
        mends=(("PATCH", _CUSTOMER, _BACK),),
    ),
    Story(
        row="reference_inactive",
        says="610",
        text="Something you're trying to use has been made inactive.",
        meanwhile=(("PATCH", _ITEM, _GONE),),
        field="lines[0].item",
        names=("Advice",),
        mends=(("PATCH", _ITEM, _BACK),),
    ),
    Story(
        row="reference_inactive",
        sends="bill",
        says="2500",
        text="has been made inactive. Check the fields with accounts.",
        meanwhile=(("PATCH", _OFFICE, _GONE),),
        foreseen="account_unknown",
        field="lines[0].account",
        names=("Office Expenses",),
        link="/app/register?accountId={account 6000}",
        mends=(("PATCH", _OFFICE, _BACK),),
    ),
    Story(
        row="reference_not_found",
        changes={"customer": "rec-birch"},
        says="2500",
        text="Invalid Reference Id : CustomerRef",
        meanwhile=(("POST", "Customer/{rec-birch}/merge", {"into": "{rec-alder}"}),),
        field="customer",
        link="/app/customerdetail?nameId={rec-birch}",
    ),
    Story(
        row="object_deleted",
        existing=True,
        changes={"memo": "changed"},
        says="610",
        text="Another user has deleted this transaction.",
        meanwhile=(("DELETE", "Invoice/{rec-open}", {}),),
        names=("A-OPEN",),
        link="/app/invoice?txnId={rec-open}",
    ),
    Story(
        row="application_refused",
        sends="payment",
        says="620",
        text="Txn ID Cannot Be Linked",
        meanwhile=(_paid(125),),
        field="applications[0].invoice",
        names=("A-OPEN",),
        link="/app/invoice?txnId={rec-open}",
        mends=(("DELETE", "Payment/{theirs}", {}),),
    ),
    Story(
        row="payment_exceeds_balance",
        sends="payment",
        says="6000",
        text="The Amount Received (plus credits) can't be less than the selected charges.",
        meanwhile=(_paid(110),),
        field="applications[0].invoice",
        names=("A-OPEN", "15.00"),
        link="/app/invoice?txnId={rec-open}",
        mends=(("DELETE", "Payment/{theirs}", {}),),
    ),
    Story(
        row="income_account_missing",
        says="6000",
        text="Please specify the income account",
        books=(("PATCH", _ITEM, {"IncomeAccountRef": None, "ExpenseAccountRef": {"value": "{account 6000}"}}),),
    ),
    Story(
        row="account_type_invalid",
        sends="bill",
        says="6430",
        text="Invalid account type: Accounts Receivable",
        meanwhile=(("PATCH", _OFFICE, _RECEIVABLE),),
        field="lines[0].account",
        names=("Office Expenses",),
        link="/app/register?accountId={account 6000}",
        mends=(("PATCH", _OFFICE, _EXPENSE),),
    ),
    Story(
        row="item_account_type_invalid",
        sends="item",
        changes={"income_account": "6000"},
        says="6430",
        text="Invalid account type: Accounts Receivable",
        meanwhile=(("PATCH", _OFFICE, _RECEIVABLE),),
        field="income_account",
        names=("Office Expenses",),
        link="/app/register?accountId={account 6000}",
        actions=SERVICE,
        resends={"income_account": "4000"},
    ),
    Story(
        row="closed_period",
        says="6210",
        text="The account period has closed",
        field="date",
        meanwhile=(_CLOSED,),
        names=("2030-04-30",),
        resends={"date": "2030-05-02", "due_date": "2030-06-01"},
    ),
    Story(
        row="subscription_ended",
        says="6190",
        text="your trial or subscription period ended",
        books=(("PUT", "", {"subscription_ended": True}),),
    ),
    Story(
        row="still_in_use",
        sends="customer",
        existing=True,
        changes={"active": False},
        says="6220",
        text="Delete Entity Has Balance",
        link="/app/customerdetail?nameId={rec-alder}",
        resends={"active": True},
    ),
    Story(row="outcome_unknown", fault={"kind": "timeout_before_commit", "times": None, "match": _BATCH}),
    Story(
        row="request_rejected",
        says="2010",
        fault={"kind": "validation_fault", "code": "2010", "times": None, "match": _BATCH},
    ),
    Story(
        row="document_too_large",
        sends="document",
        says="6030",
        fault={"kind": "validation_fault", "code": "6030", "match": _UPLOAD},
    ),
    Story(
        row="document_refused",
        sends="document",
        says="6041",
        fault={"kind": "validation_fault", "code": "6041", "match": _UPLOAD},
    ),
)
"""What the simulator comes to by itself, and what befalls whole calls."""
