from __future__ import annotations

import logging
from typing import Any

import pytest

from bookbridge.entrypoints.connector.dispatch import answer_call
from bookbridge.entrypoints.connector.operations import OPERATIONS
from tests.simulators.quickbooks_desktop.soap_client import SoapClient
from tests.unit.entrypoints.connector.calls import INTUIT, Recorder, call, envelope, posted, visited
from tests.unit.entrypoints.connector.test_answers import read

pytestmark = pytest.mark.unit

CASES: list[tuple[str, dict[str, str], tuple[Any, ...], Any]] = [
    ("serverVersion", {}, ("server_version",), "1.0"),
    ("clientVersion", {"strVersion": " 2.3.0.215 "}, ("client_version", "2.3.0.215"), "W:old"),
    (
        "authenticate",
        {"strUserName": " u ", "strPassword": " p "},
        ("authenticate", "u", " p ", "192.0.2.7"),
        ["t-1", ""],
    ),
    (
        "sendRequestXML",
        {
            "ticket": "t-1",
            "strHCPResponse": "<QBXML/>",
            "strCompanyFileName": "C:\\Bücher\\a.qbw",
            "qbXMLCountry": "US",
            "qbXMLMajorVers": "13",
            "qbXMLMinorVers": "",
        },
        ("send_request", "t-1", "<QBXML/>", "C:\\Bücher\\a.qbw", "US", 13, 0),
        '<?xml version="1.0"?><QBXML>é & <b/></QBXML>',
    ),
    (
        "receiveResponseXML",
        {"ticket": "t-1", "response": "", "hresult": "0x80040400", "message": "no"},
        ("receive_response", "t-1", "", "0x80040400", "no"),
        42,
    ),
    (
        "connectionError",
        {"ticket": "t-1", "hresult": "0x80040408", "message": "no"},
        ("connection_error", "t-1", "0x80040408", "no"),
        "done",
    ),
    ("getLastError", {"ticket": "t-1"}, ("last_error", "t-1"), "NoOp"),
    ("closeConnection", {"ticket": "t-1"}, ("close", "t-1"), "OK"),
    (
        "getInteractiveURL",
        {"wcTicket": "t-1", "sessionID": "s"},
        ("interactive_url", "t-1", "s"),
        "https://sync.example.com/page",
    ),
    ("interactiveRejected", {"wcTicket": "t-1", "reason": "no"}, ("interactive_rejected", "t-1", "no"), "pity"),
    ("interactiveDone", {"wcTicket": "t-1"}, ("interactive_done", "t-1"), "Done"),
]


def body_of(response: dict[str, Any]) -> bytes:
    """The body of an answer in XML with the status 200."""
    assert (response["statusCode"], response["headers"]["content-type"]) == (200, "text/xml; charset=utf-8")
    assert not response["isBase64Encoded"]
    body: str = response["body"]
    return body.encode()


def test_every_operation_has_its_case_here() -> None:
    assert [operation for operation, *_ in CASES] == list(OPERATIONS)


@pytest.mark.parametrize("as_bytes", [False, True], ids=["text", "Base64"])
@pytest.mark.parametrize(("operation", "parameters", "asked", "returned"), CASES, ids=[case[0] for case in CASES])
def test_an_operation_is_asked_for_and_its_result_answered(
    operation: str, parameters: dict[str, str], asked: tuple[Any, ...], returned: object, as_bytes: bool
) -> None:
    api = Recorder()
    body = call(operation, parameters)
    response = answer_call(api, posted(body.encode("utf-16") if as_bytes else body, f'"{INTUIT}{operation}"'))
    assert api.asked == [asked]
    assert read(operation, body_of(response)) == returned


@pytest.mark.parametrize(("operation", "parameters", "asked", "returned"), CASES, ids=[case[0] for case in CASES])
def test_the_web_connector_understands_every_answer(
    operation: str, parameters: dict[str, str], asked: tuple[Any, ...], returned: object
) -> None:
    api = Recorder()

    def transport(action: str, body: bytes) -> tuple[int, bytes]:
        response = answer_call(api, posted(body, action))
        return response["statusCode"], response["body"].encode()

    answered = SoapClient(transport).call(operation, parameters)
    assert api.asked == [asked]
    assert answered == (returned if isinstance(returned, list) else [str(returned)])


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_missing_ticket_is_passed_on_as_none(operation: str) -> None:
    api = Recorder()
    body_of(answer_call(api, posted(call(operation))))
    ((_name, *arguments),) = api.asked
    assert set(arguments) <= {"", 0, "192.0.2.7"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        "half",
        call("receiveResponseXML", {"ticket": "t-1", "response": "x" * 100})[:-80],
        b"\xff\xfe<\x00",
        b"<?xml version='1.0' encoding='utf-8'?><a>\xe9</a>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        envelope("<a>" * 300 + "</a>" * 300),
        envelope("<unknown/>" * 300),
    ],
    ids=["empty", "words", "half", "half of UTF-16", "Latin-1", "entity", "deep", "many"],
)
@pytest.mark.parametrize("operation", OPERATIONS)
def test_an_unreadable_call_ends_the_session_quietly_and_its_reason_is_kept(body: str | bytes, operation: str) -> None:
    api = Recorder()
    response = answer_call(api, posted(body, f'"{INTUIT}{operation}"'))
    ((noted, _ticket, which, reason),) = api.asked
    assert (noted, which) == ("note_unreadable", operation)
    assert reason
    assert b"Fault" not in body_of(response)


