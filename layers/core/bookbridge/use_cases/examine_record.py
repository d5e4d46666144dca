"""The pre-flight of one record: where its parents stand, what stands in its way, and the operation if nothing does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from bookbridge.domain.dispatches import Operation, Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.records import EntityType, Reference
from bookbridge.domain.stored_records import Action, StoredRecord, SyncState, waiting_on_package, waiting_on_record
from bookbridge.ports.packages import WriteIntent
from bookbridge.ports.records import RecordKey

from .gather_references import Gathered, Surroundings
from .open_books import OpenedBooks

_ELSEWHERE = FieldFault(
    "(record)",
    "its twin is in another organisation than the one that is connected now: void it there, or connect that one",
    "mapping_missing",
)

_MENDED_THERE = frozenset(
    {"reference_inactive", "customer_deleted", "payment_exceeds_balance"}
    | {"account_type_invalid", "item_account_type_invalid", "account_code_missing"}
)
"""Codes of faults that a change of what the record refers to can mend, in the package."""

_HOPELESS = frozenset({SyncState.FAILED, SyncState.BLOCKED, SyncState.SKIPPED, SyncState.DRAFT})
"""States of a parent that is not on its way to the package."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """A record whose parent is not on its way to the package; `place` is the field that names it."""

    record: StoredRecord
    parent_type: EntityType
    parent_id: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """What the pre-flight finds about one record.

    `verb` is None when nothing is to be done in the package. `hopeless` are parents that are not on their way to the
    package, `behind` those that go first. `waiting_on` names what would mend the faults, if something else would.
    `operation` is there when nothing is in the way; `asked` says whether the package was asked everything; `parents`
    and `resolved` are what the record refers to.
    """

    gathered: Gathered
    verb: Verb | None = None
    hopeless: tuple[Blocked, ...] = ()
    behind: tuple[Blocked, ...] = ()
    faults: tuple[FieldFault, ...] = ()
    waiting_on: str = ""
    operation: Operation | None = None
    asked: bool = False
    parents: Mapping[RecordKey, StoredRecord] = field(default_factory=dict)
    resolved: Mapping[RecordKey, str] = field(default_factory=dict)


def examine(
    opened: OpenedBooks, each: Gathered, around: Surroundings, key: str, *, thoroughly: bool = False
) -> Examined:
    """Examine one record. `key` is the operation's; `thoroughly` looks for faults in a record that has to wait too."""
    record, settings = each.record, opened.connection.settings
    linked = record.link is not None and record.link.organisation_id == opened.connection.organisation_id
    if not opened.sends(record.entity_type) or (record.action is Action.VOID and record.link is None):
        return Examined(each)
    if record.action is Action.VOID and not linked:
        return Examined(each, Verb.VOID, faults=(_ELSEWHERE,), asked=True)
    verb = Verb.CREATE if not linked else Verb.VOID if record.action is Action.VOID else Verb.UPDATE
    found = replace(_stand_of_parents(opened, each, around), verb=verb)
    waits = bool(found.hopeless or found.behind)
    if waits and not thoroughly:
        return found
    intent = WriteIntent(key, each.completed, verb, found.resolved, settings, around.parents, thorough=thoroughly)
    if waits or found.faults or not around.asked:
        # Without all references the package cannot be asked the rest; the fields can be checked all the same.
        return replace(found, faults=(*found.faults, *opened.books.check(intent)))
    made = opened.books.prepare(intent)
    if isinstance(made, Operation):
        return replace(found, operation=made, asked=True)
    return replace(found, faults=made, asked=True, waiting_on=found.waiting_on or _mended_there(opened, found, made))


def _mended_there(opened: OpenedBooks, found: Examined, faults: tuple[FieldFault, ...]) -> str:
    """The mark of what has to change in the package, where a fault is about something that the record refers to."""
    there = {
        ref.path: waiting_on_package(opened.package.manifest.family(ref.entity_type), package_id)
        for ref in found.gathered.references
        if (package_id := found.resolved.get((ref.entity_type, ref.id)))
    }
    return next((there[each.field] for each in faults if each.code in _MENDED_THERE and each.field in there), "")


def _stand_of_parents(opened: OpenedBooks, each: Gathered, around: Surroundings) -> Examined:
    resolved = {key: package_id for key, package_id in around.codes.items() if package_id}
    faults, waiting_on = [*each.faults], each.waiting_on
    hopeless, behind = list[Blocked](), list[Blocked]()
    for ref in each.references:
        key = (ref.entity_type, ref.id)
        parent = around.parents.get(key)
        standing = _standing(parent, opened.connection.organisation_id)
        if parent is not None and parent.link is not None and standing is _Standing.THERE:
            resolved[key] = parent.link.package_id
        elif standing is _Standing.HOPELESS:
            hopeless.append(Blocked(each.record, *key, ref.path))
        elif standing is _Standing.ON_ITS_WAY:
            behind.append(Blocked(each.record, *key, ref.path))
        elif key not in resolved:
            faults.append(_elsewhere(ref) if parent else _unknown(ref))
            waiting_on = waiting_on or waiting_on_record(*key)
    return Examined(
        each,
        hopeless=tuple(hopeless),
        behind=tuple(behind),
        faults=tuple(faults),
        waiting_on=waiting_on,
        parents=around.parents,
        resolved=resolved,
    )


class _Standing(Enum):
    """Where a parent stands, seen from a child that wants to go."""

    THERE = "there"
    ON_ITS_WAY = "on its way"
    HOPELESS = "not on its way"
    NOWHERE = "nowhere"


def _standing(parent: StoredRecord | None, organisation_id: str) -> _Standing:
    if parent is None:
        return _Standing.NOWHERE
    if parent.body.get("excluded") and not parent.deleted:
        return _Standing.HOPELESS
    if parent.link is not None and parent.link.organisation_id == organisation_id:
        return _Standing.THERE
    if parent.deleted:
        return _Standing.NOWHERE
    if parent.sync_state in _HOPELESS:
        return _Standing.HOPELESS
    never = parent.origin == "package" or parent.voided or parent.deleted_in_package or not parent.body
    return _Standing.NOWHERE if never and parent.sync_state is SyncState.SYNCED else _Standing.ON_ITS_WAY


def _elsewhere(ref: Reference) -> FieldFault:
    message = f"“{ref.id}” has no twin in this organisation: send it anew, or link it to one"
    return FieldFault(ref.path, message, "mapping_missing")


def _unknown(ref: Reference) -> FieldFault:
    if ref.entity_type == "account":
        message = f"“{ref.id}” is not known: neither a record id nor the code of an active account in the package"
        return FieldFault(ref.path, message, "account_unknown", {"account": ref.id})
    if ref.entity_type == "tax_rate":
        message = f"“{ref.id}” is not known: neither a record id nor a code of the package"
        return FieldFault(ref.path, message, "tax_code_invalid", {"reference_name": ref.id})
    message = f"“{ref.id}” has not been sent and is not linked: send it, or correct the reference"
    return FieldFault(ref.path, message, "record_unknown", {"reference_id": ref.id})
