"""What a package can do, how much of it at once, and who may do what: policy as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from bookbridge.domain.budgets import RateLimit
from bookbridge.domain.dispatches import Verb
from bookbridge.domain.errors import FieldFault
from bookbridge.domain.records import EntityType


class Drift(StrEnum):
    """What a change made in the package means for a record that the application sent (F7)."""

    THEIRS = "theirs"
    """It is applied: the latest change wins, wherever it was made."""
    ASK = "ask"
    """It is shown with both values, and somebody decides."""


@dataclass(frozen=True, slots=True)
class EntityPolicy:
    """Who may do what to one entity type, as data. `creates`: the application's records are created in the package."""

    creates: bool = True
    updates: bool = True
    voids: bool = False
    pulls: bool = True
    drift: Drift = Drift.THEIRS


@dataclass(frozen=True, slots=True)
class Lane:
    """Operations that fit into one call: those of the same lane, at most `size` of them."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a package can do and how much of it at once."""

    name: str
    title: str
    entities: Mapping[EntityType, EntityPolicy]
    rate_limits: tuple[RateLimit, ...]
    batch_size: int
    """Operations in the fullest call; see `CloudPackage.lane` for each call's own limit."""
    fetch_size: int
    replay_window: timedelta
    """How long a repeated operation id is sure to be recognised; afterwards only finding tells what happened."""
    poll_overlap: timedelta
    default_interval: timedelta = timedelta(minutes=15)
    """The time between two polls of a connection whose settings name none (C5)."""
    thorough_every: timedelta = timedelta(0)
    """How often a poll asks for what webhooks announce too; other polls ask only for what no webhook tells."""
    families: Mapping[EntityType, EntityType] = field(default_factory=dict)
    """Types that are one kind of object in the package: `order → invoice`. Announcements, mappings and watch marks
    name the family; which type an object is follows from the record it is mapped to, or from the object."""
    lacks: Mapping[EntityType, frozenset[str]] = field(default_factory=dict)
    """Fields that the package has no place for: what the application says in them survives what arrives from there."""
    kept_here: frozenset[EntityType] = frozenset()
    """Types that the package has no list of, whose records decide about others all the same: terms about due dates.
    They are accepted, and set aside instead of being sent."""
    foresees: frozenset[str] = frozenset()
    """Failure codes that its pre-flight finds by asking the package first, such as `closed_period`."""
    siblings: Mapping[EntityType, EntityType] = field(default_factory=dict)
    """Types that share one list, where one object can be both: `customer → vendor` and back. Each has its mapping."""

    def fault_of(self, entity_type: EntityType, verb: Verb) -> FieldFault | None:
        """Why this is not done with records of this type at all; None when it is."""
        policy = self.entities.get(entity_type)
        code = message = ""
        if policy is None:
            message, code = f"records of the type {entity_type} are not sent to {self.title}", "entity_type_not_synced"
        elif not policy.creates and (verb is Verb.CREATE or not policy.updates):
            message, code = (
                f"records of the type {entity_type} are made in {self.title} only",
                "created_in_package_only",
            )
        elif verb is Verb.VOID and not policy.voids:
            what = entity_type.replace("_", " ")
            message = f"{self.title} cannot void a {what} from here: delete it there, or correct it here"
            code = "void_not_allowed"
        elif verb is Verb.UPDATE and not policy.updates:
            message = f"it is in {self.title} already and is not changed there from here: correct it there"
            code = "already_exported" if entity_type == "order" else "change_not_allowed"
        return FieldFault("(record)", message, code) if code else None

    def family(self, entity_type: EntityType) -> EntityType:
        """The kind of object that records of this type are in the package."""
        return self.families.get(entity_type, entity_type)

    def families_of(self, entity_types: Iterable[EntityType]) -> frozenset[EntityType]:
        """The kinds of object that records of these types are in the package."""
        return frozenset(map(self.family, entity_types))
