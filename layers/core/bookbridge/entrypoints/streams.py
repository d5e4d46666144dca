"""Changes of tables as DynamoDB's streams hand them over."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from bookbridge.adapters.dynamodb.values import Row
from bookbridge.domain.announcements import Image
from bookbridge.use_cases.announce_changes import TableChange

_TABLE: Final = re.compile(r":table/(?:.*-)?(\w+)Table(?:-[^/]*)?/stream/")
"""CloudFormation names a table for its logical id: `bookbridge-Data-1ABC-SyncFailuresTable-2DEF`."""


def read_changes(event: Mapping[str, Any]) -> list[TableChange]:
    """The changes of a batch, in order. Raises `ValueError` for a stream that is no table's of ours."""
    return [
        TableChange(
            table=design_name(record["eventSourceARN"]),
            at=datetime.fromtimestamp(record["dynamodb"]["ApproximateCreationDateTime"], UTC),
            before=image_of(record["dynamodb"].get("OldImage", {})),
            after=image_of(record["dynamodb"].get("NewImage", {})),
            change_id=record["eventID"],
        )
        for record in event["Records"]
    ]


def not_announced(event: Mapping[str, Any], positions: Iterable[int]) -> dict[str, list[dict[str, str]]]:
    """The answer after which the stream goes on from the first of these changes."""
    numbers = [event["Records"][position]["dynamodb"]["SequenceNumber"] for position in positions]
    return {"batchItemFailures": [{"itemIdentifier": number} for number in numbers]}


def design_name(stream_arn: str) -> str:
    """The table's name in the design: `sync_failures`."""
    found = _TABLE.search(stream_arn)
    if found is None:
        raise ValueError(f"no table of this stack: {stream_arn}")
    return re.sub(r"(?<!^)(?=[A-Z])", "_", found[1]).lower()


def image_of(raw: Mapping[str, Mapping[str, Any]]) -> Image:
    """Texts, numbers and flags, and the entries of a page; events are made from nothing else.

    Lambda hands binary values over as base64.
    """
    plain = {name: _plain(value) for name, value in raw.items() if value.keys() & {"S", "N", "BOOL"}}
    if entries := raw.get("entries"):
        packed = {"B": b64decode(entries["B"])} if "B" in entries else dict(entries)
        plain["entries"] = Row({"entries": packed}).body("entries")
    return plain


def _plain(value: Mapping[str, Any]) -> object:
    return int(value["N"]) if "N" in value else value.get("S", value.get("BOOL"))
