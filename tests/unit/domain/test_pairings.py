"""The pairing of a connection with a company file: where it stands, and what is advised."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bookbridge.domain.company_files import CompanyFile, Pairing, new_file_id
from bookbridge.domain.connections import Connection, ConnectionStatus
from bookbridge.domain.languages import languages
from bookbridge.domain.pairing_advice import advice_for
from bookbridge.domain.pairing_states import PairingState, state_of

pytestmark = pytest.mark.unit

FILE = CompanyFile("90A44FB5-33D9-4815-AC85-BC87A7E7D1EB", "Riverside Ltd", "Riverside Limited", r"C:\Books\r.qbw")
OTHER = replace(FILE, file_id="11111111-33D9-4815-AC85-BC87A7E7D1EB", company_name="Hillside Ltd")
TODAY = date(2026, 5, 1)


def codes(pairing: Pairing, *, first_sync: bool = True) -> list[str]:
    """What is advised."""
    return [advice.code for advice in advice_for(pairing, TODAY, "en", first_sync=first_sync)]


@pytest.mark.requirement("B2")
@pytest.mark.parametrize(
    ("pairing", "status", "halted", "state"),
    [
        (None, "pending", False, "none"),
        (Pairing(found=FILE), "pending", False, "found"),
        (Pairing(confirmed=FILE), "connected", False, "confirmed"),
        (Pairing(confirmed=FILE, found=OTHER), "wrong_company", False, "other_file"),
        (Pairing(found=OTHER), "wrong_company", False, "other_file"),
        (Pairing(confirmed=FILE, found=FILE), "wrong_company", True, "restored"),
        (Pairing(confirmed=FILE), "connected", True, "restored"),
    ],
    ids=["nobody called", "called", "confirmed", "another", "a stranger", "an older copy", "an older copy, unnamed"],
)
def test_the_state_follows_from_who_called_and_who_was_confirmed(
    pairing: Pairing | None, status: str, halted: bool, state: str
) -> None:
    connection = Connection("acme", "quickbooks-desktop", status=ConnectionStatus(status), pairing=pairing)
    assert state_of(connection, halted=halted).value == state


@pytest.mark.requirement("B2")
def test_somebody_is_asked_unless_nothing_called_or_the_right_file_did() -> None:
    assert [state.value for state in PairingState if state.asks] == ["found", "other_file", "restored"]


@pytest.mark.requirement("B7")
def test_a_first_sync_is_prepared_for_and_a_later_one_is_not() -> None:
    assert codes(Pairing(found=FILE)) == ["single_user_mode", "first_sync_takes_time"]
    assert codes(Pairing(confirmed=FILE), first_sync=False) == []


@pytest.mark.requirement("B7")
@pytest.mark.parametrize(("size", "advised"), [(None, False), (700, False), (701, True)])
def test_a_file_above_700_mb_gets_advice(size: int | None, advised: bool) -> None:
    assert ("large_company_file" in codes(Pairing(found=FILE, file_size_mb=size))) is advised


@pytest.mark.requirement("B7")
@pytest.mark.parametrize(
    ("restored", "advised"), [(date(2025, 4, 30), False), (date(2025, 5, 1), True), (date(2026, 5, 1), True)]
)
def test_a_restore_within_the_past_year_gets_advice(restored: date, advised: bool) -> None:
    assert ("restored_company_file" in codes(Pairing(found=FILE, restored_on=restored))) is advised


@pytest.mark.requirement("B7", "F13")
def test_advice_is_worded_in_every_language_and_names_what_it_is_about() -> None:
    pairing = Pairing(found=FILE, file_size_mb=912, restored_on=date(2026, 2, 3))
    texts = [advice_for(pairing, TODAY, code, first_sync=True) for code in languages()]
    assert all(len(told) == 4 for told in texts)
    assert len({each.text for told in texts for each in told}) == 4 * len(languages())
    for told in texts:
        text = " ".join(each.text for each in told)
        assert "912" in text
        assert "2026-02-03" in text
        assert "{" not in text


def test_advice_for_a_language_that_is_not_there_is_in_english() -> None:
    english = advice_for(Pairing(), TODAY, "en", first_sync=True)
    assert advice_for(Pairing(), TODAY, "xx", first_sync=True) == english


@pytest.mark.requirement("B1")
def test_each_company_file_gets_an_id_of_its_own_as_quickbooks_writes_them() -> None:
    ids = {new_file_id() for _ in range(50)}
    assert len(ids) == 50
    assert all(each == each.upper() and len(each) == 36 for each in ids)


@pytest.mark.requirement("B2")
def test_a_pairing_is_read_back_as_it_was() -> None:
    pairing = Pairing(FILE, OTHER, datetime(2026, 5, 1, 12, tzinfo=UTC), 912, date(2026, 2, 3))
    assert Pairing.from_json(pairing.as_json()) == pairing
    assert Pairing.from_json(Pairing().as_json()) == Pairing()
