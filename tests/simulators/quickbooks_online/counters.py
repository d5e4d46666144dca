"""Counts of every call, for tests that must prove how few were made."""

from collections import Counter, deque

from .books import Row
from .exchange import Request
from .records import Record

_LOG_LENGTH = 20_000


class Counters:
    """Calls by kind, status and realm since the last reset."""

    def __init__(self) -> None:
        """Start at zero."""
        self.reset()

    def reset(self) -> None:
        """Forget everything counted so far."""
        self._kinds: Counter[str] = Counter()
        self._statuses: Counter[str] = Counter()
        self._realms: Counter[str] = Counter()
        self._reads: Counter[str] = Counter()
        self._log: deque[Record] = deque(maxlen=_LOG_LENGTH)
        self.objects_written = 0

    def called(self, request: Request, at: str) -> Record:
        """Count a call and return its log entry, whose status is still open."""
        kind = kind_of(request)
        realm_id = realm_of(request)
        self._kinds[kind] += 1
        if realm_id:
            self._realms[realm_id] += 1
        entry: Record = {
            "at": at,
            "kind": kind,
            "method": request.method,
            "path": request.path,
            "query": request.query,
            "organisation_id": realm_id,
            "status": None,
        }
        self._log.append(entry)
        return entry

    def answered(self, entry: Record, status: str) -> None:
        """Note how a call ended; ``none`` when it got no answer."""
        entry["status"] = status
        self._statuses[status] += 1

    def shown(self, rows: list[Row]) -> None:
        """Count the records that an answer carried."""
        self._reads.update(f"{row.kind.name}/{row.id}" for row in rows)

    def summary(self) -> Record:
        """Return the counts of ``GET /control/calls``."""
        return {
            "total": self._kinds.total(),
            "by_kind": dict(self._kinds),
            "by_status": dict(self._statuses),
            "by_organisation": dict(self._realms),
            "objects_written": self.objects_written,
            "objects_read": self._reads.total(),
        }

    def reads(self) -> dict[str, int]:
        """Return how often each record was answered, by ``Entity/id``."""
        return dict(self._reads)

    def log(self) -> list[Record]:
        """Return the latest calls, oldest first."""
        return list(self._log)


def kind_of(request: Request) -> str:
    """Return the word a call is counted under, such as ``POST batch``."""
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


def realm_of(request: Request) -> str:
    """Return the realm in the path of an API call, else an empty text."""
    parts = request.path.split("/")
    return parts[3] if parts[1:3] == ["v3", "company"] and len(parts) > 3 else ""
