"""What holds for every implementation of `Records`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookbridge.domain.errors import InvalidInput
from bookbridge.domain.stored_records import Action, StoredRecord, SyncState
from bookbridge.ports.transactions import BindMapping, Outdated, SaveRecord

from .conftest import Ports
from .examples import NOON, ORGANISATION, SECOND, link, record

pytestmark = pytest.mark.contract


@pytest.mark.parametrize(
    "saved",
    [
        record(),
        record(link=link(), sync_state=SyncState.SYNCED, synced_at=NOON, attempts=2),
        record(sync_state=SyncState.BLOCKED, waiting_on="record#customer#cust-1", failure_id="fail-1"),
        record(action=Action.VOID, voided=True, deleted_in_package=True, origin="package", accepted_at=None),
        record(sync_state=SyncState.SYNCED, origin="package", revision=0, merged_into="inv-2"),
        record(
            record_id="INV/2026#1", body={"lines": [{"amount": f"{n}.50"} for n in range(500)], "nested": {"a": [1]}}
        ),
    ],
)
def test_a_saved_record_is_read_back_as_it_was(ports: Ports, saved: StoredRecord) -> None:
    written = ports.records.save(saved)

    assert written == replace(saved, row_version=1)
    assert ports.records.get("c-1", "invoice", saved.record_id) == written


def test_what_a_reader_changes_is_not_what_is_stored(ports: Ports) -> None:
    mine = ports.records.save(record())
    mine.body["number"] = "changed by the reader"

    stored = ports.records.get("c-1", "invoice", "inv-1")

    assert stored is not None
    assert stored.body["number"] == "INV-1"


def test_a_body_that_is_not_json_is_refused(ports: Ports) -> None:
    with pytest.raises(TypeError):
        ports.records.save(record(body={"when": NOON}))


@pytest.mark.requirement("F1")
def test_a_new_record_does_not_replace_one_that_exists(ports: Ports) -> None:
    ports.records.save(record())

    with pytest.raises(Outdated) as refused:
        ports.records.save(record(revision=2))

    assert refused.value.effects == (SaveRecord(record(revision=2)),)


def test_a_record_read_before_another_write_cannot_be_saved(ports: Ports) -> None:
    read = ports.records.save(record())
    ports.records.save(replace(read, revision=2))

    with pytest.raises(Outdated):
        ports.records.save(replace(read, revision=3))

    stored = ports.records.get("c-1", "invoice", "inv-1")
    assert stored is not None
    assert (stored.revision, stored.row_version) == (2, 2)


def test_many_records_are_read_at_once_and_missing_ones_left_out(ports: Ports) -> None:
    for number in range(105):
        ports.records.save(record(record_id=f"inv-{number}"))

    found = ports.records.get_many("c-1", [("invoice", f"inv-{number}") for number in range(110)] * 2)

    assert len(found) == 105
    assert found["invoice", "inv-104"].record_id == "inv-104"
    assert ports.records.get_many("c-1", []) == {}


@pytest.mark.requirement("F5")
def test_the_outbox_has_parents_before_children_and_first_come_first(ports: Ports) -> None:
    ports.records.save(record(record_id="later", accepted_at=NOON + SECOND))
    ports.records.save(record(record_id="first"))
    ports.records.save(replace(record(record_id="pay"), entity_type="payment"))
    ports.records.save(replace(record(record_id="cust", accepted_at=NOON + SECOND), entity_type="customer"))
    ports.records.save(record(record_id="done", sync_state=SyncState.SYNCED))

    outbox = ports.records.pending("c-1", 10)

    assert outbox.keys == (("customer", "cust"), ("invoice", "first"), ("invoice", "later"), ("payment", "pay"))
    assert not outbox.more


def test_the_outbox_says_whether_there_is_more_than_asked_for(ports: Ports) -> None:
    for number in range(3):
        ports.records.save(record(record_id=f"inv-{number}"))

    assert ports.records.pending("c-1", 2).more
    assert len(ports.records.pending("c-1", 2).keys) == 2
    assert not ports.records.pending("c-1", 3).more


def test_a_record_leaves_the_outbox_when_it_is_no_longer_pending(ports: Ports) -> None:
    assert not ports.records.has_pending("c-1")
    written = ports.records.save(record())
    assert ports.records.has_pending("c-1")

    ports.records.save(replace(written, sync_state=SyncState.SYNCED))

    assert not ports.records.has_pending("c-1")


def test_a_pending_record_without_a_time_of_acceptance_comes_first(ports: Ports) -> None:
    ports.records.save(record(record_id="a"))
    ports.records.save(record(record_id="b", accepted_at=None))

    assert ports.records.pending("c-1", 2).keys == (("invoice", "b"), ("invoice", "a"))


@pytest.mark.requirement("F5")
def test_waiting_records_are_found_by_what_they_wait_for(ports: Ports) -> None:
    ports.records.save(record(record_id="one", waiting_on="record#customer#cust-1"))
    ports.records.save(record(record_id="two", waiting_on="package#invoice#3188"))
    ports.records.save(record(record_id="three", waiting_on="record#customer#cust-2"))
    ports.records.save(record(record_id="four"))

    found = ports.records.waiting("c-1", ["record#customer#cust-1", "package#invoice#3188", "record#item#9"])

    assert set(found) == {("invoice", "one"), ("invoice", "two")}
    assert ports.records.waiting("c-1", []) == ()


@pytest.mark.requirement("F5")
def test_waiting_records_are_found_among_many_that_wait(ports: Ports) -> None:
    for number in range(210):
        ports.records.save(record(record_id=f"{number}", waiting_on=f"record#customer#{number % 70}"))

    assert set(ports.records.waiting("c-1", ["record#customer#69", "record#customer#5", "record#item#9"])) == {
        ("invoice", f"{number}") for number in (5, 69, 75, 139, 145, 209)
    }
    assert ports.records.waiting("c-2", ["record#customer#69"]) == ()


def test_pages_are_in_key_order_and_end(ports: Ports) -> None:
    for number in range(5):
        ports.records.save(record(record_id=f"inv-{number}"))
    ports.records.save(replace(record(record_id="cust"), entity_type="customer"))

    first, cursor = ports.records.page("c-1", None, None, 4)
    rest, end = ports.records.page("c-1", None, cursor, 4)

    assert [each.record_id for each in (*first, *rest)] == ["cust", "inv-0", "inv-1", "inv-2", "inv-3", "inv-4"]
    assert cursor
    assert end is None


def test_a_page_of_one_type_holds_no_other(ports: Ports) -> None:
    for number in range(3):
        ports.records.save(record(record_id=f"inv-{number}"))
        ports.records.save(replace(record(record_id=f"b-{number}"), entity_type="bill"))
        ports.records.save(replace(record(record_id=f"bp-{number}"), entity_type="bill_payment"))

    first, cursor = ports.records.page("c-1", "bill", None, 2)
    rest, end = ports.records.page("c-1", "bill", cursor, 2)

    assert [each.record_id for each in (*first, *rest)] == ["b-0", "b-1", "b-2"]
    assert end is None


def test_a_full_last_page_has_no_cursor(ports: Ports) -> None:
    ports.records.save(record())

    page, cursor = ports.records.page("c-1", None, None, 1)

    assert len(page) == 1
    assert cursor is None


@pytest.mark.parametrize("cursor", ["nonsense", "%%%", "WyJ4Il0", "žž"])
def test_a_cursor_that_is_none_is_refused(ports: Ports, cursor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        ports.records.page("c-1", None, cursor, 1)

    assert refused.value.faults[0].field == "cursor"


def test_a_cursor_of_another_list_is_refused(ports: Ports) -> None:
    for number in range(3):
        ports.records.save(record(record_id=f"inv-{number}"))
        ports.records.save(record("c-2", f"inv-{number}"))
    _page, cursor = ports.records.page("c-1", "invoice", None, 1)

    with pytest.raises(InvalidInput):
        ports.records.page("c-2", "invoice", cursor, 1)
    with pytest.raises(InvalidInput):
        ports.records.page("c-1", "customer", cursor, 1)


def test_a_company_sees_nothing_of_another(ports: Ports) -> None:
    ports.records.save(record("c-2", waiting_on="record#customer#cust-1"))
    bind = BindMapping("c-2", ORGANISATION, "invoice", "1045", "inv-1")
    ports.transactions.commit_unleased([bind])

    assert ports.records.get("c-1", "invoice", "inv-1") is None
    assert ports.records.get_many("c-1", [("invoice", "inv-1")]) == {}
    assert ports.records.mapped("c-1", ORGANISATION, [("invoice", "1045")]) == {}
    assert ports.records.pending("c-1", 9).keys == ()
    assert not ports.records.has_pending("c-1")
    assert ports.records.waiting("c-1", ["record#customer#cust-1"]) == ()
    assert ports.records.page("c-1", None, None, 9) == ((), None)
