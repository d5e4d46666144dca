"""List prices, as data: US East (N. Virginia), on demand, without the free tier, as of November 2026.

Pages: aws.amazon.com/<service>/pricing, for dynamodb, sqs, step-functions, lambda, eventbridge, api-gateway,
secrets-manager, cloudwatch and xray.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final


@dataclass(frozen=True, slots=True)
class Price:
    """Dollars for so many of a thing."""

    title: str
    dollars: Decimal
    per: int

    def of(self, quantity: float) -> Decimal:
        """Dollars for a quantity."""
        return Decimal(str(quantity)) * self.dollars / self.per


MILLION: Final = 1_000_000

PRICES: Final[dict[str, Price]] = {
    "write_units": Price("DynamoDB writes (request units)", Decimal("0.625"), MILLION),
    "read_units": Price("DynamoDB reads (request units)", Decimal("0.125"), MILLION),
    "queue_requests": Price("SQS standard (requests)", Decimal("0.40"), MILLION),
    "transitions": Price("Step Functions Standard (transitions)", Decimal(25), MILLION),
    "invocations": Price("Lambda (requests)", Decimal("0.20"), MILLION),
    "gb_seconds": Price("Lambda arm64 (GB-seconds, modelled)", Decimal("13.3334"), MILLION),
    "events": Price("EventBridge (custom events)", Decimal("1.00"), MILLION),
    "api_requests": Price("HTTP API (requests)", Decimal("1.00"), MILLION),
    "secret_reads": Price("Secrets Manager (calls)", Decimal("0.05"), 10_000),
}
"""What grows with records and polls, by the name of what is counted."""

WATCHING: Final[dict[str, Price]] = {
    "log_bytes": Price("CloudWatch Logs (bytes taken in, modelled)", Decimal("0.50"), 1_000_000_000),
    "traces": Price("X-Ray (traces; every invocation, an upper bound)", Decimal("5.00"), MILLION),
}
"""What is paid for being able to look: an operator may turn it down."""

ALL: Final = PRICES | WATCHING

SCHEDULER: Final = Price("EventBridge Scheduler (ticks)", Decimal("1.00"), MILLION)
STORAGE_GB_MONTH: Final = Price("DynamoDB storage and backup (GB-month)", Decimal("0.45"), 1)
"""0.25 for the table and 0.20 for continuous backups."""

Usage = Mapping[str, float]
"""Quantities by the name of what is counted."""


def dollars(usage: Usage) -> dict[str, Decimal]:
    """Dollars by the name of what is counted."""
    return {name: price.of(usage.get(name, 0)) for name, price in ALL.items()}


def scaled(usage: Usage, factor: float) -> dict[str, float]:
    """So many times a usage."""
    return {name: quantity * factor for name, quantity in usage.items()}
