"""Change data capture where its answers leave something open."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from bookbridge.domain.changes import ChangeKind
from bookbridge.domain.errors import PackageRefused
from bookbridge.packages.quickbooks_online.changes import changes_since
from bookbridge.packages.quickbooks_online.entities import CHANGING
from bookbridge.ports.http import Response
from tests.unit.packages.quickbooks_online.canned import AT, answered, captured, client, fault, found, row

pytestmark = pytest.mark.unit

HOUR = timedelta(hours=1)
OTHERS = len(CHANGING) - CHANGING.index("Invoice") - 1
"""How many entities are asked for after the invoices, when they are asked for one by one."""
NO_TAXES = answered({"BatchItemResponse": [{"bId": "0", "QueryResponse": {}}, {"bId": "1", "QueryResponse": {}}]})
"""The answer to what changed of the taxes, for which every full hour is asked."""


def at(seconds: int) -> str:
    return (datetime(2026, 5, 4, 9, 0, tzinfo=UTC) + timedelta(seconds=seconds)).isoformat()


def deleted(package_id: str, *, dated: bool = True) -> dict[str, Any]:
    times = {"MetaData": {"LastUpdatedTime": at(5)}} if dated else {}
    return {"domain": "QBO", "status": "Deleted", "Id": package_id, **times}


def test_a_deletion_without_a_time_is_dated_by_the_answer() -> None:
    books, _ = client(captured({"Invoice": [deleted("130", dated=False)]}), NO_TAXES)
    (change,) = changes_since(books, AT - HOUR).changes
    assert (change.kind, change.occurred_at) == (ChangeKind.DELETED, AT)


def test_a_refusal_that_is_not_about_the_look_back_is_told() -> None:
    books, _ = client(answered(fault("2000"), 400), found("CompanyInfo"))
    with pytest.raises(PackageRefused):
        changes_since(books, AT - HOUR)


@pytest.mark.requirement("F2")
def test_a_cursor_that_is_too_old_is_noticed_even_if_the_package_does_not_mind() -> None:
    def answers() -> list[Response]:
        pages = [found("X")] * len(CHANGING)
        return [captured({}), *pages, captured({"Bill": [deleted("118")]}), NO_TAXES]

    books, access = client(*answers())
    (change,) = changes_since(books, AT - timedelta(days=31)).changes
    assert change.kind is ChangeKind.DELETED
    assert [request.kind for request in access.sent] == ["cdc", *["query"] * len(CHANGING), "cdc", "batch"]
    assert "changedSince=2026-04-04T10%3A30%3A00" in access.sent[-2].url


@pytest.mark.requirement("F2")
def test_an_older_state_of_a_row_never_takes_the_place_of_a_newer_one() -> None:
    newest = row("0", at(5000), token="2")
    rows = [newest, *[row(str(each), at(each)) for each in range(1, 1000)]]
    books, _ = client(
        captured({"Invoice": rows}),
        *[captured({})] * CHANGING.index("Invoice"),
        captured({"Invoice": [row("0", at(1))]}),
        *[captured({})] * OTHERS,
        NO_TAXES,
    )
    changes = {change.package_id: change for change in changes_since(books, AT - HOUR).changes}
    assert changes["0"].version == "2"


@pytest.mark.requirement("F2")
def test_a_row_that_changes_while_its_pages_are_read_is_taken_in_its_newest_state() -> None:
    first = [row(str(each), at(each), Balance=0) for each in range(1000)]
    moved = row("3", at(2000), token="1")
    everything = captured({"Invoice": first})
    books, access = client(
        everything,
        *[captured({})] * CHANGING.index("Invoice"),
        everything,
        found("Invoice", *first),
        found("Invoice", first[-1], moved),
        captured({"Invoice": [moved, deleted("3000")]}),
        *[captured({})] * OTHERS,
        NO_TAXES,
    )
    changes = {change.package_id: change for change in changes_since(books, AT - HOUR).changes}
    assert len(changes) == 1001
    assert changes["3"].occurred_at.isoformat() == at(2000)
    assert changes["3000"].kind is ChangeKind.DELETED
    pages = [request.url for request in access.sent if request.kind == "query"]
    assert "LastUpdatedTime+%3E%3D+%272026-05-04T09%3A16%3A39" in pages[1]


@pytest.mark.requirement("F2")
def test_deletions_are_looked_for_as_far_as_answers_can_show_them() -> None:
    full = captured({"Invoice": [deleted(str(each)) for each in range(1000)]})
    before, after = [captured({})] * CHANGING.index("Invoice"), [captured({})] * OTHERS
    books, access = client(full, *before, full, found("Invoice"), *[full] * 6, *after, NO_TAXES)
    assert len(changes_since(books, AT - HOUR).changes) == 1000
    assert [request.kind for request in access.sent].count("cdc") == 1 + len(CHANGING) + 6


def taxes(codes: list[dict[str, Any]], rates: list[dict[str, Any]]) -> Response:
    responses = {"TaxCode": codes}, {"TaxRate": rates}
    items = [{"bId": str(number), "QueryResponse": each} for number, each in enumerate(responses)]
    return answered({"BatchItemResponse": items})


def tax_code(package_id: str, *rates: str, **more: Any) -> dict[str, Any]:
    details = [{"TaxRateRef": {"value": rate}, "TaxTypeApplicable": "TaxOnAmount"} for rate in rates]
    return row(package_id, Name=f"Code {package_id}", SalesTaxRateList={"TaxRateDetail": details}, **more)


@pytest.mark.requirement("F2", "F4")
@pytest.mark.parametrize(
    ("since", "asked_since"),
    [
        (AT - timedelta(minutes=5), None),
        (
            AT - timedelta(minutes=32),
            None,
        ),  # two minutes of it are overlap: the last poll was at nine
        (AT - timedelta(minutes=33), "2026-05-04T07%3A58%3A00"),
        (AT - timedelta(hours=7), "2026-05-04T02%3A30%3A00"),
    ],
)
def test_taxes_are_asked_for_once_an_hour_and_an_hour_back_at_least(since: datetime, asked_since: str | None) -> None:
    books, access = client(captured({}), taxes([], []))
    changes_since(books, since)
    assert len(access.sent) == (2 if asked_since else 1)
    if asked_since:
        statements = [item["Query"] for item in json.loads(access.sent[1].body)["BatchItemRequest"]]
        assert [statement.split()[3] for statement in statements] == ["TaxCode", "TaxRate"]
        assert all(quote(asked_since, safe="%") in quote(each) for each in statements)


@pytest.mark.requirement("F2")
def test_taxes_that_cannot_be_read_cost_no_other_change() -> None:
    books, _ = client(captured({"Bill": [deleted("118")]}), answered(fault("5030", "Feature Not Supported"), 400))
    assert [change.package_id for change in changes_since(books, AT - HOUR).changes] == ["118"]


@pytest.mark.requirement("F2")
def test_a_tax_code_has_changed_when_one_of_its_rates_has() -> None:
    rate = row("3", at(900), token="5", RateValue=21)
    unchanged = [tax_code("1", "2"), tax_code("4", "2", "3"), tax_code("6")]
    books, _ = client(captured({}), taxes([tax_code("1", "2", token="1")], [rate]), found("TaxCode", *unchanged))
    changes = {change.package_id: change for change in changes_since(books, AT - HOUR).changes}
    assert {each.entity_type for each in changes.values()} == {"tax_rate"}
    assert set(changes) == {"1", "4"}
    assert changes["4"].occurred_at.isoformat() == at(900)
    assert changes["4"].kind is ChangeKind.UPDATED
