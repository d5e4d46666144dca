"""How the tests speak to any simulator: a request in, a reply out, no socket."""

import json
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlencode

from tests.simulators.chassis.core import SimulatorCore

Json: TypeAlias = dict[str, Any]


@dataclass
class Reply:
    """An answer of a simulator."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> Json:
        return dict(json.loads(self.text))


def call(
    simulator: SimulatorCore, method: str, path: str, body: object, headers: dict[str, str] | None, params: Json
) -> tuple[int, dict[str, str], str]:
    """Call a path; a body of bytes goes out as it is, anything else as JSON."""
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    status, answered, text = simulator.handle(method, path, urlencode(params), headers or {}, raw)
    return status, answered, text.decode()
