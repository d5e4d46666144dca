"""The entities of QuickBooks Online that we carry, and the others that its messages name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bookbridge.domain.records import EntityType


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity: its name, the field people know it by, and whether its records are made inactive, never deleted."""

    name: str
    title_field: str
    is_list: bool = False


ENTITIES: Final[dict[EntityType, Entity]] = {
    "account": Entity("Account", "Name", is_list=True),
    "term": Entity("Term", "Name", is_list=True),
    "customer": Entity("Customer", "DisplayName", is_list=True),
    "vendor": Entity("Vendor", "DisplayName", is_list=True),
    "item": Entity("Item", "Name", is_list=True),
    "invoice": Entity("Invoice", "DocNumber"),
    "bill": Entity("Bill", "DocNumber"),
    "payment": Entity("Payment", "PaymentRefNum"),
}
"""What we read and write, by our own name for it."""

TYPES: Final[dict[str, EntityType]] = {entity.name: entity_type for entity_type, entity in ENTITIES.items()}
"""Our name by theirs."""

PAGES: Final = {
    "Account": "register?accountId=",
    "Bill": "bill?txnId=",
    "BillPayment": "billpayment?txnId=",
    "CreditMemo": "creditmemo?txnId=",
    "Customer": "customerdetail?nameId=",
    "Invoice": "invoice?txnId=",
    "JournalEntry": "journal?txnId=",
    "Payment": "recvpayment?txnId=",
    "Purchase": "expense?txnId=",
    "RefundReceipt": "refundreceipt?txnId=",
    "SalesReceipt": "salesreceipt?txnId=",
    "Vendor": "vendordetail?nameId=",
    "VendorCredit": "vendorcredit?txnId=",
}
"""The pages of the web application that show one record; entities that have none are missing."""
