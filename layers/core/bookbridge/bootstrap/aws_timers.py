"""Over AWS: timers, and messages to people."""
# ruff: noqa: PLC0415 - each function imports the adapters that it uses and no others: a cold start is somebody waiting

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from .aws_session import AwsSession

if TYPE_CHECKING:
    from bookbridge.adapters.dynamodb.notifications import DynamoDbNotifications
    from bookbridge.adapters.dynamodb.timers import DynamoDbTimers
    from bookbridge.adapters.ses_mailer import SesMailer
    from bookbridge.adapters.timer_queue import SqsTimerQueue


class AwsTimers(AwsSession):
    """What companies are owed at a certain time, and what they were told."""

    @cached_property
    def timers(self) -> DynamoDbTimers:
        """Table `timers`."""
        from bookbridge.adapters.dynamodb import timers as at

        return at.DynamoDbTimers(at.timers_table(self.database, self.settings.table("timers")))

    @cached_property
    def notifications(self) -> DynamoDbNotifications:
        """Table `timers`, where it is kept too what companies were told."""
        from bookbridge.adapters.dynamodb.notifications import DynamoDbNotifications
        from bookbridge.adapters.dynamodb.timers import timers_table

        return DynamoDbNotifications(timers_table(self.database, self.settings.table("timers")))

    @cached_property
    def timer_queue(self) -> SqsTimerQueue:
        """The queue of timers that are being carried out."""
        from bookbridge.adapters.timer_queue import SqsTimerQueue

        return SqsTimerQueue(self.clients, self.settings.required("TIMERS_QUEUE_URL"))

    @cached_property
    def mailer(self) -> SesMailer:
        """Amazon SES; it refuses everything as long as there is no sender."""
        from bookbridge.adapters.ses_mailer import SesMailer

        return SesMailer(self.clients, self.settings.optional("SENDER_EMAIL"))

    @property
    def fallback_email(self) -> str:
        """Who is told of a company that names nobody; empty for nobody."""
        return self.settings.optional("NOTIFICATIONS_FALLBACK_EMAIL")

    @property
    def app_url(self) -> str:
        """The application's page of a company, with the gap `{company_id}`; empty for none."""
        return self.settings.optional("APP_URL")
