"""What the errors of QuickBooks Online are taken apart into; `test_vendor_rows` has every code."""

from __future__ import annotations

import pytest

from bookbridge.domain.failures import Actor
from bookbridge.domain.failures.catalogue import Catalogue, Target
from bookbridge.domain.records import EntityType

pytestmark = pytest.mark.unit

INACTIVE = (
    "Object Not Found : Something you're trying to use has been made inactive. "
    "Check the fields with accounts, customers, items, vendors or employees."
)


@pytest.mark.parametrize(
    ("entity_type", "code"), [("item", "item_account_type_invalid"), ("expense", "account_type_invalid")]
)
def test_a_wrong_account_type_is_mended_in_the_product_or_in_the_settings(
    catalogue: Catalogue, entity_type: EntityType, code: str
) -> None:
    assert catalogue.match("6430", "Type de compte non valide", entity_type).row.code == code


@pytest.mark.requirement("F6")
def test_a_duplicate_number_names_the_document_that_has_it_and_watches_it(catalogue: Catalogue) -> None:
    text = "Numéro en double : DocNumber=INV 17 is assigned to TxnType=Invoice with TxnId=3188"
    match = catalogue.match("6140", text, "payment")
    problem = match.problem(message=text, package_code="6140", values={"target_party": "Acme Ltd"})
    assert match.target == Target("invoice", "3188")
    assert match.values["doc_number"] == "INV 17"
    assert problem.watch == "package#invoice#3188"
    assert catalogue.wording(problem, "en").cause.startswith(
        "The number INV 17 is already used by another document in QuickBooks Online: invoice of Acme Ltd."
    )


def test_a_clash_with_a_kind_of_document_that_is_not_synced_is_named_but_not_watched(catalogue: Catalogue) -> None:
    match = catalogue.match("6140", "DocNumber=9 is assigned to TxnType=JournalEntry with TxnId=5", "expense")
    problem = match.problem(message="")
    assert match.target is None
    assert problem.watch == ""
    assert "journal entry with id 5" in catalogue.wording(problem, "en").cause


@pytest.mark.requirement("F6")
def test_an_inactive_reference_names_the_kinds_to_look_through(catalogue: Catalogue) -> None:
    assert catalogue.match("610", INACTIVE, "bill").suspects == ("account", "customer", "item", "vendor")


@pytest.mark.requirement("F6")
def test_the_field_at_fault_is_told_by_its_canonical_name(catalogue: Catalogue) -> None:
    match = catalogue.match("2500", "Invalid Reference Id", "invoice", field="Line.SalesItemLineDetail.TaxCodeRef")
    assert match.suspects == ("tax_rate",)
    assert match.problem(message="").field == "lines[].tax_rate"


@pytest.mark.requirement("A6")
def test_an_unknown_error_keeps_its_words_and_goes_to_support(catalogue: Catalogue) -> None:
    problem = catalogue.match("1999", "Something new", "bill").problem(message="Something new", package_code="1999")
    assert problem.code == "unknown_error"
    assert problem.message == "Something new"
    assert problem.remedies[-1].actor is Actor.SUPPORT
    assert problem.remedies[-1].steps == ("Contact support and name this failure and its code 1999.",)


@pytest.mark.requirement("B11")
def test_a_closed_period_is_mended_by_another_date_or_by_reopening(catalogue: Catalogue) -> None:
    problem = catalogue.match("6200", "Account Period Closed Error", "bill").problem(
        message="", values={"date": "2026-03-31", "closing_date": "2026-04-30"}
    )
    steps = {remedy.actor: remedy.steps for remedy in problem.remedies}
    assert steps[Actor.USER_IN_APP][0].endswith("change its date to a day after the closing date, 2026-04-30.")
    assert "delete it there and make it again" in steps[Actor.USER_IN_PACKAGE][0]
    assert "Close the books" in steps[Actor.USER_IN_PACKAGE][1]


@pytest.mark.parametrize("package_code", ["1000", "3001", "150", "10000", "5010"])
def test_what_passes_by_itself_is_marked_retryable(catalogue: Catalogue, package_code: str) -> None:
    assert catalogue.match(package_code, "", "invoice").row.retryable


@pytest.mark.parametrize("package_code", ["2050", "6140", "6240", "2500", "6200", "6000", "6190"])
def test_what_stays_refused_is_not_marked_retryable(catalogue: Catalogue, package_code: str) -> None:
    assert not catalogue.match(package_code, "", "invoice").row.retryable
