"""The thread that posts webhooks to the app."""

import threading
from http.client import HTTPException
from types import TracebackType
from typing import Any, Self
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from .announcements import AnnouncementQueue, Post

# How long the thread sleeps at most before it looks at the (movable) clock again.
_LOOK_AGAIN_SECONDS = 1.0


class Deliverer:
    """Sends what is due, one post after the other; a context manager."""

    def __init__(self, announcements: AnnouncementQueue[Any]) -> None:
        """Prepare the thread."""
        self._announcements = announcements
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="webhook-deliverer", daemon=True)

    def __enter__(self) -> Self:
        """Start sending."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop sending; a post on its way is given its patience to end."""
        self._stopped.set()
        with self._announcements.changed:
            self._announcements.changed.notify_all()
        self._thread.join(self._announcements.settings.patience_seconds + 1)

    def _run(self) -> None:
        waiting = self._announcements
        while not self._stopped.is_set():
            for post in waiting.take_due():
                if self._stopped.is_set():
                    return
                self._send(post)
            with waiting.changed:
                wait = waiting.seconds_to_next()
                if not self._stopped.is_set() and wait != 0:
                    longest = _LOOK_AGAIN_SECONDS
                    waiting.changed.wait(longest if wait is None else min(wait, longest))

    def _send(self, post: Post) -> None:
        patience = self._announcements.settings.patience_seconds
        try:
            request = Request(  # noqa: S310 - the address is the operator's own
                post.url, post.body, post.headers, method="POST"
            )
            with urlopen(request, timeout=patience) as answer:  # noqa: S310
                headers = {name.lower(): value for name, value in answer.headers.items()}
                problem = self._announcements.complaint(headers, answer.read())
                self._announcements.record(post, answer.status, problem)
        except HTTPError as error:
            self._announcements.record(post, error.code)
            error.close()
        except (OSError, HTTPException, ValueError) as error:
            self._announcements.record(post, None, repr(error))
