"""The session of a connector, from signing in to hanging up, as it is kept between two turns (B2, B3)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from .leases import Hold
from .records import EntityType
from .timestamps import EPOCH

LONGEST_TICKET: Final = 200
"""Characters: ours are shorter, and anybody may send what they like."""


class Phase(StrEnum):
    """Where a session is; each begins when the one before has nothing more to ask."""

    GREETING = "greeting"
    CHECKING = "checking"
    """Whether an older copy of the company file has come back."""
    LISTING = "listing"
    PULLING = "pulling"
    PUSHING = "pushing"
    DONE = "done"
    REFUSED = "refused"
    """Nothing is done in it: somebody else's session runs, or the company file is not the right one."""


@dataclass(frozen=True, slots=True)
class Question:
    """A message to the package; `message_set` is the id it is remembered under, empty for one that only reads."""

    message: str
    message_set: str = ""
    handed_out_at: datetime | None = None

    @property
    def key(self) -> str:
        """Its identity: the id of a message that writes, else a digest of its text."""
        return self.message_set or digest_of(self.message)


def digest_of(message: str) -> str:
    """The identity of a question that reads."""
    return hashlib.sha256(message.encode()).hexdigest()[:32]


@dataclass(slots=True)
class Tally:
    """What a session has to do and has done, in objects; what is honest about its progress comes from here."""

    to_list: int = 0
    listed: int = 0
    to_fetch: int = 0
    fetched: int = 0
    to_send: int = 0
    sent: int = 0
    questions: int = 0
    told: int = 0
    """The percentage that was told last; it never falls."""


@dataclass(slots=True)
class Listing:
    """Where the listing of changes is: which kind, up to when (None: to the end), and the iterator's next page.

    `glanced`: the first question about all kinds was answered; those in `done` have nothing more. `latest` is the
    newest change seen of this kind; `middle` the middle change of the last of its pages 1, 2, 4, 8, …, where a listing
    that is broken off is cut in two.
    """

    kind: int = 0
    glanced: bool = False
    done: tuple[str, ...] = ()
    until: datetime | None = None
    iterator: str = ""
    page: int = 0
    latest: datetime | None = None
    middle: datetime | None = None

    def next_kind(self, kind: int) -> Listing:
        """The listing at the beginning of a kind."""
        return Listing(kind=kind, glanced=self.glanced, done=self.done)


@dataclass(slots=True)
class ConnectorSession:
    """One session. `ticket` is the secret that its turns show; `company_id` is empty until the company is known.

    `problem` is the text that the connector shows its user. `version` rises with every write.
    """

    session_id: str
    ticket: str = field(repr=False)
    user_name: str
    caller: str
    started_at: datetime
    company_id: str = ""
    fence: int = 0
    phase: Phase = Phase.GREETING
    greeting: dict[str, Any] | None = None
    question: Question | None = None
    listing: Listing = field(default_factory=Listing)
    tally: Tally = field(default_factory=Tally)
    wrote: bool = False
    """Whether it has written since it last listed what changed."""
    put_off: dict[tuple[EntityType, str], int] = field(default_factory=dict)
    """Records that were tried in this session and are to be tried again in a later one, with their attempts."""
    breaks: int = 0
    """Questions whose answers were lost or could not be read, in this session."""
    attempts_to_open: int = 0
    problem: str = ""
    ended: bool = False
    version: int = 0

    @property
    def hold(self) -> Hold:
        """The lease that every effect of this session is checked against."""
        return Hold(self.company_id, self.session_id, self.fence)


@dataclass(frozen=True, slots=True)
class Task:
    """What a state machine waits for: `token` is what ends its wait, once it has begun to wait.

    `ended` and `error` say how the session ended, if it did so before.
    """

    token: str = field(default="", repr=False)
    ended: bool = False
    error: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """An object as we last saw it: what shows that an older copy of the company file has come back."""

    kind: str
    package_id: str
    version: str
    at: datetime = EPOCH
    """When it was last changed."""


@dataclass(slots=True)
class Reading:
    """How far a company file has been read; survives sessions.

    `cursors` tell up to when each kind was listed (the company file's clock); a kind without one has never been listed
    to its end. `narrowed` is where the listing of a kind stops for now, because one up to the end was broken off.
    `size` says how many records are fetched at once. `known` are objects whose versions show an older copy of the
    file. `halted` is a failure code that keeps all sessions off until somebody confirms the company file anew.
    """

    company_id: str
    cursors: dict[str, datetime] = field(default_factory=dict)
    narrowed: dict[str, datetime] = field(default_factory=dict)
    moved: dict[str, datetime] = field(default_factory=dict)
    """When each cursor last moved, by our clock; `EPOCH` where a listing that is not at its end yet goes on from."""
    deleted_until: datetime | None = None
    size: int = 0
    known: tuple[Known, ...] = ()
    halted: str = ""
    history_from: date | None = None
    types: tuple[str, ...] = ()
    """The entity types that were synced when it was last listed."""
    sweep: str | None = None
    """Where looking again at every linked record goes on; empty at its beginning, None when it is not wanted."""
    last_session_id: str = ""
    fence: int = 0

    def since(self, kind: str, overlap: timedelta) -> datetime | None:
        """From when a kind is to be listed; None for all there is.

        Computers date changes by clocks that may differ by the overlap. What was not seen by the last listing was made
        after it, so the overlap shrinks by the time that had gone by then since the cursor's own change was seen:
        a great many changes at once are not listed over and over.
        """
        cursor, moved = self.cursors.get(kind, EPOCH), self.moved.get(kind)
        if cursor <= EPOCH:
            return None
        if moved == EPOCH:
            return cursor  # what is dated earlier by another clock is within the overlap of the listing's end
        gone_by = self.deleted_until - moved if self.deleted_until and moved else timedelta(0)
        return cursor - max(overlap - max(gone_by, timedelta(0)), timedelta(0))

    @property
    def is_first(self) -> bool:
        """Whether the company file has not been listed to its end yet (B7)."""
        return self.deleted_until is None
