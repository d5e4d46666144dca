"""Answers kept by ``requestid`` (vendor page, section 2).

"Repeating the same request id returns the first result instead of acting twice":
the first answer is kept whether it was a success or a fault (the page does not tell
them apart); only answers from before the books, such as 401, 429 and 5xx, are not.
How long the package remembers is undocumented, hence a setting.
"""

from tests.simulators.chassis.exchange import fingerprint

from .clock import Clock
from .exchange import Answer, Request
from .faults import MESSAGES, Refused, refused
from .settings import Config

LONGEST = 50
LONGEST_IN_BATCH = 36
LONGEST_BATCH_ITEM_ID = 10


class Replays:
    """First answers by realm and request id."""

    def __init__(self, config: Config, clock: Clock) -> None:
        """Start with an empty memory."""
        self._config = config
        self._clock = clock
        self._kept: dict[tuple[str, str], tuple[float, str, Answer]] = {}

    def earlier(self, realm_id: str, request: Request) -> Answer | None:
        """Return the first answer to this request id, if there was one."""
        key = realm_id, request.params.get("requestid", "")
        if key not in self._kept:
            return None
        kept_at, first, answer = self._kept[key]
        memory = self._config.requestid_memory_seconds
        if memory and kept_at + memory <= self._clock.seconds():
            return None
        strict = self._config.requestid_reuse == "fault_600"
        if strict and first != fingerprint(request):
            raise refused("600", MESSAGES["600"])
        return answer

    def keep(self, realm_id: str, request: Request, answer: Answer) -> None:
        """Keep the answer to a request that has a request id."""
        if request_id := request.params.get("requestid"):
            self._kept[realm_id, request_id] = self._clock.seconds(), fingerprint(request), answer


def check_request_id(request: Request, *, batch: bool) -> None:
    """Refuse a request id that is too long (2130)."""
    longest = LONGEST_IN_BATCH if batch else LONGEST
    request_id = request.params.get("requestid", "")
    if len(request_id) > longest:
        raise too_long(request_id)


def too_long(value: str) -> Refused:
    """Return 2130, "Invalid Request Id Format"."""
    return refused("2130", f"Supplied value: {value}", "requestid")
