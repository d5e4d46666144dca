"""Tell the people whom a schedule names that its report is ready."""

from __future__ import annotations

from dataclasses import dataclass

from bookbridge.domain.report_mail import page_of, report_mail
from bookbridge.domain.reports import ReportStatus
from bookbridge.domain.schedules import recipients, schedules_of
from bookbridge.ports.connections import Connections
from bookbridge.ports.mail import Mail
from bookbridge.ports.reports import Reports

from .mail_each import MailEach
from .read_reports import ReadReports


@dataclass(frozen=True, slots=True)
class TellReport:
    """Called again, it goes on with those that have not had their message.

    `app_url` is the app's page of a company with the gap `{company_id}`; without one the message has a download link.
    """

    connections: Connections
    reports: Reports
    read_reports: ReadReports
    mail_each: MailEach
    app_url: str

    def __call__(self, company_id: str, report_id: str) -> int:
        """How many messages went out now: none for a report that no schedule asks for any more, or with mail off.

        Raises `NotFound`, and `MailUnavailable` once all have been tried and some could not be sent.
        """
        report, link = self.read_reports.one(company_id, report_id)
        connection = self.connections.get(company_id)
        schedule = schedules_of(connection).get(report.schedule)
        if connection is None or schedule is None or report.status is not ReportStatus.READY:
            return 0
        subject, text = report_mail(report, schedule, link=link, page=page_of(self.app_url, company_id))
        sent = 0

        def remember(told: tuple[str, ...]) -> None:
            nonlocal sent
            sent += 1
            self.reports.note_told(company_id, report_id, told)

        self.mail_each(Mail(recipients(schedule, connection), subject, text, report_id), report.told, remember)
        return sent
