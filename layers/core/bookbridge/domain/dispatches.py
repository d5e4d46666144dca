"""Dispatches: calls that write to the package, stored with their payloads before they are made.

The dispatch's id is the operation id that the package remembers (QuickBooks Online `requestid`). Every attempt reuses
it, so a call whose answer was lost can be asked about, or repeated, without being carried out twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from .records import EntityType
from .stored_records import StoredRecord


class Verb(StrEnum):
    """What is done to one record in the package; create and update are never confused (pain 6)."""

    CREATE = "create"
    UPDATE = "update"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Operation:
    """One record's part of a dispatch.

    `key` is unique in the dispatch (QuickBooks Online `bId`, at most 10 characters); `payload` is the package's own
    JSON, exactly as sent; `revision` is the record's revision it was made from.
    """

    key: str
    verb: Verb
    entity_type: EntityType
    record_id: str
    revision: int
    payload: dict[str, Any]
    package_id: str = ""

    @classmethod
    def of(cls, key: str, verb: Verb, record: StoredRecord, payload: dict[str, Any]) -> Operation:
        """The operation that writes a record as it is now; what is created has no twin yet."""
        twin = record.link.package_id if record.link and verb is not Verb.CREATE else ""
        return cls(key, verb, record.entity_type, record.record_id, record.revision, payload, twin)


class DispatchState(StrEnum):
    """`STORED`: about to be sent, sent, or cut off. `UNKNOWN`: sent, and no answer came. A settled one is dropped."""

    STORED = "stored"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One call with its operations."""

    company_id: str
    dispatch_id: str
    organisation_id: str
    operations: tuple[Operation, ...]
    created_at: datetime
    state: DispatchState = DispatchState.STORED

    def carries(self, entity_type: EntityType, record_id: str) -> bool:
        """Whether a record is part of it."""
        return any((each.entity_type, each.record_id) == (entity_type, record_id) for each in self.operations)


@dataclass(frozen=True, slots=True)
class Written:
    """The package's answer to an operation it carried out (or the twin that was found afterwards).

    `differs`: the twin is known by its name, and says something else than what was sent.
    """

    package_id: str
    version: str
    updated_at: datetime
    read_at: datetime
    number: str = ""
    total: str = ""
    date: str = ""
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """The package's answer to an operation it refused: its own code and words, and the field it names if it does.

    `retriable`: an error of the package's own; `stale`: somebody changed the record meanwhile; `duplicate`: it says
    that such a thing exists already, which may be our own earlier write.
    """

    code: str
    message: str
    detail: str = ""
    field: str = ""
    retriable: bool = False
    stale: bool = False
    duplicate: bool = False

    @property
    def text(self) -> str:
        """Message and detail as one text, as the packages' help pages quote them."""
        return f"{self.message}: {self.detail}" if self.detail and self.detail != self.message else self.message


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one operation."""

    key: str
    result: Written | Refused
