"""The recorded deliveries in `events/`, for every package that has some."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.fakes.packages import events_of, names

VERIFIER_TOKEN = "sample-verifier-token"


@dataclass(frozen=True)
class Recorded:
    """One delivery: its raw bytes and headers, and what must come of it."""

    package: str
    case: str
    raw_body: bytes
    headers: dict[str, str]
    expected: dict[str, Any]


def name_of(delivery: Recorded) -> str:
    """The delivery's name among the tests."""
    return f"{delivery.package}/{delivery.case}"


def recorded() -> list[Recorded]:
    """Every case of every package."""
    return [_read(package, path) for package in names() for path in _cases(package)]


def _cases(package: str) -> list[Path]:
    return sorted(path for path in events_of(package).glob("*.json") if not path.name.endswith(".expected.json"))


def _read(package: str, path: Path) -> Recorded:
    event = json.loads(path.read_text("utf-8"))
    body = event["body"]
    raw_body = base64.b64decode(body) if event["isBase64Encoded"] else body.encode()
    expected = json.loads(path.with_suffix(".expected.json").read_text("utf-8"))
    return Recorded(package, path.stem, raw_body, event["headers"], expected)
