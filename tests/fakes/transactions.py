"""Transactions over the in-memory store: all effects, or none of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta

from bookbridge.domain.leases import Hold
from bookbridge.ports.transactions import (
    MAX_EFFECTS,
    AddCounts,
    AppendToFeed,
    BindMapping,
    DropDispatch,
    Effect,
    Outdated,
    RemoveNotice,
    SaveDiscrepancy,
    SaveFailure,
    SaveFailureAction,
    SaveRecord,
    StoreDispatch,
    TakeTurn,
    Target,
    UnbindMapping,
    target_of,
)

from . import discrepancies, failure_actions, failures, records, sessions
from .store import InMemoryStore


class InMemoryTransactions:
    """Implements `Transactions`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def commit(self, hold: Hold, effects: Sequence[Effect], *, now: datetime, lease_for: timedelta) -> None:
        _check(effects, hold.company_id)
        with self._store.writing("transactions.commit"):
            row = sessions.held(self._store, hold)
            self._write(effects)
            row.lease = replace(row.lease, last_attempt_at=now, expires_at=now + lease_for)

    def commit_unleased(self, effects: Sequence[Effect]) -> None:
        if not effects:
            return
        _check(effects, target_of(effects[0])[1])
        with self._store.writing("transactions.commit_unleased"):
            self._write(effects)

    def _write(self, effects: Sequence[Effect]) -> None:
        refused = tuple(effect for effect in effects if not _fits(self._store, effect))
        if refused:
            raise Outdated(refused)
        for effect in effects:
            _apply(self._store, effect)


def _check(effects: Sequence[Effect], company_id: str) -> None:
    if len(effects) > MAX_EFFECTS:
        raise ValueError(f"{len(effects)} effects: at most {MAX_EFFECTS} fit in a transaction")
    seen: set[Target] = set()
    for effect in effects:
        item = target_of(effect)
        if item[1] != company_id:
            raise ValueError(f"an effect on {item[1]} in a transaction of {company_id}")
        if item in seen and not isinstance(effect, AddCounts):
            raise ValueError(f"two effects on the same item: {item}")
        seen.add(item)


def _fits(store: InMemoryStore, effect: Effect) -> bool:  # noqa: PLR0911 - one case an effect
    match effect:
        case SaveRecord(record):
            return records.is_current(store, record)
        case SaveFailure(failure):
            return failures.is_current(store, failure)
        case SaveDiscrepancy(discrepancy):
            return discrepancies.is_current(store, discrepancy)
        case SaveFailureAction(action):
            return failure_actions.is_current(store, action)
        case BindMapping():
            owner = store.mappings.get((effect.company_id, target_of(effect)[2]))
            owners = {None, (effect.entity_type, effect.record_id)}
            return owner in owners | ({(effect.entity_type, effect.instead_of)} if effect.instead_of else set())
        case TakeTurn(lease):
            return sessions.is_as_read(store, lease)
        case RemoveNotice(notice):
            return records.is_still_there(store, notice)
        case _:
            return True


def _apply(store: InMemoryStore, effect: Effect) -> None:  # noqa: C901, PLR0912 - one case an effect
    match effect:
        case SaveRecord(record):
            records.write_record(store, record)
        case SaveFailure(failure):
            failures.write_failure(store, failure)
        case SaveDiscrepancy(discrepancy):
            discrepancies.write_discrepancy(store, discrepancy)
        case SaveFailureAction(action):
            failure_actions.write_action(store, action)
        case BindMapping():
            store.mappings[effect.company_id, target_of(effect)[2]] = (effect.entity_type, effect.record_id)
        case UnbindMapping():
            store.mappings.pop((effect.company_id, target_of(effect)[2]), None)
        case RemoveNotice(notice):
            store.inbox.pop((notice.company_id, notice.key), None)
        case AppendToFeed(entries):
            for entry in entries:
                json.dumps(entry.record)  # what is no JSON could not be kept in the database either
                store.changes[entry.company_id, entry.position] = deepcopy(entry)
        case TakeTurn(lease):
            sessions.take_turn(store, lease)
        case StoreDispatch(dispatch):
            store.dispatches[dispatch.company_id, dispatch.dispatch_id] = deepcopy(dispatch)
        case DropDispatch(company_id, dispatch_id):
            store.dispatches.pop((company_id, dispatch_id), None)
        case AddCounts(company_id, session_id, counts):
            if session := store.sessions.get((company_id, session_id)):
                added = sessions.sum_of(session.counts, counts)
                store.sessions[company_id, session_id] = replace(session, counts=added)
