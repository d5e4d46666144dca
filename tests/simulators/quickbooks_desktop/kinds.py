"""The kinds of list entries and of transactions, and in what they differ."""

from dataclasses import dataclass

NAMES = ("Vendor", "Customer", "Employee", "OtherName")
ITEMS = (
    "ItemService",
    "ItemNonInventory",
    "ItemOtherCharge",
    "ItemInventory",
    "ItemInventoryAssembly",
    "ItemFixedAsset",
    "ItemSubtotal",
    "ItemDiscount",
    "ItemPayment",
    "ItemSalesTax",
    "ItemSalesTaxGroup",
    "ItemGroup",
)
TERMS = ("StandardTerms", "DateDrivenTerms")
MIXED = {"Item": ITEMS, "Terms": TERMS}
"""Queries that answer with several kinds."""
NESTED = {"Customer", "Account", "Class", *ITEMS} - {
    "ItemSubtotal",
    "ItemSalesTax",
    "ItemSalesTaxGroup",
    "ItemPayment",
    "ItemGroup",
}
LISTS = (
    *NAMES,
    *ITEMS,
    *TERMS,
    *("Account", "Class", "SalesTaxCode", "PaymentMethod", "CustomerMsg", "CustomerType", "JobType", "PriceLevel"),
    *("SalesRep", "ShipMethod", "Template", "VendorType"),
)


def family(entity: str) -> str:
    """Return the list within which names of ``entity`` are unique."""
    for name, kinds in (("Name", NAMES), ("Item", ITEMS), ("Terms", TERMS)):
        if entity in kinds:
            return name
    return entity


@dataclass(frozen=True, slots=True)
class TxnKind:
    """A kind of transaction.

    Attributes:
        entity: Its name.
        party: The field that names the vendor or customer.
        control: The field of the payables or receivables account, or "".
        money: The field of the account that money moves through, or "".
        lines: The stems of its lines: ExpenseLine and so on.
        total: The returned field of its whole amount.
        credit: Whether it lessens what is owed (so that its lines count the other way).
        numbered: Whether QuickBooks gives it the next number if it comes without one.
    """

    entity: str
    party: str
    control: str = ""
    money: str = ""
    lines: tuple[str, ...] = ()
    total: str = ""
    credit: bool = False
    numbered: bool = False

    @property
    def sale(self) -> bool:
        """Whether it has lines that are sold, with sales tax."""
        return bool(self.lines) and self.lines[0] not in _PURCHASES

    @property
    def pays(self) -> bool:
        """Whether it settles other transactions through AppliedToTxn."""
        return self.entity in {"BillPaymentCheck", "BillPaymentCreditCard", "ReceivePayment"}


_PURCHASES = ("ExpenseLine", "ItemLine")
TXN_KINDS = {
    kind.entity: kind
    for kind in (
        TxnKind("Bill", "VendorRef", "APAccountRef", lines=_PURCHASES, total="AmountDue"),
        TxnKind("VendorCredit", "VendorRef", "APAccountRef", lines=_PURCHASES, total="CreditAmount", credit=True),
        TxnKind("BillPaymentCheck", "PayeeEntityRef", "APAccountRef", "BankAccountRef", total="Amount"),
        TxnKind("BillPaymentCreditCard", "PayeeEntityRef", "APAccountRef", "CreditCardAccountRef", total="Amount"),
        TxnKind("Check", "PayeeEntityRef", money="AccountRef", lines=_PURCHASES, total="Amount"),
        TxnKind("CreditCardCharge", "PayeeEntityRef", money="AccountRef", lines=_PURCHASES, total="Amount"),
        TxnKind("Invoice", "CustomerRef", "ARAccountRef", lines=("InvoiceLine",), numbered=True),
        TxnKind(
            "CreditMemo",
            "CustomerRef",
            "ARAccountRef",
            lines=("CreditMemoLine",),
            total="TotalAmount",
            credit=True,
            numbered=True,
        ),
        TxnKind(
            "SalesReceipt",
            "CustomerRef",
            money="DepositToAccountRef",
            lines=("SalesReceiptLine",),
            total="TotalAmount",
            numbered=True,
        ),
        TxnKind("ReceivePayment", "CustomerRef", "ARAccountRef", "DepositToAccountRef", total="TotalAmount"),
        TxnKind("ARRefundCreditCard", "CustomerRef", "ARAccountRef", "RefundFromAccountRef", total="TotalAmount"),
    )
}
