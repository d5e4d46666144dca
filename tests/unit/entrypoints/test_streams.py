from __future__ import annotations

import pytest

from bookbridge.entrypoints.streams import design_name
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
