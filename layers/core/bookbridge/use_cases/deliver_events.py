"""Post events to the operator, signed, until each was taken or its attempts are used up."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from bookbridge.domain.errors import OutcomeUnknown, PackageUnavailable
from bookbridge.domain.event_webhooks import (
    ATTEMPTS,
    Answer,
    meaning_of,
    pause_after,
    pause_asked_for,
    signed_headers,
    signing_keys,
)
from bookbridge.ports.clock import Clock
from bookbridge.ports.event_webhooks import EventEndpoint, EventQueue, QueuedEvent
from bookbridge.ports.http import Http, Request

log = logging.getLogger(__name__)

GONE = "410 Gone: the endpoint wants no more events"


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a batch. `failed` are the messages that stay in the queue; `buried` were answered 410."""

    delivered: int = 0
    buried: int = 0
    failed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reply:
    """What one attempt came to, in words for the log."""

    answer: Answer
    told: str
    asked_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class DeliverEvents:
    """Each event is one POST; a batch is posted at once, so that a slow endpoint is waited for only once."""

    endpoint: EventEndpoint
    http: Http
    queue: EventQueue
    clock: Clock

    def __call__(self, batch: Sequence[QueuedEvent]) -> Posted:
        """Post a batch. Raises `UnusableSecret` and what an unusable address raises; then nothing was sent."""
        if not batch:
            return Posted()
        url, keys = self.endpoint.url(), signing_keys(self.endpoint.secret())
        with ThreadPoolExecutor(len(batch)) as pool:
            replies = list(pool.map(lambda queued: self._post(url, keys, queued), batch))
        by_answer: dict[Answer, list[QueuedEvent]] = {answer: [] for answer in Answer}
        pauses: dict[str, int] = {}
        for queued, reply in zip(batch, replies, strict=True):
            by_answer[reply.answer].append(queued)
            if reply.answer is Answer.FAILED:
                pauses[queued.receipt] = pause_after(queued.attempt, queued.event.event_id, reply.asked_for)
                self._note(queued, reply, pauses[queued.receipt])
        if pauses:
            self.queue.put_off(pauses)
        if by_answer[Answer.GONE]:
            self._stop(by_answer[Answer.GONE])
        return Posted(
            delivered=len(by_answer[Answer.DELIVERED]),
            buried=len(by_answer[Answer.GONE]),
            failed=tuple(queued.message_id for queued in by_answer[Answer.FAILED]),
        )

    def _post(self, url: str, keys: Sequence[bytes], queued: QueuedEvent) -> _Reply:
        event, body = queued.event, queued.event.body
        headers = {"content-type": "application/json"}
        headers |= signed_headers(event.event_id, self.clock.now(), body, keys)
        try:
            response = self.http.send(Request("POST", url, "event", headers, body))
        except (PackageUnavailable, OutcomeUnknown) as error:
            return _Reply(Answer.FAILED, str(error))
        asked_for = pause_asked_for(response.headers.get("retry-after", ""), self.clock.now())
        return _Reply(meaning_of(response.status), f"answered {response.status}", asked_for)

    def _note(self, queued: QueuedEvent, reply: _Reply, pause: int) -> None:
        told = {"event_id": queued.event.event_id, "attempt": queued.attempt, "reason": reply.told}
        if queued.attempt < ATTEMPTS:
            log.warning("an event was not taken", extra={**told, "next_in_seconds": pause})
        else:
            log.error("an event was not taken and goes to the dead letters", extra=told)

    def _stop(self, gone: Sequence[QueuedEvent]) -> None:
        """As the specification says: the endpoint is switched off. What was on its way waits among the dead letters."""
        log.error("the endpoint answered 410: no more events are sent to it until it is switched on again")
        self.queue.close()
        for queued in gone:
            self.queue.bury(queued, GONE)
