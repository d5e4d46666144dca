"""The use cases of timers and of messages to people."""
# ruff: noqa: PLC0415 - each function imports the use cases that it serves and no others: a cold start is somebody waiting

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .reporting import Reporting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bookbridge.ports.timers import Timer
    from bookbridge.use_cases.carry_out_timers import CarryOutTimers
    from bookbridge.use_cases.note_news import NoteNews
    from bookbridge.use_cases.send_notification import SendNotification
    from bookbridge.use_cases.start_due_timers import StartDueTimers


class Notifying(Reporting):
    """What companies are owed at certain times, and what people are told."""

    @cached_property
    def start_due_timers(self) -> StartDueTimers:
        """Have timers carried out whose time has come."""
        from bookbridge.use_cases.start_due_timers import StartDueTimers

        use = self.adapters
        return StartDueTimers(timers=use.timers, queue=use.timer_queue, clock=use.clock)

    @cached_property
    def carry_out_timers(self) -> CarryOutTimers:
        """Carry out timers that are due."""
        from bookbridge.use_cases.carry_out_timers import CarryOutTimers

        request_scheduled_report = self.request_scheduled_report

        def make_report(timer: Timer) -> Mapping[str, int]:
            made = request_scheduled_report(timer.company_id, timer.name, timer.due_at)
            return {"ScheduledReports": int(made is not None)}

        return CarryOutTimers({"notification": self.send_notification, "report": make_report})

    @cached_property
    def note_news(self) -> NoteNews:
        """Set the timers of messages."""
        from bookbridge.use_cases.note_news import NoteNews

        use = self.adapters
        return NoteNews(
            connections=use.connections,
            timers=use.timers,
            timer_queue=use.timer_queue,
            notifications=use.notifications,
            clock=use.clock,
        )

    @cached_property
    def send_notification(self) -> SendNotification:
        """Send the message for which a timer rings."""
        from bookbridge.use_cases.deliver_message import DeliverMessage
        from bookbridge.use_cases.gather_news import GatherNews
        from bookbridge.use_cases.mail_each import MailEach
        from bookbridge.use_cases.send_notification import SendNotification

        use = self.adapters
        return SendNotification(
            connections=use.connections,
            failures=use.failures,
            timers=use.timers,
            notifications=use.notifications,
            gather_news=GatherNews(use.failures, use.sessions),
            deliver=DeliverMessage(
                use.notifications, MailEach(use.mailer), use.event_bus, use.clock, use.fallback_email
            ),
            package=use.package,
            app_url=use.app_url,
            clock=use.clock,
        )
