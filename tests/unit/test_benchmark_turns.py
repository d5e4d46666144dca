"""The benchmark of the Web Connector's calls tells them apart, and compares with a server that is safe too."""

from __future__ import annotations

from time import process_time

import pytest

from bookbridge.entrypoints.connector.envelopes import Call, UnreadableCall, read_call
from tests.benchmarks.connector_stack import kind_of
from tests.benchmarks.smallest_server import canned_answer
from tests.benchmarks.tally import Tally
from tests.benchmarks.turns import p95
from tests.fakes.desktop_world import http_event

pytestmark = pytest.mark.unit

LISTED = '<InvoiceQueryRs requestID="1" iteratorRemainingCount="0" iteratorID="{1}">'
ACTION = '"http://developer.intuit.com/closeConnection"'
CLOSE = (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
    '<closeConnection xmlns="http://developer.intuit.com/"><ticket>t</ticket></closeConnection>'
    "</soap:Body></soap:Envelope>"
)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (f"{LISTED}<InvoiceRet></InvoiceRet><InvoiceRet></InvoiceRet></InvoiceQueryRs>", ("listed", 2)),
        (f"{LISTED}</InvoiceQueryRs>{LISTED}<BillRet></BillRet></InvoiceQueryRs>", ("glimpse", 1)),
        ("<InvoiceQueryRs><InvoiceRet><InvoiceLineRet></InvoiceLineRet></InvoiceRet></InvoiceQueryRs>", ("fetched", 1)),
        ('<InvoiceAddRs requestID="1"></InvoiceAddRs><BillModRs requestID="2"></BillModRs>', ("written", 2)),
        ('<InvoiceQueryRs statusCode="1"/>', ("fetched", 0)),
    ],
)
def test_an_answer_is_known_by_what_it_brings(answer: str, kind: tuple[str, int]) -> None:
    assert kind_of(Call("receiveResponseXML", {"response": answer})) == kind


def test_the_first_question_of_a_session_comes_with_a_greeting() -> None:
    asked = [kind_of(Call("sendRequestXML", {"strHCPResponse": hello}))[0] for hello in ("<QBXML/>", "")]
    assert asked == ["first question", "next question"]


def test_the_smallest_server_answers_a_soap_envelope() -> None:
    answer = canned_answer(http_event(ACTION, CLOSE.encode()))
    assert answer["statusCode"] == 200
    assert 'xmlns="http://developer.intuit.com/"' in answer["body"]
    with pytest.raises(UnreadableCall):
        read_call(answer["body"])  # an answer is no call


def test_the_smallest_server_refuses_what_ours_refuses() -> None:
    event = http_event(ACTION, f"<!DOCTYPE x>{CLOSE}".encode())
    with pytest.raises(UnreadableCall):
        canned_answer(event)


@pytest.mark.parametrize(("values", "expected"), [([3.0], 3.0), ([float(n) for n in range(1, 21)], 19.0)])
def test_95_in_a_hundred_do_not_exceed_the_percentile(values: list[float], expected: float) -> None:
    assert p95(values) == expected


def test_time_elsewhere_is_nobodys() -> None:
    tally = Tally()
    with tally.invoked("serve_connector"), tally.elsewhere():
        until = process_time() + 0.02
        while process_time() < until:
            pass
    assert tally.invocations[-1].busy < 0.01
