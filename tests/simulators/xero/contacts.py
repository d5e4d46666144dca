"""Contacts: customers and vendors are one list (vendor page, section 5).

Decided where the page leaves a choice: a contact that is sent without ``ContactID`` is
matched by ``ContactNumber`` only, so that a taken name is refused and has to be
looked up; a merged contact cannot be changed any more.
"""

from typing import Final

from tests.simulators.chassis.records import Record

from . import messages
from .errors import Refused
from .given import Given
from .kinds import ACCOUNT, CONTACT, CURRENCY, INVOICE
from .tables import Row
from .writing import Writing, merged

ADDRESS_TYPES: Final = ("STREET", "POBOX")
PHONE_TYPES: Final = ("DDI", "DEFAULT", "FAX", "MOBILE", "OFFICE")
TERM_TYPES: Final = ("DAYSAFTERBILLDATE", "DAYSAFTERBILLMONTH", "OFCURRENTMONTH", "OFFOLLOWINGMONTH")
STATUSES: Final = ("ACTIVE", "ARCHIVED", "GDPRREQUEST")

_TEXTS: Final = {
    "ContactNumber": 50,
    "AccountNumber": 50,
    "FirstName": 255,
    "LastName": 255,
    "CompanyNumber": 50,
    "TaxNumber": 50,
    "BankAccountDetails": 255,
    "AccountsPayableTaxType": 50,
    "AccountsReceivableTaxType": 50,
    "PurchasesDefaultAccountCode": 10,
    "SalesDefaultAccountCode": 10,
}
_ADDRESS: Final = {
    "AddressLine1": 500,
    "AddressLine2": 500,
    "AddressLine3": 500,
    "AddressLine4": 500,
    "City": 255,
    "Region": 255,
    "PostalCode": 50,
    "Country": 50,
    "AttentionTo": 255,
}
_PHONE: Final = {"PhoneNumber": 50, "PhoneAreaCode": 10, "PhoneCountryCode": 20}


def save_contact(writing: Writing, given: Given, existing: Row | None) -> Row:
    """Create or change a contact."""
    books = writing.books
    number = given.text("ContactNumber")
    if existing is None and number and not writing.create_only:
        existing = next(iter(books.table(CONTACT).by("ContactNumber", number)), None)
    if existing and existing.fields.get("MergedToContactID"):
        writing.refuse(messages.CONTACT_MERGED)
    changed = _read(writing, given)
    fields = merged(existing, changed)
    if not fields.get("Name"):
        writing.refuse(messages.CONTACT_UNNAMED if not existing else messages.MANDATORY.format(field="Name"))
    elif fields.get("ContactStatus", "ACTIVE") == "ACTIVE":
        _refuse_taken_name(writing, str(fields["Name"]), existing)
    if number:
        others = [row for row in books.table(CONTACT).by("ContactNumber", number) if row is not existing]
        if others:
            writing.refuse(messages.NUMBER_OF_CONTACT_TAKEN.format(number=number))
    writing.check()
    if existing:
        books.store(existing, fields)
        return existing
    start: Record = {"ContactStatus": "ACTIVE", "IsSupplier": False, "IsCustomer": False, "HasAttachments": False}
    return books.add(CONTACT, {**start, **fields})


def _refuse_taken_name(writing: Writing, name: str, existing: Row | None) -> None:
    """Names are unique among active contacts, upper or lower case."""
    for row in writing.books.table(CONTACT).by("Name", name):
        if row is not existing and row.status == "ACTIVE":
            writing.refuse(messages.NAME_TAKEN.format(name=name))
            return


def _read(writing: Writing, given: Given) -> Record:
    return {**_read_texts(writing, given), **_read_settings(writing, given), **_read_parts(writing, given)}


def _read_texts(writing: Writing, given: Given) -> Record:
    changed: Record = {}
    name = writing.text(given, "Name", 255, "Contact Name")
    if name is not None:
        changed["Name"] = name.strip()
    for field, most in _TEXTS.items():
        if (text := writing.text(given, field, most)) is not None:
            changed[field] = text
    if (email := writing.email(given, "EmailAddress")) is not None:
        changed["EmailAddress"] = email
    return changed


