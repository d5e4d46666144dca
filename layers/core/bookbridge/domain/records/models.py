"""The canonical record of each entity type, as the application sends it.

Amounts, prices and quantities are decimal strings, dates `YYYY-MM-DD`, references the application's record ids. Unknown
fields are refused.
"""

from __future__ import annotations

from datetime import date as Day  # noqa: N812 - records have a field named date
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bookbridge.domain.money import Amount, Quantity

Ref = Annotated[str, StringConstraints(min_length=1, max_length=128, strip_whitespace=True)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=1000, strip_whitespace=True)]
Text = Annotated[str, StringConstraints(max_length=20_000)]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
MAX_LINES: Final = 1000


class CanonicalRecord(BaseModel):
    """Base of every canonical record."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Address(CanonicalRecord):
    """A postal address; `country` is free text, as the packages keep it."""

    line1: Text | None = None
    line2: Text | None = None
    city: Text | None = None
    region: Text | None = None
    postal_code: Text | None = None
    country: Text | None = None


class Party(CanonicalRecord):
    """What customers and vendors share."""

    name: Name
    company_name: Text | None = None
    email: Text | None = None
    phone: Text | None = None
    billing_address: Address | None = None
    currency: Currency | None = None
    terms: Ref | None = None
    tax_rate: Ref | None = None
    excluded: bool | None = None
    active: bool | None = None


class Customer(Party):
    """Somebody the company sells to."""


class Vendor(Party):
    """Somebody the company buys from; `ach` and `default_payment_type` stay in the application (B9)."""

    ach: dict[str, Any] | None = None
    default_payment_type: Text | None = None
    approvers: list[Text] | None = None


class Item(CanonicalRecord):
    """A product or service."""

    name: Name
    kind: Literal["service", "product"]
    sku: Text | None = None
    description: Text | None = None
    unit_price: Quantity | None = None
    unit_cost: Quantity | None = None
    income_account: Ref | None = None
    expense_account: Ref | None = None
    tax_rate: Ref | None = None
    item_group: Text | None = None
    use_item_group_tax: bool | None = None
    excluded: bool | None = None
    active: bool | None = None


class Account(CanonicalRecord):
    """A ledger account; `type` is the package's own word, for example `Bank` or `Income`."""

    name: Name
    code: Text | None = None
    type: Text
    active: bool | None = None


class TaxRate(CanonicalRecord):
    """A tax rate in percent."""

    name: Name
    percent: Quantity
    code: Text | None = None


class Term(CanonicalRecord):
    """Payment terms: due and discount dates as days after the document's date."""

    name: Name
    due_days: int | None = Field(default=None, ge=0, le=999)
    discount_days: int | None = Field(default=None, ge=0, le=999)
    discount_percent: Quantity | None = None


class SalesLine(CanonicalRecord):
    """A line of an invoice, credit note or order."""

    item: Ref | None = None
    account: Ref | None = None
    description: Text | None = None
    quantity: Quantity
    unit_price: Quantity
    amount: Amount
    discount_percent: Quantity | None = None
    tax_rate: Ref | None = None
    class_: Text | None = Field(default=None, alias="class")
    job: Text | None = None


class OrderLine(SalesLine):
    """A line of an order; `cost_centre` chooses the account through the connection's map (C4)."""

    cost_centre: Text | None = None


class SalesDocument(CanonicalRecord):
    """What invoices, credit notes and orders share."""

    number: Annotated[str, StringConstraints(min_length=1, max_length=255, strip_whitespace=True)]
    customer: Ref
    date: Day
    due_date: Day | None = None
    currency: Currency | None = None
    terms: Ref | None = None
    memo: Text | None = None
    status: Text | None = None
    discount_amount: Amount | None = None
    lines: list[SalesLine] = Field(min_length=1, max_length=MAX_LINES)
    total: Amount
    documents: list[Ref] | None = None


class Invoice(SalesDocument):
    """A claim on a customer."""


class CreditNote(SalesDocument):
    """A claim of a customer on the company."""


class Order(SalesDocument):
    """A sales order, exported as an invoice when its status is on the connection's list (C3)."""

    lines: list[OrderLine] = Field(min_length=1, max_length=MAX_LINES)  # type: ignore[assignment]


class PurchaseLine(CanonicalRecord):
    """An expense line (`account`, `amount`) or an item line (`item`, `quantity`, `unit_cost`) of a bill."""

    account: Ref | None = None
    item: Ref | None = None
    quantity: Quantity | None = None
    unit_cost: Quantity | None = None
    amount: Amount
    description: Text | None = None
    class_: Text | None = Field(default=None, alias="class")
    job: Text | None = None
    billable: bool | None = None


class Bill(CanonicalRecord):
    """A vendor's claim; a draft stays in the application until it is posted (B10)."""

    number: Annotated[str, StringConstraints(max_length=255, strip_whitespace=True)] | None = None
    vendor: Ref
    date: Day
    due_date: Day
    ap_account: Ref
    base_currency: Currency
    currency: Currency
    terms: Ref | None = None
    memo: Text | None = None
    notes: Text | None = None
    status: Literal["draft", "posted"]
    lines: list[PurchaseLine] = Field(min_length=1, max_length=MAX_LINES)
    total: Amount
    documents: list[Ref] | None = None


class VendorCredit(Bill):
    """What a vendor owes the company."""


class Delivery(CanonicalRecord):
    """Evidence that a payment reached its recipient; independent of the sync (A3)."""

    kind: Literal["check", "ach", "card"]
    check_number: Text | None = None
    image_url: Text | None = None
    text: Text | None = None


class InvoiceApplication(CanonicalRecord):
    """How much of a payment settles which invoice; `discount_amount` is settled besides, without money."""

    invoice: Ref
    amount: Amount
    discount_amount: Amount | None = None


class Payment(CanonicalRecord):
    """Money received from a customer."""

    customer: Ref
    date: Day
    amount: Amount
    currency: Currency | None = None
    method: Text | None = None
    reference: Text | None = None
    deposit_account: Ref | None = None
    memo: Text | None = None
    applications: list[InvoiceApplication] = Field(default_factory=list, max_length=MAX_LINES)
    delivery: Delivery | None = None


class BillApplication(CanonicalRecord):
    """How much of a payment settles which bill; `discount_amount` is settled besides, without money."""

    bill: Ref
    amount: Amount
    discount_amount: Amount | None = None


class BillPayment(CanonicalRecord):
    """Money paid to a vendor."""

    vendor: Ref
    date: Day
    amount: Amount
    currency: Currency | None = None
    pay_from_account: Ref
    method: Text
    memo: Text | None = None
    applications: list[BillApplication] = Field(default_factory=list, max_length=MAX_LINES)
    delivery: Delivery | None = None


class Refund(CanonicalRecord):
    """Money given back to a customer."""

    customer: Ref
    date: Day
    amount: Amount
    currency: Currency | None = None
    account: Ref
    memo: Text | None = None
    discount_amount: Amount | None = None
    lines: list[SalesLine] = Field(min_length=1, max_length=MAX_LINES)


class Expense(CanonicalRecord):
    """Money spent at once, without a bill."""

    payee: Ref | None = None
    date: Day
    currency: Currency | None = None
    account: Ref
    method: Text
    memo: Text | None = None
    lines: list[PurchaseLine] = Field(min_length=1, max_length=MAX_LINES)
    total: Amount


class DocumentOwner(CanonicalRecord):
    """The record a document belongs to."""

    entity_type: Text
    record_id: Ref


class Document(CanonicalRecord):
    """A file that belongs to a record."""

    record: DocumentOwner
    file_name: Text
    content_type: Text
    url: Text
