"""How refusals of DynamoDB are told apart, and what is tried again."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from typing_extensions import override

from bookbridge.adapters.aws import Clients
from bookbridge.adapters.dynamodb.database import CONFLICT_ATTEMPTS, LONGEST_WAIT, Cancelled, Database, Refused
from bookbridge.adapters.dynamodb.leases import DynamoDbLeases, session_leases_table
from bookbridge.adapters.dynamodb.table import Table
from bookbridge.domain.errors import StoreThrottled
from tests.contract.ports.examples import NOON, SECOND

pytestmark = pytest.mark.unit


def refusal(code: str, **more: Any) -> ClientError:
    answer: Any = {"Error": {"Code": code, "Message": "refused"}, **more}
    return ClientError(answer, "Operation")


def cancellation(*codes: str) -> ClientError:
    return refusal("TransactionCanceledException", CancellationReasons=[{"Code": code} for code in codes])


class ScriptedClients(Clients):
    """A DynamoDB that gives prepared answers, whatever it is asked."""

    def __init__(self, *answers: dict[str, Any] | Exception) -> None:
        super().__init__()
        self.answers = list(answers)
        self.requests: list[dict[str, Any]] = []
        self.waits: list[float] = []

    @override
    def dynamodb(self) -> Any:
        return self

    def __getattr__(self, _operation: str) -> Any:
        return self._answer

    def _answer(self, **request: Any) -> dict[str, Any]:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def database(self) -> Database:
        return Database(self, sleep=self.waits.append)


def test_an_item_that_a_transaction_is_writing_is_tried_again() -> None:
    clients = ScriptedClients(
        refusal("TransactionConflictException"),
        cancellation("None", "TransactionConflict"),
        cancellation("ThrottlingError"),
        {"Attributes": {}},
    )

    assert clients.database().call("update_item", {"Key": 1}) == {"Attributes": {}}

    assert clients.requests == [{"Key": 1}] * 4
    assert len(clients.waits) == 3
    assert all(0 <= wait <= LONGEST_WAIT for wait in clients.waits)


def test_a_conflict_that_does_not_end_is_reported_as_throttled() -> None:
    clients = ScriptedClients(*[cancellation("TransactionConflict")] * CONFLICT_ATTEMPTS)

    with pytest.raises(StoreThrottled):
        clients.database().call("transact_write_items", {})

    assert len(clients.waits) == CONFLICT_ATTEMPTS - 1


@pytest.mark.parametrize(
    "error",
    [
        refusal("ProvisionedThroughputExceededException"),
        refusal("ThrottlingException"),
        refusal("InternalServerError"),
        ReadTimeoutError(endpoint_url="https://dynamodb.us-east-1.amazonaws.com"),
    ],
)
def test_what_botocore_gave_up_on_is_reported_as_throttled(error: Exception) -> None:
    clients = ScriptedClients(error)

    with pytest.raises(StoreThrottled):
        clients.database().call("get_item", {})

    assert len(clients.requests) == 1


def test_a_failed_condition_is_not_tried_again_and_shows_what_is_stored() -> None:
    clients = ScriptedClients(refusal("ConditionalCheckFailedException", Item={"fence": {"N": "3"}}))

    with pytest.raises(Refused) as refused:
        clients.database().call("update_item", {})

    assert refused.value.row is not None
    assert refused.value.row.number("fence") == 3


def test_failed_conditions_of_a_transaction_outweigh_its_conflicts() -> None:
    clients = ScriptedClients(
        cancellation("ConditionalCheckFailed", "TransactionConflict", "None", "ConditionalCheckFailed")
    )

    with pytest.raises(Cancelled) as cancelled:
        clients.database().call("transact_write_items", {})

    assert cancelled.value.positions == (0, 3)


@pytest.mark.parametrize(
    "error", [refusal("AccessDeniedException"), refusal("ValidationException"), cancellation("ValidationError")]
)
def test_mistakes_of_our_own_are_not_dressed_up(error: ClientError) -> None:
    clients = ScriptedClients(error)

    with pytest.raises(ClientError) as raised:
        clients.database().call("put_item", {})

    assert raised.value is error


def test_keys_left_over_by_a_batch_are_asked_for_again() -> None:
    def answer(found: range, left_over: range) -> dict[str, Any]:
        return {
            "Responses": {"Records": [{"id": {"S": str(number)}} for number in found]},
            "UnprocessedKeys": {"Records": {"Keys": [{"id": {"S": str(number)}} for number in left_over]}},
        }

    clients = ScriptedClients(answer(range(60), range(60, 100)), answer(range(60, 60), range(60, 130)))
    clients.answers += [answer(range(60, 130), range(0))]

    rows = Table(clients.database(), "Records", "id").get_many((str(number),) for number in range(130))

    assert sorted(int(row.text("id")) for row in rows) == list(range(130))
    assert [len(each["RequestItems"]["Records"]["Keys"]) for each in clients.requests] == [100, 70, 70]
    assert len(clients.waits) == 1


def test_a_table_without_a_name_is_a_mistake_that_is_named() -> None:
    with pytest.raises(ValueError, match="no name is configured"):
        Table(ScriptedClients().database(), "", "company_id").get("c-1")


@pytest.mark.requirement("F2")
def test_a_wake_claimed_by_a_call_whose_answer_was_lost_is_still_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bookbridge.adapters.dynamodb.leases.secrets.token_hex", lambda _bytes: "our-claim")
    stored = {"wake_at": {"S": "2026-05-01T12:00:01.250000Z"}, "wake_claim": {"S": "our-claim"}}
    clients = ScriptedClients(refusal("ConditionalCheckFailedException", Item=stored))
    leases = DynamoDbLeases(session_leases_table(clients.database(), "SessionLeases"))

    assert leases.schedule_wake("c-1", NOON, NOON + SECOND)
