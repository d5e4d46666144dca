"""Take a request's elements into a record: references by id, what is empty cleared, what is absent left."""

from typing import Any

from .errors import StatusError, missing, not_enabled
from .records import Record
from .references import resolve
from .schema import GRAMMAR
from .work import Work

_NEVER_EMPTY = frozenset(
    {"Name", "AccountType", "TxnDate", "VendorRef", "CustomerRef", "APAccountRef", "ARAccountRef"}
) | {
    "BankAccountRef",
    "CreditCardAccountRef",
    "AccountRef",
    "IncomeAccountRef",
    "ExpenseAccountRef",
    "PayeeEntityRef",
    "IsActive",
    "StdDueDays",
}
_NOT_KEPT = frozenset(
    {"ListID", "TxnID", "EditSequence", "TxnLineID", "OpenBalance", "OpenBalanceDate", "IsAutoApply"}
) | {
    "ClearExpenseLines",
    "ClearItemLines",
    "LinkToTxnID",
    "LinkToTxn",
    "SetCredit",
    "PriceLevelRef",
    "OptionForPriceRuleConflict",
    "OverrideItemAccountRef",
}
_RENAMED = {
    "SalesOrPurchaseMod": "SalesOrPurchase",
    "SalesAndPurchaseMod": "SalesAndPurchase",
    "Contacts": "ContactsRet",
    "ContactsMod": "ContactsRet",
    "AdditionalNotes": "AdditionalNotesRet",
    "AdditionalNotesMod": "AdditionalNotesRet",
    "DataExt": "DataExtRet",
}
_CURRENCY = frozenset({"CurrencyRef", "ExchangeRate"})
_TAX = frozenset({"SalesTaxCodeRef", "ItemSalesTaxRef", "CustomerSalesTaxCodeRef"})


def absorb(work: Work, fields: dict[str, Any], given: dict[str, Any], holder: str, *, changing: bool) -> None:
    """Put what is ``given`` into ``fields``; ``holder`` is the kind of record, for messages and for parents.

    Raises:
        StatusError: A reference is invalid (3130, 3140, 3000, 3210), a field cannot be cleared (3190), or belongs to a
            feature that the company does not use (3250).
    """
    for name, value in given.items():
        if name in _NOT_KEPT or name.endswith(("LineAdd", "LineMod", "ToTxnAdd", "ToTxnMod")):
            continue
        _check_feature(work, name)
        kept = _RENAMED.get(name, name)
        if name.endswith("Ref") and isinstance(value, dict):
            value = resolve(work, name, value, holder)  # noqa: PLW2901 - the reference becomes its id
        elif name == "PrefillAccountRef":
            value = [resolve(work, name, each, holder) for each in value]  # noqa: PLW2901 - likewise
        elif isinstance(value, dict):
            inner = dict(fields.get(kept) or {}) if changing else {}
            absorb(work, inner, value, holder, changing=changing)
            value = inner  # noqa: PLW2901 - likewise
        if value in ("", {}, []):
            if changing and name in _NEVER_EMPTY:
                raise StatusError(3190, f"Cannot clear the element in the {name} field.")
            fields.pop(kept, None)
        else:
            fields[kept] = value


def _check_feature(work: Work, name: str) -> None:
    preferences = work.preferences
    if (
        (name in _CURRENCY and not preferences.multicurrency)
        or (name in _TAX and not preferences.sales_tax)
        or (name.endswith("ClassRef") and not preferences.class_tracking)
    ):
        raise not_enabled()


def check_required(entity: str, fields: dict[str, Any]) -> None:
    """Raise 3150 if an element that a new record needs was given, but empty."""
    for item in GRAMMAR.children(f"{entity}Add").values():
        if item.required and item.name not in fields and not item.repeats:
            raise missing(item.name)


def check_sequence(record: Record, given: dict[str, Any]) -> None:
    """Raise 3200 if the request was made from an older state of the record."""
    sequence = given.get("EditSequence")
    if sequence is not None and sequence != str(record.edit_sequence):
        raise StatusError(3200, f'The provided edit sequence "{sequence}" is out-of-date.')
