from __future__ import annotations

import json
from typing import Any

import pytest

from bookbridge.adapters.aws import Clients
from bookbridge.adapters.event_bus import BATCH_BYTES, EventBridgeBus
from bookbridge.ports.messages import Event
from tests.contract.ports.examples import NOON

pytestmark = [pytest.mark.unit, pytest.mark.requirement("F11")]


def event(number: int = 1, filler: str = "") -> Event:
    return Event("record.synced", "c-1", {"record_id": f"inv-{number}", "filler": filler}, NOON, f"evt_{number}")


@pytest.fixture
def calls(clients: Clients, monkeypatch: pytest.MonkeyPatch) -> list[list[dict[str, Any]]]:
    """The entries of each call; an entry about `inv-13` is refused."""
    made: list[list[dict[str, Any]]] = []

    def put_events(Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - the service's own name
        made.append(Entries)
        results = [{"ErrorCode": "Throttled"} if '"inv-13"' in each["Detail"] else {"EventId": "1"} for each in Entries]
        return {"FailedEntryCount": sum("ErrorCode" in each for each in results), "Entries": results}

    monkeypatch.setattr(clients.events(), "put_events", put_events)
    return made


def test_an_event_says_what_whose_and_when(clients: Clients, calls: list[list[dict[str, Any]]]) -> None:
    assert EventBridgeBus(clients, "bus").publish([event()]) == ()

    ((entry,),) = calls
    told = {"event_id": "evt_1", "company_id": "c-1", "record_id": "inv-1", "filler": ""}
    assert json.loads(entry.pop("Detail")) == told
    assert entry == {"Source": "bookbridge", "DetailType": "record.synced", "Time": NOON, "EventBusName": "bus"}


def test_ten_events_share_a_call_and_refused_ones_are_named(
    clients: Clients, calls: list[list[dict[str, Any]]]
) -> None:
    refused = EventBridgeBus(clients, "bus").publish([event(number) for number in range(25)])

    assert refused == (13,)
    assert [len(call) for call in calls] == [10, 10, 5]


def test_a_call_stays_below_the_size_that_is_taken(clients: Clients, calls: list[list[dict[str, Any]]]) -> None:
    large = "é" * (BATCH_BYTES // 6)

    assert EventBridgeBus(clients, "bus").publish([event(number, large) for number in range(4)]) == ()

    assert [len(call) for call in calls] == [2, 2]


def test_an_event_too_large_for_any_call_is_refused_and_the_others_go(
    clients: Clients, calls: list[list[dict[str, Any]]]
) -> None:
    too_large = event(2, "x" * BATCH_BYTES)

    assert EventBridgeBus(clients, "bus").publish([event(1), too_large, event(3)]) == (1,)

    assert [len(call) for call in calls] == [2]


def test_nothing_to_publish_is_no_call(clients: Clients, calls: list[list[dict[str, Any]]]) -> None:
    assert EventBridgeBus(clients, "bus").publish([]) == ()
    assert calls == []


def test_the_bus_itself_takes_our_entries(clients: Clients) -> None:
    clients.events().create_event_bus(Name="bus")

    assert EventBridgeBus(clients, "bus").publish([event()]) == ()
