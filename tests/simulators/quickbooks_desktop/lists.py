"""Add and change list entries: names that are unique, parents, account numbers."""

from copy import deepcopy
from typing import Any

from .absorbing import absorb, check_required, check_sequence
from .errors import StatusError, invalid_id, missing, not_found
from .kinds import NESTED, family
from .records import Record
from .references import looks_like_an_id
from .work import Work


def add_entry(work: Work, entity: str, given: dict[str, Any]) -> Record:
    """Return the new list entry, which is in the file."""
    fields: dict[str, Any] = {"IsActive": "true"}
    absorb(work, fields, given, entity, changing=False)
    check_required(entity, fields)
    if entity == "Customer" and work.preferences.sales_tax:
        taxable = work.contents.names.get(("SalesTaxCode", "tax"))
        if taxable:
            fields.setdefault("SalesTaxCodeRef", taxable)
    _check(work, entity, fields, "")
    record = work.list_record(entity)
    record.fields = fields
    contents = work.contents
    contents.of(entity)[record.id] = record
    contents.by_id[record.id] = record
    _index(work, record)
    return record


def change_entry(work: Work, entity: str, identifier: str, given: dict[str, Any]) -> Record:
    """Return the list entry with what is given changed; if that has an EditSequence, only from the present one."""
    record = existing(work, entity, identifier, "list ID")
    work.check_free(record)
    check_sequence(record, given)
    fields = deepcopy(record.fields)
    absorb(work, fields, given, entity, changing=True)
    _check(work, entity, fields, record.id)
    _leave_index(work, record)
    record.fields = fields
    _index(work, record)
    work.touch(record)
    return record


def remove_entry(work: Work, record: Record) -> None:
    """Take the entry out of the file's lists."""
    _leave_index(work, record)
    del work.contents.of(record.entity)[record.id]
    del work.contents.by_id[record.id]


def existing(work: Work, entity: str, identifier: str, field: str) -> Record:
    """Return the record; raise 3000 if its id is malformed, 3120 if there is none of that kind."""
    if not looks_like_an_id(identifier):
        raise invalid_id(identifier, field)
    record = work.contents.of(entity).get(identifier)
    if record is None:
        raise not_found(identifier)
    return record


def _check(work: Work, entity: str, fields: dict[str, Any], identifier: str) -> None:
    name = fields.get("Name", "").strip()
    if not name:
        raise missing("Name")
    fields["Name"] = name
    if ":" in name:
        raise StatusError(
            3080, f'The string "{name}" in the field "Name" contains the character ":", which is not allowed.'
        )
    full_name, parent = name, fields.get("ParentRef")
    above = parent
    while above:
        if above == identifier:
            raise StatusError(3130, f'There is an invalid parent reference "{above}" in the {entity}.')
        above = work.contents.by_id[above].text("ParentRef")
    if parent:
        full_name = f"{work.contents.full_name(work.contents.by_id[parent])}:{name}"
    holder = work.contents.names.get((family(entity), full_name.casefold()))
    if holder and holder != identifier:
        raise StatusError(3100, f'The name "{name}" of the list element is already in use.')
    number = fields.get("AccountNumber")
    if entity == "Account" and number:
        holder = work.contents.account_numbers.get(number)
        if holder and holder != identifier:
            raise StatusError(
                3180,
                f'There was an error when saving a Account list, element "{name}". QuickBooks error message: '
                "The account number is already in use.",
            )


def _index(work: Work, record: Record) -> None:
    contents = work.contents
    contents.names[family(record.entity), contents.full_name(record).casefold()] = record.id
    if record.entity == "Account" and (number := record.text("AccountNumber")):
        contents.account_numbers[number] = record.id
    if record.entity in NESTED:
        if parent := record.text("ParentRef"):
            contents.children.setdefault(parent, {})[record.id] = None
        for child in contents.children.get(record.id, ()):
            _index(work, contents.by_id[child])


def _leave_index(work: Work, record: Record) -> None:
    contents = work.contents
    _leave_names(work, record)
    if record.entity == "Account":
        contents.account_numbers.pop(record.text("AccountNumber"), None)
    if parent := record.text("ParentRef"):
        contents.children.get(parent, {}).pop(record.id, None)


def _leave_names(work: Work, record: Record) -> None:
    contents = work.contents
    for child in contents.children.get(record.id, ()):
        _leave_names(work, contents.by_id[child])
    contents.names.pop((family(record.entity), contents.full_name(record).casefold()), None)
