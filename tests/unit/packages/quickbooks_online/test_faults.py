"""Faults in all their shapes, and what each of them means."""

from __future__ import annotations

import json
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
from bookbridge.packages.quickbooks_online.faults import (
    Fault,
    error_of,
    faults_in,
    faults_of,
    is_expired_token,
    refused,
)
from bookbridge.ports.http import Response
from tests.unit.packages.quickbooks_online.canned import answered, fault

pytestmark = pytest.mark.unit

GATEWAY = {
    "warnings": None,
    "fault": {
        "error": [
            {
                "message": "message=AuthenticationFailed; errorCode=003200; statusCode=401",
                "detail": "Token expired: eyJ",
                "code": "3200",
                "element": None,
            }
        ],
        "type": "AUTHENTICATION",
    },
    "time": 1730024394085,
}
THROTTLED_XML = (
    '<?xml version="1.0"?><IntuitResponse xmlns="http://schema.intuit.com/finance/v3"><Fault type="SERVICE">'
    '<Error code="3001"><Message>message=ThrottleExceeded; errorCode=003001; statusCode=429</Message>'
    "<Detail>The request limit was reached.  Try again later &amp; rest</Detail></Error></Fault></IntuitResponse>"
)


def response(status: int, body: dict[str, Any] | str) -> Response:
    return answered(body, status, intuit_tid="1-abc")


def test_a_fault_of_the_api_is_read() -> None:
    body = json.dumps(fault("5010", "Stale Object Error", "Stale Object Error : You and Ann …", "Id")).encode()
    assert faults_of(body) == (Fault("5010", "Stale Object Error", "Stale Object Error : You and Ann …", "Id"),)


def test_a_fault_of_the_gateway_is_read() -> None:
    (found,) = faults_of(json.dumps(GATEWAY).encode())
    assert (found.code, found.detail, found.element) == ("3200", "Token expired: eyJ", "")


def test_a_fault_in_xml_is_read() -> None:
    (found,) = faults_of(THROTTLED_XML.encode())
    assert (found.code, found.detail) == ("3001", "The request limit was reached.  Try again later & rest")
    (unnumbered,) = faults_of(THROTTLED_XML.replace(' code="3001"', "").encode())
    assert unnumbered.code == "3001"


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ({"Message": "m", "code": "003001"}, "3001"),
        ({"Message": "m", "code": 6240}, "6240"),
        ({"Message": "message=X; errorCode=003100; statusCode=403"}, "3100"),
        ({"message": "m", "Code": "0"}, "0"),
        ({"Message": "m"}, ""),
    ],
)
def test_codes_are_brought_to_one_form(error: dict[str, Any], code: str) -> None:
    assert [each.code for each in faults_in({"Fault": {"Error": [error]}})] == [code]


@pytest.mark.parametrize("answer", [{}, {"Fault": None}, {"fault": "x"}, {"Bill": {}}])
def test_an_answer_without_a_fault_has_none(answer: dict[str, Any]) -> None:
    assert faults_in(answer) == ()


def test_a_fault_without_errors_is_still_a_fault() -> None:
    assert [each.code for each in faults_in({"Fault": {"type": "SystemFault"}})] == [""]
    assert len(faults_in({"Fault": {"Error": {"code": "610", "Message": "m"}}})) == 1
    assert faults_of(b"<html>Bad Gateway</html>") == ()


