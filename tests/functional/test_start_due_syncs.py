from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bookbridge.domain.connections import DUE_SHARDS

from .examples import connected
from .http_api import HttpApi
from .stack import Stack

pytestmark = pytest.mark.functional

TICK = {"version": "0", "source": "aws.scheduler"}


def make_due(stack: Stack, company_id: str) -> None:
    """Its time has come."""
    connections, now = stack.application.adapters.connections, stack.application.adapters.clock.now()
    assert connections.claim_poll(company_id, now + timedelta(days=1), now - timedelta(seconds=1))


@pytest.mark.requirement("B4")
def test_a_tick_asks_for_the_polls_that_are_due_once(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    connected(api)
    make_due(stack, company_id)
    assert stack.call("start_due_syncs", TICK) == {"asked": 1}
    assert [json.loads(body) for body in stack.queued("POLLS_QUEUE_URL")] == [{"company_id": company_id}]
    assert stack.call("start_due_syncs", TICK) == {"asked": 0}


def test_a_tick_leaves_nothing_that_the_stream_would_hand_on(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    make_due(stack, company_id)
    stack.call("start_due_syncs", TICK)
    answer = stack.clients.dynamodb().get_item(
        TableName=stack.environment["CONNECTIONS_TABLE"], Key={"company_id": {"S": company_id}}
    )
    assert "news" not in answer["Item"]


def test_several_schedules_share_the_companies(stack: Stack, api: HttpApi) -> None:
    company_id, _realm = connected(api)
    make_due(stack, company_id)
    shares = [[shard for shard in range(DUE_SHARDS) if shard % 2 == part] for part in (0, 1)]
    asked = [stack.call("start_due_syncs", {"shards": shards})["asked"] for shards in shares]
    assert sorted(asked) == [0, 1]


def test_a_tick_with_nothing_due_sends_nothing(stack: Stack) -> None:
    assert stack.call("start_due_syncs", TICK) == {"asked": 0}
    assert stack.queued("POLLS_QUEUE_URL") == []
