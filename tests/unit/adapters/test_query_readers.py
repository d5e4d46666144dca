"""Queries read by a function of ours; all else of the client stays botocore's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse

from bookbridge.adapters.aws import Clients
from bookbridge.adapters.dynamodb.database import Database
from bookbridge.domain.errors import StoreThrottled

pytestmark = pytest.mark.unit

QUERY: Any = {"TableName": "sync_failures"}


def read(body: bytes) -> dict[str, Any]:
    return {"Items": [item["failure_id"]["S"] for item in json.loads(body)["Items"]]}


class Content(BytesIO):
    """What came over the network."""

    def stream(self) -> Iterator[bytes]:
        yield self.read()


class Answers:
    """Stands in for the network; the last answer is given for ever."""

    def __init__(self, clients: Clients, *answers: tuple[int, dict[str, Any]]) -> None:
        self.asked = 0
        self._answers = answers
        clients.dynamodb_read_with(read).meta.events.register("before-send.dynamodb.*", self.answer)

    def answer(self, request: Any, **_more: object) -> Any:
        status, body = self._answers[min(self.asked, len(self._answers) - 1)]
        self.asked += 1
        headers: Any = {"X-Amzn-RequestId": "r-1"}
        return AWSResponse(request.url, status, headers, Content(json.dumps(body).encode()))


@pytest.fixture
def clients(monkeypatch: pytest.MonkeyPatch) -> Clients:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "invented")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    return Clients()


def test_a_query_answers_what_the_function_read(clients: Clients) -> None:
    Answers(clients, (200, {"Items": [{"failure_id": {"S": "fail-1"}}]}))

    answer: Any = clients.dynamodb_read_with(read).query(**QUERY)

    assert answer["Items"] == ["fail-1"]
    assert answer["ResponseMetadata"]["RequestId"] == "r-1"
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_other_calls_and_other_clients_are_read_as_ever(clients: Clients) -> None:
    stored = {"failure_id": {"S": "fail-1"}, "history": {"B": "aGk="}}
    Answers(clients, (200, {"Item": stored}))

    item = clients.dynamodb_read_with(read).get_item(TableName="sync_failures", Key={})["Item"]

    assert item == {"failure_id": {"S": "fail-1"}, "history": {"B": b"hi"}}
    assert clients.dynamodb() is not clients.dynamodb_read_with(read)
    assert clients.dynamodb_read_with(read) is clients.dynamodb_read_with(read)


def test_a_throttled_query_is_tried_again_by_botocore(clients: Clients) -> None:
    refused = {"__type": "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException", "message": "slow"}
    answers = Answers(clients, (400, refused), (200, {"Items": []}))

    assert clients.dynamodb_read_with(read).query(**QUERY)["Items"] == []
    assert answers.asked == 2


def test_a_query_that_is_refused_for_good_is_told_apart_as_ever(clients: Clients) -> None:
    refused = {"__type": "com.amazonaws.dynamodb.v20120810#ThrottlingException", "message": "slow down"}
    Answers(clients, (400, refused))

    with pytest.raises(StoreThrottled, match="slow down"):
        Database(clients, lambda _seconds: None, read_query=read).call("query", QUERY)
