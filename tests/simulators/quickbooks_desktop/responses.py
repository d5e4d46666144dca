"""The response to one request."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .errors import StatusError, severity
from .xml_writing import element, elements, opening

OK = "Status OK"
NOTHING_FOUND = "A query request did not find a matching object in QuickBooks"
_COUNTS = ("retCount", "iteratorRemainingCount", "iteratorID")


@dataclass(slots=True)
class Response:
    """A status, counts (retCount and those of iterators), and what is returned: (element, fields) pairs."""

    code: int = 0
    message: str = OK
    counts: dict[str, str] = field(default_factory=dict)
    returned: Iterable[tuple[str, dict[str, Any]]] = ()
    plain: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def refusal(cls, error: StatusError) -> "Response":
        """Return the response of a request that failed."""
        return cls(error.code, error.message)

    def write(self, request: str, request_id: str | None) -> str:
        """Return the response as XML."""
        attributes = {} if request_id is None else {"requestID": request_id}
        attributes |= {
            "statusCode": str(self.code),
            "statusSeverity": severity(self.code),
            "statusMessage": self.message,
        }
        attributes |= {name: self.counts[name] for name in _COUNTS if name in self.counts}
        name = f"{request.removesuffix('Rq')}Rs"
        inside = elements(self.plain) + "".join([element(ret, fields) for ret, fields in self.returned])
        return f"{opening(name, attributes)}>{inside}</{name}>" if inside else f"{opening(name, attributes)} />"
