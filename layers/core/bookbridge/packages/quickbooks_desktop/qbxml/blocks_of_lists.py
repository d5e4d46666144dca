"""The schema of entries of lists, in the notation of `notation` (source: qbXML 13.0, US edition)."""

from __future__ import annotations

from typing import Final

_PERSON: Final = "Salutation{15} FirstName{25} MiddleName{5} LastName{25} JobTitle{41}"
_REACHED: Final = (
    "Phone{21} AltPhone{21} Fax{21} Email{1023} Cc{1023} Contact{41} AltContact{41}"
    " AdditionalContactRef:AdditionalContactRef[]"
)

_VENDOR_START: Final = (
    f"IsActive:bool ClassRef~159 CompanyName{{41}} {_PERSON} VendorAddress:Address ShipAddress:Address {_REACHED}"
)
_VENDOR_MIDDLE: Final = (
    "VendorTypeRef~159 TermsRef~31 CreditLimit:amount VendorTaxIdent{15} IsVendorEligibleFor1099:bool"
)
_VENDOR_END: Final = "PrefillAccountRef~159[] CurrencyRef~64"
_CUSTOMER_START: Final = (
    f"IsActive:bool ClassRef~159 ParentRef~209 CompanyName{{41}} {_PERSON} BillAddress:Address ShipAddress:Address"
    f" ShipToAddress:ShipToAddress[] {_REACHED}"
)
_CUSTOMER_REFS: Final = "CustomerTypeRef~159 TermsRef~31 SalesRepRef~5"
_CUSTOMER_MIDDLE: Final = (
    "SalesTaxCodeRef~3 ItemSalesTaxRef~31 ResaleNumber{15} AccountNumber{99} CreditLimit:amount"
    " PreferredPaymentMethodRef~31 CreditCardInfo:CreditCardInfo"
    " JobStatus<Awarded|Closed|InProgress|None|NotAwarded|Pending> JobStartDate:date JobProjectedEndDate:date"
    " JobEndDate:date JobDesc{99} JobTypeRef~159 Notes{4095}"
)
_OPENING: Final = "OpenBalance:amount OpenBalanceDate:date"

ACCOUNT_TYPE: Final = (
    "AccountType<AccountsPayable|AccountsReceivable|Bank|CostOfGoodsSold|CreditCard|Equity|Expense|FixedAsset|Income"
    "|LongTermLiability|NonPosting|OtherAsset|OtherCurrentAsset|OtherCurrentLiability|OtherExpense|OtherIncome>"
)
_ACCOUNT_END: Final = f"AccountNumber{{7}} BankNumber{{25}} Desc{{200}} {_OPENING} TaxLineID:integer CurrencyRef~64"
_KNOWN: Final = "ListID:id* EditSequence{16}*"

_PARTS: Final = {
    "Address": (
        "Addr1{41} Addr2{41} Addr3{41} Addr4{41} Addr5{41} City{31} State{21} PostalCode{13} Country{31} Note{41}"
    ),
    "ShipToAddress": (
        "Name{41}* Addr1{41} Addr2{41} Addr3{41} Addr4{41} Addr5{41} City{31} State{21} PostalCode{13} Country{31}"
        " Note{41} DefaultShipTo:bool"
    ),
    "AdditionalContactRef": "ContactName{40}* ContactValue{255}*",
    "Contacts": (
        "Salutation{15} FirstName{25}* MiddleName{5} LastName{25} JobTitle{41}"
        " AdditionalContactRef:AdditionalContactRef[]"
    ),
    "ContactsMod": (
        "ListID:id* EditSequence{16}* Salutation{15} FirstName{25} MiddleName{5} LastName{25} JobTitle{41}"
        " AdditionalContactRef:AdditionalContactRef[]"
    ),
    "AdditionalNotes": "Note{4095}*",
    "AdditionalNotesMod": "NoteID:integer* Note{4095}*",
    "CreditCardInfo": (
        "CreditCardNumber{25} ExpirationMonth:integer ExpirationYear:integer NameOnCard{41} CreditCardAddress{41}"
        " CreditCardPostalCode{41}"
    ),
    "BarCode": "BarCodeValue{50} AssignEvenIfUsed:bool AllowOverride:bool",
}

