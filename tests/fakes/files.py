"""Files in memory."""

from __future__ import annotations

from bookbridge.domain.errors import FileUnavailable


class InMemoryFiles:
    """Implements `Files`: what a test put there, by its url."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}

    def read(self, url: str) -> bytes:
        if url not in self.contents:
            raise FileUnavailable(f"nothing is at {url}")
        return self.contents[url]
