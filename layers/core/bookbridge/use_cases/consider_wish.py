"""What a record that the application sends would become: the checks and the state, without storing anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bookbridge.domain.connections import Connection
from bookbridge.domain.errors import FieldFault, InvalidInput
from bookbridge.domain.record_life import accept
from bookbridge.domain.records import EntityType, is_entity_type, parse_record
from bookbridge.domain.settings import Settings
from bookbridge.domain.stored_records import StoredRecord
from bookbridge.ports.clock import Clock
from bookbridge.ports.packages import Package

MAX_ID: Final = 128


@dataclass(frozen=True, slots=True)
class Wish:
    """One record as it was sent: nothing about it is checked yet."""

    entity_type: str
    record_id: str
    record: object


@dataclass(frozen=True, slots=True)
class SoundWish:
    """A wish that can be stored: its type is known and its body canonical."""

    entity_type: EntityType
    record_id: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class ConsiderWish:
    """The rules for what is accepted, whether it is stored or only tried."""

    package: Callable[[str], Package]
    clock: Clock

    def check(self, connection: Connection | None, wish: Wish, *, is_known: bool) -> SoundWish:
        """Raises `InvalidInput` naming every fault. `is_known`: the record is stored already."""
        faults = list(_faults_of_identity(wish))
        if not is_entity_type(wish.entity_type):
            raise InvalidInput(tuple(faults))
        faults += self._faults_of_policy(connection, wish.entity_type)
        body: Mapping[str, Any] = {}
        try:
            body = parse_record(wish.entity_type, wish.record)
        except InvalidInput as error:
            faults += error.faults
        if not faults and not is_known and connection and wish.record_id.startswith(f"{connection.package}-"):
            message = f"ids that begin with {connection.package}- belong to records that came from the package"
            faults.append(FieldFault("record_id", message))
        if faults:
            raise InvalidInput(tuple(faults))
        return SoundWish(wish.entity_type, wish.record_id, dict(body))

    def wanted(
        self, company_id: str, connection: Connection | None, wish: SoundWish, existing: StoredRecord | None
    ) -> StoredRecord:
        """The record as it is to be stored; the existing one itself if nothing is new."""
        return accept(
            existing,
            company_id=company_id,
            entity_type=wish.entity_type,
            record_id=wish.record_id,
            body=wish.body,
            settings=connection.settings if connection else Settings(),
            organisation_id=connection.organisation_id if connection else "",
            now=self.clock.now(),
        )

    def _faults_of_policy(self, connection: Connection | None, entity_type: EntityType) -> list[FieldFault]:
        if connection is None:
            return []
        manifest = self.package(connection.package).manifest
        policy = manifest.entities.get(entity_type)
        if entity_type in manifest.kept_here:
            return []
        if policy is None or not (policy.creates or policy.updates):
            message = f"records of this type are not sent to {manifest.title}"
            return [FieldFault("entity_type", message)]
        return []


def _faults_of_identity(wish: Wish) -> Iterator[FieldFault]:
    if not is_entity_type(wish.entity_type):
        yield FieldFault("entity_type", f"{wish.entity_type!r} is not a type of record")
    if not 0 < len(wish.record_id) <= MAX_ID or set("#/") & set(wish.record_id) or not wish.record_id.isprintable():
        message = f"must be 1 to {MAX_ID} printable characters without '#' and '/'"
        yield FieldFault("record_id", message)
