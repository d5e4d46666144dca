"""The file of a report while it is being written: what is stored of it, and where to go on. Pure.

A file that is larger than one part goes up as a multipart upload. Each time the writing is taken up it gets a new turn;
whoever still works in an earlier one is refused when it wants to say how far it came. What it sends until then harms
nobody: keys and part numbers are never the same in two turns.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

PART_BYTES: Final = 5 * 1024 * 1024
"""The smallest part that S3 takes, except for the last one."""

MAX_PARTS: Final = 10_000
"""The highest part number that S3 takes."""

SAME_SIZE: Final = 200
"""After so many parts they get larger by `PART_BYTES`: ten thousand hold more than a terabyte, and two hundred a GB."""

MAX_RESTARTS: Final = 3
"""A file that was lost so often while it was written is given up."""


@dataclass(frozen=True, slots=True)
class FilePart:
    """A part that is stored: its number and what the store calls its content."""

    number: int
    etag: str


@dataclass(frozen=True, slots=True)
class UnfinishedFile:
    """As far as a file is stored: in parts of an upload, and the rest, too small for a part, in an object of its own.

    `cursor` is the place behind the last row stored, `key` where the file will be. All empty: nothing is stored.
    """

    key: str = ""
    upload_id: str = ""
    parts: tuple[FilePart, ...] = ()
    rest_key: str = ""
    cursor: str = ""
    restarts: int = 0

    @property
    def part_bytes(self) -> int:
        """How large the next part is at least, unless it is the last one."""
        return PART_BYTES * (1 + len(self.parts) // SAME_SIZE)

    def next_number(self, turn: int) -> int:
        """The number of the next part; no other turn has given it to another part."""
        return len(self.parts) + turn

    def uploading(self, key: str, upload_id: str) -> UnfinishedFile:
        """An upload has begun."""
        return replace(self, key=key, upload_id=upload_id)

    def with_part(self, part: FilePart, cursor: str) -> UnfinishedFile:
        """One more part is stored; it takes in what was the rest."""
        return replace(self, parts=(*self.parts, part), rest_key="", cursor=cursor)

    def with_rest(self, rest_key: str, cursor: str) -> UnfinishedFile:
        """The rest is stored for now."""
        return replace(self, rest_key=rest_key, cursor=cursor)

    def begun_anew(self) -> UnfinishedFile:
        """What was stored is lost."""
        return UnfinishedFile(restarts=self.restarts + 1)
