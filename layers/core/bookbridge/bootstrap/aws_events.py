"""Over AWS: what tells the application and the operator of changes."""
# ruff: noqa: PLC0415 - each function imports the adapters that it uses and no others: a cold start is somebody waiting

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final

from .aws_session import AwsSession

if TYPE_CHECKING:
    from bookbridge.adapters.event_bus import EventBridgeBus
    from bookbridge.adapters.event_queue import SqsEventQueue
    from bookbridge.adapters.http_client import Urllib3Http
    from bookbridge.ports.event_webhooks import EventEndpoint

ENDPOINT_SECONDS: Final = 15.0
"""How long the operator's endpoint may take to answer; the Standard Webhooks specification says 15 to 30."""

EVENTS_AT_ONCE: Final = 10
"""Events in a batch, each posted over a connection of its own."""


class AwsEvents(AwsSession):
    """The bus, and what is posted from it to the operator."""

    @cached_property
    def event_bus(self) -> EventBridgeBus:
        """The bus."""
        from bookbridge.adapters.event_bus import EventBridgeBus

        return EventBridgeBus(self.clients, self.settings.required("EVENT_BUS_NAME"))

    @cached_property
    def event_queue(self) -> SqsEventQueue:
        """The queue of events that are posted to the operator."""
        from bookbridge.adapters.event_queue import SqsEventQueue

        return SqsEventQueue(
            self.clients,
            queue=self.settings.required("EVENTS_QUEUE_URL"),
            dead_letters=self.settings.required("EVENTS_DEAD_LETTERS_URL"),
            rule_arn=self.settings.required("EVENTS_RULE_ARN"),
        )

    @cached_property
    def event_endpoint(self) -> EventEndpoint:
        """Where they are posted to; an address that is none raises `UnusableAddress` when it is asked for."""
        from bookbridge.ports.event_webhooks import EventEndpoint

        secret_arn = self.settings.required("EVENTS_WEBHOOK_SECRET_ARN")
        return EventEndpoint(lambda: self.settings.events_webhook_url, lambda: self.secrets.text(secret_arn))

    @cached_property
    def event_http(self) -> Urllib3Http:
        """The network, as it is waited for then."""
        from bookbridge.adapters.http_client import Urllib3Http

        return Urllib3Http(read_seconds=ENDPOINT_SECONDS, connections=EVENTS_AT_ONCE)
