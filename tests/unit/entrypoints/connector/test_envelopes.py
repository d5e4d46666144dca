from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookbridge.entrypoints.connector.envelopes import (
    MAX_CALL,
    Call,
    UnreadableCall,
    operation_of,
    read_call,
    read_ticket,
    whole_number,
)
from bookbridge.entrypoints.connector.operations import OPERATIONS
from bookbridge.xml_documents import without_forbidden_characters
from tests.unit.entrypoints.connector.calls import INTUIT, XML, call, envelope

pytestmark = pytest.mark.unit

MESSAGE = (
    '<?xml version="1.0" ?>\n<QBXML><QBXMLMsgsRs><VendorQueryRs statusCode="0">Müller &amp; Söhne</VendorQueryRs>'
    "</QBXMLMsgsRs></QBXML>"
)
RECEIVE = {"ticket": "t-1", "response": MESSAGE, "hresult": "", "message": ""}


def test_the_vendors_own_example_is_read() -> None:
    body = """<?xml version="1.0" encoding="utf-8"?>
<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
 <authenticate xmlns="http://developer.intuit.com/"><strUserName>u</strUserName><strPassword>p</strPassword></authenticate>
</soap:Body></soap:Envelope>"""
    assert read_call(body.encode(), XML) == Call("authenticate", {"strUserName": "u", "strPassword": "p"})


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_is_read_with_all_of_its_parameters(operation: str) -> None:
    parameters = {name: f"<{name} & more>" for name in OPERATIONS[operation].parameters}
    assert read_call(call(operation, parameters)) == Call(operation, parameters)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_parameters_that_are_absent_are_empty(operation: str) -> None:
    assert read_call(call(operation)).parameters == dict.fromkeys(OPERATIONS[operation].parameters, "")


def test_names_are_known_in_any_case_and_under_any_prefix() -> None:
    body = envelope(
        '<w:SENDREQUESTXML xmlns:w="urn:other"><Ticket>t</Ticket><w:strCompanyFilename>C:\\a.qbw</w:strCompanyFilename>'
        "</w:SENDREQUESTXML>"
    )
    read = read_call(body)
    assert read.operation == "sendRequestXML"
    assert (read.parameters["ticket"], read.parameters["strCompanyFileName"]) == ("t", "C:\\a.qbw")


def test_nil_comments_cdata_and_unknown_children_are_tolerated() -> None:
    body = envelope(
        f'<receiveResponseXML xmlns="{INTUIT}"><!-- a --><ticket>t<!-- b -->-1</ticket>'
        "<response><![CDATA[<QBXML>&amp;</QBXML>]]></response><hresult xsi:nil='true'> </hresult>"
        "<message xsi:nil='1'/><new><deeper>x</deeper></new></receiveResponseXML>"
    )
    assert read_call(body).parameters == {
        "ticket": "t-1",
        "response": "<QBXML>&amp;</QBXML>",
        "hresult": "",
        "message": "",
    }


@pytest.mark.parametrize(
    "soap", ["http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"]
)
def test_envelopes_of_either_version_with_a_header_are_read(soap: str) -> None:
    body = envelope(f'<getLastError xmlns="{INTUIT}"><ticket>t</ticket></getLastError>', soap)
    body = body.replace("<soap:Body>", "<soap:Header><a>b</a></soap:Header><soap:Body>")
    assert read_call(body) == Call("getLastError", {"ticket": "t"})


def test_a_call_in_rpc_style_is_read() -> None:
    body = envelope(
        f'<m:closeConnection xmlns:m="{INTUIT}" soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">'
        '<ticket xmlns="" xsi:type="xsd:string">t</ticket></m:closeConnection>'
    )
    assert read_call(body) == Call("closeConnection", {"ticket": "t"})


def test_an_element_of_another_name_is_what_the_header_says() -> None:
    body = envelope("<parameters><ticket>t</ticket></parameters>")
    assert read_call(body, XML, f'"{INTUIT}closeConnection"') == Call("closeConnection", {"ticket": "t"})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("content_type", ["", "text/xml", XML, 'text/xml; charset="UTF-8"', "text/xml; charset=utf-16"])
def test_bytes_are_read_in_their_encoding_whatever_is_said_of_it(encoding: str, content_type: str) -> None:
    body = call("receiveResponseXML", RECEIVE).encode(encoding)
    assert read_call(body, content_type).parameters == RECEIVE


