"""The schema of transactions, in the notation of `notation` (source: qbXML 13.0, US edition)."""

from __future__ import annotations

from typing import Final

_KNOWN: Final = "TxnID:id* EditSequence{16}*"
_RATE: Final = "ExchangeRate:rate"
_NEW: Final = "ExchangeRate:rate ExternalGUID:guid"
_BILLABLE: Final = "BillableStatus<Billable|NotBillable|HasBeenBilled>"
_SITE: Final = "InventorySiteRef~31 InventorySiteLocationRef~31 (SerialNumber{4095} | LotNumber{40})"

_EXPENSE_LINE: Final = (
    f"AccountRef~159 Amount:amount Memo{{4095}} CustomerRef~209 ClassRef~159 {_BILLABLE} SalesRepRef~5"
)
_ITEM_LINE: Final = (
    f"ItemRef~ {_SITE} Desc{{4095}} Quantity:quantity UnitOfMeasure{{31}} Cost:quantity Amount:amount CustomerRef~209"
    f" ClassRef~159 {_BILLABLE} OverrideItemAccountRef~159"
)
_SALES_LINE: Final = (
    "ItemRef~ Desc{4095} Quantity:quantity UnitOfMeasure{31} (Rate:quantity | RatePercent:quantity | PriceLevelRef~31)"
    " ClassRef~159 Amount:amount OptionForPriceRuleConflict<Zero|BasePrice>"
    f" {_SITE} ServiceDate:date SalesTaxCodeRef~3 OverrideItemAccountRef~159 Other1{{29}} Other2{{29}}"
)
_LINES: Final = "ExpenseLineAdd:ExpenseLineAdd[] (ItemLineAdd:ItemLineAdd | ItemGroupLineAdd:ItemGroupLineAdd)[]"
_LINES_OF_MOD: Final = (
    "ClearExpenseLines:bool ExpenseLineMod:ExpenseLineMod[] ClearItemLines:bool"
    " (ItemLineMod:ItemLineMod | ItemGroupLineMod:ItemGroupLineMod)[]"
)
_APPLIED: Final = (
    "TxnID:id* PaymentAmount:amount SetCredit:SetCredit[] DiscountAmount:amount DiscountAccountRef~159"
    " DiscountClassRef~159"
)

_PARTS: Final = {
    "DataExt": "OwnerID:guid* DataExtName{31}* DataExtValue*",
    "LinkToTxn": "TxnID:id* TxnLineID:id*",
    "SetCredit": "CreditTxnID:id* AppliedAmount:amount* Override:bool",
    "ExpenseLineAdd": f"{_EXPENSE_LINE} DataExt:DataExt[]",
    "ExpenseLineMod": f"TxnLineID:id* {_EXPENSE_LINE}",
    "ItemLineAdd": f"{_ITEM_LINE} LinkToTxn:LinkToTxn SalesRepRef~5 DataExt:DataExt[]",
    "ItemLineMod": f"TxnLineID:id* {_ITEM_LINE} SalesRepRef~5",
    "ItemGroupLineAdd": (
        "ItemGroupRef~31* Quantity:quantity UnitOfMeasure{31} InventorySiteRef~31 InventorySiteLocationRef~31"
        " DataExt:DataExt[]"
    ),
    "ItemGroupLineMod": "TxnLineID:id* ItemGroupRef~31 Quantity:quantity UnitOfMeasure{31} ItemLineMod:ItemLineMod[]",
    "InvoiceLineAdd": f"{_SALES_LINE} LinkToTxn:LinkToTxn DataExt:DataExt[]",
    "InvoiceLineMod": f"TxnLineID:id* {_SALES_LINE}",
    "InvoiceLineGroupAdd": "ItemGroupRef~31* Quantity:quantity UnitOfMeasure{31} DataExt:DataExt[]",
    "InvoiceLineGroupMod": (
        "TxnLineID:id* ItemGroupRef~31 Quantity:quantity UnitOfMeasure{31} InvoiceLineMod:InvoiceLineMod[]"
    ),
    "CreditMemoLineAdd": f"{_SALES_LINE} DataExt:DataExt[]",
    "CreditMemoLineMod": f"TxnLineID:id* {_SALES_LINE}",
    "SalesReceiptLineAdd": f"{_SALES_LINE} DataExt:DataExt[]",
    "AppliedToTxnAdd": _APPLIED,
    "AppliedToTxnMod": _APPLIED,
    "ApplyCheckToTxnAdd": "TxnID:id* Amount:amount",
    "ApplyCheckToTxnMod": "TxnID:id* Amount:amount",
    "RefundAppliedToTxnAdd": "TxnID:id* RefundAmount:amount*",
}

_BILL_START: Final = (
    "VendorAddress:Address APAccountRef~159 TxnDate:date DueDate:date RefNumber{20} TermsRef~31 Memo{4095}"
)
_VENDOR_CREDIT: Final = "APAccountRef~159 TxnDate:date RefNumber{20} Memo{4095}"
_CHECK: Final = "PayeeEntityRef~209 RefNumber{11} TxnDate:date Memo{4095} Address:Address IsToBePrinted:bool"
_CARD: Final = "PayeeEntityRef~209 TxnDate:date RefNumber{11} Memo{4095}"
_PAID_TO: Final = "PayeeEntityRef~209* APAccountRef~159 TxnDate:date"

