"""Void and delete transactions, delete list entries that nothing uses."""

from typing import Any

from .closing import check_deletable, check_open
from .errors import StatusError
from .kinds import LISTS, TXN_KINDS
from .lists import existing, remove_entry
from .records import Deletion, Record
from .schema import GRAMMAR
from .transactions import empty, forget
from .work import Work


def void(work: Work, entity: str, identifier: str) -> Record:
    """Void a transaction; it stays, with zero amounts. No EditSequence is asked for.

    Raises:
        StatusError: 3120 not found, 3171 closed period, 3175 locked, 3185 of a kind that cannot be voided.
    """
    if entity not in GRAMMAR.enumerations["TxnVoidType"]:
        raise StatusError(3185, f"There was an error when voiding a {entity}. It can only be deleted.")
    record = existing(work, entity, identifier, "TxnID")
    work.check_free(record)
    check_open(work, entity, record.text("TxnDate"))
    empty(work, record)
    return record


def delete_transaction(work: Work, entity: str, identifier: str) -> Deletion:
    """Delete a transaction; what it is linked to is free again. It is remembered as deleted."""
    record = existing(work, entity, identifier, "TxnID")
    work.check_free(record)
    check_deletable(work, entity, record.text("TxnDate"))
    forget(work, record)
    return _remember(work, record, record.text("RefNumber"))


def delete_entry(work: Work, entity: str, identifier: str) -> Deletion:
    """Delete a list entry; raise 3160 if anything in the file uses it."""
    record = existing(work, entity, identifier, "list ID")
    work.check_free(record)
    if work.contents.children.get(identifier) or _in_use(work, identifier):
        raise StatusError(
            3160,
            f'Cannot delete the object specified by the id = "{identifier}". QuickBooks error message: '
            f"This {entity} is used by other list elements or by transactions.",
        )
    full_name = work.contents.full_name(record)
    remove_entry(work, record)
    return _remember(work, record, full_name)


def _remember(work: Work, record: Record, label: str) -> Deletion:
    deletion = Deletion(record.entity, record.id, record.created, work.now(), label)
    work.contents.deletions.append(deletion)
    return deletion


def _in_use(work: Work, identifier: str) -> bool:
    for entity in (*LISTS, *TXN_KINDS):
        for record in work.contents.of(entity).values():
            if _mentions(record.fields, identifier) or _mentions(record.lines, identifier):
                return True
    return any(
        identifier in {each.discount_account, each.discount_class}
        for applications in work.contents.onto.values()
        for each in applications
    )


def _mentions(value: Any, identifier: str) -> bool:
    if isinstance(value, dict):
        return any(_mentions(each, identifier) for each in value.values())
    if isinstance(value, list):
        return any(_mentions(each, identifier) for each in value)
    return bool(value == identifier)
