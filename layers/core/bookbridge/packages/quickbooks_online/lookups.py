"""Things that the application knows by name only: classes, jobs and payment methods."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.records import EntityType

from .client import Client
from .manifest import TITLE
from .query import Select, equal
from .wire import Json

_TITLES: Final = {"Class": "class", "Customer": "customer or job"}


@dataclass(slots=True)
class Lookups:
    """Finds ids by name, and asks at most once for each list and each job while the books are open."""

    client: Client
    _lists: dict[str, dict[str, str]] = field(default_factory=dict)

    def resolve(self, entity_type: EntityType, record: Json) -> tuple[dict[tuple[str, str], str], list[FieldFault]]:
        """Ids by (entity, name in lower case), and a fault for each name that is not in the package.

        A payment method that is not in the package is left out: it says how the money came, not where it is booked.
        """
        found: dict[tuple[str, str], str] = {}
        faults: list[FieldFault] = []
        for path, entity, name in _named(entity_type, record):
            package_id = self._id(entity, name)
            if package_id:
                found[entity, name.lower()] = package_id
            elif entity in _TITLES:
                message = f"{TITLE} has no active {_TITLES[entity]} called “{name}”: correct the name, or add it there"
                faults.append(FieldFault(path, message, "reference_not_found"))
        return found, faults

    def _id(self, entity: str, name: str) -> str:
        if entity == "Customer":
            known = self._lists.setdefault(entity, {})
            if name.lower() not in known:
                leaf = name.rpartition(":")[2]
                rows = self.client.query(Select(entity, (equal("DisplayName", leaf),))).all
                known[name.lower()] = next((str(row["Id"]) for row in rows if name in _names(row)), "")
        elif entity not in self._lists:
            rows = self.client.query(Select(entity)).all
            self._lists[entity] = {each.lower(): str(row["Id"]) for row in rows for each in _names(row)}
        return self._lists[entity].get(name.lower(), "")


def _names(row: Json) -> set[str]:
    named = ("DisplayName", "Name", "FullyQualifiedName")
    return {str(row[field]) for field in named if row.get(field)}


def _named(entity_type: EntityType, record: Json) -> Iterator[tuple[str, str, str]]:
    if entity_type == "payment" and record.get("method"):
        yield "method", "PaymentMethod", record["method"]
    for index, line in enumerate(record.get("lines", [])):
        if line.get("class"):
            yield f"lines[{index}].class", "Class", line["class"]
        if line.get("job") and entity_type == "bill":
            yield f"lines[{index}].job", "Customer", line["job"]
