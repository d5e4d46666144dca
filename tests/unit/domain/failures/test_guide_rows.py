"""The messages of the help pages that users know, and what each must lead to. Read the tables as the specification."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from bookbridge.domain.failures import Actor
from bookbridge.domain.failures.catalogue import Catalogue
from bookbridge.domain.records import EntityType

pytestmark = pytest.mark.unit

APP, PACKAGE, ADMINISTRATOR = Actor.USER_IN_APP, Actor.USER_IN_PACKAGE, Actor.ADMINISTRATOR
SUPPORT, DEVELOPER = Actor.SUPPORT, Actor.DEVELOPER
RETRY = ("resync", "skip", "clear")
OF_A_SERVICE = (*RETRY, "delete")


class Guide(NamedTuple):
    """One row of a help page: message, package code, type of record; our code, who acts, what is offered, a step."""

    message: str
    package_code: str
    entity_type: EntityType
    code: str
    actors: set[Actor]
    actions: tuple[str, ...]
    step: str


ACCOUNTING_DESK = [
    Guide(
        "Can't find an exact match for *Account name* in your QuickBooks account",
        "",
        "customer",
        "no_exact_match",
        {APP, PACKAGE, ADMINISTRATOR},
        RETRY,
        "Create it in QuickBooks Online, or rename the one that exists, so that both names are exactly the same",
    ),
    Guide(
        "Duplicate Name Exists Error: The name supplied already exists. :",
        "6240",
        "customer",
        "duplicate_name",
        {APP, PACKAGE, ADMINISTRATOR},
        RETRY,
        "choose the right type (CREDIT_CARD for credit cards, else NON_CREDIT_CARD) and save it",
    ),
    Guide(
        "Invalid Customer: The customer you have specified has been deleted. You cannot create or edit a transaction "
        "with a deleted customer.",
        "610",
        "invoice",
        "customer_deleted",
        {APP, PACKAGE},
        RETRY,
        "choose Skip on this failure",
    ),
    Guide(
        "Duplicate Document Number Error: Duplicate Document Number Error : You must specify a different number. This "
        "number has already been used. DocNumber=1781 is assigned to TxnType=Invoice with TxnId=3188",
        "6140",
        "invoice",
        "duplicate_number",
        {APP, PACKAGE, ADMINISTRATOR},
        RETRY,
        "Let only one of the two systems hand out numbers",
    ),
    Guide(
        "Invalid Reference Id: Invalid Reference Id : Line.SalesItemLineDetail.ItemRef",
        "2500",
        "invoice",
        "reference_not_found",
        {APP, PACKAGE, ADMINISTRATOR},
        RETRY,
        "Choose another one that exists in QuickBooks Online (product or service, on a line).",
    ),
    Guide(
        "A business validation error has occurred while processing your request: Business Validation Error: The Amount "
        "Received (plus credits) can't be less than the selected charges. Also, the selected charges can't be less "
        "than the selected credits.",
        "6000",
        "payment",
        "payment_exceeds_balance",
        {APP, PACKAGE},
        RETRY,
        "void it or remove the credit that was applied",
    ),
    Guide(
        "Invalid account type used: Invalid account type: Check your account details before you continue. You may need "
        "to select a different type of account for your transaction.",
        "6430",
        "expense",
        "account_type_invalid",
        {PACKAGE, ADMINISTRATOR},
        RETRY,
        "Choose the same account in the app's integration settings",
    ),
    Guide(
        "Please specify the income account",
        "",
        "item",
        "income_account_missing",
        {APP, ADMINISTRATOR},
        OF_A_SERVICE,
        "set the default income account of services in the app's integration settings",
    ),
    Guide(
        "Invalid account type used: Invalid account type: You can't associate a product or service with accounts of "
        "certain types (such as Accounts Receivable and Accounts Payable).",
        "6430",
        "item",
        "item_account_type_invalid",
        {APP, PACKAGE},
        OF_A_SERVICE,
        "choose an Income account if you sell it, an Expense account if you buy it",
    ),
    Guide(
        "String length is either shorter or longer than supported by specification: String length specified does not "
        "match the supported length. Min:0 Max:100 supported. Supplied length:110",
        "2050",
        "item",
        "string_too_long",
        {APP},
        OF_A_SERVICE,
        "Shorten the text to 100 characters or fewer.",
    ),
]
"""All ten rows of the sync issues desk's table, rows 5 and 10 with their causes put right."""

ORDER_EXPORT = [
    Guide(
        "The line total -14.00 does not match the expected line total 0.00",
        "",
        "order",
        "discount_exceeds_total",
        {APP},
        RETRY,
        "Reduce the discount, or correct the order value",
    ),
    Guide(
        "The line total 14.01 does not match the expected line total 14.00",
        "",
        "order",
        "amount_mismatch",
        {APP, DEVELOPER},
        RETRY,
        "Correct quantity, price, discount or amount",
    ),
    Guide(
        "already exported to Xero",
        "",
        "order",
        "already_exported",
        {APP, PACKAGE},
        ("skip", "clear"),
        "Do not export it again.",
    ),
]

TWO_WAY_SYNC = [
    Guide(
        "The invoice is locked for editing",
        "",
        "invoice",
        "locked_for_editing",
        {PACKAGE, SUPPORT},
        RETRY,
        "contact support: they can lift the lock",
    ),
    Guide("", "", "invoice", "no_description", {SUPPORT}, RETRY, "Contact support and name this failure."),
    Guide(
        "Object Not Found : Another user has deleted this transaction.",
        "610",
        "bill",
        "object_deleted",
        {APP, PACKAGE, ADMINISTRATOR},
        RETRY,
        "void or delete it in the app as well, then choose Clear",
    ),
]


def check(catalogue: Catalogue, guide: Guide) -> None:
    problem = catalogue.match(guide.package_code, guide.message, guide.entity_type).problem(
        message=guide.message, package_code=guide.package_code
    )
    steps = " ".join(step for remedy in problem.remedies for step in remedy.steps)
    assert problem.code == guide.code
    assert problem.message == guide.message
    assert {remedy.actor for remedy in problem.remedies} == guide.actors
    assert problem.actions == guide.actions
    assert guide.step in steps


@pytest.mark.requirement("E3")
@pytest.mark.parametrize("guide", ACCOUNTING_DESK, ids=lambda guide: guide.code)
def test_the_messages_of_the_sync_issues_desk(catalogue: Catalogue, guide: Guide) -> None:
    check(catalogue, guide)


@pytest.mark.requirement("E3")
@pytest.mark.parametrize("guide", ACCOUNTING_DESK, ids=lambda guide: guide.code)
def test_a_message_pasted_without_its_code_means_the_same(catalogue: Catalogue, guide: Guide) -> None:
    assert catalogue.match("", guide.message, guide.entity_type).row.code == guide.code


@pytest.mark.requirement("C1")
@pytest.mark.parametrize("guide", ORDER_EXPORT, ids=lambda guide: guide.code)
def test_the_messages_of_order_exports(catalogue: Catalogue, guide: Guide) -> None:
    check(catalogue, guide)


@pytest.mark.requirement("A6")
@pytest.mark.parametrize("guide", TWO_WAY_SYNC, ids=lambda guide: guide.code)
def test_the_messages_of_the_two_way_sync(catalogue: Catalogue, guide: Guide) -> None:
    check(catalogue, guide)


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
