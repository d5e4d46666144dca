"""Who is told of which change, and the documented schedule of retries (section 3).

Decided where the page leaves a choice: later events are not held back while a post
is being retried, so that they overtake it; the simulator never gives up.
"""

from typing_extensions import override

from tests.simulators.chassis.announcements import AnnouncementQueue, Post
from tests.simulators.chassis.clock import Clock

from .announcement_format import Event, body_of
from .books import Change
from .entities import KINDS
from .settings import Webhooks

__all__ = ["Announcements", "Post"]

MOST_EVENTS = 100
RETRY_SECONDS = (10, 20, 30, 300, 1200, 7200, 14400, 21600)


class Announcements(AnnouncementQueue[Event]):
    """The events of all realms on their way to the one endpoint of the app."""

    signature_header = "intuit-signature"
    settings: Webhooks

    def __init__(self, settings: Webhooks, clock: Clock) -> None:
        """Start with nothing to announce."""
        super().__init__(settings, clock)

    @property
    @override
    def key(self) -> str:
        return self.settings.verifier_token

    def announce(self, change: Change) -> None:
        """Take an event, when the entity has events of that operation."""
        letter = change.operation[0].lower()
        if self.settings.enabled and letter in KINDS[change.kind].announces:
            self.add([Event.of(change)])

    @override
    def make_posts(self, events: list[Event], *, form: str = "", copies: int = 1) -> list[Post]:
        repeated = events * copies
        if self.settings.shuffle:
            self._random.shuffle(repeated)
        form = form or self.settings.format
        parts = [repeated[start : start + MOST_EVENTS] for start in range(0, len(repeated), MOST_EVENTS)]
        return [self.sign(body_of(part, form), events=len(part)) for part in parts]

    @override
    def next_wait(self, post: Post, status: int | None, error: str) -> float | None:
        if status is not None and 200 <= status < 300:
            return None
        step = min(post.attempts, len(RETRY_SECONDS) - 1)
        return RETRY_SECONDS[step] * self.settings.retry_factor
