"""Turns that nobody expects: repeated, out of order, for unknown tickets, in pieces, too large, hostile."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from bookbridge.domain.sessions import SessionResult
from bookbridge.domain.stored_records import SyncState
from bookbridge.use_cases import take_connector_turn
from tests.fakes.desktop_world import DesktopWorld
from tests.simulators.quickbooks_desktop.soap_client import envelope
from tests.simulators.quickbooks_desktop.web_connector_log import QUICKBOOKS, UpdateLog

from .desktop_stories import COMPANY, arrived, connected, entered_bill, numbers, send_bill, send_customer, send_invoice

pytestmark = [pytest.mark.workflows, pytest.mark.usefixtures("cheap_passwords")]

TURNS = 9
"""Questions of the session that is told here: an older copy? what changed? the bills, the short lists; are the numbers
taken? the customer and the bill; is the number taken? the invoice; what changed since?"""


@pytest.fixture
def acme() -> DesktopWorld:
    """A company with something to fetch and something to send."""
    world = connected()
    send_customer(world, "c-1", "Alder Ltd")
    send_invoice(world, "A-1")
    send_bill(world, "B-1")
    for number in range(4):
        entered_bill(world, f"QB-{number}")
    return world


def _once(world: DesktopWorld) -> None:
    """Everything is in both systems, once."""
    assert numbers(world, "Invoice") == {"A-1": 1}
    assert numbers(world, "Customer", "Name") == {"Alder Ltd": 1}
    assert numbers(world, "Bill") == dict.fromkeys(["B-1", *(f"QB-{number}" for number in range(4))], 1)
    assert arrived(world, "bill") == numbers(world, "Bill")
    assert Counter(record.sync_state for record in world.store.records.values()).keys() == {SyncState.SYNCED}
    assert not world.store.dispatches
    assert not world.store.inbox


def _strike(world: DesktopWorld, kind: str, operation: str, turn: int = 0, **more: Any) -> None:
    match = {"operation": operation, **({"turn": turn} if turn else {})}
    world.simulator.faults.add({"kind": kind, "match": match, **more})


def test_the_story_has_as_many_turns_as_are_tried(acme: DesktopWorld) -> None:
    log = acme.update(COMPANY)
    assert (log.outcome, log.turns) == ("done", TURNS)
    _once(acme)


CALLS = ("serverVersion", "clientVersion", "sendRequestXML", "receiveResponseXML", "closeConnection")


@pytest.mark.requirement("F1", "F2")
@pytest.mark.parametrize("operation", CALLS)
def test_a_call_that_is_made_twice_counts_once(acme: DesktopWorld, operation: str) -> None:
    _strike(acme, "repeated_call", operation, times=None)
    log = acme.update(COMPANY)
    acme.simulator.faults.rules.clear()
    acme.run()
    _once(acme)
    assert log.outcome in {"done", "error"}


@pytest.mark.requirement("F1", "F2")
@pytest.mark.parametrize("turn", [1, 3, 6])
@pytest.mark.parametrize("call", ["sendRequestXML", "receiveResponseXML", "closeConnection", "getLastError"])
@pytest.mark.parametrize("before", ["sendRequestXML", "receiveResponseXML"])
def test_a_call_out_of_order_harms_nothing(acme: DesktopWorld, before: str, call: str, turn: int) -> None:
    _strike(acme, "out_of_order", before, turn, call=call)
    log = acme.update(COMPANY)
    assert log.outcome in {"done", "error"}
    acme.run()
    _once(acme)


BREAKS = (
    ("half_answer", QUICKBOOKS),
    ("xml_bomb", QUICKBOOKS),
    ("wrong_encoding", "receiveResponseXML"),
    ("half_call", "receiveResponseXML"),
    ("half_call", "sendRequestXML"),
    ("crash_before_quickbooks", QUICKBOOKS),
    ("crash_after_quickbooks", QUICKBOOKS),
    ("call_answer_lost", "sendRequestXML"),
    ("call_answer_lost", "receiveResponseXML"),
)


@pytest.mark.requirement("F1", "F2", "F10")
@pytest.mark.parametrize("turn", [1, 2, 3, 6, TURNS])
@pytest.mark.parametrize(("kind", "operation"), BREAKS, ids=lambda each: each)
def test_an_answer_that_is_lost_or_spoilt_loses_and_doubles_nothing(
    acme: DesktopWorld, kind: str, operation: str, turn: int
) -> None:
    _strike(acme, kind, operation, turn)
    acme.update(COMPANY)
    assert not acme.simulator.faults.rules, "it never struck"
    acme.tick(minutes=33)
    acme.run()
    _once(acme)
    results = {session.result for session in acme.store.sessions.values()}
    assert SessionResult.RUNNING not in results


@pytest.mark.parametrize("turn", [2, TURNS])
def test_an_answer_of_fifty_megabytes_is_survived(acme: DesktopWorld, turn: int) -> None:
    _strike(acme, "huge_answer", QUICKBOOKS, turn)
    log = acme.update(COMPANY)
    assert not acme.simulator.faults.rules
    assert log.outcome in {"done", "error"}
    acme.tick(minutes=33)
    acme.run()
    _once(acme)


@pytest.mark.parametrize(
    ("kind", "why"),
    [("half_answer", "could not be read"), ("xml_bomb", "could not be read"), ("half_call", "unreadable call")],
)
def test_what_cannot_be_read_again_and_again_ends_the_session_and_says_why(
    acme: DesktopWorld, kind: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(take_connector_turn.log, "warning", lambda message, **_more: told.append(message))
    _strike(acme, kind, "receiveResponseXML" if kind == "half_call" else QUICKBOOKS, times=None)
    before = deepcopy(acme.store.records)
    log = acme.update(COMPANY)

    assert log.outcome == "error"
    assert log.turns <= 5
    session = acme.session(COMPANY)
    assert session.result is SessionResult.FAILED
    assert session.cause == log.status == acme.call("getLastError", ticket=log.ticket)
    assert log.status
    assert any(why in each for each in told)
    assert acme.store.records == before
    acme.simulator.faults.rules.clear()
    acme.run()
    _once(acme)


def _quiet(world: DesktopWorld, ticket: str) -> None:
    """What a ticket is told that nobody knows: the session ends, and nothing is tried again."""
    hello = {"strHCPResponse": "", "strCompanyFileName": "", "qbXMLCountry": "US"}
    versions = {"qbXMLMajorVers": "13", "qbXMLMinorVers": "0"}
    assert world.call("sendRequestXML", ticket=ticket, **hello, **versions) == ""
    assert world.call("receiveResponseXML", ticket=ticket, response="<QBXML/>", hresult="", message="") == "-1"
    assert world.call("connectionError", ticket=ticket, hresult="0x80040401", message="") == "done"
    assert "<" not in world.call("getLastError", ticket=ticket)
    assert world.call("closeConnection", ticket=ticket)


@pytest.mark.requirement("B3")
@pytest.mark.parametrize("ticket", ["", "nobody", "ses-00000001", "ses-00000001.wrong", "'; DROP TABLE", "ä" * 500])
def test_an_unknown_ticket_ends_quietly(acme: DesktopWorld, ticket: str) -> None:
    before = deepcopy((acme.store.records, acme.store.leases, acme.store.connector_sessions))
    _quiet(acme, ticket)
    assert (acme.store.records, acme.store.leases, acme.store.connector_sessions) == before
    if ticket.strip():
        assert "not known" in acme.call("getLastError", ticket=ticket)


@pytest.mark.requirement("B3")
def test_a_ticket_of_a_session_that_has_ended_ends_quietly(acme: DesktopWorld) -> None:
    log = acme.update(COMPANY)
    records = deepcopy(acme.store.records)
    _quiet(acme, log.ticket)
    assert acme.store.records == records
    assert acme.session(COMPANY).result is SessionResult.SUCCEEDED


@pytest.mark.requirement("B3")
def test_a_ticket_that_nobody_used_for_a_day_ends_quietly(acme: DesktopWorld) -> None:
    update = acme.desk().connector.start(acme.desk().installed[COMPANY])
    while step := update.step():
        if step.operation == QUICKBOOKS:
            break
    acme.tick(minutes=24 * 60)
    log: UpdateLog = update.run()
    assert (log.outcome, log.all("receiveResponseXML")[-1].result) == ("error", "-1")
    acme.run()
    _once(acme)


ENVELOPES = (
    b"",
    b"not xml at all",
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
    b'<?xml version="1.0" encoding="utf-16"?><x/>',
    envelope("authenticate", {"strUserName": "u"})[:-40],
    b"\xff\xfe\x00" * 100,
    b"<a>" * 5000,
)


@pytest.mark.parametrize("body", ENVELOPES, ids=range(len(ENVELOPES)))
def test_what_is_no_call_is_refused_without_effect(acme: DesktopWorld, body: bytes) -> None:
    before = deepcopy((acme.store.leases, acme.store.connector_sessions))
    status, answer = acme.post('"http://developer.intuit.com/receiveResponseXML"', body)
    assert status in {200, 400, 413, 500}
    assert b"root:" not in answer
    assert (acme.store.leases, acme.store.connector_sessions) == before
    acme.run()
    _once(acme)


@pytest.mark.requirement("B7")
def test_a_turn_whose_time_is_up_before_there_is_a_question_has_the_connector_pause(
    acme: DesktopWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_connector_turn, "WORK_FOR", timedelta(seconds=-1))
    pauses = list[float]()

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        acme.clock.advance(seconds)
        if len(pauses) == 3:  # from now on there is time
            monkeypatch.undo()

    acme.desk().connector.pause = pause
    log = acme.update(COMPANY)

    assert (log.outcome, pauses) == ("done", [5.0, 5.0, 5.0])
    assert [step.result for step in log.all("getLastError")] == ["NoOp"] * 3
    _once(acme)
