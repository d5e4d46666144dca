"""An update, answer by answer, as section 1 and 2 of the vendor's rules draw it."""

import pytest

from tests.simulators.quickbooks_desktop.errors import QuickBooksError
from tests.unit.simulators.quickbooks_desktop.scripted import (
    OWNER,
    PATH,
    QUERY,
    START,
    Desk,
    Said,
    answer,
    fault,
)

pytestmark = pytest.mark.unit

GREETING = ["serverVersion", "clientVersion", "authenticate"]
TURN = ["sendRequestXML", "receiveResponseXML"]


def test_an_update_that_is_done_in_one_turn(desk: Desk) -> None:
    log = desk.connector.update(desk.application)
    assert desk.service.operations == [*GREETING, *TURN, "closeConnection"]
    assert (log.outcome, log.status, log.ticket, log.turns) == ("done", "OK", "ticket-1", 1)
    assert desk.service.given("serverVersion") == [{}]
    assert desk.service.given("clientVersion") == [{"strVersion": "2.3.0.215"}]
    assert desk.service.given("authenticate") == [{"strUserName": "company-42", "strPassword": "secret"}]
    (received,) = desk.service.given("receiveResponseXML")
    assert received["response"].endswith('<QBXML><QBXMLMsgsRs n="2"/></QBXML>')
    assert (received["hresult"], received["message"]) == ("", "")


def test_calls_look_as_dotnet_writes_them(desk: Desk) -> None:
    desk.service.answers["sendRequestXML"] = [QUERY]
    desk.connector.update(desk.application)
    body = desk.service.bodies[2].decode()
    assert body.startswith('<?xml version="1.0" encoding="utf-8"?><soap:Envelope')
    assert '<authenticate xmlns="http://developer.intuit.com/"><strUserName>company-42</strUserName>' in body
    assert "<hresult /><message /></receiveResponseXML>" in desk.service.bodies[4].decode()


def test_the_first_request_tells_of_the_company_and_the_others_do_not(desk: Desk) -> None:
    desk.service.answers["receiveResponseXML"] = ["0", "99", "100"]
    desk.connector.update(desk.application)
    first, second, third = desk.service.given("sendRequestXML")
    assert '<QBXMLMsgsRs n="1"/>' in first["strHCPResponse"]
    assert (second["strHCPResponse"], third["strHCPResponse"]) == ("", "")
    assert (first["strCompanyFileName"], first["qbXMLCountry"]) == (PATH, "US")
    assert (first["qbXMLMajorVers"], first["qbXMLMinorVers"]) == ("13", "0")
    asked = desk.company_file.messages[0]
    assert [f'<{name}QueryRq requestID="{n}"' in asked for n, name in enumerate(("Host", "Company", "Preferences"))]
    assert f"<OwnerID>{OWNER}</OwnerID>" in asked


def test_the_company_file_is_locked_for_the_application_while_the_update_lasts(desk: Desk) -> None:
    desk.machine.clock_skew_seconds = 3600.0
    desk.connector.update(desk.application)
    locked, freed = desk.company_file.stamps
    seconds = (START.timestamp() - -62135596800) + 3600
    assert locked == (OWNER, "AppLock", f"LOCKED:PC-1:{int(seconds) * 10**7}")
    assert freed == (OWNER, "AppLock", "")
    assert desk.company_file.open_sessions == 0


@pytest.mark.parametrize(
    ("version", "accepts", "goes_on"),
    [
        ("", True, True),
        ("W:old", True, True),
        ("W:old", False, False),
        ("O:2.3.0.30", False, True),
        ("E:too old", True, False),
    ],
)
def test_what_the_service_says_of_the_version(desk: Desk, version: str, accepts: bool, goes_on: bool) -> None:
    desk.service.answers["clientVersion"] = [version]
    desk.habits.accepts_warnings = accepts
    log = desk.connector.update(desk.application)
    assert ("authenticate" in desk.service.operations) is goes_on
    assert log.outcome == ("done" if goes_on else "refused_version")
    assert log.status == ("OK" if goes_on else version[2:])


@pytest.mark.parametrize(("word", "outcome"), [("none", "no_work"), ("nvu", "invalid_user"), ("busy", "busy")])
def test_a_log_in_without_work_ends_before_quickbooks_is_touched(desk: Desk, word: str, outcome: str) -> None:
    desk.service.answers["authenticate"] = [["ticket-1", word]]
    log = desk.connector.update(desk.application)
    assert (log.outcome, desk.service.operations) == (outcome, GREETING)
    assert desk.company_file.sessions == []


def test_some_web_connectors_say_goodbye_when_there_is_no_work(desk: Desk) -> None:
    desk.service.answers["authenticate"] = [["ticket-1", "none"]]
    desk.habits.closes_after_none = True
    desk.connector.update(desk.application)
    assert desk.service.operations == [*GREETING, "closeConnection"]


@pytest.mark.parametrize(
    "strings", [[], ["ticket-1"], (200, answer("authenticate", ["ticket-1", ""], "http://www.w3.org/2001/XMLSchema"))]
)
def test_strings_that_are_missing_or_in_another_namespace_are_not_seen(desk: Desk, strings: Said) -> None:
    desk.service.answers["authenticate"] = [strings]
    log = desk.connector.update(desk.application)
    assert (log.outcome, log.status[:8], desk.service.operations) == ("failed", "QBWC1012", GREETING)


def test_a_path_in_the_answer_to_authenticate_opens_that_file(desk: Desk) -> None:
    desk.machine.close()
    desk.service.answers["authenticate"] = [["ticket-1", PATH]]
    assert desk.connector.update(desk.application).outcome == "done"
    assert desk.service.given("sendRequestXML")[0]["strCompanyFileName"] == PATH
    assert desk.machine.quickbooks is None


