"""Changes of tables, as their streams tell them."""

from __future__ import annotations

from typing import Any

from .stack import REGION


def stream_event(table: str, *images: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    """Changes of a table as Lambda gets them: images before and after, in DynamoDB's own form."""
    arn = (
        f"arn:aws:dynamodb:{REGION}:123456789012:table/bookbridge-Data-1ABC-{table}-2DEF/stream/2026-05-01T12:00:00.000"
    )
    return {
        "Records": [
            {
                "eventID": f"event-{number}",
                "eventName": "MODIFY",
                "eventSource": "aws:dynamodb",
                "eventSourceARN": arn,
                "dynamodb": {
                    "ApproximateCreationDateTime": 1777636800.0,
                    "SequenceNumber": f"{number:05d}",
                    **({"OldImage": before} if before else {}),
                    **({"NewImage": after} if after else {}),
                },
            }
            for number, (before, after) in enumerate(images, 1)
        ]
    }


def item(**attributes: str | int | bool) -> dict[str, Any]:
    """An image."""
    kinds = {str: "S", int: "N", bool: "BOOL"}
    return {
        name: {kinds[type(value)]: str(value) if type(value) is int else value} for name, value in attributes.items()
    }
