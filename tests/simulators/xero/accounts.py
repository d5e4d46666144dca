"""The chart of accounts (vendor page, section 5)."""

from typing import Final

from tests.simulators.chassis.records import Record

from . import messages
from .given import Given
from .kinds import ACCOUNT, BANK_TRANSACTION, CURRENCY, PAYMENT, TAX_RATE
from .tables import Row
from .writing import Writing, merged

CLASSES: Final = {
    "BANK": "ASSET",
    "CURRENT": "ASSET",
    "FIXED": "ASSET",
    "INVENTORY": "ASSET",
    "NONCURRENT": "ASSET",
    "PREPAYMENT": "ASSET",
    "EQUITY": "EQUITY",
    "DEPRECIATN": "EXPENSE",
    "DIRECTCOSTS": "EXPENSE",
    "EXPENSE": "EXPENSE",
    "OVERHEADS": "EXPENSE",
    "CURRLIAB": "LIABILITY",
    "LIABILITY": "LIABILITY",
    "PAYG": "LIABILITY",
    "TERMLIAB": "LIABILITY",
    "OTHERINCOME": "REVENUE",
    "REVENUE": "REVENUE",
    "SALES": "REVENUE",
}
"""Type of account to class of account."""


def save_account(writing: Writing, given: Given, existing: Row | None) -> Row:
    """Create, change, archive or restore an account."""
    fields = merged(existing, _read_account(writing, given))
    _refuse_account(writing, given, existing, fields)
    writing.check()
    fields["Class"] = CLASSES[str(fields["Type"])]
    if existing:
        writing.books.store(existing, fields)
        return existing
    start = {"Status": "ACTIVE", "EnablePaymentsToAccount": False, "TaxType": "NONE"}
    if fields["Type"] == "BANK":
        start |= {"BankAccountType": "BANK", "CurrencyCode": writing.books.base_currency}
    return writing.books.add(ACCOUNT, {**start, **fields})


def _read_account(writing: Writing, given: Given) -> Record:
    changed: Record = {}
    texts = {"Code": (10, "Account Code"), "Name": (150, "Account Name"), "Description": (4000, "Description")}
    for name, (most, label) in {**texts, "BankAccountNumber": (40, "Bank Account Number")}.items():
        if (text := writing.text(given, name, most, label)) is not None:
            changed[name] = text
    choices = {"Type": tuple(CLASSES), "BankAccountType": ("BANK", "CREDITCARD", "PAYPAL")}
    for name, options in {**choices, "Status": ("ACTIVE", "ARCHIVED", "DELETED")}.items():
        if word := writing.choice(given, name, options):
            changed[name] = word
    if tax := given.text("TaxType"):
        if not writing.books.find(TAX_RATE, tax):
            writing.refuse(messages.TAX_UNKNOWN.format(tax=tax))
        changed["TaxType"] = tax
    if (flag := given.flag("EnablePaymentsToAccount")) is not None:
        changed["EnablePaymentsToAccount"] = flag
    if currency := given.text("CurrencyCode"):
        if not writing.books.find(CURRENCY, currency):
            writing.refuse(messages.CURRENCY.format(code=currency))
        changed["CurrencyCode"] = currency
    return changed


def _refuse_account(writing: Writing, given: Given, existing: Row | None, fields: Record) -> None:
    table = writing.books.table(ACCOUNT)
    if existing and existing.status == "ARCHIVED" and given.names() - {"AccountID", "Status"}:
        writing.refuse(messages.ARCHIVED_ACCOUNT)
    if existing and existing.fields.get("SystemAccount") and fields["Status"] != "ACTIVE":
        writing.refuse(messages.SYSTEM_ACCOUNT)
    for name in ("Name", "Type"):
        if not fields.get(name):
            writing.refuse(messages.MANDATORY.format(field=name))
    if fields.get("Type") == "BANK":
        if not fields.get("BankAccountNumber"):
            writing.refuse(messages.MANDATORY.format(field="BankAccountNumber"))
    elif not fields.get("Code"):
        writing.refuse(messages.MANDATORY.format(field="Code"))
    for name, message in (("Name", messages.ACCOUNT_NAME_TAKEN), ("Code", messages.ACCOUNT_CODE_TAKEN)):
        taken = table.by(name, str(fields[name])) if fields.get(name) else []
        if any(row is not existing and not row.hidden for row in taken):
            writing.refuse(message)


def delete_account(writing: Writing, row: Row) -> None:
    """Delete an account that nothing is booked on: it just vanishes from the list."""
    if row.fields.get("SystemAccount"):
        writing.refuse(messages.SYSTEM_ACCOUNT)
    books = writing.books
    if any(books.table(kind).by("AccountID", row.id) for kind in (PAYMENT, BANK_TRANSACTION)):
        writing.refuse(messages.BANK_ACCOUNT_IN_USE)
    writing.check()
    books.store(row, {**row.fields, "Status": "DELETED"})