_ENTRIES: Final = {
    "VendorAdd": (
        f"Name{{41}}* {_VENDOR_START} Contacts:Contacts[] NameOnCheck{{41}} AccountNumber{{99}} Notes{{4095}}"
        f" AdditionalNotes:AdditionalNotes[] {_VENDOR_MIDDLE} {_OPENING} BillingRateRef~31"
        f" ExternalGUID:guid {_VENDOR_END}"
    ),
    "VendorMod": (
        f"{_KNOWN} Name{{41}} {_VENDOR_START} ContactsMod:ContactsMod[] NameOnCheck{{41}} AccountNumber{{99}}"
        f" Notes{{4095}} AdditionalNotesMod:AdditionalNotesMod[] {_VENDOR_MIDDLE} BillingRateRef~31 {_VENDOR_END}"
    ),
    "CustomerAdd": (
        f"Name{{41}}* {_CUSTOMER_START} Contacts:Contacts[] {_CUSTOMER_REFS} {_OPENING} {_CUSTOMER_MIDDLE}"
        " AdditionalNotes:AdditionalNotes[] PreferredDeliveryMethod<None|Email|Fax> PriceLevelRef~31"
        " ExternalGUID:guid CurrencyRef~64"
    ),
    "CustomerMod": (
        f"{_KNOWN} Name{{41}} {_CUSTOMER_START} ContactsMod:ContactsMod[] {_CUSTOMER_REFS} {_CUSTOMER_MIDDLE}"
        " AdditionalNotesMod:AdditionalNotesMod[] PreferredDeliveryMethod<None|Email|Fax> PriceLevelRef~31"
        " CurrencyRef~64"
    ),
    "StandardTermsAdd": ("Name{31}* IsActive:bool StdDueDays:integer StdDiscountDays:integer DiscountPct:quantity"),
    "DateDrivenTermsAdd": (
        "Name{31}* IsActive:bool DayOfMonthDue:integer* DueNextMonthDays:integer DiscountDayOfMonth:integer"
        " DiscountPct:quantity"
    ),
    "AccountAdd": f"Name{{31}}* IsActive:bool ParentRef~159 {ACCOUNT_TYPE}* {_ACCOUNT_END}",
    "AccountMod": f"{_KNOWN} Name{{31}} IsActive:bool ParentRef~159 {ACCOUNT_TYPE} {_ACCOUNT_END}",
    "ClassAdd": "Name{31}* IsActive:bool ParentRef~159",
    "ClassMod": f"{_KNOWN} Name{{31}} IsActive:bool ParentRef~159",
    "PaymentMethodAdd": "Name{31}* IsActive:bool PaymentMethodType",
}

_SALES_OR_PURCHASE: Final = "Desc{4095} (Price:quantity | PricePercent:quantity) AccountRef~159"


def _item(more: str = "", units: str = "", *, mod: bool = False) -> str:
    force = "ForceUOMChange:bool" if mod and units else ""
    suffix = "Mod" if mod else ""
    return (
        f"{_KNOWN if mod else ''} Name{{31}}{'' if mod else '*'} BarCode:BarCode IsActive:bool ClassRef~159"
        f" ParentRef~209 {more} {units} {force} SalesTaxCodeRef~3"
        f" (SalesOrPurchase{suffix}:SalesOrPurchase{suffix} | SalesAndPurchase{suffix}:SalesAndPurchase{suffix})"
        f" {'' if mod else 'ExternalGUID:guid'}"
    )


_UNITS: Final = "UnitOfMeasureSetRef~31"
_PART_NUMBER: Final = "ManufacturerPartNumber{31}"

_SALES_AND_PURCHASES: Final = {
    "SalesOrPurchase": _SALES_OR_PURCHASE,
    "SalesOrPurchaseMod": f"{_SALES_OR_PURCHASE} ApplyAccountRefToExistingTxns:bool",
    "SalesAndPurchase": (
        "SalesDesc{4095} SalesPrice:quantity IncomeAccountRef~159 PurchaseDesc{4095} PurchaseCost:quantity"
        " ExpenseAccountRef~159 PrefVendorRef~41"
    ),
    "SalesAndPurchaseMod": (
        "SalesDesc{4095} SalesPrice:quantity IncomeAccountRef~159 ApplyIncomeAccountRefToExistingTxns:bool"
        " PurchaseDesc{4095} PurchaseCost:quantity ExpenseAccountRef~159 ApplyExpenseAccountRefToExistingTxns:bool"
        " PrefVendorRef~41"
    ),
}

_ITEMS: Final = {
    "ItemServiceAdd": _item(units=_UNITS),
    "ItemServiceMod": _item(units=_UNITS, mod=True),
    "ItemNonInventoryAdd": _item(_PART_NUMBER, _UNITS),
    "ItemNonInventoryMod": _item(_PART_NUMBER, _UNITS, mod=True),
    "ItemOtherChargeAdd": _item(),
    "ItemOtherChargeMod": _item(mod=True),
}

BLOCKS: Final = {**_PARTS, **_SALES_AND_PURCHASES, **_ENTRIES, **_ITEMS}

WRITTEN: Final = frozenset(_ENTRIES.keys() | _ITEMS.keys())
"""The blocks that are written by a request of their own."""
