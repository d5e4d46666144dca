"""What must hold when a story has come to its end, however often it was cut off."""

from __future__ import annotations

from collections import Counter

from bookbridge.domain.stored_records import StoredRecord, SyncState
from tests.fakes.world import World

from .census import census
from .stories import COMPANY, End


def check(world: World, before: Counter[str], end: End) -> None:
    """Raises `AssertionError` naming what is lost, doubled, stuck or contradictory."""
    now = census(world)
    new = now - before
    assert before - now == end.gone, f"gone from the books: {before - now}"
    assert not new - end.books, f"doubled, or never asked for: {new - end.books}"
    assert not end.books - new, f"lost: {end.books - new}"
    for record in world.store.records.values():
        if record.origin == "application":
            assert record.sync_state is _expected(record, end), f"{record.key} is {record.sync_state}"
        _check_mapping(world, record)
    live = [failure for failure in world.store.failures.values() if failure.status.is_live]
    failed = sorted(f"{failure.entity_type}#{failure.record_id}" for failure in live)
    assert failed == sorted(end.failed), f"open failures: {failed}"
    assert not world.leases.get(COMPANY).active_at(world.clock.now()), "the lease is stuck"
    assert not world.store.dispatches, "a dispatch was left behind"
    assert not world.store.inbox, "a notice was left behind"
    sessions = world.store.sessions.values()
    assert all(session.result != "running" for session in sessions), "a session has no stated result"
    linked = [each for each in world.store.records.values() if each.origin == "application" and each.link]
    pushed = sum(session.counts.pushed for session in sessions)
    assert pushed == len(linked) + end.updates, f"{pushed} pushes were counted for {len(linked)} records"
    # A payment changes its invoice in the package, which a poll may or may not come to tell: only parties count here.
    entries = Counter[str](entry.entity_type for entry in world.store.changes.values())
    told = Counter({kind: entries[kind] for kind in ("customer", "vendor") if entries[kind]})
    assert told == end.arrived, f"the feed tells of {entries}"


def _expected(record: StoredRecord, end: End) -> SyncState:
    for keys, state in (
        (end.failed, SyncState.FAILED),
        (end.blocked, SyncState.BLOCKED),
        (end.draft, SyncState.DRAFT),
    ):
        if record.key in keys:
            return state
    return SyncState.SYNCED


def _check_mapping(world: World, record: StoredRecord) -> None:
    if record.link is None:
        return
    connection = world.connect_company.get(COMPANY)
    manifest = world.fakes.package(connection.package).manifest
    key = (manifest.family(record.entity_type), record.link.package_id)
    owner = world.records.mapped(COMPANY, connection.organisation_id, [key]).get(key)
    assert owner == (record.entity_type, record.record_id), f"{record.key} is mapped to {owner}"
