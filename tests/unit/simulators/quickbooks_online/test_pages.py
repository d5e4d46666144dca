"""The pages a person opens: the same addresses that a package's deep links name."""

from __future__ import annotations

import pytest

from bookbridge.domain.records import EntityType
from bookbridge.packages import load
from tests.simulators.quickbooks_online.simulator import Simulator

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("entity_type", "entity"), [("customer", "Customer"), ("vendor", "Vendor"), ("account", "Account")]
)
def test_a_deep_link_opens_the_page_of_its_record(entity_type: EntityType, entity: str) -> None:
    simulator = Simulator()
    books = simulator.add_organisation("1001", "Acme")
    if entity != "Account":  # accounts are there from the start
        body = f'{{"DisplayName": "Somebody {entity}"}}'.encode()
        path = f"/control/organisations/1001/{entity}"
        simulator.handle("POST", path, "", {"content-type": "application/json"}, body)
    assert books.find(entity, "1")
    link = load("quickbooks-online", "http://books.test").link(entity_type, "1")
    path, _, query = link.removeprefix("http://books.test").partition("?")
    status, _headers, page = simulator.handle("GET", path, query)
    assert (status, b"<h1>" in page or b"<pre>" in page) == (200, True)
