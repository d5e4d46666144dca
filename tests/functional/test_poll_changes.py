from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bookbridge.adapters.sqs import write_company

from .examples import add_customer, connected, new_company
from .http_api import HttpApi
from .stack import Stack, sqs_event

pytestmark = pytest.mark.functional


@pytest.mark.requirement("F2")
def test_what_no_webhook_told_is_found_by_a_poll(stack: Stack, api: HttpApi) -> None:
    company_id, realm_id = connected(api)
    package_id = add_customer(stack, realm_id, "Told by nobody")
    answer = stack.call("poll_changes", sqs_event(write_company(company_id)))
    assert answer == {"batchItemFailures": []}
    notices = stack.application.adapters.inbox.take(company_id, 100)
    assert ("customer", package_id) in {(notice.entity_type, notice.package_id) for notice in notices}
    cursor = stack.application.connect_company.get(company_id).cursor
    assert cursor is not None
    assert datetime.now(UTC) - cursor < timedelta(minutes=1)


def test_one_message_that_fails_holds_up_no_other(stack: Stack, api: HttpApi) -> None:
    broken, _realm = connected(api)
    company_id, realm_id = connected(api)
    add_customer(stack, realm_id, "Found all the same")
    stack.clients.dynamodb().update_item(
        TableName=stack.environment["CREDENTIALS_TABLE"],
        Key={"company_id": {"S": broken}},
        UpdateExpression="SET sealed = :nonsense",
        ExpressionAttributeValues={":nonsense": {"B": b"nonsense"}},
    )
    answer = stack.call("poll_changes", sqs_event(write_company(broken), "not a message", write_company(company_id)))
    assert answer == {"batchItemFailures": [{"itemIdentifier": "message-1"}, {"itemIdentifier": "message-2"}]}
    assert stack.application.adapters.inbox.take(company_id, 1)


def test_a_company_that_has_disconnected_meanwhile_costs_nothing(stack: Stack) -> None:
    answer = stack.call("poll_changes", sqs_event(write_company(new_company())))
    assert answer == {"batchItemFailures": []}