def test_an_encoding_of_the_header_is_heeded() -> None:
    body = call("receiveResponseXML", RECEIVE).replace(' encoding="utf-8"', "").encode("cp1252")
    assert read_call(body, "text/xml; charset=windows-1252").parameters == RECEIVE


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("", "not well-formed"),
        ("ticket=t-1&response=", "not well-formed"),
        ("<ticket>t</ticket>", "not a SOAP envelope"),
        (envelope(""), "nothing in its body"),
        (envelope("").replace("Body", "Corpus"), "nothing in its body"),
        (call("deleteEverything"), "no operation"),
        (call("getLastError", {"ticket": "t"}).replace("<ticket>", "<ticket><b>x</b>"), "ticket has elements"),
        (call("getLastError").replace("</getLastError>", "</getLastWord>"), "not well-formed"),
        (envelope("<getLastError><ticket>a</ticket><Ticket>b</Ticket></getLastError>"), "ticket is there twice"),
        ("<!DOCTYPE a [<!ENTITY b 'c'>]>" + call("getLastError"), "DOCTYPE"),
        (envelope("<a>" * 20 + "</a>" * 20), "levels"),
        (envelope(f"<getLastError>{'<a/>' * 300}</getLastError>"), "elements"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(body: str, reason: str) -> None:
    with pytest.raises(UnreadableCall, match=reason):
        read_call(body.encode())


@pytest.mark.parametrize("size", [MAX_CALL, 50_000_000])
def test_a_call_larger_than_lambda_hands_over_is_refused(size: int) -> None:
    with pytest.raises(UnreadableCall, match="larger"):
        read_call(call("receiveResponseXML", {**RECEIVE, "response": "x" * size}).encode())


def test_an_answer_of_nearly_all_that_lambda_hands_over_is_read() -> None:
    response = "&" * (MAX_CALL // 5 - 1000)
    assert read_call(call("receiveResponseXML", {**RECEIVE, "response": response})).parameters["response"] == response


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("operation", ["sendRequestXML", "receiveResponseXML", "closeConnection"])
def test_of_every_half_call_the_operation_and_the_ticket_are_still_seen(operation: str, encoding: str) -> None:
    whole = call(operation, {"ticket": "90A44FB5-t1", "response": MESSAGE})
    enough = whole.index("</ticket>")
    for length in range(enough, len(whole)):
        half = whole[:length].encode(encoding)
        with pytest.raises(UnreadableCall):
            read_call(half)
        assert (operation_of(half), read_ticket(half)) == (operation, "90A44FB5-t1")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_header_tells_the_operation_of_a_body_that_shows_nothing(operation: str) -> None:
    for header in (f'"{INTUIT}{operation}"', f"{INTUIT}{operation}", f'"{operation}"', INTUIT + operation.upper()):
        assert operation_of(b"\xff\x00garbage", XML, header) == operation
    assert operation_of(b"", f'application/soap+xml; charset=utf-8; action="{INTUIT}{operation}"') == operation
    assert operation_of(b"\xff\x00garbage", XML, "") == ""
    assert operation_of(b"", XML, f'"{INTUIT}deleteEverything"') == ""


def test_a_ticket_is_seen_under_either_name_and_nowhere_else() -> None:
    assert read_ticket("<w:wcTicket xsi:type='s'> a-1 </w:wcTicket>") == "a-1"
    assert read_ticket(b"<tickets>a</tickets>") == ""
    assert read_ticket(b"<ticket/><a>b</a>") == ""
    assert read_ticket(b"") == ""


@pytest.mark.parametrize(
    ("text", "number"),
    [("13", 13), (" 13\n", 13), ("13.0", 13), ("", 0), ("-3", 0), ("x", 0), ("9" * 5000, 0), ("٣", 0)],
)
def test_version_numbers_are_read_with_patience(text: str, number: int) -> None:
    assert whole_number(text) == number


@given(st.text())
def test_a_message_arrives_as_it_was_sent(text: str) -> None:
    sent = call("receiveResponseXML", {"ticket": "t", "response": text.replace("\r", "")})
    expected = without_forbidden_characters(text.replace("\r", ""))
    assert read_call(sent).parameters["response"] == expected


@given(st.binary(max_size=300))
def test_no_bytes_do_more_than_be_refused(body: bytes) -> None:
    with pytest.raises(UnreadableCall):
        read_call(body)
    operation_of(body)
    read_ticket(body)
