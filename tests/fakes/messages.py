"""Queues, state machines and the bus: they only remember what they were given."""

from __future__ import annotations

from collections.abc import Sequence

from bookbridge.ports.messages import Delivery, Event

from .store import InMemoryStore


class FakeMessages:
    """Implements `Messages`."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store
        self.deliveries: list[Delivery] = []
        self.dead_letters: list[tuple[Delivery, str]] = []
        self.wakes: list[tuple[str, int]] = []
        self.polls: list[str] = []

    def send_delivery(self, delivery: Delivery) -> None:
        with self._store.writing("messages.send_delivery"):
            self.deliveries.append(delivery)

    def bury_delivery(self, delivery: Delivery, reason: str) -> None:
        with self._store.writing("messages.bury_delivery"):
            self.dead_letters.append((delivery, reason))

    def send_wake(self, company_id: str, delay_seconds: int) -> None:
        if not 0 <= delay_seconds <= 900:
            raise ValueError(f"a queue delays by 0 to 900 seconds, not {delay_seconds}")
        with self._store.writing("messages.send_wake"):
            self.wakes.append((company_id, delay_seconds))

    def send_polls(self, company_ids: Sequence[str]) -> None:
        with self._store.writing("messages.send_polls"):
            self.polls.extend(company_ids)


class FakeWorkflows:
    """Implements `Workflows`; what was started or ended before is not again."""

    def __init__(self, store: InMemoryStore) -> None:
        self._store = store
        self.company_syncs: dict[str, tuple[str, str]] = {}
        """Company and trigger by session id, in the order of starting."""
        self.exports: dict[str, str] = {}
        """Company by report id."""
        self.failure_actions: dict[str, str] = {}
        """Company by action id."""
        self.beats: list[str] = []
        """Tokens of runs that were told that their connector is alive."""
        self.ends: dict[str, tuple[str, str]] = {}
        """Error and cause by token, both empty where all went well."""

    def start_company_sync(self, company_id: str, session_id: str, trigger: str) -> None:
        with self._store.writing("workflows.start_company_sync"):
            self.company_syncs.setdefault(session_id, (company_id, trigger))

    def beat(self, token: str) -> None:
        with self._store.writing("workflows.beat"):
            if token not in self.ends:
                self.beats.append(token)

    def complete(self, token: str) -> None:
        with self._store.writing("workflows.complete"):
            self.ends.setdefault(token, ("", ""))

    def fail(self, token: str, error: str, cause: str) -> None:
        with self._store.writing("workflows.fail"):
            self.ends.setdefault(token, (error, cause))

    def start_export(self, company_id: str, report_id: str) -> None:
        with self._store.writing("workflows.start_export"):
            self.exports.setdefault(report_id, company_id)

    def start_failure_action(self, company_id: str, action_id: str) -> None:
        with self._store.writing("workflows.start_failure_action"):
            self.failure_actions.setdefault(action_id, company_id)


class FakeEventBus:
    """Implements `EventBus`; `refuse` names kinds of event that are not taken."""

    def __init__(self, store: InMemoryStore, refuse: frozenset[str] = frozenset()) -> None:
        self._store = store
        self.refuse = refuse
        self.events: list[Event] = []

    def publish(self, events: Sequence[Event]) -> tuple[int, ...]:
        with self._store.writing("event_bus.publish"):
            self.events.extend(event for event in events if event.kind not in self.refuse)
        return tuple(position for position, event in enumerate(events) if event.kind in self.refuse)
