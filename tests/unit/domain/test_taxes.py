"""Where a line's tax rate comes from when the line names none."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.settings import TaxSettings
from bookbridge.domain.taxes import ChosenRate, TaxSource, tax_rate_of

pytestmark = [pytest.mark.unit, pytest.mark.requirement("D7")]

LINE: dict[str, Any] = {"item": "s-1"}
ALL = TaxSettings(
    default="of-default",
    by_customer={"c-1": "of-customer"},
    by_item={"s-1": "of-item"},
    by_item_group={"g": "of-group"},
)


@pytest.mark.parametrize(
    ("line", "item", "customer", "tax", "expected"),
    [
        ({**LINE, "tax_rate": "own"}, {}, {}, ALL, ChosenRate("own", TaxSource.LINE)),
        (LINE, {"tax_rate": "own"}, {}, ALL, ChosenRate("own", TaxSource.ITEM)),
        (LINE, {"item_group": "g"}, {}, ALL, ChosenRate("of-item", TaxSource.ITEM)),
        (
            LINE,
            {"tax_rate": "own", "item_group": "g", "use_item_group_tax": True},
            {},
            ALL,
            ChosenRate("of-group", TaxSource.ITEM_GROUP),
        ),
        ({}, {}, {"tax_rate": "own"}, ALL, ChosenRate("own", TaxSource.CUSTOMER)),
        ({}, {}, {}, ALL, ChosenRate("of-customer", TaxSource.CUSTOMER)),
        ({}, {}, {}, TaxSettings(default="of-default"), ChosenRate("of-default", TaxSource.DEFAULT)),
        ({}, {}, {}, TaxSettings(), ChosenRate("", TaxSource.NOWHERE)),
    ],
)
def test_the_nearest_place_that_names_a_rate_decides(
    line: dict[str, Any], item: dict[str, Any], customer: dict[str, Any], tax: TaxSettings, expected: ChosenRate
) -> None:
    assert tax_rate_of(line, item, "c-1", customer, tax) == expected
