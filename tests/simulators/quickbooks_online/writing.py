"""Create, update, delete and void (vendor page, section 2).

Silent in the page, decided here:
- an object inside a record is replaced as a whole by a sparse update, like a Line
  array (Preferences and CompanyInfo merge theirs);
- a record that was made inactive is changed only together with ``Active: true``,
  else 610 with the "made inactive" text; then its name loses " (deleted)" again and
  must still be free; a full update without Active keeps the state;
- nothing is auto-numbered by an update.
"""

import copy
from dataclasses import dataclass

from .books import Books, Row
from .entities import Kind
from .faults import (
    INACTIVE,
    NUMBER_TAKEN,
    PARTY_NAME_TAKEN,
    PERIOD_CLOSED,
    STALE,
    SUBSCRIPTION_ENDED,
    TRANSACTION_DELETED,
    Refused,
    missing,
    refused,
    unsupported,
)
from .linking import apply, release
from .records import ZERO, Record
from .references import check_references
from .rules import Draft, run_steps
from .validation import check_required, check_shape

DELETED_MARK = " (deleted)"


@dataclass(frozen=True)
class Options:
    """How a write is asked for; ``user`` is somebody working in the browser."""

    allow_duplicate_number: bool = False
    user: bool = False


def save(books: Books, kind: Kind, payload: Record, options: Options) -> Row:
    """Create a record, or update the one that ``payload`` names by Id."""
    updating = bool(payload.get("Id")) or kind.operations == {"update"}
    operation = "update" if updating else "create"
    if operation not in kind.operations:
        raise unsupported(operation)
    _subscribed(books)
    previous = _current(books, kind, payload) if updating else None
    cleaned, errors = check_shape(kind, payload)
    before = previous.fields if previous else {}
    fields = _merged(kind, before, cleaned, sparse=payload.get("sparse") is True)
    if previous and not previous.active and cleaned.get("Active") is not True:
        raise refused("610", INACTIVE)
    named = {error.element for error in errors}
    errors += [error for error in check_required(kind, fields) if error.element not in named]
    if not errors:
        errors += check_references(books, kind, fields, before)
    if errors:
        raise Refused(*errors)
    draft = Draft(books, kind, fields, previous, before)
    _mark_name(draft)
    run_steps(draft)
    if kind.transaction:
        _period_open(books, fields["TxnDate"])
        if previous:
            _period_open(books, previous.fields["TxnDate"])
        _number_free(draft, options)
    _name_free(draft)
    return _commit(draft, options)


def delete(books: Books, kind: Kind, payload: Record, options: Options) -> Row:
    """Delete a transaction for good."""
    if "delete" not in kind.operations:
        raise unsupported("delete")
    row = _taken_back(books, kind, payload)
    books.remove(row)
    row.updated_at = books.moment()
    books.note(row, "Delete")
    _work_of(books, options)
    return row


def void(books: Books, kind: Kind, payload: Record, options: Options) -> Row:
    """Set the amounts of a transaction to zero and mark its note "Voided"."""
    if "void" not in kind.operations and not (options.user and "v" in kind.announces):
        raise unsupported("void")
    row = _taken_back(books, kind, payload)
    fields = copy.deepcopy(row.fields)
    note = fields.get("PrivateNote")
    if not str(note or "").startswith("Voided"):
        fields["PrivateNote"] = f"Voided - {note}" if note else "Voided"
    for name in ("TotalAmt", "UnappliedAmt", "Deposit"):
        if fields.get(name) is not None:
            fields[name] = ZERO
    fields.pop("TxnTaxDetail", None)
    if "TotalAmt" in kind.fields:
        fields["Line"] = []
    for line in fields["Line"]:
        line["Amount"] = ZERO
        detail = line.get(line["DetailType"])
        for name in ("Qty", "UnitPrice"):
            if isinstance(detail, dict) and name in detail:
                detail[name] = 0
    _replace(books, row, fields)
    books.note(row, "Void")
    _work_of(books, options)
    return row


def _taken_back(books: Books, kind: Kind, payload: Record) -> Row:
    """Return the transaction, once nothing rests on it any more."""
    _subscribed(books)
    row = _current(books, kind, payload)
    _period_open(books, row.fields["TxnDate"])
    apply(books, row, {})
    release(books, row)
    return row


