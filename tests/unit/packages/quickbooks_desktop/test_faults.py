"""What QuickBooks Desktop's errors mean for a dispatch and for a session."""

from __future__ import annotations

import pytest

from bookbridge.packages.quickbooks_desktop.faults import TROUBLES, hresult_of, refused, trouble_of
from bookbridge.packages.quickbooks_desktop.qbxml.answers import Answer
from bookbridge.ports.connectors import Trouble

pytestmark = pytest.mark.unit

SAVING_A_BILL = "There was an error when saving a Bill.  QuickBooks error message: "


def answer(status: int, message: str = "") -> Answer:
    return Answer("1", "BillAddRs", status, "Error", message)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (1000, "There has been an internal error when processing the request."),
        (1010, "The system is not available."),
        (3175, "The object is in use."),
        (3176, "A related object is in use."),
        (3177, "A related list is locked."),
        (3180, f"{SAVING_A_BILL}This list has been modified by another user."),
        (3180, f"{SAVING_A_BILL}The transaction could not be locked.  It is in use by another user."),
        (3170, "There was an error when modifying a Bill. QuickBooks error message: It is in use by another user."),
        (3231, "The request has not been processed."),
    ],
)
def test_what_passes_by_itself_is_tried_again(status: int, message: str) -> None:
    told = refused(answer(status, message))
    assert (told.retriable, told.stale, told.duplicate) == (True, False, False)
    assert (told.code, told.message) == (str(status), message)


@pytest.mark.parametrize(
    ("status", "message"),
    [
        (3140, 'There is an invalid reference to QuickBooks Vendor "Acme" in the Bill. QuickBooks error message: x'),
        (3180, f"{SAVING_A_BILL}Transaction amount must be positive."),
        (3171, "An attempt was made to modify a Bill with a date that is on or before the closing date."),
        (3260, "Insufficient permission level to perform this action."),
    ],
)
def test_what_does_not_pass_is_not_tried_again(status: int, message: str) -> None:
    told = refused(answer(status, message))
    assert (told.retriable, told.stale, told.duplicate) == (False, False, False)


def test_an_outdated_edit_sequence_is_stale_and_nothing_else() -> None:
    told = refused(answer(3200, 'The provided edit sequence "1400000000" is out-of-date.'))
    assert (told.retriable, told.stale, told.duplicate) == (False, True, False)


@pytest.mark.requirement("F1")
@pytest.mark.parametrize(
    ("status", "message"),
    [
        (3100, 'The name "Acme Supply" of the list element is already in use.'),
        (
            3180,
            "There was an error when saving a list.  QuickBooks error message: The account number is already in use.",
        ),
    ],
)
def test_what_exists_already_may_be_our_own(status: int, message: str) -> None:
    told = refused(answer(status, message))
    assert (told.retriable, told.stale, told.duplicate) == (False, False, True)


@pytest.mark.parametrize(
    ("message", "field"),
    [
        ('The string "…" in the field "Name" is too long. The maximum length is 41.', "Name"),
        ('The "payment amount" field has an invalid value "500.00".  QuickBooks error message: x', "payment amount"),
        ("Cannot clear the element in the IncomeAccountRef field.", "IncomeAccountRef"),
        ('The given object ID "80-1" in the field "list ID" is invalid.', ""),
        ("Insufficient permission level to perform this action.", ""),
    ],
)
def test_the_field_is_the_one_that_the_message_names(message: str, field: str) -> None:
    assert refused(answer(3210, message)).field == field


@pytest.mark.parametrize("code", ["0x8004040a", "0X8004040A", "8004040A", " 0x8004040A "])
def test_an_hresult_is_known_however_it_is_written(code: str) -> None:
    assert hresult_of(code) == "8004040A"
    assert trouble_of(code) is Trouble.WRONG_FILE


@pytest.mark.parametrize("code", ["0x80049999", "QBWC1012", ""])
def test_an_error_that_nobody_knows_may_pass(code: str) -> None:
    assert trouble_of(code) is Trouble.AGAIN_LATER


def test_only_a_message_that_cannot_be_parsed_counts_as_refused() -> None:
    assert [code for code, trouble in TROUBLES.items() if trouble is Trouble.MESSAGE_REFUSED] == ["80040400"]
    assert [code for code, trouble in TROUBLES.items() if trouble is Trouble.WRONG_FILE] == ["8004040A"]
