"""The schema of queries, deletions and voids, in the notation of `notation` (source: qbXML 13.0, US edition)."""

from __future__ import annotations

from typing import Final

from .blocks_of_lists import ACCOUNT_TYPE

_RETURNED: Final = "IncludeRetElement{50}[]"
_OWNERS: Final = "OwnerID:guid[]"
_CURRENCY: Final = "CurrencyFilter:ReferencesFilter"


def _query_of_list(more: str = "", *, owners: bool = False) -> str:
    return (
        "(ListID:id[] | FullName[] | MaxReturned:integer ActiveStatus<ActiveOnly|InactiveOnly|All>"
        " FromModifiedDate:datetime ToModifiedDate:datetime"
        f" (NameFilter:NameFilter | NameRangeFilter:NameRangeFilter) {more}) {_RETURNED} {_OWNERS if owners else ''}"
    )


def _query_of_transactions(*, paid: bool = False, linked: bool = True, lines: bool = True) -> str:
    return (
        "(TxnID:id[] | RefNumber[] | RefNumberCaseSensitive[] | MaxReturned:integer"
        " (ModifiedDateRangeFilter:ModifiedDateRangeFilter | TxnDateRangeFilter:TxnDateRangeFilter)"
        " EntityFilter:TreeFilter AccountFilter:TreeFilter"
        " (RefNumberFilter:RefNumberFilter | RefNumberRangeFilter:RefNumberRangeFilter)"
        f" {_CURRENCY} {'PaidStatus<All|PaidOnly|NotPaidOnly>' if paid else ''})"
        f" {'IncludeLineItems:bool' if lines else ''} {'IncludeLinkedTxns:bool' if linked else ''}"
        f" {_RETURNED} {_OWNERS}"
    )


_FILTERS: Final = {
    "NameFilter": "MatchCriterion<StartsWith|Contains|EndsWith>* Name*",
    "NameRangeFilter": "FromName ToName",
    "RefNumberFilter": "MatchCriterion<StartsWith|Contains|EndsWith>* RefNumber*",
    "RefNumberRangeFilter": "FromRefNumber ToRefNumber",
    "ModifiedDateRangeFilter": "FromModifiedDate:datetime ToModifiedDate:datetime",
    "TxnDateRangeFilter": "(FromTxnDate:date ToTxnDate:date | DateMacro)",
    "DeletedDateRangeFilter": "FromDeletedDate:datetime ToDeletedDate:datetime",
    "TotalBalanceFilter": "Operator<LessThan|LessThanEqual|Equal|GreaterThan|GreaterThanEqual>* Amount:amount*",
    "ReferencesFilter": "(ListID:id[] | FullName[])",
    "TreeFilter": "(ListID:id[] | FullName[] | ListIDWithChildren:id | FullNameWithChildren)",
}

_PARTY_FILTERS: Final = f"TotalBalanceFilter:TotalBalanceFilter {_CURRENCY} ClassFilter:TreeFilter"

_LISTS: Final = {
    "VendorQueryRq": _query_of_list(_PARTY_FILTERS, owners=True),
    "CustomerQueryRq": _query_of_list(_PARTY_FILTERS, owners=True),
    "AccountQueryRq": _query_of_list(f"{ACCOUNT_TYPE}[] {_CURRENCY}", owners=True),
    "PaymentMethodQueryRq": _query_of_list("PaymentMethodType[]"),
    **{f"{name}QueryRq": _query_of_list() for name in ("StandardTerms", "Terms", "SalesTaxCode", "Class")},
    **{
        f"Item{name}QueryRq": _query_of_list(owners=True)
        for name in ("", "Service", "NonInventory", "OtherCharge", "Inventory", "SalesTax", "Discount")
    },
}

_TRANSACTIONS: Final = {
    "BillQueryRq": _query_of_transactions(paid=True),
    "InvoiceQueryRq": _query_of_transactions(paid=True),
    "ReceivePaymentQueryRq": _query_of_transactions(linked=False),
    "BillPaymentCheckQueryRq": _query_of_transactions(linked=False),
    "BillPaymentCreditCardQueryRq": _query_of_transactions(linked=False),
    **{
        f"{name}QueryRq": _query_of_transactions()
        for name in ("VendorCredit", "Check", "CreditMemo", "CreditCardCharge", "SalesReceipt")
    },
    "ARRefundCreditCardQueryRq": _query_of_transactions(linked=False, lines=False),
}

_VOIDED: Final = (
    "ARRefundCreditCard|Bill|BillPaymentCheck|BillPaymentCreditCard|Charge|Check|CreditCardCharge|CreditCardCredit"
    "|CreditMemo|Deposit|InventoryAdjustment|Invoice|ItemReceipt|JournalEntry|SalesReceipt|VendorCredit"
)
_DELETED: Final = (
    f"{_VOIDED}|BuildAssembly|Estimate|PurchaseOrder|ReceivePayment|SalesOrder|SalesTaxPaymentCheck|TimeTracking"
    "|TransferInventory|VehicleMileage"
)
_OF_LISTS: Final = (
    "Account|BillingRate|Class|Currency|Customer|CustomerMsg|CustomerType|DateDrivenTerms|Employee|InventorySite"
    "|ItemDiscount|ItemFixedAsset|ItemGroup|ItemInventory|ItemInventoryAssembly|ItemNonInventory|ItemOtherCharge"
    "|ItemPayment|ItemSalesTax|ItemSalesTaxGroup|ItemService|ItemSubtotal|JobType|OtherName|PaymentMethod|PriceLevel"
    "|SalesRep|SalesTaxCode|ShipMethod|StandardTerms|ToDo|UnitOfMeasureSet|Vehicle|Vendor|VendorType"
)
_DELETED_BETWEEN: Final = f"DeletedDateRangeFilter:DeletedDateRangeFilter {_RETURNED}"

_OTHERS: Final = {
    "HostQueryRq": _RETURNED,
    "CompanyQueryRq": f"{_RETURNED} {_OWNERS}",
    "PreferencesQueryRq": _RETURNED,
    "TxnDeletedQueryRq": f"TxnDelType<{_DELETED}>[]* {_DELETED_BETWEEN}",
    "ListDeletedQueryRq": f"ListDelType<{_OF_LISTS}>[]* {_DELETED_BETWEEN}",
    "TxnVoidRq": f"TxnVoidType<{_VOIDED}>* TxnID:id*",
    "TxnDelRq": f"TxnDelType<{_DELETED}>* TxnID:id*",
    "ListDelRq": f"ListDelType<{_OF_LISTS}>* ListID:id*",
}

BLOCKS: Final = {**_FILTERS, **_LISTS, **_TRANSACTIONS, **_OTHERS}

ITERATED: Final = frozenset(
    {kind for kind in _LISTS if kind.startswith("Item")} | {"VendorQueryRq", "CustomerQueryRq"} | _TRANSACTIONS.keys()
)
"""The queries that can be read a page at a time."""
