from __future__ import annotations

from typing import get_args

import pytest

from bookbridge.domain.banner import Banner, banner_of
from bookbridge.domain.languages import language
from bookbridge.domain.records import Category

pytestmark = [pytest.mark.unit, pytest.mark.requirement("A8", "F13")]


@pytest.mark.parametrize(
    ("counted", "stopped_by", "english", "french"),
    [
        ({}, "", Banner("none", "Everything is synced."), Banner("none", "Tout est synchronisé.")),
        (
            {"invoices": 9, "payments": 3, "clients": 0},
            "",
            Banner("warning", "12 records could not be synced: 9 invoices, 3 payments. Review them."),
            Banner(
                "warning",
                "12 éléments n\u2019ont pas pu être synchronisés\u00a0: 9 factures, 3 paiements. Examinez-les.",
            ),
        ),
        (
            {"refunds": 1},
            "",
            Banner("warning", "1 record could not be synced: 1 refund. Review it."),
            Banner("warning", "1 élément n\u2019a pas pu être synchronisé\u00a0: 1 remboursement. Examinez-le."),
        ),
        (
            {"connection": 1},
            "Stopped",
            Banner("action_required", "Stopped: nothing is synced until that is mended."),
            Banner("action_required", "Stopped\u00a0: rien n\u2019est synchronisé tant que ce n\u2019est pas corrigé."),
        ),
    ],
)
def test_the_most_urgent_comes_first_in_both_languages(
    counted: dict[Category, int], stopped_by: str, english: Banner, french: Banner
) -> None:
    assert banner_of(counted, stopped_by, language("en")) == english
    assert banner_of(counted, stopped_by, language("fr")) == french


def test_what_stops_everything_does_not_hide_the_records() -> None:
    banner = banner_of({"connection": 1, "invoices": 2}, "Stopped", language("en"))
    assert banner.level == "action_required"
    assert banner.text == (
        "Stopped: nothing is synced until that is mended. 2 records could not be synced: 2 invoices. Review them."
    )


@pytest.mark.parametrize("code", ["en", "fr"])
def test_one_of_each_category_has_words_of_its_own(code: str) -> None:
    for category in get_args(Category):
        if category != "connection":
            assert language(code).banner[f"one_{category}"].startswith("1 ")
