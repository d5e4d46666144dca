"""Messages to people about failures and connections, in the company's language. Pure.

They are plain text. What comes from records is put on one line each, without control characters and cut to a length, so
that nothing of it can become a header or a line of its own.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from .connections import Connection, ConnectionStatus
from .failures import Failure, Problem
from .failures.catalogue import Catalogue
from .failures.wording import Wording
from .languages import Language, language
from .records import Category
from .report_mail import page_of
from .settings import NotifySettings

QUIET: Final = timedelta(minutes=2)
"""How long the first failure of a message waits for those that come with it."""

SETTLING: Final = timedelta(seconds=15)
"""A failure is told once it is so old: none with an earlier time can still be on its way to the table."""

SHOWN: Final = 10
"""Failures, or sessions, that a message names; the others are counted."""

MAX_NAME: Final = 80
MAX_WORDS: Final = 300

_HARD_SPACES: Final = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_SPACES: Final = re.compile(" {2,}")


@dataclass(frozen=True, slots=True)
class SyncedSession:
    """A session that synced something: when it ended, and how many records it sent and received."""

    ended_at: datetime
    sent: int
    received: int


@dataclass(frozen=True, slots=True)
class News:
    """What is new for a company since it was told last.

    `new` and `open` count failures by category, `first` are those of the new ones that are named, `sessions` those that
    synced something, newest first, if the company wants to hear of them. `is_more`: there are more failures than were
    counted. `is_more_to_come`: something happened so recently that the next look is to tell it.
    """

    new: Mapping[Category, int] = field(default_factory=dict)
    open: Mapping[Category, int] = field(default_factory=dict)
    first: tuple[Failure, ...] = ()
    sessions: tuple[SyncedSession, ...] = ()
    is_more: bool = False
    is_more_to_come: bool = False

    @property
    def failed(self) -> int:
        """New failures, of records and of the connection."""
        return sum(self.new.values())

    def told(self, number: int) -> str:
        """A number of failures, with a plus where there are more than were counted."""
        return f"{number}+" if self.is_more else str(number)

    @property
    def synced(self) -> int:
        """Records that were synced."""
        return sum(each.sent + each.received for each in self.sessions)

    def __bool__(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.failed or self.synced)


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a message is for and how it is worded.

    `package` is the title of the accounting package, `page` the app's page of the company, or empty.
    """

    connection: Connection
    package: str
    catalogue: Catalogue
    page: str = ""

    @classmethod
    def of(cls, connection: Connection, package: str, catalogue: Catalogue, app_url: str) -> Audience:
        """`app_url` is the address of the app's page with the gap `{company_id}`, or empty."""
        return cls(connection, package, catalogue, page_of(app_url, connection.company_id))

    @property
    def speech(self) -> Language:
        """The company's language."""
        return language(self.connection.settings.language)

    @property
    def names(self) -> dict[str, str]:
        """What texts call the company and its package."""
        company = self.connection.organisation_name or self.connection.company_id
        return {"company": one_line(company, MAX_NAME), "package": one_line(self.package, MAX_NAME)}

    def say(self, name: str, **values: object) -> str:
        """Words of a message."""
        return self.speech.message_words(name, **self.names, **values)


@dataclass(frozen=True, slots=True)
class Message:
    """Subject and text of a message."""

    subject: str
    text: str


def message_id(company_id: str, kind: str, period: str) -> str:
    """The id of the one message of a kind that a company gets for a period."""
    return f"msg-{hashlib.sha256(f'{company_id} {kind} {period}'.encode()).hexdigest()[:32]}"


def recipients(notify: NotifySettings) -> tuple[str, ...]:
    """The owner, the administrators and the others who want to be told; each address once, in this order."""
    named = [*([notify.owner] if notify.owner else []), *notify.administrators, *notify.emails]
    unique: dict[str, str] = {}
    for address in named:
        unique.setdefault(address.casefold(), address)
    return tuple(unique.values())


def news_message(audience: Audience, news: News, since: datetime | None) -> Message:
    """What could not be synced since then (None: ever), and what was."""
    text = "\n".join(_paragraphs(audience, news, since))
    return Message(_news_subject(audience, news), f"{text}\n")


