"""The benchmark bills as AWS does: known examples of sizes, request units and dollars."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bookbridge.adapters.dynamodb.database import Refused
from bookbridge.adapters.dynamodb.values import RawItem
from tests.benchmarks.capacity import Index, item_size, read_units, write_units
from tests.benchmarks.database import MeteredDatabase
from tests.benchmarks.expressions import Scope, condition, update
from tests.benchmarks.prices import PRICES, dollars
from tests.benchmarks.services import MeteredClients, chunks
from tests.benchmarks.tally import Tally

pytestmark = pytest.mark.unit

PENDING = Index("pending", ("pending_company", "pending_order"), frozenset({"pending_company", "pending_order", "key"}))


def item_of(size: int) -> RawItem:
    """An item of so many bytes."""
    return {"k": {"S": "x" * (size - 1)}}


def queued(order: str, **more: str) -> RawItem:
    """A record in the outbox."""
    values = {"key": "i-1", "pending_company": "acme", "pending_order": order, **more}
    return {name: {"S": value} for name, value in values.items()}


@pytest.fixture
def tally() -> Tally:
    return Tally()


@pytest.fixture
def database(tally: Tally) -> MeteredDatabase:
    return MeteredDatabase(MeteredClients(tally, {}, thorough=False), tally)


@pytest.mark.parametrize(
    ("item", "size"),
    [
        ({}, 0),
        ({"pk": {"S": "é"}}, 2 + 2),
        ({"n": {"N": "0"}}, 1 + 1),
        ({"n": {"N": "12345"}}, 1 + 4),
        ({"n": {"N": "1000"}}, 1 + 2),
        ({"flag": {"BOOL": True}}, 4 + 1),
        ({"body": {"B": b"\x00" * 10}}, 4 + 10),
        ({"companies": {"M": {"acme": {"S": "key-1"}}}}, 9 + 3 + 1 + 4 + 5),
    ],
)
def test_an_item_is_as_large_as_its_names_and_values(item: RawItem, size: int) -> None:
    assert item_size(item) == size


@pytest.mark.parametrize(
    ("before", "after", "units"), [(0, 1, 1), (0, 1024, 1), (0, 1025, 2), (3000, 10, 3), (10, 3000, 3), (2048, 0, 2)]
)
def test_a_write_costs_each_started_kilobyte_of_the_larger_item(before: int, after: int, units: int) -> None:
    assert write_units(item_of(before) if before else None, item_of(after) if after else None) == units


@pytest.mark.parametrize(
    ("size", "consistent", "units"), [(0, True, 1), (0, False, 0.5), (4096, True, 1), (4097, True, 2), (8192, False, 1)]
)
def test_a_read_costs_each_started_four_kilobytes_and_half_when_it_may_be_old(
    size: int, consistent: bool, units: float
) -> None:
    assert read_units(size, consistent=consistent) == units


@pytest.mark.parametrize(
    ("before", "after", "units"),
    [
        (None, queued("1"), 1),
        (queued("1"), queued("1", note="not in the index"), 0),
        (queued("1"), queued("2"), 2),
        (queued("1"), {"key": {"S": "i-1"}}, 1),
        ({"key": {"S": "i-1"}}, {"key": {"S": "i-1"}, "note": {"S": "never in the index"}}, 0),
        (queued("1"), None, 1),
    ],
)
def test_an_index_costs_only_what_changes_in_it(before: RawItem | None, after: RawItem | None, units: int) -> None:
    assert PENDING.write_units(before, after) == units


def test_a_transaction_costs_twice_and_its_index_once(database: MeteredDatabase, tally: Tally) -> None:
    item = {"company_id": {"S": "acme"}, "record_key": {"S": "i-1"}, **queued("1")}
    database.call("transact_write_items", {"TransactItems": [{"Put": {"TableName": "RecordsTable", "Item": item}}]})
    assert tally.write_units == {"RecordsTable": 2, "RecordsTable/pending": 1}


def test_a_refused_write_is_billed(database: MeteredDatabase, tally: Tally) -> None:
    put = {"TableName": "SessionLeasesTable", "Item": {"company_id": {"S": "acme"}}}
    condition_ = {"ConditionExpression": "attribute_exists (#0)", "ExpressionAttributeNames": {"#0": "company_id"}}
    with pytest.raises(Refused):
        database.call("put_item", {**put, **condition_})
    assert (tally.write_units, tally.refused) == ({"SessionLeasesTable": 1}, 1)


def test_each_key_of_a_batch_is_read_and_rounded_for_itself(database: MeteredDatabase, tally: Tally) -> None:
    keys = [{"company_id": {"S": company}} for company in ("acme", "nobody")]
    database.call("put_item", {"TableName": "CredentialsTable", "Item": {**keys[0], "sealed": {"B": b"x" * 5000}}})
    database.call("batch_get_item", {"RequestItems": {"CredentialsTable": {"Keys": keys, "ConsistentRead": True}}})
    assert tally.read_units == {"CredentialsTable": 2 + 1}


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("attribute_not_exists (#a)", False),
        ("(attribute_not_exists (#b) OR #a <= :one)", True),
        ("(#a = :two AND NOT #b = :one)", True),
        ("(#b < :one)", False),
        ("begins_with (#t, :prefix)", True),
    ],
)
def test_conditions_hold_as_they_do_in_dynamodb(expression: str, holds: bool) -> None:
    names = {"#a": "a", "#b": "b", "#t": "t"}
    values = {":one": {"N": "10"}, ":two": {"N": "9"}, ":prefix": {"S": "inv"}}
    assert condition(expression)(Scope({"a": {"N": "9"}, "t": {"S": "invoice"}}, names, values)) is holds


def test_updates_read_the_item_as_it_was() -> None:
    names = {"#0": "fence", "#1": "seen", "#2": "wake_at", "#3": "wanted"}
    values = {":0": {"N": "0"}, ":1": {"N": "1"}}
    before: RawItem = {"fence": {"N": "4"}, "wake_at": {"S": "soon"}}
    after = dict(before)
    expression = "SET #0 = if_not_exists (#0, :0) + :1, #1 = #0 REMOVE #2 ADD #3 :1"
    update(expression)(Scope(before, names, values), after)
    assert after == {"fence": {"N": "5"}, "seen": {"N": "4"}, "wanted": {"N": "1"}}


def test_messages_are_billed_for_each_started_64_kilobytes() -> None:
    assert [chunks("x" * size) for size in (0, 65_536, 65_537)] == [1, 1, 2]


def test_a_million_of_each_costs_its_list_price() -> None:
    assert dollars({"write_units": 1_000_000})["write_units"] == Decimal("0.625")
    assert dollars({"secret_reads": 1_000_000})["secret_reads"] == Decimal(5)
    assert PRICES["transitions"].of(40_000) == Decimal(1)
