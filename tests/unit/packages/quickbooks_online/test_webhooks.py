"""Bodies that no recorded delivery shows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bookbridge.domain.changes import ChangeKind
from bookbridge.domain.errors import UnreadableDelivery
from bookbridge.packages.quickbooks_online.webhooks import QuickBooksWebhooks

pytestmark = pytest.mark.unit

EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "id": "1",
    "type": "qbo.invoice.updated.v1",
    "time": "2026-05-04T09:30:00Z",
    "intuitentityid": "130",
    "intuitaccountid": "310687",
}
ENTITY: dict[str, Any] = {
    "id": "130",
    "operation": "Update",
    "name": "Invoice",
    "lastUpdated": "2026-05-04T09:30:00Z",
}


def parse(body: object) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return QuickBooksWebhooks().parse(raw)


def legacy(*entities: object, **notification: Any) -> dict[str, Any]:
    told = {"realmId": "310687", "dataChangeEvent": {"entities": list(entities)}}
    return {"eventNotifications": [{**told, **notification}]}


@pytest.mark.requirement("F2")
@pytest.mark.parametrize("operation", ["Reopened", "", "update"])
def test_an_operation_that_is_not_known_yet_means_a_look_at_the_record(operation: str) -> None:
    body = legacy({**ENTITY, "operation": operation or "?"})
    assert [change.kind for change in parse(body).changes] == [ChangeKind.UPDATED]


def test_ids_may_be_numbers() -> None:
    (change,) = parse([{**EVENT, "intuitentityid": 130, "intuitaccountid": 310687}]).changes
    assert (change.organisation_id, change.package_id) == ("310687", "130")


@pytest.mark.parametrize("kind", ["qbo.invoice.updated.v2", "QBO.invoice.updated.v1", "qbo.invoice", "invoice.updated"])
def test_types_of_other_versions_are_read_and_other_types_are_ignored(kind: str) -> None:
    parsed = parse([{**EVENT, "type": kind}])
    assert (len(parsed.changes), parsed.ignored) == ((1, 0) if kind.endswith("v2") else (0, 1))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"\xff\xfe", "the body is not JSON"),
        (b"[" * 100_000, "the body is not JSON"),
        ("text", "the body is neither"),
        (12, "the body is neither"),
        ({}, "the body is neither"),
        ([["x"]], "[0] is not an object"),
        ([EVENT, {**EVENT, "type": None}], "[1] has no type"),
        ([{**EVENT, "intuitaccountid": ""}], "[0] has no intuitaccountid"),
        ([{**EVENT, "intuitentityid": True}], "[0] has no intuitentityid"),
        ([{**EVENT, "time": "yesterday"}], "[0].time is not an ISO 8601 instant"),
        ([{**EVENT, "time": "2026-13-04T09:30:00Z"}], "[0].time is "),
        ([{**EVENT, "data": "x"}], "[0].data is not an object"),
        ({"eventNotifications": {}}, "the body.eventNotifications is not a list"),
        (legacy(dataChangeEvent=None), "the body.eventNotifications[0].dataChangeEvent is not an object"),
        (legacy(ENTITY, realmId=None), "the body.eventNotifications[0] has no realmId"),
        (legacy({**ENTITY, "name": None}), "the body.eventNotifications[0].dataChangeEvent.entities[0] has no name"),
    ],
)
def test_a_body_that_cannot_be_used_says_where(body: object, reason: str) -> None:
    with pytest.raises(UnreadableDelivery) as caught:
        parse(body)
    assert str(caught.value).startswith(reason)
