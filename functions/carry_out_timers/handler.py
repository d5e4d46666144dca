"""Messages of the timers queue: do what a company is owed now, such as a message to people or a report."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints import queues
from bookbridge.entrypoints.observability import count, observed
from bookbridge.ports.timers import Timer

rehearse(lambda use: use.carry_out_timers)


@observed()
def handler(event: dict[str, Any], _context: LambdaContext) -> queues.Answer:
    """Carry out one timer a message; one that fails holds up no other."""
    carry_out_timers = application().carry_out_timers

    def carry_out(timer: Timer) -> None:
        count(carry_out_timers(timer))

    return queues.each_timer(event, carry_out)
