"""The words the control API is written in."""

from collections.abc import Callable
from typing import TypeAlias

from .records import Record

NAME = r"([^/]+)"
"""Pattern of one segment of a path."""

# Method, pattern of the path below /control, and what answers it.
Route: TypeAlias = tuple[str, str, Callable[..., Record]]


class Problem(Exception):  # noqa: N818 - it is an answer, not a defect
    """An answer of the control API other than 200."""

    def __init__(self, status: int, text: str) -> None:
        """Keep the HTTP status and the sentence for the caller."""
        super().__init__(text)
        self.status = status
