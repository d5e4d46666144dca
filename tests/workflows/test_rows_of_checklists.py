"""Rows of the failure catalogue that make no failure: what waits, and why, is told by the checklist of the record."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.languages import languages
from bookbridge.domain.stored_records import SyncState

from .checklists import diagnosis
from .failure_rows.stage import COMPANY, Stage
from .failure_rows.stories import Json, Story

pytestmark = [pytest.mark.workflows, pytest.mark.usefixtures("cheap_passwords")]

_WITHHELD = [
    ("draft_not_posted", "bill", {"status": "draft"}, {}),
    ("order_status_not_listed", "order", {"status": "New"}, {}),
    ("record_excluded", "customer", {"excluded": True}, {}),
    ("entity_type_not_synced", "invoice", {}, {"entities_to_sync": ["customer"]}),
    ("integration_disabled", "invoice", {}, {"enabled": False}),
    ("parent_pending", "invoice", {"customer": "rec-new-0"}, {"enabled": False}),
]

_LOST: dict[str, list[Json]] = {
    "quickbooks-online": [
        *({"kind": "refused_record", "code": code, "times": None} for code in ("100", "110", "120", "10200")),
        {"kind": "token_revoked", "times": None},
    ],
    "xero": [{"kind": "token_revoked", "times": None}, {"kind": "disconnected", "times": 1}],
}
"""How the package says that the application has no access any more, by package."""


def _told(stage: Stage, key: tuple[Any, str]) -> set[str]:
    return {fault.code for check in diagnosis(stage.world, *key).checks for fault in check.faults}


def _steps_in_every_language(stage: Stage, key: tuple[Any, str]) -> list[list[str]]:
    told = [diagnosis(stage.world, *key, code) for code in languages()]
    return [
        [step for check in each.checks if check.passed is False for remedy in check.fix for step in remedy.steps]
        for each in told
    ]


@pytest.mark.requirement("B10", "C3", "D1", "D2", "D4", "E3", "F5")
@pytest.mark.parametrize(("row", "sends", "changes", "settings"), _WITHHELD, ids=[each[0] for each in _WITHHELD])
@pytest.mark.parametrize("package", ["quickbooks-online", "xero", "quickbooks-desktop"])
def test_what_waits_in_the_application_is_no_failure_and_the_checklist_says_why(
    package: str, row: str, sends: str, changes: Json, settings: Json
) -> None:
    stage = Stage(package)
    story = Story(row=row, sends=sends, changes=changes, settings=settings)
    stage.world.connect_company.change(COMPANY, {"settings": settings})
    if row == "parent_pending":
        stage.send(Story(row=row, sends="customer"))
    stage.send(story)
    stage.world.run()

    view = stage.world.view(COMPANY, *stage.key(story))
    assert (view.failure, view.warning) == (None, False)
    assert view.sync_state is not SyncState.SYNCED
    assert row in _told(stage, stage.key(story))
    english, french = _steps_in_every_language(stage, stage.key(story))[:2]
    assert english
    assert not set(english) & set(french)


@pytest.mark.requirement("F3", "E3", "E4")
@pytest.mark.parametrize(
    ("package", "fault"),
    [(package, fault) for package, faults in _LOST.items() for fault in faults],
    ids=lambda each: each if isinstance(each, str) else f"{each['kind']} {each.get('code', '')}".strip(),
)
def test_an_access_that_is_gone_fails_no_record_but_asks_for_a_new_consent(package: str, fault: Json) -> None:
    stage = Stage(package)
    story = Story(row="reauthorization_required", sends="customer")
    stage.world.by_hand("POST", "/faults", fault)
    stage.send(story)
    stage.world.run()
    view = stage.world.view(COMPANY, *stage.key(story))
    assert (view.sync_state, view.failure) == (SyncState.PENDING, None)
    assert "reauthorization_required" in _told(stage, stage.key(story))

    stage.world.by_hand("DELETE", "/faults", {})
    stage.world.give_tokens(COMPANY)
    stage.world.run()
    assert stage.world.view(COMPANY, *stage.key(story)).sync_state is SyncState.SYNCED