def test_a_half_answer_of_quickbooks_is_answered_with_minus_one_and_noted_under_its_ticket() -> None:
    api = Recorder()
    half = call("receiveResponseXML", {"ticket": "t-1", "response": "<QBXML>" * 1000})[:5000]
    response = answer_call(api, posted(half))
    assert read("receiveResponseXML", body_of(response)) == -1
    ((noted, ticket, operation, reason),) = api.asked
    assert (noted, ticket, operation) == ("note_unreadable", "t-1", "receiveResponseXML")
    assert "not well-formed" in reason


def test_an_answer_of_50_mb_is_refused_without_being_read() -> None:
    api = Recorder()
    body = call("receiveResponseXML", {"ticket": "t-1", "response": "x" * 50_000_000}).encode()
    assert read("receiveResponseXML", body_of(answer_call(api, posted(body)))) == -1
    assert api.asked == [("note_unreadable", "t-1", "receiveResponseXML", "the document is larger than 6291456 bytes")]


def test_damaged_base64_is_unreadable_too() -> None:
    api = Recorder()
    event = {**posted(b"", f'"{INTUIT}sendRequestXML"'), "body": "a"}
    assert read("sendRequestXML", body_of(answer_call(api, event))) == ""
    assert api.asked[0][0] == "note_unreadable"


@pytest.mark.parametrize("body", ["", "{}", call("deleteEverything"), envelope("")])
def test_a_caller_that_is_no_connector_gets_a_400_and_nothing_is_asked(body: str) -> None:
    api = Recorder()
    response = answer_call(api, posted(body, '"urn:other"'))
    assert response["statusCode"] == 400
    assert "<faultcode>soap:Client</faultcode>" in response["body"]
    assert api.asked == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_failure_of_ours_ends_the_session_quietly_and_is_logged(
    operation: str, caplog: pytest.LogCaptureFixture
) -> None:
    response = answer_call(Recorder(broken=True), posted(call(operation)))
    assert b"Fault" not in body_of(response)
    ((level, text),) = [(record.levelno, record.exc_text or "") for record in caplog.records if record.exc_info]
    assert level == logging.ERROR
    assert "the store is away" in text


def test_a_login_during_a_failure_of_ours_has_nothing_to_do_for_now() -> None:
    response = answer_call(Recorder(broken=True), posted(call("authenticate")))
    assert read("authenticate", body_of(response)) == ["", "none"]


def test_an_unreadable_call_is_answered_even_if_its_reason_cannot_be_kept(caplog: pytest.LogCaptureFixture) -> None:
    response = answer_call(Recorder(broken=True), posted("", f'"{INTUIT}receiveResponseXML"'))
    assert read("receiveResponseXML", body_of(response)) == -1
    assert [record.levelno for record in caplog.records] == [logging.WARNING, logging.ERROR]


def test_nothing_of_a_call_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    secret = {"strUserName": "somebody", "strPassword": "hunter2"}
    answer_call(Recorder(broken=True), posted(call("authenticate", secret)))
    answer_call(Recorder(), posted(call("authenticate", secret)[:-20]))
    assert caplog.records
    assert not [text for text in secret.values() if text in caplog.text]


@pytest.mark.parametrize("query", ["wsdl", "WSDL", "wsdl="])
def test_the_description_is_shown_with_the_public_address(query: str) -> None:
    response = answer_call(Recorder(), visited(query))
    assert b'location="https://sync.example.com/quickbooks-desktop/soap"' in body_of(response)
    local = answer_call(Recorder(), visited(query), "http://localhost:4566/_aws/execute-api/{api_id}")
    assert b'location="http://localhost:4566/_aws/execute-api/abc/quickbooks-desktop/soap"' in body_of(local)


def test_a_visitor_is_told_what_the_address_is_for() -> None:
    response = answer_call(Recorder(), visited())
    assert (response["statusCode"], response["headers"]["content-type"]) == (200, "text/plain; charset=utf-8")
    assert "QuickBooks Web Connector" in response["body"]
