"""What a call is counted under."""

from typing_extensions import override

from tests.simulators.chassis.counters import CallCounters
from tests.simulators.chassis.exchange import Request

from .kinds import BY_WORD
from .tables import Row

API = "/api.xro/2.0/"


class Counters(CallCounters):
    """Calls by kind, status and tenant since the last reset."""

    @override
    def kind_of(self, request: Request) -> str:
        parts = [part for part in request.path.removeprefix(API).split("/") if part]
        if request.path.startswith(API):
            # What is below a record is counted apart: "PUT Attachments", "PUT Allocations".
            word = parts[2] if len(parts) > 2 else next(iter(parts), "")
            kind = BY_WORD.get(word.lower())
            word = kind.plural if kind else word
        else:
            word = parts[-1] if parts else ""
            if request.path.startswith("/connections"):
                word = "connections"
        return f"{request.method} {word}"

    @override
    def organisation_of(self, request: Request) -> str:
        return request.headers.get("xero-tenant-id", "").lower() if request.path.startswith(API) else ""

    def shown(self, rows: list[Row]) -> None:
        """Count the records that an answer carried."""
        self.read(f"{row.kind.name}/{row.id}" for row in rows)
