"""What answers mean, for a read and for a write."""

from __future__ import annotations

from typing import Any

import pytest

from bookbridge.domain.errors import (
    BookbridgeError,
    OutcomeUnknown,
    PackageRefused,
    PackageUnavailable,
    RateLimited,
    ReauthorizationRequired,
)
from bookbridge.packages.xero import create
from bookbridge.packages.xero.faults import error_of, messages_of, pause_after, refused
from bookbridge.ports.http import Response
from tests.unit.packages.xero.canned import answered, refusal

pytestmark = pytest.mark.unit

EXPIRED = {"Type": None, "Title": "Unauthorized", "Status": 401, "Detail": "TokenExpired: token expired at 01/01/2001"}


@pytest.mark.parametrize(
    ("response", "reading", "writing"),
    [
        (answered({"ErrorNumber": 16, "Type": "QueryParseException"}, 400), PackageRefused, PackageRefused),
        (answered(EXPIRED, 401), ReauthorizationRequired, ReauthorizationRequired),
        (answered({"title": "Forbidden", "detail": "AuthenticationUnsuccessful"}, 403), PackageRefused, PackageRefused),
        (answered("The resource you're looking for cannot be found", 404), PackageRefused, PackageRefused),
        (answered("", 429), RateLimited, RateLimited),
        (answered("<html/>", 500), PackageUnavailable, OutcomeUnknown),
        (answered("offline", 503), PackageUnavailable, OutcomeUnknown),
        (answered("", 501), PackageRefused, PackageRefused),
    ],
)
def test_a_write_that_may_have_happened_is_never_called_undone(
    response: Response, reading: type[BookbridgeError], writing: type[BookbridgeError]
) -> None:
    assert type(error_of(response, writing=False)) is reading
    assert type(error_of(response, writing=True)) is writing


def test_an_error_tells_number_words_and_every_message() -> None:
    body = {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": "A validation exception occurred",
        "Elements": [{"ValidationErrors": [{"Message": "One."}, {"Message": "Two."}]}],
    }
    error = error_of(answered(body, 400), writing=True)
    assert isinstance(error, PackageRefused)
    assert (error.code, error.status) == ("10", 400)
    assert str(error) == "HTTP 400: ValidationException; A validation exception occurred; One.; Two."


@pytest.mark.parametrize(
    ("element", "messages"),
    [
        ({"StatusAttributeString": "OK"}, ()),
        ({"StatusAttributeString": "WARNING", "Warnings": [{"Message": "The payment date is prior …"}]}, ()),
        (refusal("One.", "Two.", "One."), ("One.", "Two.")),
        ({"HasErrors": True, "ValidationErrors": []}, ("",)),
        ({"ValidationErrors": [{"Message": "One."}]}, ("One.",)),
    ],
)
def test_an_element_is_refused_by_any_of_its_signs(element: dict[str, Any], messages: tuple[str, ...]) -> None:
    assert messages_of(element) == messages


@pytest.mark.requirement("B13")
def test_a_refusal_tells_all_its_messages_in_the_packages_words() -> None:
    result = refused(("Email address must be valid.", "Account must be valid", "Last"))
    assert (result.code, result.text) == ("10", "Email address must be valid. Account must be valid; Last")
    assert (result.retriable, result.stale, result.duplicate) == (False, False, False)
    assert refused(("",)).code == ""


@pytest.mark.requirement("C1", "F8")
@pytest.mark.parametrize(
    "message",
    [
        "Invoice # must be unique.",
        "The contact name Buzz Lightyear is already assigned to another contact. The contact name must be unique.",
        "Please enter a unique Name.",
        "Please enter a unique Code.",
        "Price List Item with Code 'abc' already exists",
    ],
)
def test_what_may_be_our_own_earlier_write_is_called_a_duplicate(message: str) -> None:
    assert refused((message,)).duplicate


@pytest.mark.requirement("F3")
@pytest.mark.parametrize(
    ("detail", "status", "expired"),
    [
        ("TokenExpired: token expired at 01/01/2001 00:00:00", 401, True),
        ("AuthenticationUnsuccessful", 401, True),
        ("AuthorizationUnsuccessful", 401, False),
        ("AuthenticationUnsuccessful", 403, False),
    ],
)
def test_a_refreshed_token_helps_unless_the_consent_is_too_narrow(detail: str, status: int, expired: bool) -> None:
    for key in ("Detail", "detail"):
        assert create().is_expired_token(answered({key: detail}, status)) is expired
    assert create().is_expired_token(answered("no JSON", 401))


@pytest.mark.requirement("F4")
@pytest.mark.parametrize(
    ("response", "seconds"),
    [
        (answered("", 429, retry_after="31", x_rate_limit_problem="minute"), 31),
        (answered("", 429, retry_after="18000", x_rate_limit_problem="day"), 18000),
        (answered("", 429, retry_after="0"), 1),
        (answered("", 429, x_rate_limit_problem="concurrent"), 2),
        (answered("", 200, x_appminlimit_remaining="199"), 5),
        (answered("", 200, x_appminlimit_remaining="200"), 0),
        (answered("", 200, x_minlimit_remaining="1"), 0),
    ],
)
def test_a_pause_is_as_long_as_xero_says(response: Response, seconds: float) -> None:
    assert create().pause_after(response) == seconds
    if response.status == 429:
        error = error_of(response, writing=True)
        assert isinstance(error, RateLimited)
        assert error.wait_seconds == pause_after(response)
