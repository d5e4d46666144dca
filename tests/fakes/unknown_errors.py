"""Failures with unknown errors, in memory."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from bookbridge.domain.failures import Failure
from bookbridge.domain.failures.unknown import Sighting, package_of, sighting_of, signature_of
from bookbridge.ports.unknown_errors import FailureKey

from .store import InMemoryStore


class InMemoryUnknownErrors:
    """Implements `UnknownErrors`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store

    def newest(self, packages: Sequence[str], limit: int) -> tuple[Sighting, ...]:
        with self._store.lock:
            found = [each for each in self._store.failures.values() if signature_of(each)]
        wanted = [each for each in found if package_of(each) in packages]
        wanted.sort(key=lambda failure: (failure.last_failed_at, failure.failure_id), reverse=True)
        return tuple(sighting_of(each) for each in wanted[:limit])

    def examples(self, keys: Sequence[FailureKey]) -> dict[FailureKey, Failure]:
        with self._store.lock:
            return {key: deepcopy(self._store.failures[key]) for key in keys if key in self._store.failures}
