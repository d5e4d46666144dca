"""Invoice, SalesReceipt, CreditMemo, RefundReceipt and Payment."""

from dataclasses import dataclass
from typing import Literal

from .schema import (
    ADDRESS,
    ALWAYS_FILTERABLE,
    ANYTHING,
    BOOKED_TYPES,
    BOOLEAN,
    DATE,
    DEPOSIT_TYPES,
    EMAIL,
    LINE_FIELDS,
    MONEY,
    NUMBER,
    PAYMENT_LINE,
    RECEIVABLE_TYPES,
    TAX_CODE,
    TEXT,
    TRANSACTION_FIELDS,
    TRANSACTION_READ_ONLY,
    VOID_INCLUDE,
    VOID_OPERATION,
    VOIDABLE,
    Field,
    Transaction,
    choice,
    listing,
    reference,
    structure,
    text,
)

SALES_DETAIL = {
    "ItemRef": reference("Item"),
    "Qty": NUMBER,
    "UnitPrice": NUMBER,
    "TaxCodeRef": TAX_CODE,
    "ClassRef": reference("Class"),
    "ServiceDate": DATE,
    "DiscountAmt": MONEY,
    "DiscountRate": NUMBER,
    "ItemAccountRef": reference("Account"),
}
_GROUP_LINE: dict[str, Field] = {
    **LINE_FIELDS,
    "DetailType": choice("SalesItemLineDetail", required=True),
    "SalesItemLineDetail": structure(SALES_DETAIL),
}
_SALES_LINE: dict[str, Field] = {
    **LINE_FIELDS,
    "DetailType": choice(
        "SalesItemLineDetail",
        "GroupLineDetail",
        "DescriptionOnly",
        "DiscountLineDetail",
        "SubTotalLineDetail",
        required=True,
    ),
    "SalesItemLineDetail": structure(SALES_DETAIL),
    "GroupLineDetail": structure({"GroupItemRef": reference("Item"), "Quantity": NUMBER, "Line": listing(_GROUP_LINE)}),
    "DescriptionLineDetail": structure({"ServiceDate": DATE, "TaxCodeRef": TAX_CODE}),
    "DiscountLineDetail": structure(
        {
            "PercentBased": BOOLEAN,
            "DiscountPercent": NUMBER,
            "DiscountAccountRef": reference("Account", account_types=BOOKED_TYPES),
            "TaxCodeRef": TAX_CODE,
            "ClassRef": reference("Class"),
        }
    ),
    "SubTotalLineDetail": ANYTHING,
}
_FORM: dict[str, Field] = {
    **TRANSACTION_FIELDS,
    "DocNumber": text(21),
    "CustomerRef": reference("Customer", required=True),
    "Line": listing(_SALES_LINE, required=True),
    "BillEmail": EMAIL,
    "BillEmailCc": EMAIL,
    "BillEmailBcc": EMAIL,
    "EmailStatus": choice("NotSet", "NeedToSend", "EmailSent"),
    "PrintStatus": choice("NotSet", "NeedToPrint", "PrintComplete"),
    "CustomerMemo": structure({"value": text(1000)}),
    "BillAddr": ADDRESS,
    "ShipAddr": ADDRESS,
    "ShipDate": DATE,
    "ShipMethodRef": ANYTHING,
    "TrackingNum": TEXT,
    "ClassRef": reference("Class"),
    "ApplyTaxAfterDiscount": BOOLEAN,
    "CustomField": ANYTHING,
}
_RECEIPT: dict[str, Field] = {
    "PaymentMethodRef": reference("PaymentMethod"),
    "PaymentRefNum": text(21),
    "PaymentType": TEXT,
}
# The page says "only filterable fields" and lists none but tells a client to find
# its records by DocNumber and PrivateNote (section 8), so both can be asked for.
_FILTERABLE = ALWAYS_FILTERABLE | {
    "DocNumber",
    "TxnDate",
    "CustomerRef",
    "TotalAmt",
    "Balance",
    "PrivateNote",
}
_STEPS = (
    "active_customer",
    "date_transaction",
    "number_sales_form",
    "sales_lines",
    "total_sales_form",
    "email_wanted",
)


