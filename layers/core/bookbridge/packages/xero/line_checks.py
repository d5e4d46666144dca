"""Checks of a document's lines against what the organisation has: items, accounts, tax types, classes and jobs."""

from __future__ import annotations

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.record_checks import Faults, unknown_default_account
from bookbridge.ports.packages import WriteIntent

from .manifest import TITLE
from .mapping.lines import is_sale, item_account
from .mapping.outgoing import TRACKED, Known
from .wire import Json


def bad_lines(intent: WriteIntent, known: Known) -> Faults:
    """What Xero would miss; nothing for a record without lines."""
    for index, line in enumerate(intent.record.body.get("lines") or ()):
        place = f"lines[{index}]"
        yield from _item_and_account(intent, known, line, place)
        yield from _tax(intent, known, line, place)
        yield from _options(known, line, place)


def _item_and_account(intent: WriteIntent, known: Known, line: Json, place: str) -> Faults:
    sold = is_sale(intent.record.entity_type)
    item: Json | None = {}
    if line.get("item") and (package_id := intent.references.get(("item", line["item"]))):
        item = known.items.get(package_id)
        if item is None:
            message = f"{TITLE} has no item with the id {package_id} any more: send the item again, or choose another"
            yield FieldFault(f"{place}.item", message, "reference_not_found")
    if line.get("account") or item_account(item or {}, sold=sold):
        return
    use = "income" if sold else "expense"
    default = getattr(intent.settings.default_accounts, use)
    if not default:
        message = f"is required where the item has none: name one, or set the connection's default {use} account"
        yield FieldFault(f"{place}.account", message, "account_code_missing")
    yield from unknown_default_account(default, f"{place}.account", intent.references, TITLE)


def _tax(intent: WriteIntent, known: Known, line: Json, place: str) -> Faults:
    tax_type = intent.references.get(("tax_rate", str(line.get("tax_rate") or "")))
    if tax_type is None:
        return  # none is named, or it is told as an unknown reference
    rate = known.tax_rates.get(tax_type)
    if rate is None or rate.get("Status", "ACTIVE") != "ACTIVE":
        message = f"{TITLE} has no active tax rate {tax_type}: choose another"
        yield FieldFault(f"{place}.tax_rate", message, "tax_code_invalid")


def _options(known: Known, line: Json, place: str) -> Faults:
    for kind in TRACKED:
        if line.get(kind) and known.option(kind, line[kind]) is None:
            ordinal = ("first", "second")[TRACKED.index(kind)]
            message = (
                f"the {ordinal} tracking category of {TITLE} has no active option called “{line[kind]}”: "
                "correct the name, or add it there"
            )
            yield FieldFault(f"{place}.{kind}", message, "reference_not_found")
