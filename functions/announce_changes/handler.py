"""Streams of the tables: tell the bus what changed."""

from __future__ import annotations

from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from bookbridge.bootstrap import application, rehearse
from bookbridge.entrypoints import streams
from bookbridge.entrypoints.observability import count, observed

rehearse(lambda use: use.announce_changes)


@observed()
def handler(event: dict[str, Any], _context: LambdaContext) -> dict[str, list[dict[str, str]]]:
    """Publish the events of a batch; the stream goes on from the first change whose events were not taken."""
    positions = application().announce_changes(streams.read_changes(event))
    count({"EventsNotTaken": len(positions)})
    return streams.not_announced(event, positions)