@dataclass(frozen=True, kw_only=True)
class _SalesForm(Transaction):
    """A transaction with a customer's lines, which can be sent by e-mail."""

    numbers: Literal["", "sales", "purchases"] = "sales"
    announces: str = "cudve"
    read_only: frozenset[str] = TRANSACTION_READ_ONLY | {"LinkedTxn", "DeliveryInfo", "InvoiceLink"}
    filterable: frozenset[str] = _FILTERABLE
    steps: tuple[str, ...] = _STEPS


INVOICE = _SalesForm(
    name="Invoice",
    operations=VOIDABLE,
    voided_by=frozenset({VOID_OPERATION}),
    filterable=_FILTERABLE | {"DueDate"},
    steps=(
        "active_customer",
        "date_transaction",
        "number_sales_form",
        "sales_lines",
        "total_sales_form",
        "due_date",
        "email_wanted",
    ),
    fields={
        **_FORM,
        "DueDate": DATE,
        "SalesTermRef": reference("Term"),
        "Deposit": MONEY,
        "DepositToAccountRef": reference("Account", account_types=DEPOSIT_TYPES),
        "AllowOnlinePayment": BOOLEAN,
        "AllowOnlineCreditCardPayment": BOOLEAN,
        "AllowOnlineACHPayment": BOOLEAN,
        "AllowIPNPayment": BOOLEAN,
    },
)

SALES_RECEIPT = _SalesForm(
    name="SalesReceipt",
    operations=VOIDABLE,
    voided_by=frozenset({VOID_INCLUDE}),
    steps=(*_STEPS, "undeposited"),
    fields={
        **_FORM,
        **_RECEIPT,
        "DepositToAccountRef": reference("Account", account_types=DEPOSIT_TYPES),
    },
)
REFUND_RECEIPT = _SalesForm(
    name="RefundReceipt",
    fields={
        **_FORM,
        **_RECEIPT,
        # The page lists CustomerRef without a star for this entity.
        "CustomerRef": reference("Customer"),
        "DepositToAccountRef": reference("Account", account_types=DEPOSIT_TYPES, required=True),
    },
)
CREDIT_MEMO = _SalesForm(
    name="CreditMemo",
    read_only=_SalesForm.read_only | {"RemainingCredit"},
    fields={
        **_FORM,
        "SalesTermRef": reference("Term"),
        "InvoiceRef": reference("Invoice"),
    },
)
PAYMENT = Transaction(
    name="Payment",
    operations=VOIDABLE,
    voided_by=frozenset({VOID_OPERATION, VOID_INCLUDE}),
    announces="cudve",
    read_only=frozenset({"UnappliedAmt", "Balance", "LinkedTxn"}),
    filterable=ALWAYS_FILTERABLE | {"TxnDate", "CustomerRef", "TotalAmt", "PaymentRefNum", "PrivateNote"},
    steps=("date_transaction", "undeposited", "settle"),
    fields={
        **TRANSACTION_FIELDS,
        "CustomerRef": reference("Customer", required=True),
        "TotalAmt": Field(shape="money", required=True),
        "Line": listing(PAYMENT_LINE),
        "PaymentRefNum": text(21),
        "PaymentMethodRef": reference("PaymentMethod"),
        "DepositToAccountRef": reference("Account", account_types=DEPOSIT_TYPES),
        "ARAccountRef": reference("Account", account_types=RECEIVABLE_TYPES),
        "ProcessPayment": BOOLEAN,
        "CreditCardPayment": ANYTHING,
    },
)

SALES = (INVOICE, SALES_RECEIPT, REFUND_RECEIPT, CREDIT_MEMO, PAYMENT)
