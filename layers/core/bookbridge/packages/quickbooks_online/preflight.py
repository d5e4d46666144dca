"""What QuickBooks Online would refuse, found before anything is sent: every fault of a record at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Final

from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.money import plain
from bookbridge.domain.records import EntityType, references_in
from bookbridge.ports.packages import WriteIntent

from .amounts import HUNDRED, cost_amount, discount_of, gross_amount, net_amount, sum_of
from .limits import ACCOUNT_TYPES, FORBIDDEN, LENGTHS, MOST_DIGITS, MOST_PLACES, NUMBERS
from .manifest import MANIFEST, TITLE
from .mapping.lists import default_accounts_of
from .mapping.notes import MAX_NOTE, marker_of
from .wire import Json

Faults = Iterator[FieldFault]

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_EMAIL: Final = re.compile(r"[^@\s,]+@[^@\s,]+\.[^@\s,]+")


def check(intent: WriteIntent) -> tuple[FieldFault, ...]:
    """Every reason why the package would refuse this record; none when it should take it."""
    entity_type, record = intent.record.entity_type, intent.record.body
    if fault := _policy(entity_type, intent.verb):
        return (fault,)
    if intent.verb is Verb.VOID:
        return ()
    rules = _RULES.get(entity_type)
    return (
        *_lengths(entity_type, record, intent.record.record_id),
        *_signs(entity_type, record),
        *_numbers(entity_type, record),
        *_references(intent),
        *(rules(intent) if rules else ()),
    )


def is_carried(entity_type: EntityType) -> bool:
    """Whether records of this type are sent to the package at all."""
    return entity_type in MANIFEST.entities


def _policy(entity_type: EntityType, verb: Verb) -> FieldFault | None:
    policy = MANIFEST.entities.get(entity_type)
    if policy is None:
        message = f"records of the type {entity_type} are not sent to {TITLE}"
        return FieldFault("(record)", message, "entity_type_not_synced")
    if verb is Verb.VOID and not policy.voids:
        message = f"{TITLE} cannot void a {entity_type}: delete it there, or correct it here"
        return FieldFault("(record)", message, "void_not_allowed")
    return None


def _at(record: Json, path: str) -> Iterator[tuple[str, Any]]:
    """The places that a path of `limits` means in this record, with what stands there."""
    head, _, rest = path.partition(".")
    if head.endswith("[]"):
        name = head.removesuffix("[]")
        for index, entry in enumerate(record.get(name) or ()):
            for place, value in _at(entry, rest):
                yield f"{name}[{index}].{place}", value
    elif rest:
        for place, value in _at(record.get(head) or {}, rest):
            yield f"{head}.{place}", value
    elif record.get(head) is not None:
        yield head, record[head]


def _lengths(entity_type: EntityType, record: Json, record_id: str) -> Faults:
    marker = marker_of(entity_type, record_id, record)
    for path, limit in LENGTHS[entity_type].items():
        longest = limit - len(f" {marker}") if path == "memo" and limit == MAX_NOTE and marker else limit
        for place, text in _at(record, path):
            if len(text) > longest:
                message = f"has {len(text)} characters, {TITLE} takes at most {longest}: shorten it"
                yield FieldFault(place, message, "string_too_long")


def _signs(entity_type: EntityType, record: Json) -> Faults:
    forbidden = FORBIDDEN.get(entity_type, {})
    for path in LENGTHS[entity_type]:
        for place, text in _at(record, path):
            found = sorted({sign for sign in forbidden.get(path, "") if sign in text} | set(_CONTROL.findall(text)))
            if found:
                message = f"must not contain {', '.join(map(_sign_name, found))} in {TITLE}: take it out"
                yield FieldFault(place, message, "invalid_characters")


def _sign_name(sign: str) -> str:
    named = {"\t": "a tab", "\n": "a line break", "\r": "a line break", ":": "a colon (:)", '"': 'a quote (")'}
    return named.get(sign, "a control character")


def _numbers(entity_type: EntityType, record: Json) -> Faults:
    for path in NUMBERS.get(entity_type, ()):
        for place, text in _at(record, path):
            number = Decimal(text).normalize()
            places = -min(0, int(number.as_tuple().exponent))
            if places > MOST_PLACES or number.adjusted() + 1 + places > MOST_DIGITS:
                message = f"{TITLE} takes at most {MOST_DIGITS} digits, {MOST_PLACES} of them after the point: round it"
                yield FieldFault(place, message, "invalid_field")


def _references(intent: WriteIntent) -> Faults:
    for reference in references_in(intent.record.entity_type, intent.record.body):
        if (reference.entity_type, reference.id) not in intent.references:
            message = f"{reference.entity_type} {reference.id} is not known in {TITLE}: send or link it first"
            code = "account_code_unknown" if reference.entity_type == "account" else "record_unknown"
            yield FieldFault(reference.path, message, code)


def _default_account(intent: WriteIntent, code: str | None, field: str, missing: FieldFault) -> Faults:
    if not code:
        yield missing
    elif ("account", code) not in intent.references:
        message = f"the connection's default account {code} is not an active account in {TITLE}: correct the setting"
        yield FieldFault(field, message, "account_code_unknown")


def _account_rules(intent: WriteIntent) -> Faults:
    if (given := intent.record.body["type"]) not in ACCOUNT_TYPES:
        message = f"{given} is no account type of {TITLE}: use one of {', '.join(ACCOUNT_TYPES)}"
        yield FieldFault("type", message, "account_type_invalid")


def _term_rules(intent: WriteIntent) -> Faults:
    record = intent.record.body
    if record.get("due_days") is None:
        yield FieldFault("due_days", "is required: the days after the document's date", "required_field_missing")
    if not 0 <= Decimal(record.get("discount_percent") or 0) <= HUNDRED:
        yield FieldFault("discount_percent", "must be from 0 to 100", "invalid_field")


def _party_rules(intent: WriteIntent) -> Faults:
    email = intent.record.body.get("email")
    if email and not _EMAIL.fullmatch(email):
        yield FieldFault("email", "must be one address such as name@example.com", "email_invalid")


def _item_rules(intent: WriteIntent) -> Faults:
    if intent.verb is not Verb.CREATE:
        return
    income, expense = default_accounts_of(intent.record.body)
    accounts = intent.settings.default_accounts
    if income:
        message = "is required to sell this item: name one, or set a default income account for the connection"
        fault = FieldFault("income_account", message, "income_account_missing")
        yield from _default_account(intent, accounts.income, "income_account", fault)
    if expense and accounts.expense:
        yield from _default_account(intent, accounts.expense, "expense_account", FieldFault("", ""))


def _invoice_rules(intent: WriteIntent) -> Faults:
    record = intent.record.body
    lines = record["lines"]
    for index, line in enumerate(lines):
        yield from _sales_line(line, f"lines[{index}]")
    discount, subtotal, total = Decimal(record.get("discount_amount") or 0), sum_of(lines), Decimal(record["total"])
    taxed = any(line.get("tax_rate") for line in lines)
    if discount < 0:
        yield FieldFault("discount_amount", "must not be negative", "negative_amount")
    elif discount > max(subtotal, Decimal(0)):
        message = f"the discount of {plain(discount)} is more than the lines come to, {plain(subtotal)}: reduce it"
        yield FieldFault("discount_amount", message, "discount_exceeds_total")
    elif not taxed and total != subtotal - discount:
        # QuickBooks Online adds the tax itself, so the total of a taxed invoice is not ours to check.
        expected = f"the lines come to {plain(subtotal)} and the discount to {plain(discount)}"
        yield _wrong_total(total, expected, subtotal - discount)
    if total < 0:
        message = f"{TITLE} takes no invoice below zero: send a credit note"
        yield FieldFault("total", message, "negative_amount")
    if discount_of(record) and (code := intent.settings.default_accounts.discount):
        yield from _default_account(intent, code, "discount_amount", FieldFault("", ""))


def _sales_line(line: Json, place: str) -> Faults:
    if not 0 <= Decimal(line.get("discount_percent") or 0) <= HUNDRED:
        yield FieldFault(f"{place}.discount_percent", "must be from 0 to 100", "discount_exceeds_total")
    elif Decimal(line["amount"]) != net_amount(line):
        expected = f"{line['quantity']} x {line['unit_price']} is {plain(gross_amount(line))}"
        if line.get("discount_percent"):
            expected += f", less {line['discount_percent']} % {plain(net_amount(line))}"
        message = f"is {line['amount']}, but {expected}: correct the amount, the quantity or the price"
        yield FieldFault(f"{place}.amount", message, "amount_mismatch")
    if line.get("job"):
        message = f"{TITLE} knows no job on the line of an invoice: send the job as the invoice's customer"
        yield FieldFault(f"{place}.job", message, "invalid_field")


def _bill_rules(intent: WriteIntent) -> Faults:
    record = intent.record.body
    for index, line in enumerate(record["lines"]):
        yield from _purchase_line(intent, line, f"lines[{index}]")
    total, expected = Decimal(record["total"]), sum_of(record["lines"])
    if total != expected:
        yield _wrong_total(total, f"the lines come to {plain(expected)}", expected)


def _purchase_line(intent: WriteIntent, line: Json, place: str) -> Faults:
    if line.get("item"):
        missing = [field for field in ("quantity", "unit_cost") if line.get(field) is None]
        for field in missing:
            yield FieldFault(f"{place}.{field}", "is required on an item line", "required_field_missing")
        if not missing and Decimal(line["amount"]) != cost_amount(line):
            expected = f"{line['quantity']} x {line['unit_cost']} is {plain(cost_amount(line))}"
            message = f"is {line['amount']}, but {expected}: correct the amount, the quantity or the cost"
            yield FieldFault(f"{place}.amount", message, "amount_mismatch")
    elif not line.get("account"):
        message = "is required where no item is named: name one, or set a default expense account for the connection"
        fault = FieldFault(f"{place}.account", message, "line_detail_missing")
        yield from _default_account(intent, intent.settings.default_accounts.expense, f"{place}.account", fault)
    if line.get("billable") and not line.get("job"):
        message = "is required on a billable line: it says which customer is billed"
        yield FieldFault(f"{place}.job", message, "billable_customer_missing")


def _payment_rules(intent: WriteIntent) -> Faults:
    record = intent.record.body
    amount, applied = Decimal(record["amount"]), sum_of(record.get("applications", []))
    if amount < 0:
        yield FieldFault("amount", "must not be negative", "negative_amount")
    elif applied > amount:
        message = f"is {plain(amount)}, less than the {plain(applied)} applied to invoices: correct one of them"
        yield FieldFault("amount", message, "payment_exceeds_balance")
    code = intent.settings.default_accounts.bank
    if intent.verb is Verb.CREATE and not record.get("deposit_account") and code:
        yield from _default_account(intent, code, "deposit_account", FieldFault("", ""))


def _wrong_total(total: Decimal, because: str, expected: Decimal) -> FieldFault:
    message = f"is {plain(total)}, but {because}: {plain(expected)} is expected"
    return FieldFault("total", message, "total_mismatch")


_RULES: Final[dict[EntityType, Callable[[WriteIntent], Faults]]] = {
    "account": _account_rules,
    "term": _term_rules,
    "customer": _party_rules,
    "vendor": _party_rules,
    "item": _item_rules,
    "invoice": _invoice_rules,
    "bill": _bill_rules,
    "payment": _payment_rules,
}
