"""What Xero would refuse, found before anything is sent: every fault of a record at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.money import plain
from bookbridge.domain.record_checks import (
    Faults,
    bad_signs,
    inactive_references,
    long_texts,
    many_digits,
    unknown_references,
    wrong_total,
)
from bookbridge.domain.records import EntityType, is_entity_type
from bookbridge.ports.packages import WriteIntent

from . import list_rules, payment_rules, purchase_rules, sales_rules
from .account_rules import bad_accounts
from .amounts import net_of, tax_of
from .entities import BANK_TRANSACTIONS, CONTACTS, CREDIT_NOTES, ENDPOINTS, INVOICES
from .limits import FORBIDDEN, LENGTHS, MOST_DIGITS, NUMBERS
from .line_checks import bad_lines
from .lock_dates import bad_date
from .manifest import MANIFEST, TITLE
from .mapping.lines import is_taxed
from .mapping.outgoing import Known
from .wire import Json

WITH_ATTACHMENTS: Final = (INVOICES, CREDIT_NOTES, BANK_TRANSACTIONS, CONTACTS)
"""What files can be attached to."""

WITH_CONTACTS: Final = (INVOICES, CREDIT_NOTES, BANK_TRANSACTIONS)
"""What names a contact."""

_UNNAMED: Final = frozenset({"payment", "bill_payment", "refund", "expense"})
"""Types whose currency is not sent: it is the document's, or the bank account's."""


def check(intent: WriteIntent, known: Known) -> tuple[FieldFault, ...]:
    """Every reason why the package would refuse this record; none when it should take it."""
    entity_type, record = intent.record.entity_type, intent.record.body
    faults = field_faults(intent)
    if MANIFEST.fault_of(entity_type, intent.verb):
        return faults
    if intent.verb is Verb.VOID:
        return (*faults, *bad_date(intent, known))
    return (
        *faults,
        *unknown_references(entity_type, record, intent.references, TITLE, MANIFEST.entities),
        *(list_rules.uncoded_accounts(intent, known) if entity_type == "item" else ()),
        *list_rules.made_a_bank_account(intent, known),
        *_inactive(intent),
        *bad_date(intent, known),
        *bad_lines(intent, known),
        *bad_accounts(intent, known),
        *_currency(intent, known),
    )


def field_faults(intent: WriteIntent) -> tuple[FieldFault, ...]:
    """See `Books.check`."""
    entity_type, record = intent.record.entity_type, intent.record.body
    if fault := MANIFEST.fault_of(entity_type, intent.verb):
        return (fault,)
    if intent.verb is Verb.VOID:
        return ()
    unsent = {"memo"} if entity_type == "payment" and record.get("reference") else set[str]()
    lengths = {path: length for path, length in LENGTHS[entity_type].items() if path not in unsent}
    return (
        *long_texts(record, lengths, TITLE),
        *bad_signs(record, iter(lengths), FORBIDDEN.get(entity_type, {}), TITLE),
        *many_digits(record, NUMBERS.get(entity_type, {}), MOST_DIGITS, TITLE),
        *_RULES[entity_type](intent),
    )


def _inactive(intent: WriteIntent) -> Faults:
    """A document of an archived contact is refused, even one that has been there before."""
    record = intent.record
    codes: dict[EntityType, str] = {"customer": "customer_deleted", "vendor": "reference_inactive"}
    if ENDPOINTS[record.entity_type] in WITH_CONTACTS:
        yield from inactive_references(record.entity_type, record.body, intent.parents, TITLE, codes)


def _currency(intent: WriteIntent, known: Known) -> Faults:
    given = intent.record.body.get("currency")
    if given and known.currencies and given not in known.currencies and intent.record.entity_type not in _UNNAMED:
        message = f"is {given}, which is not among the currencies of {TITLE} ({', '.join(sorted(known.currencies))})"
        yield FieldFault("currency", f"{message}: add it there, or correct it", "currency_invalid")


def check_taxed_total(record: Json, payload: Json, known: Known) -> Faults:
    """Whether the total is what Xero will make of the lines and their tax; it may be told with tax or without.

    An untaxed record is checked with the others; here the payload's own lines are worked out as Xero does.
    """
    if "LineItems" not in payload or not is_taxed(record):
        return
    lines = payload["LineItems"]
    net, tax = net_of(lines), tax_of(lines, known.tax_rates)
    yield from wrong_total(record, f"the lines come to {plain(net)} and their tax to {plain(tax)}", net, net + tax)


def _document(intent: WriteIntent) -> Faults:
    record = intent.record.body
    owner_type = str(record["record"]["entity_type"])
    if not is_entity_type(owner_type) or ENDPOINTS.get(owner_type) not in WITH_ATTACHMENTS:
        message = f"{TITLE} takes no files for a {owner_type}: attach it to a document, a customer or a vendor"
        yield FieldFault("record.entity_type", message, "document_refused")
    if not record["file_name"]:
        yield FieldFault("file_name", "is required", "required_field_missing")


_RULES: Final[dict[EntityType, Callable[[WriteIntent], Faults]]] = {
    "account": list_rules.account,
    "tax_rate": list_rules.tax_rate,
    "customer": list_rules.party,
    "vendor": list_rules.party,
    "item": list_rules.item,
    "invoice": sales_rules.sale,
    "order": sales_rules.sale,
    "credit_note": sales_rules.sale,
    "refund": sales_rules.sale,
    "bill": purchase_rules.purchase,
    "vendor_credit": purchase_rules.purchase,
    "expense": purchase_rules.expense,
    "payment": payment_rules.payment,
    "bill_payment": payment_rules.payment,
    "document": _document,
}
