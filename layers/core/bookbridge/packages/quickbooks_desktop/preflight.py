"""What QuickBooks Desktop would refuse, found before anything is sent: every fault of a record at once (B13)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import Final

from bookbridge.domain.closed_periods import closed_date
from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.record_checks import Faults, bad_signs, long_texts, unknown_references
from bookbridge.domain.records import EntityType
from bookbridge.ports.packages import WriteIntent

from . import list_rules, payment_rules, purchase_rules, sales_rules
from .currencies import US_DOLLAR, foreign
from .limits import FORBIDDEN, NUMBERS, held, large_numbers, lengths
from .manifest import MANIFEST, TITLE
from .mapping.notes import marker_of
from .mapping.outgoing import Known

_PURCHASES: Final = frozenset({"bill", "expense"})
_SALES: Final = frozenset({"invoice", "order", "credit_note", "refund"})


def check(intent: WriteIntent, known: Known, closed_until: str, home: str = US_DOLLAR) -> tuple[FieldFault, ...]:
    """Every reason why the package would refuse this record; none when it should take it.

    `home` is the company file's own currency, in which alone we send.
    """
    faults, record = field_faults(intent, home), intent.record
    if MANIFEST.fault_of(record.entity_type, intent.verb):
        return faults
    faults = (*faults, *closed_date(record, closed_until, intent.settings, intent.verb, TITLE))
    if intent.verb is Verb.VOID:
        return faults
    return (
        *faults,
        *unknown_references(record.entity_type, record.body, intent.references, TITLE, MANIFEST.entities),
        *_of_the_file(intent, known),
    )


def field_faults(intent: WriteIntent, home: str = US_DOLLAR) -> tuple[FieldFault, ...]:
    """See `Books.check`."""
    entity_type, record = intent.record.entity_type, intent.record.body
    if fault := MANIFEST.fault_of(entity_type, intent.verb):
        return (fault,)
    if intent.verb is Verb.VOID:
        return ()
    rules = _RULES.get(entity_type)
    return (
        *_texts(intent),
        *large_numbers(record, NUMBERS.get(entity_type, {})),
        *foreign(entity_type, record, home),
        *(rules(intent) if rules else ()),
    )


def _texts(intent: WriteIntent) -> Faults:
    entity_type, record = intent.record.entity_type, intent.record.body
    longest = dict(lengths(entity_type))
    marker = marker_of(entity_type, intent.record.record_id, record)
    if marker and "memo" in longest:
        longest["memo"] -= len(f" {marker}")
    # The full name of a sub-entry has colons, and is not sent when it changes.
    forbidden = FORBIDDEN.get(entity_type, {}) if intent.verb is Verb.CREATE else {}
    if ":" in str(record.get("name") or "") and not forbidden:
        longest.pop("name", None)
    return chain(
        long_texts(held(record), longest, TITLE), bad_signs(record, iter(lengths(entity_type)), forbidden, TITLE)
    )


def _of_the_file(intent: WriteIntent, known: Known) -> Iterator[FieldFault]:
    """What the company file lacks, or has otherwise than the record needs it."""
    entity_type, record = intent.record.entity_type, intent.record.body
    yield from payment_rules.money_account(intent, known)
    if entity_type == "bill":
        yield from purchase_rules.bad_payable(intent, known)
    if entity_type == "bill_payment":
        yield from payment_rules.several_payables(known)
    if entity_type in _SALES:
        yield from sales_rules.bad_sale(intent, known)
    for index, line in enumerate(record.get("lines") or ()):
        for field, names, what in (("class", known.classes, "class"), ("job", known.jobs, "customer or job")):
            sent = field == "class" or entity_type in _PURCHASES
            if sent and line.get(field) and line[field].lower() not in names:
                message = f"{TITLE} has no active {what} called “{line[field]}”: correct the name, or add it there"
                yield FieldFault(f"lines[{index}].{field}", message, "reference_not_found")


_RULES: Final[dict[EntityType, Callable[[WriteIntent], Faults]]] = {
    "account": list_rules.account,
    "term": list_rules.term,
    "item": list_rules.item,
    "invoice": sales_rules.sale,
    "order": sales_rules.sale,
    "credit_note": sales_rules.sale,
    "refund": sales_rules.sale,
    "bill": purchase_rules.bill,
    "expense": purchase_rules.expense,
    "payment": payment_rules.payment,
    "bill_payment": payment_rules.bill_payment,
}
