"""The entities of QuickBooks Online that we carry, and the others that its messages name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bookbridge.domain.records import EntityType


@dataclass(frozen=True, slots=True)
class Entity:
    """One entity: its name, and the field people know it by.

    `is_list`: its records are made inactive, never deleted. `is_titled`: we give it that field; where we do not, the
    package may. `tells_changes`: change data capture and webhooks tell of it.
    """

    name: str
    title_field: str
    is_list: bool = False
    is_titled: bool = True
    tells_changes: bool = True


FAMILIES: Final[dict[EntityType, EntityType]] = {"order": "invoice"}
"""Types that are kept as records of another one: an order is exported as an invoice."""

ENTITIES: Final[dict[EntityType, Entity]] = {
    "account": Entity("Account", "Name", is_list=True),
    "tax_rate": Entity("TaxCode", "Name", is_list=True, tells_changes=False),
    "term": Entity("Term", "Name", is_list=True),
    "customer": Entity("Customer", "DisplayName", is_list=True),
    "vendor": Entity("Vendor", "DisplayName", is_list=True),
    "item": Entity("Item", "Name", is_list=True),
    "invoice": Entity("Invoice", "DocNumber"),
    "order": Entity("Invoice", "DocNumber"),
    "credit_note": Entity("CreditMemo", "DocNumber"),
    "bill": Entity("Bill", "DocNumber"),
    "vendor_credit": Entity("VendorCredit", "DocNumber"),
    "expense": Entity("Purchase", "DocNumber", is_titled=False),
    "payment": Entity("Payment", "PaymentRefNum"),
    "bill_payment": Entity("BillPayment", "DocNumber", is_titled=False),
    "refund": Entity("RefundReceipt", "DocNumber", is_titled=False),
    "document": Entity("Attachable", "FileName", tells_changes=False),
}
"""What we read and write, by our own name for it."""

TYPES: Final[dict[str, EntityType]] = {
    entity.name: entity_type for entity_type, entity in ENTITIES.items() if entity_type not in FAMILIES
}
"""Our name by theirs; the family where several types are one entity."""

CHANGING: Final = tuple(entity.name for entity in (ENTITIES[each] for each in TYPES.values()) if entity.tells_changes)
"""The entities whose changes are told, by their names."""

PARTY_REFS: Final = ("CustomerRef", "VendorRef", "EntityRef")
"""The properties that name the party of a transaction; it has one of them."""

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
