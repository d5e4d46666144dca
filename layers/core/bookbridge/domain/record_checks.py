"""Checks of a record that every accounting package makes in its own measures: lengths, characters, digits, sums."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from .errors import FieldFault
from .exact_json import Json
from .line_amounts import HUNDRED, cost_amount, gross_amount, net_amount, sum_of, total_field
from .money import plain
from .records import ENTITY_TYPES, EntityType, references_in
from .stored_records import StoredRecord

Faults = Iterator[FieldFault]
References = Mapping[tuple[EntityType, str], str]
"""The package's ids by type and by the id that stands in the record."""

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_EMAIL: Final = re.compile(r"[^@\s,]+@[^@\s,]+\.[^@\s,]+")
_SIGN_NAMES: Final = {
    "\t": "a tab",
    "\n": "a line break",
    "\r": "a line break",
    ":": "a colon (:)",
    '"': 'a quote (")',
}


def places(record: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    """The places that a path such as `lines[].description` means in this record, with what stands there."""
    head, _, rest = path.partition(".")
    if head.endswith("[]"):
        name = head.removesuffix("[]")
        for index, entry in enumerate(record.get(name) or ()):
            for place, value in places(entry, rest):
                yield f"{name}[{index}].{place}", value
    elif rest:
        for place, value in places(record.get(head) or {}, rest):
            yield f"{head}.{place}", value
    elif record.get(head) is not None:
        yield head, record[head]


def long_texts(record: Json, lengths: Mapping[str, int], title: str) -> Faults:
    """Texts of more characters than the package takes; `lengths` by path, `title` is the package's."""
    for path, longest in lengths.items():
        for place, text in places(record, path):
            if len(text) > longest:
                message = f"has {len(text)} characters, {title} takes at most {longest}: shorten it"
                values = {"max": str(longest), "supplied": str(len(text))}
                yield FieldFault(place, message, "string_too_long", values)


def bad_signs(record: Json, paths: Iterator[str], forbidden: Mapping[str, str], title: str) -> Faults:
    """Control characters, which no text may hold, and those that are `forbidden` in a path."""
    for path in paths:
        for place, text in places(record, path):
            found = sorted({sign for sign in forbidden.get(path, "") if sign in text} | set(_CONTROL.findall(text)))
            if found:
                names = ", ".join(_SIGN_NAMES.get(sign, "a control character") for sign in found)
                message = f"must not contain {names} in {title}: take it out"
                yield FieldFault(place, message, "invalid_characters")


def many_digits(record: Json, paths: Mapping[str, int], most_digits: int, title: str) -> Faults:
    """Numbers of more digits than the package keeps; `paths` says how many may stand after the point."""
    for path, most_places in paths.items():
        for place, text in places(record, path):
            number = Decimal(text).normalize()
            after = -min(0, int(number.as_tuple().exponent))
            if after > most_places or number.adjusted() + 1 + after > most_digits:
                message = f"{title} takes at most {most_digits} digits, {most_places} of them after the point: round it"
                yield FieldFault(place, message, "invalid_field", {"supplied": text})


def unknown_references(
    entity_type: EntityType, record: Json, known: References, title: str, kept: Container[EntityType] = ENTITY_TYPES
) -> Faults:
    """References to what the package does not have; types outside of `kept` do not matter."""
    for reference in references_in(entity_type, record):
        if reference.entity_type in kept and (reference.entity_type, reference.id) not in known:
            message = f"“{reference.id}” is not known in {title}: send or link it first"
            code = "account_code_unknown" if reference.entity_type == "account" else "record_unknown"
            yield FieldFault(reference.path, message, code, {"account": reference.id, "reference_id": reference.id})


def inactive_references(
    entity_type: EntityType,
    record: Json,
    parents: Mapping[tuple[EntityType, str], StoredRecord],
    title: str,
    codes: Mapping[EntityType, str],
) -> Faults:
    """References to what was made inactive in the package; `codes` has the types for which that matters."""
    for reference in references_in(entity_type, record):
        parent = parents.get((reference.entity_type, reference.id))
        if reference.entity_type in codes and parent is not None and parent.body.get("active") is False:
            name = str(parent.body.get("name") or reference.id)
            message = f"“{name}” is inactive in {title}: make it active there, or choose another"
            yield FieldFault(reference.path, message, codes[reference.entity_type], {"reference_name": name})


def unknown_default_account(code: str | None, field: str, known: References, title: str) -> Faults:
    """A default account of the connection that the package does not have."""
    if code and ("account", code) not in known:
        message = f"the connection's default account {code} is not an active account in {title}: correct the setting"
        yield FieldFault(field, message, "account_code_unknown", {"account": code})


def needed_default_account(code: str | None, field: str, known: References, title: str, message: str) -> Faults:
    """A default account that the record cannot do without; `message` says so where the connection has none."""
    if not code:
        yield FieldFault(field, message, "default_account_missing")
    yield from unknown_default_account(code, field, known, title)


def bad_email(record: Json) -> Faults:
    """An e-mail address that is none, or several."""
    email = record.get("email")
    if email and not _EMAIL.fullmatch(email):
        yield FieldFault(
            "email", "must be one address such as name@example.com", "email_invalid", {"supplied": str(email)}
        )


def bad_sales_line(line: Json, place: str) -> Faults:
    """A line of a sales document whose amount is not its quantity times its price, less its discount."""
    if not 0 <= Decimal(line.get("discount_percent") or 0) <= HUNDRED:
        yield FieldFault(f"{place}.discount_percent", "must be from 0 to 100", "discount_exceeds_total")
    elif Decimal(line["amount"]) != net_amount(line):
        expected = f"{line['quantity']} x {line['unit_price']} is {plain(gross_amount(line))}"
        if line.get("discount_percent"):
            expected += f", less {line['discount_percent']} % {plain(net_amount(line))}"
        message = f"is {line['amount']}, but {expected}: correct the amount, the quantity or the price"
        values = {"supplied": str(line["amount"]), "expected": plain(net_amount(line))}
        yield FieldFault(f"{place}.amount", message, "amount_mismatch", values)


def bad_item_cost(line: Json, place: str) -> Faults:
    """An item line of a purchase that lacks quantity or cost, or whose amount is not their product."""
    missing = [field for field in ("quantity", "unit_cost") if line.get(field) is None]
    for field in missing:
        yield FieldFault(f"{place}.{field}", "is required on an item line", "required_field_missing")
    if not missing and Decimal(line["amount"]) != cost_amount(line):
        expected = f"{line['quantity']} x {line['unit_cost']} is {plain(cost_amount(line))}"
        message = f"is {line['amount']}, but {expected}: correct the amount, the quantity or the cost"
        values = {"supplied": str(line["amount"]), "expected": plain(cost_amount(line))}
        yield FieldFault(f"{place}.amount", message, "amount_mismatch", values)


def bad_purchase_line(line: Json, place: str, default_account: str | None, known: References, title: str) -> Faults:
    """A line of a purchase without what it needs; `default_account` is the connection's for those that name none."""
    if line.get("item"):
        yield from bad_item_cost(line, place)
    elif not line.get("account"):
        if not default_account:
            message = (
                "is required where no item is named: name one, or set a default expense account for the connection"
            )
            yield FieldFault(f"{place}.account", message, "line_detail_missing")
        yield from unknown_default_account(default_account, f"{place}.account", known, title)
    if line.get("billable") and not line.get("job"):
        message = "is required on a billable line: it says which customer is billed"
        yield FieldFault(f"{place}.job", message, "billable_customer_missing")


def bad_sales_total(record: Json, *, taxed: bool = False) -> Faults:
    """A sales document whose discount or total does not fit its lines.

    The total of a `taxed` one has to be checked elsewhere, if at all: the tax depends on the package's rates.
    """
    discount, subtotal = Decimal(record.get("discount_amount") or 0), sum_of(record["lines"])
    if discount < 0:
        yield FieldFault("discount_amount", "must not be negative", "negative_amount")
    elif discount > max(subtotal, Decimal(0)):
        message = f"the discount of {plain(discount)} is more than the lines come to, {plain(subtotal)}: reduce it"
        values = {"discount": plain(discount), "total": plain(subtotal)}
        yield FieldFault("discount_amount", message, "discount_exceeds_total", values)
    elif not taxed:
        because = f"the lines come to {plain(subtotal)} and the discount to {plain(discount)}"
        yield from wrong_total(record, because, subtotal - discount)


def bad_purchase_total(record: Json) -> Faults:
    """A bill, vendor credit or expense whose total is not the sum of its lines, which know no tax."""
    subtotal = sum_of(record["lines"])
    yield from wrong_total(record, f"the lines come to {plain(subtotal)}", subtotal)


def wrong_total(record: Json, because: str, *expected: Decimal) -> Faults:
    """A total that is not what the rest comes to: none of those `expected`, of which the last is the one to tell."""
    field = total_field(record)
    if Decimal(record[field]) not in expected:
        told = {"total": plain(Decimal(record[field])), "expected": plain(expected[-1])}
        message = f"is {told['total']}, but {because}: {told['expected']} is expected"
        yield FieldFault(field, message, "total_mismatch", told)


def discounts_on_payments(record: Json, title: str) -> Faults:
    """Discounts that are taken with a payment, for a package that books none; `title` is the package's."""
    for index, application in enumerate(record.get("applications") or ()):
        if Decimal(application.get("discount_amount") or 0):
            message = f"{title} takes no discount with a payment: send a credit for it"
            yield FieldFault(f"applications[{index}].discount_amount", message, "feature_unavailable")


def total_below_zero(record: Json, message: str) -> Faults:
    """A total that the package does not take; `message` says what to send instead."""
    field = total_field(record)
    if Decimal(record[field]) < 0:
        yield FieldFault(field, message, "negative_amount")
