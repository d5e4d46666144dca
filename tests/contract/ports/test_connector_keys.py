"""What holds for every implementation of `ConnectorKeys`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookbridge.domain.connector_keys import ConnectorKey, Mode
from bookbridge.ports.transactions import Outdated

from .conftest import Ports
from .examples import MINUTE, NOON, SECOND, connector_key, login

pytestmark = [pytest.mark.contract, pytest.mark.requirement("B1")]

ACME, BRANCH, OTHER = connector_key("c-1", "key-1"), connector_key("c.2", "key-2"), connector_key("c-3", "key-3")


def share(ports: Ports, *keys: ConnectorKey) -> None:
    """One login, a company at a time."""
    for number, key in enumerate(keys, 1):
        ports.connector_keys.create(key, login(*keys[:number]))


def test_a_new_key_and_its_login_are_read_back_as_they_were(ports: Ports) -> None:
    new = login(ACME, failures=2, locked_until=NOON + MINUTE, tried={"c-1": NOON})

    ports.connector_keys.create(ACME, new)

    assert ports.connector_keys.get("c-1", "key-1") == ACME
    assert ports.connector_keys.login("bookbridge-acme") == new
    assert ports.connector_keys.get("c-1", "key-2") is None
    assert ports.connector_keys.get("c-2", "key-1") is None
    assert ports.connector_keys.login("somebody else") is None


def test_a_key_without_a_label_is_kept(ports: Ports) -> None:
    plain = replace(ACME, label="", mode=Mode.ONLINE)

    ports.connector_keys.create(plain, login(plain, mode=Mode.ONLINE))

    assert ports.connector_keys.of_company("c-1") == (plain,)


@pytest.mark.requirement("B6")
def test_one_login_may_have_several_companies(ports: Ports) -> None:
    share(ports, ACME, BRANCH, OTHER)

    assert ports.connector_keys.login("bookbridge-acme") == login(ACME, BRANCH, OTHER)
    assert ports.connector_keys.of_company("c.2") == (BRANCH,)


def test_a_user_name_that_is_taken_is_not_given_away(ports: Ports) -> None:
    share(ports, ACME)

    with pytest.raises(Outdated):
        ports.connector_keys.create(BRANCH, login(BRANCH, password_hash=b"another's"))

    assert ports.connector_keys.login("bookbridge-acme") == login(ACME)
    assert ports.connector_keys.of_company("c.2") == ()


@pytest.mark.parametrize("changed", [{"password_hash": b"another"}, {"user_name": "gone"}])
def test_a_company_joins_only_the_login_that_was_read(ports: Ports, changed: dict[str, bytes | str]) -> None:
    share(ports, ACME)

    with pytest.raises(Outdated):
        ports.connector_keys.create(BRANCH, login(ACME, BRANCH, **changed))

    assert ports.connector_keys.of_company("c.2") == ()
    assert ports.connector_keys.login("gone") is None


def test_a_company_joins_a_login_once(ports: Ports) -> None:
    share(ports, ACME, BRANCH)
    again = replace(BRANCH, key_id="key-9")

    with pytest.raises(Outdated):
        ports.connector_keys.create(again, login(ACME, again))

    assert ports.connector_keys.login("bookbridge-acme") == login(ACME, BRANCH)
    assert ports.connector_keys.of_company("c.2") == (BRANCH,)


def test_companies_that_join_at_once_do_not_push_each_other_out(ports: Ports) -> None:
    share(ports, ACME)

    ports.connector_keys.create(BRANCH, login(ACME, BRANCH))
    ports.connector_keys.create(OTHER, login(ACME, OTHER))

    assert ports.connector_keys.login("bookbridge-acme") == login(ACME, BRANCH, OTHER)


def test_keys_are_listed_oldest_first(ports: Ports) -> None:
    for number, name in enumerate(("z", "a", "m")):
        key = connector_key(key_id=f"key-{name}", user_name=name, created_at=NOON + number * SECOND)
        ports.connector_keys.create(key, login(key, user_name=name))

    assert [key.key_id for key in ports.connector_keys.of_company("c-1")] == ["key-z", "key-a", "key-m"]
    assert ports.connector_keys.of_company("c-2") == ()


@pytest.mark.requirement("B3")
def test_a_revoked_key_takes_its_company_from_the_login(ports: Ports) -> None:
    share(ports, ACME, BRANCH)
    ports.connector_keys.note_tried("bookbridge-acme", "c-1", NOON)
    ports.connector_keys.note_tried("bookbridge-acme", "c.2", NOON)

    assert ports.connector_keys.revoke("c-1", "key-1")

    assert ports.connector_keys.get("c-1", "key-1") is None
    assert ports.connector_keys.login("bookbridge-acme") == login(BRANCH, tried={"c.2": NOON})


def test_a_login_goes_with_its_last_company(ports: Ports) -> None:
    share(ports, ACME, BRANCH)

    assert ports.connector_keys.revoke("c.2", "key-2")
    assert ports.connector_keys.revoke("c-1", "key-1")

    assert ports.connector_keys.login("bookbridge-acme") is None
    share(ports, ACME)


def test_only_a_key_that_is_there_is_revoked(ports: Ports) -> None:
    share(ports, ACME)

    assert not ports.connector_keys.revoke("c-2", "key-1")
    assert not ports.connector_keys.revoke("c-1", "key-2")
    assert ports.connector_keys.revoke("c-1", "key-1")
    assert not ports.connector_keys.revoke("c-1", "key-1")


def test_wrong_guesses_are_written_down_and_forgotten(ports: Ports) -> None:
    share(ports, ACME)
    guessed = login(ACME, failures=5, locked_until=NOON + MINUTE)

    ports.connector_keys.note_guess(guessed, 0)
    assert ports.connector_keys.login("bookbridge-acme") == guessed

    ports.connector_keys.note_guess(login(ACME), 5)
    assert ports.connector_keys.login("bookbridge-acme") == login(ACME)


def test_of_two_guesses_at_once_both_are_counted(ports: Ports) -> None:
    share(ports, ACME)
    ports.connector_keys.note_guess(login(ACME, failures=1), 0)

    with pytest.raises(Outdated):
        ports.connector_keys.note_guess(login(ACME, failures=1, locked_until=NOON), 0)

    assert ports.connector_keys.login("bookbridge-acme") == login(ACME, failures=1)


def test_a_guess_changes_nothing_else_and_brings_no_login_back(ports: Ports) -> None:
    share(ports, ACME, BRANCH)

    ports.connector_keys.note_guess(login(ACME, failures=1), 0)
    ports.connector_keys.note_guess(login(ACME, user_name="gone", failures=1), 0)

    assert ports.connector_keys.login("bookbridge-acme") == login(ACME, BRANCH, failures=1)
    assert ports.connector_keys.login("gone") is None


@pytest.mark.requirement("B6")
def test_companies_take_turns_by_when_they_were_last_begun(ports: Ports) -> None:
    share(ports, ACME, BRANCH)
    ports.connector_keys.note_tried("bookbridge-acme", "c-1", NOON)
    ports.connector_keys.note_tried("bookbridge-acme", "c-9", NOON)
    ports.connector_keys.note_tried("gone", "c-1", NOON)

    shared = ports.connector_keys.login("bookbridge-acme")

    assert shared == login(ACME, BRANCH, tried={"c-1": NOON})
    assert shared is not None
    assert shared.in_turn() == ("c.2", "c-1")
    assert ports.connector_keys.login("gone") is None
