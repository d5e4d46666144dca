"""What the messages of Xero are taken apart into; `test_vendor_rows` has those of its documentation."""

from __future__ import annotations

import pytest

from bookbridge.domain.failures import Actor
from bookbridge.domain.failures.catalogue import Catalogue
from bookbridge.domain.records import EntityType
from tests.unit.domain.failures.catalogues import CATALOGUES

pytestmark = pytest.mark.unit

XERO: Catalogue = CATALOGUES["xero"]


@pytest.mark.requirement("C1")
@pytest.mark.parametrize(
    ("message", "entity_type", "code"),
    [
        ("already exported", "order", "already_exported"),
        ("Item code 'D-1' is not valid", "invoice", "reference_not_found"),
        ("The contact with the specified ContactID could not be found", "invoice", "reference_not_found"),
        ("The contact with the specified ContactID could not be found", "customer", "object_deleted"),
        ("The Date field is mandatory", "expense", "required_field_missing"),
        ("Something that nobody has seen before", "invoice", "business_rule"),
    ],
)
def test_messages_that_were_seen_elsewhere_lead_to_their_failure(
    message: str, entity_type: EntityType, code: str
) -> None:
    assert XERO.match("10", message, entity_type).row.code == code


@pytest.mark.parametrize(
    ("package_code", "text", "code"),
    [
        ("413", "", "document_too_large"),
        ("file_unavailable", "nothing is there", "file_unavailable"),
        ("", "", "no_description"),
        ("", "Anything", "unknown_error"),
    ],
)
def test_a_code_leads_to_its_failure(package_code: str, text: str, code: str) -> None:
    assert XERO.match(package_code, text, "invoice").row.code == code


@pytest.mark.requirement("C1", "F12")
def test_a_discount_above_the_total_is_told_with_both_amounts_and_who_mends_it() -> None:
    message = "The line total -14.00 does not match the expected line total 0.00"
    problem = XERO.match("10", message, "order").problem(message=message)
    assert (problem.values["supplied"], problem.values["expected"]) == ("-14.00", "0.00")
    assert [remedy.actor for remedy in problem.remedies] == [Actor.USER_IN_APP]
    assert problem.message == message


@pytest.mark.requirement("C1", "C2")
def test_what_was_exported_before_is_compared_and_never_sent_again() -> None:
    problem = XERO.match("10", "Invoice # must be unique.", "order").problem(message="")
    assert problem.actions == ("skip", "clear")
    steps = {remedy.actor: remedy.steps for remedy in problem.remedies}
    assert steps[Actor.USER_IN_APP] == (
        "Check in the app and in Xero that both show the same.",
        "If they agree, choose Clear. Do not export it again.",
    )


@pytest.mark.requirement("B11", "F12", "F13")
def test_a_locked_period_is_mended_in_the_menus_of_xero_in_both_languages() -> None:
    message = "The document date cannot be before the period lock date, currently set at 31 March 2026"
    problem = XERO.match("10", message, "bill").problem(message=message)
    assert problem.values["closing_date"] == "31 March 2026"
    english, french = (XERO.wording(problem, language) for language in ("en", "fr"))
    assert any("Lock dates" in step for remedy in english.remedies for step in remedy.steps)
    assert any("Dates de verrouillage" in step for remedy in french.remedies for step in remedy.steps)


@pytest.mark.parametrize(
    ("message", "entity_type", "values"),
    [
        ("Account Code is too long. Maximum of 10 characters allowed", "account", {"field": "code", "max": "10"}),
        ("Account code '200' is not a valid code for this document.", "bill", {"account_code": "200"}),
        (
            "The TaxType code 'INPUT2' cannot be used with account code '429'.",
            "bill",
            {"tax_type": "INPUT2", "account_code": "429"},
        ),
        ("The contact name A. B. (C) is already assigned to another contact.", "customer", {"name": "A. B. (C)"}),
        ("Organisation is not subscribed to currency EUR", "bill", {"currency": "EUR"}),
        ("A Contact must be specified for this type of transaction", "bill", {"field": "vendor"}),
        ("A Contact must be specified for this type of transaction", "expense", {"field": "payee"}),
        ("A Contact must be specified for this type of transaction", "refund", {"field": "customer"}),
    ],
)
def test_a_message_is_taken_apart(message: str, entity_type: EntityType, values: dict[str, str]) -> None:
    found = XERO.match("10", message, entity_type).values
    assert {name: found.get(name) for name in values} == values