_PURCHASES: Final = {
    "BillAdd": f"VendorRef~41* {_BILL_START} {_NEW} LinkToTxnID:id[] {_LINES}",
    "BillMod": f"{_KNOWN} VendorRef~41 {_BILL_START} {_RATE} {_LINES_OF_MOD}",
    "VendorCreditAdd": f"VendorRef~41* {_VENDOR_CREDIT} {_NEW} {_LINES}",
    "VendorCreditMod": f"{_KNOWN} VendorRef~41 {_VENDOR_CREDIT} {_RATE} {_LINES_OF_MOD}",
    "BillPaymentCheckAdd": (
        f"{_PAID_TO} BankAccountRef~159* (IsToBePrinted:bool | RefNumber{{11}})* Memo{{4095}} {_NEW}"
        " AppliedToTxnAdd:AppliedToTxnAdd[]*"
    ),
    "BillPaymentCheckMod": (
        f"{_KNOWN} TxnDate:date BankAccountRef~159 Amount:amount {_RATE} (IsToBePrinted:bool | RefNumber{{11}})"
        " Memo{4095} AppliedToTxnMod:AppliedToTxnMod[]"
    ),
    "BillPaymentCreditCardAdd": (
        f"{_PAID_TO} CreditCardAccountRef~159* RefNumber{{11}} Memo{{4095}} {_NEW} AppliedToTxnAdd:AppliedToTxnAdd[]*"
    ),
    "CheckAdd": f"AccountRef~159* {_CHECK} {_NEW} ApplyCheckToTxnAdd:ApplyCheckToTxnAdd[] {_LINES}",
    "CheckMod": (f"{_KNOWN} AccountRef~159 {_CHECK} {_RATE} ApplyCheckToTxnMod:ApplyCheckToTxnMod[] {_LINES_OF_MOD}"),
    "CreditCardChargeAdd": f"AccountRef~159* {_CARD} {_NEW} {_LINES}",
    "CreditCardChargeMod": f"{_KNOWN} AccountRef~159 {_CARD} {_RATE} {_LINES_OF_MOD}",
}

_ORDERED: Final = (
    "PONumber{25} TermsRef~31 DueDate:date SalesRepRef~5 FOB{13} ShipDate:date ShipMethodRef~15 ItemSalesTaxRef~31"
    " Memo{4095} CustomerMsgRef~101 IsToBePrinted:bool IsToBeEmailed:bool CustomerSalesTaxCodeRef~3 Other{29}"
)
_SOLD: Final = (
    "ClassRef~159 ARAccountRef~159 TemplateRef~31 TxnDate:date RefNumber{11} BillAddress:Address ShipAddress:Address"
    " IsPending:bool"
)
_RECEIVED: Final = (
    "ARAccountRef~159 TxnDate:date RefNumber{20} TotalAmount:amount ExchangeRate:rate PaymentMethodRef~31"
)

_SALES: Final = {
    "InvoiceAdd": (
        f"CustomerRef~209* {_SOLD} IsFinanceCharge:bool {_ORDERED} {_NEW} LinkToTxnID:id[] SetCredit:SetCredit[]"
        " (InvoiceLineAdd:InvoiceLineAdd | InvoiceLineGroupAdd:InvoiceLineGroupAdd)[]"
    ),
    "InvoiceMod": (
        f"{_KNOWN} CustomerRef~209 {_SOLD} {_ORDERED} {_RATE} SetCredit:SetCredit[]"
        " (InvoiceLineMod:InvoiceLineMod | InvoiceLineGroupMod:InvoiceLineGroupMod)[]"
    ),
    "CreditMemoAdd": f"CustomerRef~209* {_SOLD} {_ORDERED} {_NEW} CreditMemoLineAdd:CreditMemoLineAdd[]",
    "CreditMemoMod": f"{_KNOWN} CustomerRef~209 {_SOLD} {_ORDERED} {_RATE} CreditMemoLineMod:CreditMemoLineMod[]",
    "ReceivePaymentAdd": (
        f"CustomerRef~209* {_RECEIVED} Memo{{4095}} DepositToAccountRef~159 ExternalGUID:guid"
        " (IsAutoApply:bool | AppliedToTxnAdd:AppliedToTxnAdd[])*"
    ),
    "ReceivePaymentMod": (
        f"{_KNOWN} CustomerRef~209 {_RECEIVED} Memo{{4095}} DepositToAccountRef~159 AppliedToTxnMod:AppliedToTxnMod[]"
    ),
    "SalesReceiptAdd": (
        "CustomerRef~209 ClassRef~159 TemplateRef~31 TxnDate:date RefNumber{11} BillAddress:Address ShipAddress:Address"
        " IsPending:bool CheckNumber{25} PaymentMethodRef~31 DueDate:date SalesRepRef~5 ShipDate:date ShipMethodRef~15"
        " FOB{13} ItemSalesTaxRef~31 Memo{4095} CustomerMsgRef~101 IsToBePrinted:bool IsToBeEmailed:bool"
        f" CustomerSalesTaxCodeRef~3 DepositToAccountRef~159 Other{{29}} {_NEW}"
        " SalesReceiptLineAdd:SalesReceiptLineAdd[]"
    ),
    "ARRefundCreditCardAdd": (
        "CustomerRef~209* RefundFromAccountRef~159 ARAccountRef~159 TxnDate:date RefNumber{11} Address:Address"
        f" PaymentMethodRef~31 Memo{{4095}} {_NEW} RefundAppliedToTxnAdd:RefundAppliedToTxnAdd[]*"
    ),
}

BLOCKS: Final = {**_PARTS, **_PURCHASES, **_SALES}

WRITTEN: Final = frozenset(_PURCHASES.keys() | _SALES.keys())
"""The blocks that are written by a request of their own."""
