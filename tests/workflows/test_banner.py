"""What the application shows above its pages (A8)."""

from __future__ import annotations

import pytest

from bookbridge.domain.connections import ConnectionStatus
from tests.fakes.world import World

from .messages_to_people import become, failing

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("A8")]


def shown(world: World) -> tuple[str, str]:
    """Level and text."""
    banner = world.read_failures.banner("acme", world.read_failures.summary("acme"))
    return banner.level, banner.text


def test_a_connection_that_needs_people_comes_before_all_failures(told: World) -> None:
    failing(told, "inv-1", "inv-2")
    assert shown(told) == ("warning", "2 records could not be synced: 2 invoices. Review them.")
    become(told, ConnectionStatus.REAUTHORIZATION_REQUIRED)
    level, text = shown(told)
    assert level == "action_required"
    assert text.startswith("The connection must be renewed: nothing is synced until that is mended. 2 records")


def test_the_banner_says_which_failure_of_the_connection_stands_in_the_companys_language(told: World) -> None:
    told.connect_company.change("acme", {"settings": {"language": "fr"}})
    connection = told.connections.get("acme")
    assert connection
    catalogue = told.fakes.package(connection.package).catalogue()
    problem = catalogue.problem_for("no_access", "connection")
    told.note_connection_failures.open(connection, problem, told.clock.now())
    level, text = shown(told)
    assert level == "action_required"
    assert text.startswith(catalogue.wording(problem, "fr").title)


def test_without_a_connection_nothing_is_wrong(world: World) -> None:
    assert shown(world) == ("none", "Everything is synced.")
