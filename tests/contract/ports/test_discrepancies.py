"""What holds for every implementation of `Discrepancies`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookbridge.domain.discrepancies import (
    Choice,
    Discrepancy,
    DiscrepancyKind,
    DiscrepancyStatus,
    agreed,
    decided,
)
from bookbridge.domain.errors import InvalidInput
from bookbridge.ports.discrepancies import DiscrepancyFilter
from bookbridge.ports.transactions import Outdated, SaveDiscrepancy, SaveRecord
from tests.fakes.store import PAGE

from .conftest import Ports
from .examples import MINUTE, NOON, discrepancy, link, record

pytestmark = [pytest.mark.contract, pytest.mark.requirement("F7")]

OPEN = DiscrepancyFilter()
RESOLVED = DiscrepancyFilter((DiscrepancyStatus.RESOLVED,))
BOTH = DiscrepancyFilter(tuple(DiscrepancyStatus))


def save(ports: Ports, *discrepancies: Discrepancy) -> None:
    ports.transactions.commit_unleased([SaveDiscrepancy(each) for each in discrepancies])


def stored(ports: Ports) -> Discrepancy:
    found = ports.discrepancies.get("c-1", discrepancy().discrepancy_id)
    assert found is not None
    return found


def ids(page: tuple[Discrepancy, ...]) -> list[str]:
    return [each.record_id for each in page]


def test_a_discrepancy_is_read_back_as_it_was(ports: Ports) -> None:
    save(ports, discrepancy())

    assert stored(ports) == replace(discrepancy(), row_version=1)
    assert ports.discrepancies.get("c-1", "disc-unknown") is None


def test_a_resolved_one_is_read_back_with_its_choice(ports: Ports) -> None:
    gone = discrepancy(kind=DiscrepancyKind.MERGED, theirs={}, merged_into="inv-2", status_in_app="posted")
    resolved = decided(gone, Choice.SEND_OURS, "carla", NOON + MINUTE)
    save(ports, resolved)

    assert stored(ports) == replace(resolved, row_version=1)


def test_open_ones_are_listed_newest_first(ports: Ports) -> None:
    for number in (2, 0, 3, 1):
        save(ports, discrepancy(record_id=f"inv-{number}", found_at=NOON + number * MINUTE))

    first, cursor = ports.discrepancies.page("c-1", OPEN, None, 3)
    rest, end = ports.discrepancies.page("c-1", OPEN, cursor, 3)

    assert ids((*first, *rest)) == ["inv-3", "inv-2", "inv-1", "inv-0"]
    assert end is None


def test_open_and_resolved_ones_are_lists_of_their_own_or_one(ports: Ports) -> None:
    save(ports, discrepancy(record_id="1"), discrepancy(record_id="2", found_at=NOON + MINUTE))
    found = ports.discrepancies.get("c-1", discrepancy(record_id="1").discrepancy_id)
    assert found is not None
    save(ports, agreed(found, NOON + MINUTE))

    assert ids(ports.discrepancies.page("c-1", OPEN, None, 9)[0]) == ["2"]
    assert ids(ports.discrepancies.page("c-1", RESOLVED, None, 9)[0]) == ["1"]
    assert ids(ports.discrepancies.page("c-1", BOTH, None, 9)[0]) == ["2", "1"]


def test_pages_narrowed_by_type_are_full(ports: Ports) -> None:
    for number in range(8):
        kind = ("invoice", "bill")[number % 2]
        at = NOON + number * MINUTE
        save(ports, discrepancy(record_id=f"{kind}-{number}", entity_type=kind, found_at=at))
    bills = DiscrepancyFilter(entity_type="bill")

    first, cursor = ports.discrepancies.page("c-1", bills, None, 3)
    rest, end = ports.discrepancies.page("c-1", bills, cursor, 3)

    assert ids(first) == ["bill-7", "bill-5", "bill-3"]
    assert ids(rest) == ["bill-1"]
    assert end is None


def test_a_cursor_is_of_use_to_its_own_company_only(ports: Ports) -> None:
    save(ports, discrepancy(record_id="1"), discrepancy(record_id="2"))
    _page, cursor = ports.discrepancies.page("c-1", OPEN, None, 1)

    with pytest.raises(InvalidInput):
        ports.discrepancies.page("c-2", OPEN, cursor, 1)
    with pytest.raises(InvalidInput):
        ports.discrepancies.page("c-1", OPEN, "nonsense", 1)


def test_a_company_sees_no_discrepancy_of_another(ports: Ports) -> None:
    save(ports, discrepancy("c-2"))

    assert ports.discrepancies.get("c-1", discrepancy().discrepancy_id) is None
    assert ports.discrepancies.page("c-1", BOTH, None, 9) == ((), None)


def test_a_record_and_its_discrepancy_are_written_together_or_not_at_all(ports: Ports) -> None:
    save(ports, discrepancy())
    flagged = record(discrepancy_id=discrepancy().discrepancy_id, link=replace(link(), total="125.50"))
    outdated = SaveDiscrepancy(discrepancy(kind=DiscrepancyKind.VOIDED))

    with pytest.raises(Outdated) as refused:
        ports.transactions.commit_unleased([SaveRecord(flagged), outdated])

    assert refused.value.effects == (outdated,)
    assert ports.records.get("c-1", "invoice", "inv-1") is None

    ports.transactions.commit_unleased([SaveRecord(flagged), SaveDiscrepancy(agreed(stored(ports), NOON))])

    assert ports.records.get("c-1", "invoice", "inv-1") == replace(flagged, row_version=1)
    assert stored(ports).row_version == 2


def all_of(ports: Ports, narrow: DiscrepancyFilter, after: str = "") -> list[str]:
    pages = ports.discrepancies.in_fixed_order("c-1", narrow, after)
    return [each.record_id for page in pages for each in page.rows]


@pytest.mark.requirement("A4")
def test_all_are_read_by_their_ids_and_from_behind_any_page(ports: Ports) -> None:
    made = [discrepancy(record_id=f"inv-{number}") for number in range(PAGE * 3 + 1)]
    for each in made:
        save(ports, each)
    save(ports, discrepancy(record_id="bill-1", entity_type="bill"))
    save(ports, discrepancy("c-2"))
    invoices = replace(OPEN, entity_type="invoice")

    pages = list(ports.discrepancies.in_fixed_order("c-1", invoices, ""))

    read = [each.record_id for page in pages for each in page.rows]
    assert read == [each.record_id for each in sorted(made, key=lambda each: each.discrepancy_id)]
    assert len(pages) > 3
    for number, page in enumerate(pages[:-1], 1):
        read_by_then = [each.record_id for one in pages[:number] for each in one.rows]
        assert [*read_by_then, *all_of(ports, invoices, page.cursor)] == read
    assert all_of(ports, replace(OPEN, entity_type="bill")) == ["bill-1"]
    assert all_of(ports, RESOLVED) == []


@pytest.mark.requirement("A4")
def test_whatever_happens_between_two_pages_each_one_that_stays_is_read_once(ports: Ports) -> None:
    """Some drift on and are found again, some are settled, new ones arrive."""
    made = [discrepancy(record_id=f"inv-{number}") for number in range(PAGE * 4)]
    for each in made:
        save(ports, each)
    settled = {each.record_id for each in made[::4]}
    seen: list[str] = []

    for number, page in enumerate(ports.discrepancies.in_fixed_order("c-1", OPEN, "")):
        seen += [each.record_id for each in page.rows]
        now = NOON + number * MINUTE
        for each in made[number::4]:
            stored = ports.discrepancies.get("c-1", each.discrepancy_id)
            assert stored is not None
            is_over = each.record_id in settled
            save(ports, agreed(stored, now) if is_over else replace(stored, found_at=now, last_seen_at=now))
        save(ports, discrepancy(record_id=f"new-{number}", found_at=now))

    assert len(seen) == len(set(seen))
    assert {each.record_id for each in made} - settled <= set(seen)
