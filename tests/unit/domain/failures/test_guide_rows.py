"""Where the help pages that users know are right, and where they are put right; `test_vendor_rows` has their tables."""

from __future__ import annotations

import pytest

from bookbridge.domain.failures import Actor
from bookbridge.domain.failures.catalogue import Catalogue

pytestmark = pytest.mark.unit

APP, PACKAGE, ADMINISTRATOR = Actor.USER_IN_APP, Actor.USER_IN_PACKAGE, Actor.ADMINISTRATOR


@pytest.mark.requirement("A1")
@pytest.mark.parametrize("code", ["duplicate_record", "status_differs", "object_deleted"])
def test_duplicate_difference_and_deletion_are_kinds_of_their_own_with_steps_in_both_systems(
    catalogue: Catalogue, code: str
) -> None:
    problem = catalogue.problem_for(code, "bill")
    assert {APP, PACKAGE} <= {remedy.actor for remedy in problem.remedies}


@pytest.mark.requirement("A7")
def test_an_old_connector_is_told_apart_and_its_remedy_is_the_upgrade(catalogue: Catalogue) -> None:
    problem = catalogue.problem_for("connector_outdated", "invoice", values={"connector_version": "2.1"})
    assert "version 2.1" in problem.message
    assert problem.remedies[0].actor is ADMINISTRATOR
    assert problem.remedies[0].steps[0].startswith("Download the newest connector")


@pytest.mark.requirement("E3")
def test_a_missing_item_is_told_as_product_or_service_and_never_blamed_on_the_client(catalogue: Catalogue) -> None:
    match = catalogue.match("2500", "Invalid Reference Id : Line.SalesItemLineDetail.ItemRef", "invoice")
    problem = match.problem(message="", values={"reference_name": "Consulting", "field": "lines[2].item"})
    told = catalogue.wording(problem, "en").cause
    assert match.suspects == ("item",)
    assert "(product or service, line 3): “Consulting”" in told
    assert "customer" not in told
    assert "client" not in told


@pytest.mark.requirement("E3")
def test_a_text_that_is_too_long_is_to_be_shortened_and_no_account_is_blamed(catalogue: Catalogue) -> None:
    message = (
        "String length specified does not match the supported length. Min:0 Max:100 supported. Supplied length:110"
    )
    problem = catalogue.match("2050", message, "item").problem(message=message, field="Item.Name")
    (remedy,) = problem.remedies
    assert remedy.steps[0] == "Shorten the text in the field “name” to 100 characters or fewer."
    assert "account" not in " ".join(remedy.steps)


@pytest.mark.requirement("E2")
def test_only_services_can_be_deleted(catalogue: Catalogue) -> None:
    for row in catalogue.rows.values():
        assert "delete" not in catalogue.problem_for(row.code, "invoice").actions
    assert "delete" in catalogue.problem_for("income_account_missing", "item").actions
