"""What holds for every implementation of `Connections`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bookbridge.domain.company_files import CompanyFile, Pairing
from bookbridge.domain.connections import DUE_SHARDS, Connection, ConnectionStatus, DuePoll
from bookbridge.domain.errors import Conflict, InvalidInput
from bookbridge.domain.settings import Settings
from bookbridge.ports.transactions import Outdated

from .conftest import Ports
from .examples import MINUTE, NOON, ORGANISATION, connection

pytestmark = pytest.mark.contract

PACKAGE = "quickbooks-online"
BOOKS = CompanyFile("4B0C0F6E", "Acme", "Acme Inc.", r"C:\Books\acme.qbw")


def due(ports: Ports, *, limit: int = 100) -> set[str]:
    return {each.company_id for shard in range(DUE_SHARDS) for each in ports.connections.due(shard, NOON, limit)}


@pytest.mark.parametrize("saved", [connection(), Connection("c-1", PACKAGE)])
def test_a_saved_connection_is_read_back_as_it_was(ports: Ports, saved: Connection) -> None:
    written = ports.connections.save(saved)

    assert written == replace(saved, version=1)
    assert ports.connections.get("c-1") == written
    assert ports.connections.get("c-2") is None


@pytest.mark.requirement("B2")
@pytest.mark.parametrize(
    "pairing",
    [
        Pairing(),
        Pairing(confirmed=BOOKS, confirmed_at=NOON, file_size_mb=412),
        Pairing(BOOKS, found=replace(BOOKS, company_name="Přátelé s.r.o."), restored_on=date(2026, 4, 30)),
    ],
)
def test_a_pairing_is_read_back_as_it_was(ports: Ports, pairing: Pairing) -> None:
    written = ports.connections.save(connection(pairing=pairing))

    assert ports.connections.get("c-1") == written
    assert written.pairing == pairing


def test_a_connection_read_before_another_write_cannot_be_saved(ports: Ports) -> None:
    read = ports.connections.save(connection())
    ports.connections.save(read.with_status(ConnectionStatus.DISABLED))

    with pytest.raises(Outdated):
        ports.connections.save(replace(read, organisation_id="another"))
    with pytest.raises(Outdated):
        ports.connections.save(connection())

    assert ports.connections.company_ids(PACKAGE, [ORGANISATION, "another"]) == {ORGANISATION: "c-1"}


@pytest.mark.requirement("B1")
def test_an_organisation_belongs_to_one_company_only(ports: Ports) -> None:
    ports.connections.save(connection("c-1"))

    with pytest.raises(Conflict):
        ports.connections.save(connection("c-2"))

    assert ports.connections.get("c-2") is None
    assert ports.connections.company_ids(PACKAGE, [ORGANISATION]) == {ORGANISATION: "c-1"}


def test_another_package_may_use_the_same_organisation_id(ports: Ports) -> None:
    ports.connections.save(connection("c-1"))
    ports.connections.save(connection("c-2", package="xero"))

    assert ports.connections.company_ids("xero", [ORGANISATION]) == {ORGANISATION: "c-2"}


@pytest.mark.parametrize("next_organisation", ["", "9999"])
def test_a_changed_or_emptied_organisation_is_free_again(ports: Ports, next_organisation: str) -> None:
    before = ports.connections.save(connection("c-1"))

    ports.connections.save(replace(before, organisation_id=next_organisation))
    ports.connections.save(connection("c-2"))

    bound = ports.connections.company_ids(PACKAGE, [ORGANISATION, "9999", "unknown"])
    assert bound == {ORGANISATION: "c-2", **({"9999": "c-1"} if next_organisation else {})}


def test_only_connections_whose_time_has_come_are_due(ports: Ports) -> None:
    ports.connections.save(connection("now", "1", next_poll_at=NOON))
    ports.connections.save(connection("long-ago", "2", next_poll_at=NOON - timedelta(days=1)))
    ports.connections.save(connection("later", "3", next_poll_at=NOON + MINUTE))
    ports.connections.save(connection("never", "4", next_poll_at=None))

    assert due(ports) == {"now", "long-ago"}


def test_the_longest_due_come_first(ports: Ports) -> None:
    for number in range(40):
        at = NOON - timedelta(minutes=number)
        ports.connections.save(connection(f"c-{number}", str(number), next_poll_at=at))

    for shard in range(DUE_SHARDS):
        companies = ports.connections.due(shard, NOON, 100)
        numbers = [int(each.company_id.removeprefix("c-")) for each in companies]
        assert numbers == sorted(numbers, reverse=True)
        assert ports.connections.due(shard, NOON, 2) == companies[:2]
    assert len(due(ports)) == 40


@pytest.mark.parametrize("minutes", [None, 30])
def test_what_is_due_says_when_the_next_time_is(ports: Ports, minutes: int | None) -> None:
    ports.connections.save(connection(settings=Settings(sync_interval_minutes=minutes)))

    (found,) = (each for shard in range(DUE_SHARDS) for each in ports.connections.due(shard, NOON, 9))

    assert found == DuePoll("c-1", PACKAGE, minutes)


def test_a_connection_that_cannot_sync_is_not_due(ports: Ports) -> None:
    written = ports.connections.save(connection())

    ports.connections.save(written.with_status(ConnectionStatus.REAUTHORIZATION_REQUIRED))

    assert due(ports) == set()


def test_a_due_poll_is_claimed_once(ports: Ports) -> None:
    ports.connections.save(connection())

    first = ports.connections.claim_poll("c-1", NOON, NOON + MINUTE)
    second = ports.connections.claim_poll("c-1", NOON, NOON + MINUTE)

    assert (first, second) == (True, False)
    assert due(ports) == set()
    assert not ports.connections.claim_poll("unknown", NOON, NOON + MINUTE)


def test_a_cursor_never_goes_back(ports: Ports) -> None:
    ports.connections.save(connection())

    ports.connections.advance_cursor("c-1", NOON + MINUTE, thorough=False)
    ports.connections.advance_cursor("c-1", NOON - MINUTE, thorough=False)

    stored = ports.connections.get("c-1")
    assert stored is not None
    assert stored.cursor == NOON + MINUTE


def test_a_first_cursor_is_taken(ports: Ports) -> None:
    ports.connections.save(connection(cursor=None))

    ports.connections.advance_cursor("c-1", NOON, thorough=False)

    stored = ports.connections.get("c-1")
    assert stored is not None
    assert stored.cursor == NOON


def test_small_changes_leave_the_version_alone(ports: Ports) -> None:
    written = ports.connections.save(connection())

    ports.connections.claim_poll("c-1", NOON, NOON + MINUTE)
    ports.connections.advance_cursor("c-1", NOON + MINUTE, thorough=False)
    ports.connections.note_sync("c-1", NOON + MINUTE)

    later = NOON + MINUTE
    changed = replace(written, next_poll_at=later, cursor=later, last_sync_at=later)
    assert ports.connections.get("c-1") == changed
    ports.connections.save(changed)


def test_what_is_to_be_reconsidered_stays_until_it_was_done_with_the_newest_settings(ports: Ports) -> None:
    first = ports.connections.save(connection(to_reconsider=("customer", "order")))
    assert ports.connections.get("c-1") == first
    second = ports.connections.save(replace(first, to_reconsider=("customer", "order", "bill")))

    ports.connections.note_reconsidered("c-1", first.version)
    assert ports.connections.get("c-1") == second

    ports.connections.note_reconsidered("c-1", second.version)
    assert ports.connections.get("c-1") == replace(second, to_reconsider=())
    ports.connections.note_reconsidered("c-2", 0)
    assert ports.connections.get("c-2") is None


def test_small_changes_make_no_connection(ports: Ports) -> None:
    ports.connections.advance_cursor("c-1", NOON, thorough=False)
    ports.connections.note_sync("c-1", NOON)

    assert ports.connections.get("c-1") is None


def test_pages_hold_every_connection_once(ports: Ports) -> None:
    for number in range(5):
        ports.connections.save(connection(f"c-{number}", str(number)))

    seen: list[str] = []
    cursor = None
    while True:
        page, cursor = ports.connections.page(cursor, 2)
        seen += [each.company_id for each in page]
        if cursor is None:
            break

    assert sorted(seen) == [f"c-{number}" for number in range(5)]


def test_a_cursor_that_is_none_is_refused(ports: Ports) -> None:
    with pytest.raises(InvalidInput):
        ports.connections.page("nonsense", 2)


def test_a_thorough_poll_moves_both_cursors_and_another_only_its_own(ports: Ports) -> None:
    ports.connections.save(connection())
    ports.connections.advance_cursor("c-1", NOON + MINUTE, thorough=True)
    ports.connections.advance_cursor("c-1", NOON + 2 * MINUTE, thorough=False)

    stored = ports.connections.get("c-1")

    assert stored is not None
    assert (stored.cursor, stored.thorough_cursor) == (NOON + 2 * MINUTE, NOON + MINUTE)


@pytest.mark.requirement("F4")
def test_a_parked_company_is_due_again_when_its_time_has_come(ports: Ports) -> None:
    saved = ports.connections.save(connection())
    ports.connections.park("c-1", NOON + 5 * MINUTE)

    stored = ports.connections.get("c-1")

    assert stored is not None
    assert stored.parked_until == stored.next_poll_at == NOON + 5 * MINUTE
    assert stored.version == saved.version
