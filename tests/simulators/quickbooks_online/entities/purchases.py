"""Bill, VendorCredit, BillPayment and Purchase."""

from .schema import (
    ADDRESS,
    ALWAYS_FILTERABLE,
    ANYTHING,
    BANK_TYPES,
    BOOLEAN,
    CARD_TYPES,
    DATE,
    LINE_FIELDS,
    MONEY,
    NUMBER,
    PAYABLE_TYPES,
    PAYMENT_LINE,
    TAX_CODE,
    TRANSACTION_FIELDS,
    TRANSACTION_READ_ONLY,
    VOID_INCLUDE,
    VOIDABLE,
    Field,
    Transaction,
    choice,
    listing,
    reference,
    structure,
    text,
)

_BILLABLE: dict[str, Field] = {
    "TaxCodeRef": TAX_CODE,
    "CustomerRef": reference("Customer"),
    "ClassRef": reference("Class"),
    "BillableStatus": choice("Billable", "NotBillable", "HasBeenBilled"),
}
_EXPENSE_LINE: dict[str, Field] = {
    **LINE_FIELDS,
    "DetailType": choice("AccountBasedExpenseLineDetail", "ItemBasedExpenseLineDetail", required=True),
    "AccountBasedExpenseLineDetail": structure(
        {
            **_BILLABLE,
            "AccountRef": reference("Account", required=True),
            "TaxAmount": MONEY,
            "TaxInclusiveAmt": MONEY,
        }
    ),
    "ItemBasedExpenseLineDetail": structure(
        {
            **_BILLABLE,
            "ItemRef": reference("Item"),
            "Qty": NUMBER,
            "UnitPrice": NUMBER,
        }
    ),
}
_LINES = listing(_EXPENSE_LINE, required=True)
_PAYABLE = reference("Account", account_types=PAYABLE_TYPES)
_FILTERABLE = ALWAYS_FILTERABLE | {"DocNumber", "TxnDate", "TotalAmt", "PrivateNote"}
_STEPS = ("date_transaction", "expense_lines", "total_expense_form")

BILL = Transaction(
    name="Bill",
    numbers="purchases",
    announces="cud",
    read_only=TRANSACTION_READ_ONLY | {"LinkedTxn", "VendorAddr"},
    filterable=_FILTERABLE | {"DueDate", "VendorRef", "APAccountRef", "Balance"},
    steps=(*_STEPS, "payable_account", "due_date"),
    fields={
        **TRANSACTION_FIELDS,
        "VendorRef": reference("Vendor", required=True),
        "Line": _LINES,
        "DueDate": DATE,
        "DocNumber": text(21),
        "SalesTermRef": reference("Term"),
        "APAccountRef": _PAYABLE,
    },
)
VENDOR_CREDIT = Transaction(
    name="VendorCredit",
    numbers="purchases",
    announces="cud",
    read_only=TRANSACTION_READ_ONLY | {"LinkedTxn", "VendorAddr"},
    filterable=_FILTERABLE | {"VendorRef", "Balance"},
    steps=(*_STEPS, "payable_account"),
    fields={
        **TRANSACTION_FIELDS,
        "VendorRef": reference("Vendor", required=True),
        "Line": _LINES,
        "DocNumber": text(21),
        "APAccountRef": _PAYABLE,
    },
)
BILL_PAYMENT = Transaction(
    name="BillPayment",
    operations=VOIDABLE,
    voided_by=frozenset({VOID_INCLUDE}),
    numbers="purchases",
    announces="cudv",
    read_only=frozenset({"Balance", "LinkedTxn"}),
    filterable=_FILTERABLE | {"VendorRef", "APAccountRef"},
    steps=("date_transaction", "pay_type", "settle"),
    fields={
        **TRANSACTION_FIELDS,
        "VendorRef": reference("Vendor", required=True),
        "TotalAmt": Field(shape="money", required=True),
        "PayType": choice("Check", "CreditCard", required=True),
        "Line": listing(PAYMENT_LINE, required=True),
        "CheckPayment": structure(
            {
                "BankAccountRef": reference("Account", account_types=BANK_TYPES, required=True),
                "PrintStatus": choice("NotSet", "NeedToPrint", "PrintComplete"),
            }
        ),
        "CreditCardPayment": structure({"CCAccountRef": reference("Account", account_types=CARD_TYPES, required=True)}),
        "DocNumber": text(21),
        "APAccountRef": _PAYABLE,
        "ProcessBillPayment": BOOLEAN,
    },
)
PURCHASE = Transaction(
    name="Purchase",
    numbers="purchases",
    announces="cudv",
    read_only=TRANSACTION_READ_ONLY | {"LinkedTxn", "PurchaseEx"},
    filterable=_FILTERABLE | {"PaymentType", "AccountRef", "EntityRef"},
    steps=(*_STEPS, "paying_account"),
    fields={
        **TRANSACTION_FIELDS,
        "AccountRef": reference("Account", required=True),
        "PaymentType": choice("Cash", "Check", "CreditCard", required=True),
        "Line": _LINES,
        "EntityRef": reference("Vendor", "Customer", "Employee"),
        "DocNumber": text(21),
        "Credit": BOOLEAN,
        "PaymentMethodRef": reference("PaymentMethod"),
        "PrintStatus": choice("NotSet", "NeedToPrint", "PrintComplete"),
        "RemitToAddr": ADDRESS,
        "CustomField": ANYTHING,
    },
)

PURCHASES = (BILL, VENDOR_CREDIT, BILL_PAYMENT, PURCHASE)
