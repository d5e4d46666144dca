from __future__ import annotations

from base64 import b64encode

import pytest

from bookbridge.adapters.dynamodb.feed import page_item
from bookbridge.adapters.dynamodb.values import RawItem
from bookbridge.entrypoints.streams import design_name, image_of
from tests.contract.ports.examples import entry
from tests.fixtures.tables import table_definitions

pytestmark = pytest.mark.unit

ARN = "arn:aws:dynamodb:eu-west-1:123456789012:table/{}/stream/2026-05-01T12:00:00.000"


@pytest.mark.parametrize("logical_id", sorted(table_definitions()))
def test_a_table_is_known_by_its_logical_id_however_cloudformation_calls_it(logical_id: str) -> None:
    names = (logical_id, f"bookbridge-Data-1ABC-{logical_id}-9XYZ", f"my-Table-stack-{logical_id}-9XYZ")
    found = {design_name(ARN.format(name)) for name in names}
    assert len(found) == 1
    assert found.pop().replace("_", "") == logical_id.removesuffix("Table").lower()


@pytest.mark.parametrize("name", ["records", "my-own", "Tables-of-somebody"])
def test_another_table_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match="no table of this stack"):
        design_name(ARN.format(name))


def test_only_plain_attributes_of_a_streamed_item_are_told() -> None:
    image: RawItem = {
        "company_id": {"S": "c-1"},
        "revision": {"N": "3"},
        "voided": {"BOOL": True},
        "body": {"B": "eJw="},
    }

    assert image_of({**image, "body": {"B": "eJw="}}) == {"company_id": "c-1", "revision": 3, "voided": True}


@pytest.mark.parametrize("entries", [1, 24])
def test_the_entries_of_a_page_are_told_however_they_are_packed(entries: int) -> None:
    page = page_item([entry(position=f"{number:04}") for number in range(entries)])
    streamed = {name: {"B": b64encode(each["B"]).decode()} if "B" in each else each for name, each in page.items()}

    told = image_of(streamed)["entries"]

    assert isinstance(told, list)
    assert [each["position"] for each in told] == [f"{number:04}" for number in range(entries)]
