"""What the message about a scheduled report says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bookbridge.domain.languages import language, languages
from bookbridge.domain.report_mail import page_of, report_mail
from bookbridge.domain.reports import REPORT_NAMES, Report
from bookbridge.domain.settings import ScheduledReport

pytestmark = [pytest.mark.unit, pytest.mark.requirement("A5", "F13")]

LINK = "https://files.example/acme/rep-1.csv?X-Amz-Signature=1"
MADE = Report("acme", "rep-1", "invoice_sync_failures", "en", datetime(2026, 11, 23, 6, 0, 40, tzinfo=UTC), rows=12)


def schedule(**more: Any) -> ScheduledReport:
    return ScheduledReport.model_validate({"report": "invoice_sync_failures", "every": "week", **more})


def test_the_message_names_the_report_its_rows_its_time_and_a_link_that_ends_soon() -> None:
    subject, text = report_mail(MADE, schedule(), link=LINK, page="")
    assert subject == "Invoice Sync Failures (acme): 12 rows"
    assert text == (
        "Report: Invoice Sync Failures, 12 rows\n"
        "Company: acme\n"
        "As it stood on 2026-11-23 06:00 UTC; made each Monday at 06:00 UTC\n"
        "\n"
        f"Download it here: {LINK}\n"
        "\n"
        "For safety this link works for 15 minutes. After that, open the report rep-1 in the app: each time it is "
        "shown there is a new link, until 2026-11-30 06:00 UTC.\n"
        "\n"
        "You get this message because the sync settings of acme name your address. Whoever administers them can take "
        "it out.\n"
    )


def test_in_french_it_is_french_throughout() -> None:
    french = replace(MADE, language="fr", rows=1, filter={"category": "invoices", "entity_type": "bill"})
    subject, text = report_mail(french, schedule(every="day", hour=17), link=LINK, page="")
    typewritten = text.replace("\u00a0", " ")
    assert subject.replace("\u00a0", " ") == "Échecs de synchronisation des factures (acme) : 1 ligne"
    assert "État du 2026-11-23 06:00 UTC ; établi chaque jour à 17:00 UTC\n" in typewritten
    assert "Seulement : catégorie factures, type facture fournisseur\n" in typewritten
    assert "pendant 15 minutes" in typewritten


def test_with_a_page_of_the_app_the_page_is_named_and_no_file() -> None:
    page = page_of("https://app.example/{company_id}/sync", "acme")
    _subject, text = report_mail(MADE, schedule(), link=LINK, page=page)
    assert "Open it in the app (rep-1): https://app.example/acme/sync\n" in text
    assert LINK not in text
    assert page_of("", "acme") == ""


def test_a_report_without_rows_says_that_nothing_is_to_be_mended() -> None:
    subject, _text = report_mail(replace(MADE, rows=0), schedule(), link=LINK, page="")
    assert subject == "Invoice Sync Failures (acme): nothing to mend"


@pytest.mark.parametrize("code", languages())
def test_every_report_and_every_day_of_the_week_has_a_name(code: str) -> None:
    assert language(code).report_mail.keys() == language("en").report_mail.keys()
    subjects = {
        report_mail(replace(MADE, language=code, report=each), schedule(), link="", page="")[0] for each in REPORT_NAMES
    }
    assert len(subjects) == len(REPORT_NAMES)
    days = {report_mail(replace(MADE, language=code), schedule(weekday=day), link="", page="")[1] for day in range(7)}
    assert len(days) == 7