def reconnect_message(audience: Audience, problem: Problem) -> Message:
    """The connection needs people: `problem` is why."""
    wording = audience.catalogue.wording(problem, audience.speech.code)
    needs_consent = audience.connection.status is ConnectionStatus.REAUTHORIZATION_REQUIRED
    subject = audience.say("subject_reconnect" if needs_consent else "subject_stopped")
    lines = [audience.say("stopped"), "", f"{one_line(wording.title)}. {one_line(wording.cause)}".strip(), ""]
    for remedy in wording.remedies:
        lines.append(audience.say("actor", actor=audience.speech.actors[remedy.actor]))
        lines += [f"  {number}. {one_line(step)}" for number, step in enumerate(remedy.steps, 1)]
    lines += ["", audience.say("parked")]
    lines += [audience.say("reconnect_page", link=audience.page)] if audience.page else []
    return Message(subject, "\n".join(lines) + "\n")


def one_line(text: str, most: int = MAX_WORDS) -> str:
    """A text on one line, without control characters and marks that turn it round, cut to a length."""
    kept = (each if each.isprintable() or each in _HARD_SPACES else " " for each in text[: 2 * MAX_WORDS])
    plain = _SPACES.sub(" ", "".join(kept)).strip()
    return plain if len(plain) <= most else f"{plain[: most - 1]}…"


def moment(at: datetime) -> str:
    """`2026-05-01 12:00`, in UTC."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"


def _news_subject(audience: Audience, news: News) -> str:
    if news.new.get("connection"):
        return audience.say("subject_stopped")
    if news.failed:
        return _counted(audience, "subject", news.failed, shown=news.told(news.failed))
    return _counted(audience, "subject_synced", news.synced)


def _counted(audience: Audience, name: str, number: int, *, shown: str = "", **values: object) -> str:
    return audience.say(f"{name}_one" if number == 1 else f"{name}_many", number=shown or number, **values)


def _paragraphs(audience: Audience, news: News, since: datetime | None) -> Iterator[str]:
    if news.failed:
        yield from _about_failures(audience, news, since)
    if news.synced:
        yield from [""] if news.failed else []
        yield from _about_successes(audience, news.sessions, news.synced, since)
    if audience.page:
        yield ""
        yield audience.say("page", link=audience.page)


def _about_failures(audience: Audience, news: News, since: datetime | None) -> Iterator[str]:
    records = news.failed - news.new.get("connection", 0)
    if news.new.get("connection"):
        yield audience.say("stopped")
    if records:
        yield _counted(audience, "failed", records, shown=news.told(records))
    yield ""
    yield audience.say("since", since=moment(since)) if since else audience.say("so_far")
    for category, number in news.new.items():
        if number:
            words = audience.speech.categories.get(category, category)
            counts = {"new": news.told(number), "open": news.told(news.open.get(category, number))}
            yield f"  {audience.say('category', category=words, **counts)}"
    yield ""
    yield audience.say("newest")
    for number, failure in enumerate(news.first, 1):
        yield from _about_one(audience, number, failure)
    if news.failed > len(news.first):
        yield f"  {audience.say('more', number=news.told(news.failed - len(news.first)))}"
    yield ""
    yield audience.say("goes_on")


def _about_one(audience: Audience, number: int, failure: Failure) -> Iterator[str]:
    wording = audience.catalogue.wording(failure.problem, audience.speech.code)
    name = failure.record_number or ("" if failure.entity_type == "connection" else failure.record_id)
    amount = " ".join(one_line(part, MAX_NAME) for part in (failure.amount, failure.currency) if part)
    facts = [
        f"{audience.speech.type_word(failure.entity_type)} {one_line(name, MAX_NAME)}".strip(),
        one_line(failure.party, MAX_NAME),
        amount,
    ]
    yield f"  {number}. {', '.join(fact for fact in facts if fact)}"
    yield f"     {one_line(wording.title)}"
    if step := _first_step(audience, wording):
        yield f"     {step}"


def _first_step(audience: Audience, wording: Wording) -> str:
    for remedy in wording.remedies:
        if remedy.steps:
            return audience.say("step", actor=audience.speech.actors[remedy.actor], step=one_line(remedy.steps[0]))
    return ""


def _about_successes(
    audience: Audience, sessions: Sequence[SyncedSession], synced: int, since: datetime | None
) -> Iterator[str]:
    began = since or sessions[-1].ended_at
    yield _counted(audience, "synced", synced, since=moment(began))
    for each in sessions[:SHOWN]:
        yield f"  {audience.say('session', at=moment(each.ended_at), sent=each.sent, received=each.received)}"
    if len(sessions) > SHOWN:
        yield f"  {audience.say('earlier_sessions', number=len(sessions) - SHOWN)}"
