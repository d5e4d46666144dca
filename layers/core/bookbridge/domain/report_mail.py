"""The message that a scheduled report is ready, in the report's language. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from .languages import Language, language
from .reports import LINK_LIFETIME, Report

if TYPE_CHECKING:
    from .settings import ScheduledReport


def page_of(template: str, company_id: str) -> str:
    """The app's page of a company: the template with its gap `{company_id}` filled; empty without a template."""
    return template.replace("{company_id}", company_id)


def report_mail(report: Report, schedule: ScheduledReport, *, link: str, page: str) -> tuple[str, str]:
    """Subject and text. `page` is where the app shows its reports; without one the text has `link`, the download."""
    speech = language(report.language)
    say = speech.report_mail_words
    told = {
        "title": say(report.report),
        "company": report.company_id,
        "rows": _rows(speech, report.rows),
        "at": _moment(report.created_at),
        "schedule": _times(speech, schedule),
        "filter": _filter(speech, report),
        "report_id": report.report_id,
        "link": page or link,
        "minutes": int(LINK_LIFETIME.total_seconds() // 60),
        "kept_until": _moment(report.expires_at),
    }
    lines = ["made", "company", "period", *(["narrowed"] if report.filter else []), ""]
    lines += ["page", "kept"] if page else ["download", "", "again"]
    text = "\n".join(say(line, **told) if line else "" for line in [*lines, "", "why"])
    return say("subject", **told), f"{text}\n"


_SINGULAR: Final = {0: "no_rows", 1: "one_row"}


def _rows(speech: Language, number: int) -> str:
    return speech.report_mail_words(_SINGULAR.get(number, "rows"), number=number)


def _times(speech: Language, schedule: ScheduledReport) -> str:
    say = speech.report_mail_words
    hour = f"{schedule.hour:02d}:00"
    if schedule.every == "day":
        return say("every_day", hour=hour)
    return say("every_week", weekday=say(f"weekday_{schedule.weekday}"), hour=hour)


def _filter(speech: Language, report: Report) -> str:
    words = {"category": speech.categories, "entity_type": speech.types}
    return ", ".join(
        f"{speech.report_mail_words(name)} {words.get(name, {}).get(value, value)}"
        for name, value in report.filter.items()
    )


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"
