"""Messages that a scheduled report is ready."""

from __future__ import annotations

import pytest

from bookbridge.domain.errors import MailOff, MailUnavailable
from bookbridge.domain.reports import ReportStatus
from bookbridge.use_cases.mail_each import log
from tests.fakes.books import customer, invoice
from tests.fakes.world import World

from .report_schedules import DAILY, idle_company, made, schedule, write

pytestmark = [pytest.mark.workflows, pytest.mark.requirement("A5")]


@pytest.fixture
def acme() -> World:
    return idle_company()


@pytest.mark.requirement("F13")
def test_the_message_is_in_the_language_of_the_report_and_has_its_rows_and_a_link(acme: World) -> None:
    acme.put("acme", "customer", "c-1", customer("Alder Ltd"))
    acme.put("acme", "invoice", "i-1", {**invoice("A-1", "c-1"), "total": "1.00"})
    acme.run()
    report = made(acme, {**DAILY, "language": "fr"})

    assert acme.tell_report("acme", report.report_id) == 1
    (mail,) = acme.fakes.mailer.sent
    assert mail.to == ("books@acme.example",)
    assert mail.subject.replace("\u00a0", " ") == "Échecs de synchronisation des factures (acme) : 1 ligne"
    assert f" https://files.test/acme/{report.report_id}" in mail.text
    assert "seconds=900\n" in mail.text


@pytest.mark.requirement("E1")
def test_without_addresses_of_its_own_a_report_goes_to_the_owner_and_the_administrators(acme: World) -> None:
    notify = {"owner": "owner@acme.example", "administrators": ["admin@acme.example"], "emails": ["desk@acme.example"]}
    report = made(acme, {**DAILY, "emails": []}, notify=notify)

    assert acme.tell_report("acme", report.report_id) == 2
    assert [mail.to for mail in acme.fakes.mailer.sent] == [("owner@acme.example",), ("admin@acme.example",)]
    assert {mail.message_id for mail in acme.fakes.mailer.sent} == {report.report_id}


def test_with_a_page_of_the_app_the_message_leads_there(acme: World) -> None:
    acme.fakes.app_url = "https://app.example/c/{company_id}/reports"
    report = made(acme, DAILY)

    acme.tell_report("acme", report.report_id)
    (mail,) = acme.fakes.mailer.sent
    assert f"({report.report_id}): https://app.example/c/acme/reports\n" in mail.text
    assert "files.test" not in mail.text


def test_each_address_is_told_once_and_one_that_is_refused_keeps_nobody_else_from_it(
    acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    warned: list[str] = []
    monkeypatch.setattr(log, "warning", lambda message, **_more: warned.append(message))
    mailer = acme.fakes.mailer
    mailer.refused, mailer.unavailable = {"gone@acme.example"}, {"slow@acme.example"}
    report = made(acme, {**DAILY, "emails": ["gone@acme.example", "slow@acme.example", "books@acme.example"]})

    with pytest.raises(MailUnavailable):
        acme.tell_report("acme", report.report_id)
    assert [mail.to for mail in mailer.sent] == [("books@acme.example",)]
    mailer.unavailable = set()
    assert [acme.tell_report("acme", report.report_id) for _ in range(2)] == [1, 0]

    assert [mail.to for mail in mailer.sent] == [("books@acme.example",), ("slow@acme.example",)]
    assert warned == ["a message was refused"] * 3


def test_with_mail_switched_off_a_report_is_made_and_nobody_is_told(acme: World) -> None:
    acme.fakes.mailer.off = MailOff("no sender is named")
    report = made(acme, DAILY)

    assert acme.tell_report("acme", report.report_id) == 0
    assert acme.fakes.mailer.sent == []


def test_nobody_is_told_of_a_report_that_somebody_asked_for_or_whose_schedule_is_gone(acme: World) -> None:
    report = made(acme, DAILY)
    schedule(acme)
    asked = write(acme, acme.request_report("acme", {"report": "sync_failures"}))

    assert [acme.tell_report("acme", each.report_id) for each in (report, asked)] == [0, 0]
    assert acme.fakes.mailer.sent == []


def test_a_company_without_addresses_has_its_report_and_no_message(acme: World) -> None:
    report = made(acme, {**DAILY, "emails": []})

    assert report.status is ReportStatus.READY
    assert acme.tell_report("acme", report.report_id) == 0