def test_a_file_that_does_not_open_is_told_and_done_stops(desk: Desk) -> None:
    desk.machine.close()
    log = desk.connector.update(desk.application)
    assert desk.service.operations == [*GREETING, "connectionError"]
    (told,) = desk.service.given("connectionError")
    assert (told["ticket"], told["hresult"]) == ("ticket-1", "0x80040416")
    assert (log.outcome, log.status) == ("stopped", told["message"])


def test_connection_errors_are_retried_with_the_open_file_or_a_path(desk: Desk) -> None:
    error = QuickBooksError("0x80040424", "QuickBooks did not finish its initialization.")
    desk.company_file.refusals = [error, error]
    desk.service.answers["authenticate"] = [["ticket-1", r"C:\elsewhere.qbw"]]
    desk.service.answers["connectionError"] = ["", PATH, ""]
    assert desk.connector.update(desk.application).outcome == "done"
    told = [each["hresult"] for each in desk.service.given("connectionError")]
    assert told == ["0x80040403", "0x80040424", "0x80040424"]


def test_a_service_that_never_says_done_is_given_up(desk: Desk) -> None:
    desk.machine.close()
    desk.service.answers["connectionError"] = [""]
    assert desk.connector.update(desk.application).outcome == "gave_up"


def test_an_error_of_quickbooks_is_told_in_place_of_a_response(desk: Desk) -> None:
    desk.company_file.failures = [None, QuickBooksError("0x80040400", "QuickBooks found an error when parsing")]
    desk.service.answers["receiveResponseXML"] = ["-1"]
    log = desk.connector.update(desk.application)
    (received,) = desk.service.given("receiveResponseXML")
    assert received == {
        "ticket": "ticket-1",
        "response": "",
        "hresult": "0x80040400",
        "message": "QuickBooks found an error when parsing",
    }
    assert desk.service.operations[-2:] == ["getLastError", "closeConnection"]
    assert (log.outcome, log.status) == ("error", "something went wrong")


def test_no_request_and_noop_is_a_pause_and_another_try(desk: Desk) -> None:
    desk.service.answers["sendRequestXML"] = ["", "", QUERY]
    desk.service.answers["getLastError"] = ["NoOp"]
    log = desk.connector.update(desk.application)
    asked = ["sendRequestXML", "getLastError"]
    assert desk.service.operations == [*GREETING, *asked, *asked, *TURN, "closeConnection"]
    assert (desk.clock.now() - START).total_seconds() == 10
    assert (log.outcome, log.turns) == ("done", 1)


@pytest.mark.parametrize(("word", "outcome"), [("", "done"), ("QuickBooks is at rest", "error")])
def test_no_request_and_another_text_is_the_end(desk: Desk, word: str, outcome: str) -> None:
    desk.service.answers["sendRequestXML"] = [""]
    desk.service.answers["getLastError"] = [word]
    log = desk.connector.update(desk.application)
    assert desk.service.operations == [*GREETING, "sendRequestXML", "getLastError", "closeConnection"]
    assert (log.outcome, log.status) == (outcome, word or "OK")


def test_interactive_mode_goes_on_when_the_user_has_done_it(desk: Desk) -> None:
    desk.service.answers["sendRequestXML"] = ["", QUERY]
    desk.service.answers["getLastError"] = ["Interactive mode"]
    assert desk.connector.update(desk.application).outcome == "done"
    between = ["sendRequestXML", "getLastError", "getInteractiveURL", "interactiveDone"]
    assert desk.service.operations == [*GREETING, *between, *TURN, "closeConnection"]
    assert desk.service.given("getInteractiveURL")[0]["wcTicket"] == "ticket-1"


def test_interactive_mode_ends_when_the_user_rejects_it(desk: Desk) -> None:
    desk.habits.interactive_refusal = "no time"
    desk.service.answers["sendRequestXML"] = [""]
    desk.service.answers["getLastError"] = ["Interactive mode"]
    log = desk.connector.update(desk.application)
    assert desk.service.given("interactiveRejected") == [{"wcTicket": "ticket-1", "reason": "no time"}]
    assert (log.outcome, log.status, desk.service.operations[-1]) == ("error", "a pity", "closeConnection")


def test_a_soap_fault_makes_the_web_connector_try_again_and_then_fail(desk: Desk) -> None:
    desk.service.answers["receiveResponseXML"] = [fault("oops"), "100"]
    assert desk.connector.update(desk.application).outcome == "done"
    assert desk.service.operations == [*GREETING, *TURN, "receiveResponseXML", "closeConnection"]
    desk.service.answers["receiveResponseXML"] = [fault("oops")]
    log = desk.connector.update(desk.application)
    assert (log.outcome, log.status) == ("failed", "receiveResponseXML: oops")
    assert desk.service.operations[-3:] == ["receiveResponseXML"] * 3


@pytest.mark.parametrize(
    ("operation", "said"),
    [
        ("serverVersion", (404, b"<html/>")),
        ("clientVersion", (200, b"nothing")),
        ("authenticate", ["ticket-1", "", "soon"]),
        ("sendRequestXML", (200, answer("closeConnection", "OK"))),
        ("receiveResponseXML", "all of it"),
        ("closeConnection", ConnectionResetError("reset")),
    ],
)
def test_an_answer_that_is_none_ends_the_update_without_goodbye(desk: Desk, operation: str, said: Said) -> None:
    desk.service.answers[operation] = [said]
    log = desk.connector.update(desk.application)
    assert (log.outcome, log.status.partition(":")[0]) == ("failed", operation)
    assert desk.service.operations[-1] == operation
    assert (desk.machine.update_in_progress, desk.company_file.open_sessions) == (False, 0)
