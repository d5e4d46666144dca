"""What QuickBooks Desktop refuses when its company file or our records are not as it wants them."""

from __future__ import annotations

from typing import Final

from .stories import EXPORTED, SERVICE, Edit, Json, Story

PACKAGE: Final = "quickbooks-desktop"


def _paid(amount: str) -> Edit:
    applied = [{"TxnID": "{rec-open}", "PaymentAmount": amount}]
    fields = {"CustomerRef": {"ListID": "{rec-alder}"}, "TxnDate": "2030-04-20", "TotalAmount": amount}
    return ("POST", "ReceivePayment", {**fields, "AppliedToTxn": applied})


_CLOSED: Final[Edit] = ("PUT", "", {"closing_date": "2030-04-30"})
_LATER: Final[Json] = {"date": "2030-05-02", "due_date": "2030-06-01"}
_MEMO: Final[Json] = {"memo": "changed"}


def _numbered(kind: str, number: str) -> Edit:
    line = {"ItemRef": {"ListID": "{rec-advice}"}, "Quantity": "1", "Rate": "5.00"}
    head = {"CustomerRef": {"ListID": "{rec-birch}"}, "TxnDate": "2030-04-01", "RefNumber": number}
    return ("POST", kind, {**head, f"{kind}Line": [line]})


RULES: Final = (
    Story(
        row="duplicate_number",
        books=(_numbered("Invoice", "A-1"),),
        field="number",
        names=("A-1", "Birch Ltd"),
        mends=(("PATCH", "Invoice/{theirs}", {"RefNumber": "Z-1"}),),
    ),
    Story(
        row="already_exported",
        sends="order",
        books=(_numbered("Invoice", "SO-1"),),
        field="number",
        names=("SO-1", "Birch Ltd"),
        actions=EXPORTED,
    ),
    Story(
        row="application_refused",
        sends="bill_payment",
        says="3120",
        text="specified in the request cannot be found.",
        meanwhile=(("DELETE", "Bill/{rec-bill}", {}),),
        field="applications[0].bill",
    ),
    Story(
        row="duplicate_name",
        sends="customer",
        says="3100",
        text='The name "Cedar Cafe" of the list element is already in use.',
        books=(("POST", "Vendor", {"Name": "Cedar Cafe"}),),
        field="name",
        names=("Cedar Cafe",),
        mends=(("PATCH", "Vendor/{theirs}", {"Name": "Cedar Cafe (vendor)"}),),
    ),
    Story(
        row="duplicate_record",
        sends="item",
        says="3100",
        text='The name "Training" of the list element is already in use.',
        books=(
            (
                "POST",
                "ItemNonInventory",
                {"Name": "Training", "SalesOrPurchase": {"Price": "5.00", "AccountRef": {"ListID": "{account 4000}"}}},
            ),
        ),
        field="name",
        names=("Training",),
        actions=SERVICE,
        resends={"name": "Training 2030"},
    ),
    Story(
        row="reference_not_found",
        changes={"customer": "rec-birch"},
        says="3140",
        text="There is an invalid reference to QuickBooks Customer",
        meanwhile=(("DELETE", "Customer/{rec-birch}", {}),),
        field="customer",
        names=("Birch Ltd",),
    ),
    Story(
        row="object_deleted",
        existing=True,
        changes=_MEMO,
        says="3120",
        text="specified in the request cannot be found.",
        meanwhile=(("DELETE", "Invoice/{rec-open}", {}),),
        names=("A-OPEN",),
    ),
    Story(
        row="application_refused",
        sends="payment",
        says="3120",
        text="specified in the request cannot be found.",
        meanwhile=(("DELETE", "Invoice/{rec-open}", {}),),
        field="applications[0].invoice",
    ),
    Story(
        row="payment_exceeds_balance",
        sends="payment",
        says="3210",
        text="You cannot pay more than the amount due.",
        meanwhile=(_paid("110.00"),),
        field="applications[0].invoice",
        names=("A-OPEN", "15.00"),
        mends=(("DELETE", "ReceivePayment/{theirs}", {}),),
    ),
    Story(
        row="application_refused",
        sends="payment",
        changes={"customer": "rec-birch"},
        says="3210",
        field="applications[0].invoice",
        text="The transaction to be paid belongs to another name.",
        resends={"customer": "rec-alder"},
    ),
    Story(
        row="closed_period",
        says="3171",
        text="is on or before the closing date of the company",
        meanwhile=(_CLOSED,),
        field="date",
        resends=_LATER,
    ),
    Story(
        row="locked_for_editing",
        existing=True,
        changes=_MEMO,
        says="3175",
        books=(("POST", "Invoice/{rec-open}/edit", {}),),
        names=("A-OPEN",),
        mends=(("POST", "Invoice/{rec-open}/close", {}), ("PATCH", "Invoice/{rec-open}", {"PONumber": "7"})),
    ),
)
"""What the simulator comes to by itself."""