def _read_settings(writing: Writing, given: Given) -> Record:
    changed: Record = {}
    if status := writing.choice(given, "ContactStatus", STATUSES):
        changed["ContactStatus"] = status
    if (currency := given.text("DefaultCurrency")) is not None:
        if currency and not writing.books.find(CURRENCY, currency):
            writing.refuse(messages.CONTACT_CURRENCY.format(code=currency))
        changed["DefaultCurrency"] = currency
    for field in ("PurchasesDefaultAccountCode", "SalesDefaultAccountCode"):
        code = given.text(field)
        if code and not writing.books.table(ACCOUNT).by("Code", code):
            writing.refuse(messages.ACCOUNT_UNFIT.format(code=code))
    return changed


def _read_parts(writing: Writing, given: Given) -> Record:
    changed: Record = {}
    if (addresses := given.children("Addresses")) is not None:
        changed["Addresses"] = [_part(writing, each, "AddressType", ADDRESS_TYPES, _ADDRESS) for each in addresses]
    if (phones := given.children("Phones")) is not None:
        changed["Phones"] = [_part(writing, each, "PhoneType", PHONE_TYPES, _PHONE) for each in phones]
    if (terms := given.child("PaymentTerms")) is not None:
        changed["PaymentTerms"] = {
            side: _term(writing, each) for side in ("Bills", "Sales") if (each := terms.child(side)) is not None
        }
    return changed


def _part(writing: Writing, given: Given, kind: str, kinds: tuple[str, ...], texts: dict[str, int]) -> Record:
    read = {name: writing.text(given, name, most) for name, most in texts.items()}
    return {kind: writing.choice(given, kind, kinds), **{name: text for name, text in read.items() if text is not None}}


def _term(writing: Writing, given: Given) -> Record:
    day = given.number("Day")
    return {"Day": int(day or 0), "Type": writing.choice(given, "Type", TERM_TYPES)}


def contact_for(writing: Writing, given: Given | None) -> Row | None:
    """Return the contact that a document names: by id, else number, else name.

    A name that is not known makes a contact; anything sent besides what identifies it
    changes the contact.
    """
    if given is None:
        writing.refuse(messages.CONTACT_MISSING)
        return None
    before = len(writing.errors)
    row = _identified(writing, given)
    if row and row.status == "ARCHIVED":
        writing.refuse(messages.CONTACT_ARCHIVED)
    if len(writing.errors) > before:
        return None
    told = given.names() - {"ContactID"}
    if row is not None and {field for field in told if given.body[field] != row.fields.get(field)} <= _READ_ONLY:
        return row
    inner = Writing(writing.books, unitdp=writing.unitdp)
    try:
        return save_contact(inner, given, row)
    except Refused as refusal:
        writing.errors += refusal.messages
        return None


def _identified(writing: Writing, given: Given) -> Row | None:
    table = writing.books.table(CONTACT)
    contact_id, number, name = given.text("ContactID"), given.text("ContactNumber"), given.text("Name")
    if contact_id:
        row = writing.books.find(CONTACT, contact_id)
        if row is None:
            writing.refuse(messages.CONTACT_UNKNOWN)
        return row
    if not (number or name):
        writing.refuse(messages.CONTACT_UNNAMED)
    if number and (numbered := table.by("ContactNumber", number)):
        return numbered[0]
    named = table.by("Name", name.strip()) if name else []
    return next((each for each in named if each.status == "ACTIVE"), next(iter(named), None))


_READ_ONLY: Final = {
    "Balances",
    "ContactGroups",
    "ContactPersons",
    "HasAttachments",
    "HasValidationErrors",
    "IsCustomer",
    "IsSupplier",
    "UpdatedDateUTC",
    "UpdatedDateUTCString",
    "ValidationErrors",
    "MergedToContactID",
}


def mark_contact(writing: Writing, contact: Row, field: str) -> None:
    """Make a contact a customer or supplier, which ``UpdatedDateUTC`` does not show."""
    if not contact.fields.get(field):
        writing.books.store(contact, {**contact.fields, field: True}, touch=False)


def merge_contacts(writing: Writing, loser: Row, survivor: Row) -> None:
    """Point the documents at the survivor and archive the loser, as a user does."""
    books = writing.books
    for table in books.tables.values():
        if "ContactID" in table.kind.indexes and table.kind is not CONTACT:
            for row in table.by("ContactID", loser.id):
                books.store(row, {**row.fields, "ContactID": survivor.id}, touch=table.kind is INVOICE)
    flags = {name: bool(loser.fields.get(name) or survivor.fields.get(name)) for name in ("IsCustomer", "IsSupplier")}
    books.store(survivor, {**survivor.fields, **flags})
    books.store(loser, {**loser.fields, "ContactStatus": "ARCHIVED", "MergedToContactID": survivor.id})
