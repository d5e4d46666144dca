"""The entity types, their categories, and the order in which they depend on each other."""

from __future__ import annotations

from typing import Final, Literal, TypeGuard, get_args

EntityType = Literal[
    "customer",
    "vendor",
    "item",
    "account",
    "tax_rate",
    "term",
    "invoice",
    "bill",
    "order",
    "payment",
    "bill_payment",
    "credit_note",
    "vendor_credit",
    "refund",
    "expense",
    "document",
]
Subject = EntityType | Literal["connection"]
"""What a failure can be of: a record of some type, or the company's connection as a whole."""

Category = Literal["clients", "invoices", "payments", "refunds", "expenses", "services", "documents", "connection"]

ENTITY_TYPES: Final[tuple[EntityType, ...]] = get_args(EntityType)
SUBJECTS: Final[tuple[Subject, ...]] = (*ENTITY_TYPES, "connection")

_CATEGORIES: Final[dict[Subject, Category]] = {
    "customer": "clients",
    "vendor": "clients",
    "item": "services",
    "account": "services",
    "tax_rate": "services",
    "term": "services",
    "invoice": "invoices",
    "bill": "invoices",
    "order": "invoices",
    "credit_note": "invoices",
    "vendor_credit": "invoices",
    "payment": "payments",
    "bill_payment": "payments",
    "refund": "refunds",
    "expense": "expenses",
    "document": "documents",
    "connection": "connection",
}

DEPENDENCY_ORDER: Final[tuple[tuple[EntityType, ...], ...]] = (
    ("account", "tax_rate", "term"),
    ("customer", "vendor"),
    ("item",),
    ("invoice", "bill", "order", "credit_note", "vendor_credit", "expense"),
    ("payment", "bill_payment", "refund"),
    ("document",),
)
"""A type may refer to types of its own and earlier ranks only; records are written rank by rank."""

_RANKS: Final = {entity_type: rank for rank, types in enumerate(DEPENDENCY_ORDER) for entity_type in types}


def is_entity_type(value: str) -> TypeGuard[EntityType]:
    """Whether `value` names a type of record."""
    return value in ENTITY_TYPES


def category_of(subject: Subject) -> Category:
    """The category under which failures of this subject are listed."""
    return _CATEGORIES[subject]


def dependency_rank(entity_type: EntityType) -> int:
    """The place in `DEPENDENCY_ORDER`: parents have a lower rank than their children."""
    return _RANKS[entity_type]