def find(books: Books, kind: Kind, row_id: str) -> Row:
    """Return a row or raise 2030 (not a number) or 610 with the documented text."""
    row = books.find(kind.name, row_id)
    if row is not None:
        return row
    if not row_id.isdigit():
        raise refused("2030", f"Supplied value: {row_id}", "Id")
    if kind.transaction:
        raise refused("610", TRANSACTION_DELETED)
    raise refused("610", INACTIVE)


def _subscribed(books: Books) -> None:
    if books.subscription_ended:
        raise refused("6190", SUBSCRIPTION_ENDED)


def _current(books: Books, kind: Kind, payload: Record) -> Row:
    errors = [missing(name) for name in ("Id", "SyncToken") if not payload.get(name)]
    if errors:
        raise Refused(*errors)
    for name in ("Id", "SyncToken"):
        if not isinstance(payload[name], str):
            raise refused("2120", f"Supplied value: {payload[name]}", name)
    row = find(books, kind, payload["Id"])
    if payload["SyncToken"] != str(row.sync_token):
        raise refused("5010", STALE.format(user=books.last_user))
    return row


def _merged(kind: Kind, before: Record, cleaned: Record, *, sparse: bool) -> Record:
    if not before:
        return {name: value for name, value in cleaned.items() if value is not None}
    if sparse:
        fields = copy.deepcopy(before)
    else:
        kept = kind.read_only | {"Active"}
        fields = {name: copy.deepcopy(value) for name, value in before.items() if name in kept}
    for name, value in cleaned.items():
        if kind.merge_objects and isinstance(value, dict) and before.get(name):
            fields[name] = {**before[name], **value}
        elif value is None:
            fields.pop(name, None)
        else:
            fields[name] = value
    return fields


def _period_open(books: Books, day: str) -> None:
    """6210 for a date up to and including the closing date (inclusive: k)."""
    if books.book_close_date and day <= books.book_close_date:
        raise refused("6210", PERIOD_CLOSED)


def _number_free(draft: Draft, options: Options) -> None:
    """6140; numbers are unique per transaction type."""
    number = draft.fields.get("DocNumber")
    if not number or not draft.kind.numbers or options.allow_duplicate_number:
        return
    if draft.before.get("DocNumber") == number:
        return
    books = draft.books
    if draft.kind.numbers == "sales":
        allowed = books.other_preference("SalesFormsPrefs.AllowDuplicateDocNum")
    else:
        allowed = not books.other_preference("WarnDuplicateCheckNumber")
    for row in books.numbered(draft.kind, number):
        if not allowed and row is not draft.previous:
            detail = NUMBER_TAKEN.format(number=number, kind=row.kind.name, id=row.id)
            raise refused("6140", detail)


def _mark_name(draft: Draft) -> None:
    name, fields = draft.kind.name_field, draft.fields
    if not name or not draft.previous or not fields.get(name):
        return
    was_active = draft.previous.active
    if was_active and fields.get("Active") is False:
        fields[name] += DELETED_MARK
    elif not was_active and fields.get("Active") is True:
        fields[name] = fields[name].removesuffix(DELETED_MARK)


def _name_free(draft: Draft) -> None:
    """6240; only active records hold their name.

    The page quotes the Detail for customers, vendors and employees. For the other
    lists it says that the text may contain ``Id=…``, which is what they answer.
    """
    if not draft.kind.name_field or draft.fields.get("Active") is False:
        return
    holder = draft.books.named(draft.kind, draft.fields)
    if holder is None or holder is draft.previous:
        return
    if draft.kind.namespace == "party":
        raise refused("6240", PARTY_NAME_TAKEN)
    raise refused("6240", f"The name supplied already exists. : Id={holder.id}")


def _commit(draft: Draft, options: Options) -> Row:
    books, row = draft.books, draft.previous
    if row is None:
        now = books.moment()
        row = Row(draft.kind, books.next_id(draft.kind), draft.fields, now, now)
        books.store(row)
        operation = "Create"
    else:
        _replace(books, row, draft.fields)
        operation = "Update"
    apply(books, row, draft.applied)
    books.note(row, operation)
    _work_of(books, options)
    return row


def _replace(books: Books, row: Row, fields: Record) -> None:
    books.unindex(row)
    row.fields = fields
    row.sync_token += 1
    row.updated_at = books.moment()
    books.store(row)


def _work_of(books: Books, options: Options) -> None:
    books.last_user = "Olivia Bookkeeper" if options.user else "another application"
