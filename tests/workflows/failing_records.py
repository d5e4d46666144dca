"""Records that fail, and what is done about their failures."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bookbridge.domain.failures import Actor, Failure, Problem, Remedy, fail
from bookbridge.domain.failures.actions import ACTION_NAMES, ActionName
from bookbridge.domain.failures.models import OPERATION
from bookbridge.domain.records import EntityType
from bookbridge.domain.stored_records import StoredRecord, SyncState
from bookbridge.ports.transactions import Effect, SaveFailure, SaveRecord, Transactions
from bookbridge.use_cases.decide_action import Ordered
from tests.fakes.books import customer
from tests.fakes.world import World

COMPANY = "acme"
TAKEN = "Elm Supplies"
"""The name of a vendor in the package: no customer can have it."""


def fail_customer(world: World, record_id: str = "c-1") -> Failure:
    """A customer whose name is taken in the package fails."""
    vendors = world.in_package("1001", "Vendor")
    if TAKEN not in {each["DisplayName"] for each in vendors}:
        world.by_hand("POST", "/organisations/1001/Vendor", {"DisplayName": TAKEN})
        world.run()
    world.put(COMPANY, "customer", record_id, customer(TAKEN))
    world.run()
    return failure_of(world, "customer", record_id)


def failure_of(world: World, entity_type: Any, record_id: str) -> Failure:
    """The failure of a record, as it now stands."""
    (found,) = [
        each for each in world.store.failures.values() if (each.entity_type, each.record_id) == (entity_type, record_id)
    ]
    return found


def act(world: World, failure: Failure, action: ActionName, reason: str = "") -> Failure:
    """Carla takes an action."""
    return world.act_on_failures(COMPANY, failure.failure_id, Ordered(action, "carla", reason))


def free_the_name(world: World) -> None:
    """Somebody gives the vendor another name in the package."""
    (theirs,) = [each for each in world.in_package("1001", "Vendor") if each["DisplayName"] == TAKEN]
    world.clock.advance(60)
    world.by_hand("PATCH", f"/organisations/1001/Vendor/{theirs['Id']}", {"DisplayName": "Elm Supplies Ltd"})
    world.run()


def events(failure: Failure) -> list[str]:
    """What happened to it."""
    return [each.event for each in failure.history]


def failed_pair(number: int, at: datetime, entity_type: EntityType = "invoice", **more: Any) -> list[Effect]:
    """A record that the package refused and its failure, as they are stored; later numbers failed earlier."""
    record_id = f"{entity_type}-{number:05d}"
    problem = Problem(
        code="duplicate_number" if number % 2 else "closed_period",
        title="The number is already used",
        message="Duplicate Document Number Error",
        remedies=(Remedy(Actor.USER_IN_APP, ("Give it another number.",)),),
        actions=ACTION_NAMES,
    )
    body = {"number": f"A-{number}", "customer": "c-1"} if entity_type == "invoice" else {"name": f"Item {number}"}
    failure = fail(
        None,
        company_id=COMPANY,
        entity_type=entity_type,
        record_id=record_id,
        record=body,
        operation=OPERATION,
        problem=problem,
        party="Alder Ltd",
        now=at - timedelta(seconds=number),
    )
    record = StoredRecord(
        COMPANY, entity_type, record_id, body, 1, SyncState.FAILED, accepted_at=at, failure_id=failure.failure_id
    )
    return [SaveRecord(replace(record, **more)), SaveFailure(failure)]


def store_failures(transactions: Transactions, count: int, at: datetime, entity_type: EntityType = "invoice") -> None:
    """So many records that the package refused."""
    effects = [effect for number in range(count) for effect in failed_pair(number, at, entity_type)]
    for start in range(0, len(effects), 98):
        transactions.commit_unleased(effects[start : start + 98])


def state_of(world: World, entity_type: Any = "customer", record_id: str = "c-1") -> SyncState:
    """Where a record stands."""
    return world.view(COMPANY, entity_type, record_id).sync_state


def written_to(world: World) -> int:
    """How much has been written into the package."""
    return int(world.simulator.counters.summary()["objects_written"])


def fail_update(shop: World) -> None:
    """The name of a customer that is in the package is changed to one that is taken there."""
    shop.by_hand("POST", "/organisations/1001/Vendor", {"DisplayName": TAKEN})
    shop.run()
    shop.put(COMPANY, "customer", "c-1", customer(TAKEN))
    shop.run()
    assert state_of(shop) is SyncState.FAILED
