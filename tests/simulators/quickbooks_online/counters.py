"""What a call is counted under."""

from typing_extensions import override

from tests.simulators.chassis.counters import CallCounters

from .books import Row
from .exchange import Request


class Counters(CallCounters):
    """Calls by kind, status and realm since the last reset."""

    @override
    def kind_of(self, request: Request) -> str:
        parts = [part for part in request.path.split("/") if part]
        if parts[:2] == ["v3", "company"]:
            word = parts[3] if len(parts) > 3 else "company"
        elif parts[-2:] == ["tokens", "bearer"]:
            word = "token"
        elif parts[-1:] == ["oauth2"]:
            word = "authorize"
        else:
            word = parts[-1] if parts else ""
        return f"{request.method} {word}"

    @override
    def organisation_of(self, request: Request) -> str:
        parts = request.path.split("/")
        return parts[3] if parts[1:3] == ["v3", "company"] and len(parts) > 3 else ""

    def shown(self, rows: list[Row]) -> None:
        """Count the records that an answer carried."""
        self.read(f"{row.kind.name}/{row.id}" for row in rows)