@pytest.mark.parametrize(
    ("status", "body", "reading", "writing"),
    [
        pytest.param(429, THROTTLED_XML, RateLimited, RateLimited, id="limited, XML"),
        pytest.param(429, "", RateLimited, RateLimited, id="limited, empty"),
        pytest.param(403, fault("003001"), RateLimited, RateLimited, id="limited, older status"),
        pytest.param(401, GATEWAY, ReauthorizationRequired, ReauthorizationRequired, id="token"),
        pytest.param(401, "", ReauthorizationRequired, ReauthorizationRequired, id="401 without a code"),
        pytest.param(403, fault("3100"), ReauthorizationRequired, ReauthorizationRequired, id="not authorised"),
        pytest.param(400, fault("120"), ReauthorizationRequired, ReauthorizationRequired, id="no access"),
        pytest.param(400, fault("100"), ReauthorizationRequired, ReauthorizationRequired, id="authentication"),
        pytest.param(400, fault("110"), ReauthorizationRequired, ReauthorizationRequired, id="OAuth"),
        pytest.param(500, fault("10200"), ReauthorizationRequired, ReauthorizationRequired, id="company reset"),
        pytest.param(500, fault("10000"), PackageUnavailable, OutcomeUnknown, id="system failure"),
        pytest.param(400, fault("10000"), PackageUnavailable, OutcomeUnknown, id="system failure as 400"),
        pytest.param(500, "", PackageUnavailable, OutcomeUnknown, id="500"),
        pytest.param(502, "<html>", PackageUnavailable, OutcomeUnknown, id="502"),
        pytest.param(503, "<html>", PackageUnavailable, OutcomeUnknown, id="503"),
        pytest.param(504, "", PackageUnavailable, OutcomeUnknown, id="504"),
        pytest.param(400, fault("140"), PackageUnavailable, PackageUnavailable, id="locked out"),
        pytest.param(503, fault("150"), PackageUnavailable, PackageUnavailable, id="maintenance"),
        pytest.param(400, fault("600"), PackageRefused, OutcomeUnknown, id="request id repeated"),
        pytest.param(400, fault("6190"), PackageRefused, PackageRefused, id="subscription"),
        pytest.param(400, fault("4000"), PackageRefused, PackageRefused, id="query"),
        pytest.param(500, fault("500"), PackageRefused, PackageRefused, id="500 that is a refusal"),
        pytest.param(400, fault("10100"), PackageRefused, PackageRefused, id="result too big"),
        pytest.param(404, "", PackageRefused, PackageRefused, id="404"),
        pytest.param(200, fault("610"), PackageRefused, PackageRefused, id="200 with a fault"),
    ],
)
def test_a_whole_answer_means(
    status: int, body: dict[str, Any] | str, reading: type[BookbridgeError], writing: type[BookbridgeError]
) -> None:
    assert type(error_of(response(status, body), writing=False)) is reading
    assert type(error_of(response(status, body), writing=True)) is writing


def test_an_error_tells_code_status_and_intuits_name_of_the_request() -> None:
    error = error_of(response(400, fault("6190", "Invalid Company Status", "Subscription ended")), writing=True)
    assert isinstance(error, PackageRefused)
    assert (error.code, error.status) == ("6190", 400)
    assert str(error) == "HTTP 400: 6190 Invalid Company Status Subscription ended (intuit_tid 1-abc)"
    assert str(error_of(answered("", 404), writing=False)) == "HTTP 404: no fault that can be read"


@pytest.mark.requirement("F4")
@pytest.mark.parametrize(("given", "seconds"), [("17", 17), ("Wed, 21 Oct 2026 07:28:00 GMT", 60), ("", 60)])
def test_a_limit_says_when_to_come_back(given: str, seconds: float) -> None:
    error = error_of(answered("", 429, retry_after=given), writing=False)
    assert isinstance(error, RateLimited)
    assert error.wait_seconds == seconds


@pytest.mark.parametrize(
    ("code", "message", "expected"),
    [
        ("5010", "Stale Object Error", (False, True, False)),
        ("5010", "Account period closed, cannot update", (False, False, False)),
        ("3001", "ThrottleExceeded", (True, False, False)),
        ("10000", "System Failure", (True, False, False)),
        ("150", "Company Under Maintenance", (True, False, False)),
        ("6140", "Numéro de document en double", (False, False, True)),
        ("6240", "Duplicate Name Exists Error", (False, False, False)),
        ("610", "Object Not Found", (False, False, False)),
    ],
)
def test_a_refusal_is_classed_by_its_code(code: str, message: str, expected: tuple[bool, bool, bool]) -> None:
    found = refused([Fault(code, message)])
    assert (found.retriable, found.stale, found.duplicate) == expected


def test_several_errors_are_told_together() -> None:
    found = refused([Fault("2050", "Too long", "Max:100", "DisplayName"), Fault("2210", "Bad address", "x", "Email")])
    assert (found.code, found.field) == ("2050", "DisplayName")
    assert found.text == "Too long: Max:100; Bad address: x (2210)"


@pytest.mark.requirement("F3")
@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (401, GATEWAY, True),
        (401, "", True),
        (401, fault("3202"), True),
        (401, fault("120"), False),
        (403, fault("3200"), False),
        (200, {}, False),
    ],
)
def test_an_expired_token_is_recognised(status: int, body: dict[str, Any] | str, expected: bool) -> None:
    assert is_expired_token(answered(body, status)) is expected
