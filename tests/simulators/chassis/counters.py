"""Counts of every call, for tests that must prove how few were made."""

from abc import ABC, abstractmethod
from collections import Counter, deque
from collections.abc import Iterable

from .exchange import Request
from .records import Record

_LOG_LENGTH = 20_000


class Tally:
    """What happened, by kind, status and organisation, since the last reset."""

    def __init__(self) -> None:
        """Start at zero."""
        self.reset()

    def reset(self) -> None:
        """Forget everything counted so far."""
        self._kinds: Counter[str] = Counter()
        self._statuses: Counter[str] = Counter()
        self._organisations: Counter[str] = Counter()
        self._reads: Counter[str] = Counter()
        self._log: deque[Record] = deque(maxlen=_LOG_LENGTH)
        self.objects_written = 0

    def count(self, kind: str, organisation_id: str, **details: str) -> Record:
        """Count a call and return its log entry, whose status is still open."""
        self._kinds[kind] += 1
        if organisation_id:
            self._organisations[organisation_id] += 1
        entry: Record = {"kind": kind, **details, "organisation_id": organisation_id, "status": None}
        self._log.append(entry)
        return entry

    def answered(self, entry: Record, status: str) -> None:
        """Note how a call ended; ``none`` when it got no answer."""
        entry["status"] = status
        self._statuses[status] += 1

    def read(self, names: Iterable[str]) -> None:
        """Count the records, by ``Entity/id``, that an answer carried."""
        self._reads.update(names)

    def summary(self) -> Record:
        """Return the counts of ``GET /control/calls``."""
        return {
            "total": self._kinds.total(),
            "by_kind": dict(self._kinds),
            "by_status": dict(self._statuses),
            "by_organisation": dict(self._organisations),
            "objects_written": self.objects_written,
            "objects_read": self._reads.total(),
        }

    def reads(self) -> dict[str, int]:
        """Return how often each record was answered, by ``Entity/id``."""
        return dict(self._reads)

    def log(self) -> list[Record]:
        """Return the latest calls, oldest first."""
        return list(self._log)


class CallCounters(Tally, ABC):
    """Calls of the app to the package."""

    @abstractmethod
    def kind_of(self, request: Request) -> str:
        """Return the word a call is counted under, such as ``POST batch``."""

    @abstractmethod
    def organisation_of(self, request: Request) -> str:
        """Return the organisation an API call is for, else an empty text."""

    def called(self, request: Request, at: str) -> Record:
        """Count a call and return its log entry, whose status is still open."""
        return self.count(
            self.kind_of(request),
            self.organisation_of(request),
            at=at,
            method=request.method,
            path=request.path,
            query=request.query,
        )
