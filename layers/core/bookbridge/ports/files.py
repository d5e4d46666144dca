"""The files that documents of the application name."""

from __future__ import annotations

from typing import Final, Protocol


class Files(Protocol):
    """Files of the application, by the address it gave for them."""

    def read(self, url: str) -> bytes:
        """The whole file, at most `MAX_FILE` bytes. Raises `FileUnavailable` and nothing else."""
        ...


MAX_FILE: Final = 10 * 1024 * 1024
"""Bytes: the smallest of the packages' limits."""
