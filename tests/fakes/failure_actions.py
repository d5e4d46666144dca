"""Actions on many failures, in memory."""

from __future__ import annotations

from dataclasses import replace

from bookbridge.domain.failure_actions import ActionStatus, FailureAction

from .store import InMemoryStore, paged


class InMemoryFailureActions:
    """Implements `FailureActions`; progress is written through transactions."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def get(self, company_id: str, action_id: str) -> FailureAction | None:
        return self._store.failure_actions.get((company_id, action_id))

    def latest(self, company_id: str, request: str) -> str:
        mine = [each for (owner, _id), each in self._store.failure_actions.items() if owner == company_id]
        return max((each.action_id for each in mine if each.request.digest == request), default="")

    def add(self, action: FailureAction, instead_of: str) -> bool:
        with self._store.writing("failure_actions.add"):
            taken = (action.company_id, action.action_id) in self._store.failure_actions
            if taken or self.latest(action.company_id, action.request.digest) != instead_of:
                return False
            write_action(self._store, action)
        return True

    def finish(self, action: FailureAction) -> bool:
        with self._store.writing("failure_actions.finish"):
            stored = self.get(action.company_id, action.action_id)
            if stored is None or stored.status is not ActionStatus.RUNNING:
                return False
            write_action(self._store, stored.ended_as(action))
        return True

    def page(self, company_id: str, cursor: str | None, limit: int) -> tuple[tuple[FailureAction, ...], str | None]:
        with self._store.lock:
            rows = [(key, each) for (owner, key), each in self._store.failure_actions.items() if owner == company_id]
        return paged(company_id, rows, cursor, limit, newest_first=True)


def is_current(store: InMemoryStore, action: FailureAction) -> bool:
    """Whether the stored row is still the one the action was read from."""
    stored = store.failure_actions.get((action.company_id, action.action_id))
    return (stored.row_version if stored else 0) == action.row_version


def write_action(store: InMemoryStore, action: FailureAction) -> None:
    """Write a row whose version was checked."""
    store.failure_actions[action.company_id, action.action_id] = replace(action, row_version=action.row_version + 1)
