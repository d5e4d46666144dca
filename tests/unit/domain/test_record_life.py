"""The life of a record, transition by transition."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bookbridge.domain.changes import ChangeKind
from bookbridge.domain.record_arrivals import arrived, is_news, vanished
from bookbridge.domain.record_life import (
    accept,
    blocked,
    reconsidered,
    refused,
    requeued,
    void,
    written,
)
from bookbridge.domain.records import EntityType
from bookbridge.domain.settings import Settings
from bookbridge.domain.stored_records import Action, PackageLink, StoredRecord, SyncState

pytestmark = pytest.mark.unit

NOON = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
LINK = PackageLink("1001", "58", "3", NOON, NOON + timedelta(seconds=1), "A-1")


def _accept(
    existing: StoredRecord | None, body: dict[str, Any], entity_type: EntityType = "customer", **settings: Any
) -> StoredRecord:
    return accept(
        existing,
        company_id="acme",
        entity_type=entity_type,
        record_id="r-1",
        body=body,
        settings=Settings.model_validate(settings),
        organisation_id="1001",
        now=NOON,
    )


def _synced() -> StoredRecord:
    return written(_accept(None, {"name": "Alder"}), 1, LINK, NOON, voided=False)


@pytest.mark.requirement("C2", "F1")
def test_the_same_wish_again_changes_nothing() -> None:
    record = _synced()
    assert _accept(record, {"name": "Alder"}) is record


@pytest.mark.requirement("F8")
@pytest.mark.parametrize("link", [None, replace(LINK, organisation_id="2002")])
def test_the_same_wish_is_new_where_the_record_has_no_twin(link: PackageLink | None) -> None:
    again = _accept(replace(_synced(), link=link), {"name": "Alder"})
    assert (again.sync_state, again.revision) == (SyncState.PENDING, 2)


def test_the_same_wish_after_a_failure_is_tried_again() -> None:
    failed = refused(_accept(None, {"name": "Alder"}), 1, "fail-1", "package#vendor#7")
    again = _accept(failed, {"name": "Alder"})
    assert (again.sync_state, again.revision, again.waiting_on, again.failure_id) == (
        SyncState.PENDING,
        2,
        "",
        "fail-1",
    )


@pytest.mark.requirement("D2")
def test_a_type_that_is_not_synced_is_set_aside() -> None:
    assert _accept(None, {"name": "Alder"}, entities_to_sync=["invoice"]).sync_state is SyncState.SKIPPED


@pytest.mark.requirement("D4")
def test_an_excluded_client_is_set_aside() -> None:
    assert _accept(None, {"name": "Alder", "excluded": True}).sync_state is SyncState.SKIPPED


@pytest.mark.requirement("B10")
@pytest.mark.parametrize(("auto_post", "state"), [(False, SyncState.DRAFT), (True, SyncState.PENDING)])
def test_a_draft_bill_waits_unless_bills_are_posted_by_themselves(auto_post: bool, state: SyncState) -> None:
    assert _accept(None, {"status": "draft"}, "bill", auto_post=auto_post).sync_state is state


@pytest.mark.requirement("C3")
@pytest.mark.parametrize(
    ("order", "state"),
    [
        ({"status": "Despatched"}, SyncState.PENDING),
        ({"status": "Picked"}, SyncState.DRAFT),
        ({}, SyncState.PENDING),
    ],
)
def test_an_order_waits_until_its_status_is_one_that_is_exported(order: dict[str, Any], state: SyncState) -> None:
    assert _accept(None, order, "order").sync_state is state


@pytest.mark.requirement("C3")
def test_other_records_have_no_status_to_wait_for() -> None:
    assert _accept(None, {"status": "Picked"}, "invoice").sync_state is SyncState.PENDING


@pytest.mark.requirement("C3", "D2")
@pytest.mark.parametrize(
    ("entity_type", "body", "before", "after", "state"),
    [
        ("order", {"status": "Picked"}, {}, {"export_statuses": ["Picked"]}, SyncState.PENDING),
        ("order", {"status": "Despatched"}, {}, {"export_statuses": ["Picked"]}, SyncState.DRAFT),
        ("customer", {}, {"entities_to_sync": ["bill"]}, {}, SyncState.PENDING),
        ("order", {"status": "Picked"}, {"entities_to_sync": ["bill"]}, {}, SyncState.DRAFT),
        ("bill", {"status": "draft"}, {}, {"auto_post": True}, SyncState.PENDING),
    ],
)
def test_changed_settings_let_go_what_they_allow_and_hold_back_what_they_do_not(
    entity_type: EntityType, body: dict[str, Any], before: dict[str, Any], after: dict[str, Any], state: SyncState
) -> None:
    stored = _accept(None, body, entity_type, **before)
    changed = reconsidered(stored, Settings.model_validate(after), NOON)
    assert changed == replace(stored, sync_state=state)


@pytest.mark.parametrize(
    "record",
    [
        _accept(None, {"name": "Alder"}),
        _accept(None, {"name": "Alder", "excluded": True}),
        _accept(None, {"status": "draft"}, "bill"),
        refused(_accept(None, {"name": "Alder"}), 1, "fail-1", "package#customer#7"),
        blocked(_accept(None, {"name": "Alder"}), "term", "t-1"),
        replace(_accept(None, {"name": "Alder"}), sync_state=SyncState.SYNCED),
    ],
    ids=lambda record: f"{record.entity_type} {record.sync_state}",
)
def test_what_the_settings_do_not_decide_stays_as_it_is(record: StoredRecord) -> None:
    assert reconsidered(record, Settings(), NOON) is None


@pytest.mark.parametrize("watch", ["", "record#tax_rate#STANDARD"])
def test_what_failed_and_waits_for_nothing_in_the_package_may_be_mended_by_the_settings(watch: str) -> None:
    failed = refused(_accept(None, {"name": "Alder"}), 1, "fail-1", watch)
    again = reconsidered(failed, Settings(), NOON)
    assert again
    assert (again.sync_state, again.failure_id, again.attempts) == (SyncState.PENDING, "fail-1", 0)


def test_a_void_that_was_set_aside_goes_when_its_type_is_synced_again() -> None:
    aside = replace(void(_synced(), NOON), sync_state=SyncState.SKIPPED)
    assert reconsidered(aside, Settings(entities_to_sync=["bill"]), NOON) is None
    assert reconsidered(aside, Settings(), NOON) == replace(aside, sync_state=SyncState.PENDING)


@pytest.mark.requirement("F1")
def test_a_newer_wish_stays_pending_when_the_older_one_is_written() -> None:
    newer = _accept(_accept(None, {"name": "Alder"}), {"name": "Birch"})
    after = written(newer, 1, LINK, NOON, voided=False)
    assert (after.sync_state, after.link, after.body) == (SyncState.PENDING, LINK, {"name": "Birch"})


def test_a_newer_wish_stays_pending_when_the_older_one_is_refused() -> None:
    newer = _accept(_accept(None, {"name": "Alder"}), {"name": "Birch"})
    after = refused(newer, 1, "fail-1", "")
    assert (after.sync_state, after.failure_id) == (SyncState.PENDING, "fail-1")


@pytest.mark.requirement("B15")
def test_a_void_is_asked_for_once() -> None:
    asked = void(_synced(), NOON)
    assert (asked.action, asked.sync_state) == (Action.VOID, SyncState.PENDING)
    assert void(asked, NOON) is asked
    done = written(asked, asked.revision, LINK, NOON, voided=True)
    assert done.voided
    assert void(done, NOON) is done
    saved = written(_accept(done, {"name": "Alder"}), done.revision + 1, LINK, NOON, voided=False)
    assert not saved.voided
    assert void(saved, NOON).sync_state is SyncState.PENDING


@pytest.mark.requirement("F5")
def test_a_blocked_record_names_its_parent_and_is_free_again_when_requeued() -> None:
    held = blocked(_accept(None, {"number": "A-1"}, "invoice"), "customer", "c-1")
    assert (held.sync_state, held.waiting_on) == (SyncState.BLOCKED, "record#customer#c-1")
    free = requeued(held, NOON)
    assert (free.sync_state, free.waiting_on, free.attempts) == (SyncState.PENDING, "", 0)


def _arrived(existing: StoredRecord | None, **body: Any) -> StoredRecord:
    return arrived(
        existing,
        company_id="acme",
        entity_type="vendor",
        record_id="v-1",
        body=body,
        link=replace(LINK, version="4"),
        voided=False,
        kept_fields={"ach"},
        now=NOON,
    )


@pytest.mark.requirement("B9")
def test_what_arrives_replaces_the_body_but_not_what_lives_in_the_application_only() -> None:
    before = replace(_synced(), body={"name": "Oak", "ach": {"account": "1"}, "phone": "1"})
    after = _arrived(before, name="Oak Paper")
    assert after.body == {"name": "Oak Paper", "ach": {"account": "1"}}
    assert after.sync_state is SyncState.SYNCED


def test_what_arrives_never_overwrites_a_wish_that_is_still_on_its_way() -> None:
    pending = _accept(_synced(), {"name": "Birch"})
    after = _arrived(pending, name="Theirs")
    assert (after.body, after.sync_state) == ({"name": "Birch"}, SyncState.PENDING)
    assert after.link
    assert after.link.version == "4"


@pytest.mark.requirement("A2")
def test_a_failed_record_is_tried_again_when_the_package_changes_it() -> None:
    failed = refused(_accept(_synced(), {"name": "Birch"}), 2, "fail-1", "")
    assert _arrived(failed, name="Theirs").sync_state is SyncState.PENDING


def test_what_exists_in_the_package_only_is_a_record_of_the_package() -> None:
    record = _arrived(None, name="Oak")
    assert (record.origin, record.revision, record.sync_state) == ("package", 0, SyncState.SYNCED)


@pytest.mark.requirement("F2")
@pytest.mark.parametrize(
    ("kind", "seconds", "news"),
    [
        (ChangeKind.UPDATED, 0, False),
        (ChangeKind.UPDATED, 1, False),
        (ChangeKind.UPDATED, 2, True),
        (ChangeKind.DELETED, 0, True),
        (ChangeKind.MERGED, 0, True),
    ],
)
def test_a_change_is_news_if_the_record_was_not_read_since(kind: ChangeKind, seconds: int, news: bool) -> None:
    assert is_news(_synced(), kind, NOON + timedelta(seconds=seconds)) is news


@pytest.mark.requirement("F2")
def test_a_deletion_is_news_once() -> None:
    gone = vanished(_synced(), NOON)
    assert gone.deleted_in_package
    assert not is_news(gone, ChangeKind.DELETED, NOON + timedelta(days=1))
    assert is_news(None, ChangeKind.DELETED, NOON)
