"""Which accounts Xero takes where: lines, the bank account of money spent, and accounts that payments go through."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Final

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.record_checks import Faults
from bookbridge.ports.packages import WriteIntent

from .limits import BANK
from .manifest import TITLE
from .mapping.lines import is_sale, item_account
from .mapping.outgoing import Known
from .wire import Json

_APPLIES: Final = {
    "ASSET": "CanApplyToAssets",
    "EQUITY": "CanApplyToEquity",
    "EXPENSE": "CanApplyToExpenses",
    "LIABILITY": "CanApplyToLiabilities",
    "REVENUE": "CanApplyToRevenue",
}
"""Class of account to what says whether a tax rate goes with it."""

_SPENT: Final = frozenset({"expense", "refund"})
_PAYMENTS: Final = {"payment": "deposit_account", "bill_payment": "pay_from_account"}


def bad_accounts(intent: WriteIntent, known: Known) -> Faults:
    """Accounts of the wrong type, and those of items that were archived; one that is not there is told elsewhere."""
    entity_type, record = intent.record.entity_type, intent.record.body
    for place, account, rates in _of_lines(intent, known):
        yield from _unfit_taxes(intent, known, place, account, rates)
        if account.get("Status", "ACTIVE") != "ACTIVE":
            message = f"{_named(account)} is archived in {TITLE}: restore it there, or name another"
            yield FieldFault(place, message, "reference_inactive")
        elif account.get("Type") == BANK or account.get("SystemAccount"):
            message = f"{_named(account)} takes no lines of documents in {TITLE}: name an account that does"
            yield FieldFault(place, message, "account_type_invalid")
    if entity_type in _SPENT:
        yield from _wrong(_account(intent, known, str(record["account"])), "account", "a bank account", allows=False)
    if field := _PAYMENTS.get(entity_type):
        named = str(record.get(field) or intent.settings.default_accounts.bank or "")
        fitting = "a bank account, or one that payments are enabled for"
        yield from _wrong(_account(intent, known, named), field, fitting, allows=True)


def _unfit_taxes(intent: WriteIntent, known: Known, place: str, account: Json, rates: Collection[str]) -> Faults:
    """Tax rates that do not go with the kind of account."""
    applies = _APPLIES.get(str(account.get("Class")), "")
    for rate in rates:
        row = known.tax_rates.get(intent.references.get(("tax_rate", rate), ""), {})
        if row.get(applies, True) is False:
            message = (
                f"the tax rate {rate} does not go with {_named(account)} in {TITLE}: choose another rate or account"
            )
            yield FieldFault(place.replace(".account", ".tax_rate"), message, "tax_code_invalid")


def _wrong(account: Json, place: str, fitting: str, *, allows: bool) -> Faults:
    """`allows`: an account can be open for payments without being a bank account."""
    if account and account.get("Type") != BANK and not (allows and account.get("EnablePaymentsToAccount")):
        yield FieldFault(
            place, f"{_named(account)} is no account that money moves on: name {fitting}", "account_type_invalid"
        )


def _of_lines(intent: WriteIntent, known: Known) -> Iterator[tuple[str, Json, tuple[str, ...]]]:
    """The account that each line is booked on, its own, its item's, or the connection's default; and its tax rates."""
    record, sold = intent.record.body, is_sale(intent.record.entity_type)
    defaults = intent.settings.default_accounts
    for index, line in enumerate(record.get("lines") or ()):
        place, rates = f"lines[{index}].account", tuple(filter(None, [line.get("tax_rate")]))
        item = known.items.get(intent.references.get(("item", str(line.get("item") or "")), ""), {})
        if line.get("account"):
            yield place, _account(intent, known, line["account"]), rates
        elif code := item_account(item, sold=sold):
            yield place, known.account_with(code), rates
        else:
            yield place, _account(intent, known, str((defaults.income if sold else defaults.expense) or "")), rates
    if record.get("lines") and Decimal(record.get("discount_amount") or 0):
        rates = tuple(dict.fromkeys(line["tax_rate"] for line in record["lines"] if line.get("tax_rate")))
        yield "discount_amount", _account(intent, known, str(defaults.discount or "")), rates


def _account(intent: WriteIntent, known: Known, named: str) -> Json:
    return known.accounts.get(intent.references.get(("account", named), ""), {})


def _named(account: Json) -> str:
    return f"{account.get('Code') or ''} {account.get('Name') or ''}".strip()
