"""Files in memory."""

from __future__ import annotations

from collections import Counter

from bookbridge.domain.errors import FileUnavailable


class InMemoryFiles:
    """Implements `Files`: what a test put there, by its url. `unwell` is how often the server fails to answer first."""

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.unwell: Counter[str] = Counter()

    def read(self, url: str) -> bytes:
        if self.unwell[url]:
            self.unwell[url] -= 1
            raise FileUnavailable(f"the server of {url} does not answer", passing=True)
        if url not in self.contents:
            raise FileUnavailable(f"nothing is at {url}")
        return self.contents[url]
