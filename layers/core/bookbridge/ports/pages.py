"""Pages of long lists that are read from end to end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some of the list, perhaps nothing; `cursor` is where the rest begins, empty at the end of the list."""

    rows: Sequence[T]
    cursor: str
