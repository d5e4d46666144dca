from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbridge.entrypoints.connector.answers import Value, answer, fault_free_answer, refusal
from bookbridge.entrypoints.connector.operations import OPERATIONS, Result
from bookbridge.xml_documents import without_forbidden_characters
from tests.unit.entrypoints.connector.calls import INTUIT, SOAP_11

pytestmark = pytest.mark.unit


def result(operation: str, document: bytes) -> ET.Element:
    """The element that holds the result, found as the connector finds it: by namespaces and names."""
    root = ET.fromstring(document)  # noqa: S314 - our own answer
    path = f"{{{SOAP_11}}}Body/{{{INTUIT}}}{operation}Response/{{{INTUIT}}}{operation}Result"
    (found,) = root.findall(path)
    assert root.tag == f"{{{SOAP_11}}}Envelope"
    return found


def read(operation: str, document: bytes) -> Value:
    """The result as the connector understands it."""
    element = result(operation, document)
    match OPERATIONS[operation].result:
        case Result.STRINGS:
            return [item.text or "" for item in element.findall(f"{{{INTUIT}}}string")]
        case Result.INT:
            return int(element.text or "")
        case Result.STRING:
            return element.text or ""


def test_a_login_is_answered_as_in_the_vendors_example() -> None:
    assert answer("authenticate", ("6b6e5f4e-8d1c-4b0f-9c3a-1f2e3d4c5b6a", "")).decode() == (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        '<authenticateResponse xmlns="http://developer.intuit.com/"><authenticateResult>'
        "<string>6b6e5f4e-8d1c-4b0f-9c3a-1f2e3d4c5b6a</string><string></string>"
        "</authenticateResult></authenticateResponse></soap:Body></soap:Envelope>"
    )


VALUES: dict[Result, Value] = {
    Result.STRINGS: ["a", "", "<&>"],
    Result.INT: -101,
    Result.STRING: "<QBXML>&amp;</QBXML>",
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_is_answered_in_its_own_type(operation: str) -> None:
    value = VALUES[OPERATIONS[operation].result]
    assert read(operation, answer(operation, value)) == value


@pytest.mark.parametrize(
    ("operation", "value"),
    [("receiveResponseXML", "1"), ("closeConnection", 1), ("authenticate", 1), ("clientVersion", [])],
)
def test_a_result_of_another_type_is_a_mistake_of_ours(operation: str, value: Value) -> None:
    with pytest.raises(TypeError, match=operation):
        answer(operation, value)


@given(st.text())
def test_a_text_arrives_as_it_was_meant(text: str) -> None:
    expected = without_forbidden_characters(text)
    assert read("sendRequestXML", answer("sendRequestXML", text)) == expected
    assert read("authenticate", answer("authenticate", [text, text])) == [expected, expected]


@pytest.mark.parametrize(
    ("operation", "value"),
    [
        ("serverVersion", ""),
        ("clientVersion", ""),
        ("authenticate", ["", "nvu"]),
        ("sendRequestXML", ""),
        ("receiveResponseXML", -1),
        ("connectionError", "done"),
        ("getInteractiveURL", ""),
        ("interactiveRejected", ""),
        ("interactiveDone", ""),
    ],
)
def test_what_cannot_be_read_is_answered_so_that_the_session_ends(operation: str, value: Value) -> None:
    assert read(operation, fault_free_answer(operation)) == value


@pytest.mark.parametrize("operation", ["getLastError", "closeConnection"])
def test_the_last_words_are_never_those_that_make_the_connector_ask_again(operation: str) -> None:
    words = read(operation, fault_free_answer(operation))
    assert words not in {"", "NoOp", "Interactive mode"}


def test_a_login_that_we_failed_at_is_not_taken_for_a_wrong_password() -> None:
    assert read("authenticate", fault_free_answer("authenticate", after_own_failure=True)) == ["", "none"]
    assert read("sendRequestXML", fault_free_answer("sendRequestXML", after_own_failure=True)) == ""


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_operation_is_ever_answered_with_a_fault(operation: str) -> None:
    assert b"Fault" not in fault_free_answer(operation)


def test_a_stranger_gets_a_fault_of_soap_1_1() -> None:
    (fault,) = ET.fromstring(refusal("not <XML>")).findall(f"{{{SOAP_11}}}Body/{{{SOAP_11}}}Fault")  # noqa: S314
    assert [(child.tag, child.text) for child in fault] == [("faultcode", "soap:Client"), ("faultstring", "not <XML>")]
