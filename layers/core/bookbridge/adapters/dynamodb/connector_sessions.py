"""Table `connector_sessions`: sessions of connectors, and how far company files have been read.

Key: `session_id`, `part`. The parts of a session lie together, so that one query reads it whole: `session`, `task`, and
its answers as `answer#<key>#0000`, `…#0001` …, each a piece of at most `MAX_PACKED` bytes. They expire `KEPT_FOR` after
they were last written. How far a company file has been read is the part `reading` of `company#<company_id>`: it stays.
"""

from __future__ import annotations

import hashlib
import secrets
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, Final

from pynamodb.expressions.operand import Path

from bookbridge.domain.connector_sessions import ConnectorSession, Known, Listing, Phase, Question, Reading, Tally, Task
from bookbridge.domain.errors import LeaseLost
from bookbridge.domain.timestamps import from_text, to_text
from bookbridge.ports.connector_sessions import Kept
from bookbridge.ports.transactions import Outdated

from .database import Database, Refused
from .table import Table, absent, either, is_version, present, sets
from .values import MAX_PACKED, Plain, Row, expiry, packed, raw_item

KEPT_FOR: Final = timedelta(days=7)

_SESSION: Final = "session"
_TASK: Final = "task"
_ANSWER: Final = "answer"
_READING: Final = "reading"

_LISTING_INSTANTS: Final = ("until", "latest", "middle")


def connector_sessions_table(database: Database, name: str) -> Table:
    """The table `connector_sessions`."""
    return Table(database, name, "session_id", "part")


class DynamoDbConnectorSessions:
    """Implements `ConnectorSessions`."""

    def __init__(self, parts: Table) -> None:
        self._parts = parts

    def start(self, session: ConnectorSession) -> None:
        """Store a new session."""
        key = {"session_id": session.session_id, "part": _SESSION}
        self._parts.put(raw_item({**key, **_written(session, 1)}))
        session.version = 1

    def get(self, session_id: str) -> Kept | None:
        """Everything of a session."""
        rows = {row.text("part"): row for row in self._parts.query(Path("session_id") == session_id)}
        session = rows.get(_SESSION)
        if session is None:
            return None
        pieces = (row for part, row in sorted(rows.items()) if part.startswith(f"{_ANSWER}#"))
        return Kept(_to_session(session), _to_task(rows.get(_TASK)), dict(_joined(pieces)))

    def save(self, session: ConnectorSession) -> None:
        """Write a session and raise its version. Raises `Outdated`."""
        claim = secrets.token_hex(8)
        values = {**_written(session, session.version + 1), "claim": claim}
        try:
            self._parts.update((session.session_id, _SESSION), sets(values), is_version("version", session.version))
        except Refused as refused:
            # a claim of our own there: it was written, its answer was lost, and the client asked again
            if refused.row is None or refused.row.text("claim") != claim:
                raise Outdated(()) from None
        session.version += 1

    def keep_answers(self, session_id: str, answers: Mapping[str, str]) -> None:
        """Keep answers. Each piece tells of what it is one, so that pieces of two answers are never put together."""
        for key, answer in answers.items():
            whole = zlib.compress(answer.encode())
            pieces = [whole[start : start + MAX_PACKED] for start in range(0, len(whole), MAX_PACKED)]
            for number, piece in enumerate(pieces):
                values: dict[str, Plain] = {
                    "session_id": session_id,
                    "part": _piece(key, number),
                    "question": key,
                    "digest": hashlib.sha256(whole).hexdigest(),
                    "pieces": len(pieces),
                    "body": piece,
                    "expires_at": expiry(KEPT_FOR),
                }
                self._parts.put(raw_item(values))

    def drop_answers(self, session_id: str, keys: tuple[str, ...]) -> None:
        """Forget answers, piece after piece until there is none."""
        for key in keys:
            for number in count():
                try:
                    self._parts.delete((session_id, _piece(key, number)), present("part"))
                except Refused:
                    break

    def note_token(self, session_id: str, token: str) -> Task:
        """A state machine begins to wait."""
        values: dict[str, Plain] = {"token": token, "expires_at": expiry(KEPT_FOR)}
        return _to_task(self._parts.update((session_id, _TASK), sets(values)))

    def note_end(self, session_id: str, error: str, cause: str) -> Task:
        """The session has ended; the first end that was noted stays."""
        values: dict[str, Plain] = {"ended": True, "error": error, "cause": cause, "expires_at": expiry(KEPT_FOR)}
        try:
            return _to_task(self._parts.update((session_id, _TASK), sets(values), absent("ended")))
        except Refused as refused:
            return _to_task(refused.row)


class DynamoDbReadings:
    """Implements `Readings`."""

    def __init__(self, parts: Table) -> None:
        self._parts = parts

    def get(self, company_id: str) -> Reading:
        """The reading as it stands; strongly consistent."""
        row = self._parts.get(_company(company_id), _READING)
        return _to_reading(company_id, row) if row else Reading(company_id)

    def save(self, reading: Reading) -> None:
        """Write a reading. Raises `LeaseLost` when one with a higher fence is stored."""
        values = {
            "session_id": _company(reading.company_id),
            "part": _READING,
            "cursors": packed(_texts(reading.cursors)),
            "narrowed": packed(_texts(reading.narrowed)),
            "moved": packed(_texts(reading.moved)),
            "deleted_until": reading.deleted_until,
            "size": reading.size,
            "known": packed([[each.kind, each.package_id, each.version, to_text(each.at)] for each in reading.known]),
            "halted": reading.halted,
            "history_from": reading.history_from.isoformat() if reading.history_from else None,
            "types": " ".join(reading.types),
            "sweep": reading.sweep,
            "sweeps": reading.sweep is not None,
            "last_session_id": reading.last_session_id,
            "fence": reading.fence,
        }
        try:
            self._parts.put(raw_item(values), either(absent("fence"), Path("fence") <= reading.fence))
        except Refused:
            message = f"a session with a higher fence than {reading.fence} has read for {reading.company_id}"
            raise LeaseLost(message) from None


def _company(company_id: str) -> str:
    return f"company#{company_id}"


def _piece(key: str, number: int) -> str:
    return f"{_ANSWER}#{key}#{number:04}"


def _joined(pieces: Iterable[Row]) -> Iterator[tuple[str, str]]:
    """The answers of which every piece is there; `pieces` are in their order."""
    bodies: dict[tuple[str, str, int], list[bytes]] = {}
    for row in pieces:
        of = row.text("question"), row.text("digest"), row.number("pieces")
        bodies.setdefault(of, []).append(row.binary("body"))
    for (key, _digest, number), parts in bodies.items():
        if len(parts) == number:
            yield key, zlib.decompress(b"".join(parts)).decode()


def _written(session: ConnectorSession, version: int) -> dict[str, Plain]:
    question = session.question
    return {
        "ticket": session.ticket,
        "user_name": session.user_name,
        "caller": session.caller,
        "started_at": session.started_at,
        "company_id": session.company_id,
        "fence": session.fence,
        "phase": session.phase,
        "greeting": None if session.greeting is None else packed(session.greeting),
        "message": packed(question.message) if question else None,
        "message_set": question.message_set if question else None,
        "handed_out_at": question.handed_out_at if question else None,
        "listing": packed(_listing(session.listing)),
        "tally": packed(asdict(session.tally)),
        "put_off": packed([[*record, attempts] for record, attempts in session.put_off.items()]),
        "wrote": session.wrote,
        "breaks": session.breaks,
        "attempts_to_open": session.attempts_to_open,
        "problem": session.problem,
        "ended": session.ended,
        "version": version,
        "expires_at": expiry(KEPT_FOR),
    }


def _to_session(row: Row) -> ConnectorSession:
    asked = row.has("message")
    handed_out_at = row.optional_instant("handed_out_at")
    return ConnectorSession(
        session_id=row.text("session_id"),
        ticket=row.text("ticket"),
        user_name=row.text("user_name"),
        caller=row.text("caller"),
        started_at=row.instant("started_at"),
        company_id=row.text("company_id"),
        fence=row.number("fence"),
        phase=Phase(row.text("phase")),
        greeting=row.body("greeting") if row.has("greeting") else None,
        question=Question(row.body("message"), row.text("message_set"), handed_out_at) if asked else None,
        listing=_to_listing(row.body("listing")),
        tally=Tally(**row.body("tally")),
        put_off={(entity_type, record_id): attempts for entity_type, record_id, attempts in row.body("put_off")},
        wrote=row.flag("wrote"),
        breaks=row.number("breaks"),
        attempts_to_open=row.number("attempts_to_open"),
        problem=row.text("problem"),
        ended=row.flag("ended"),
        version=row.number("version"),
    )


def _listing(listing: Listing) -> dict[str, Any]:
    told = asdict(listing)
    return {name: to_text(value) if isinstance(value, datetime) else value for name, value in told.items()}


def _to_listing(told: dict[str, Any]) -> Listing:
    instants = {name: from_text(told[name]) for name in _LISTING_INSTANTS if told[name]}
    return Listing(**{**told, **instants, "done": tuple(told["done"])})


def _to_task(row: Row | None) -> Task:
    return Task(row.text("token"), row.flag("ended"), row.text("error"), row.text("cause")) if row else Task()


def _to_reading(company_id: str, row: Row) -> Reading:
    history_from = row.text("history_from")
    return Reading(
        company_id=company_id,
        cursors=_instants(row.body("cursors")),
        narrowed=_instants(row.body("narrowed")),
        moved=_instants(row.body("moved")),
        deleted_until=row.optional_instant("deleted_until"),
        size=row.number("size"),
        known=tuple(
            Known(kind, package_id, version, from_text(at)) for kind, package_id, version, at in row.body("known")
        ),
        halted=row.text("halted"),
        history_from=date.fromisoformat(history_from) if history_from else None,
        types=tuple(row.text("types").split()),
        sweep=row.text("sweep") if row.flag("sweeps") else None,
        last_session_id=row.text("last_session_id"),
        fence=row.number("fence"),
    )


def _to_known(kind: str, package_id: str, version: str, at: str) -> Known:
    return Known(kind, package_id, version, from_text(at))


def _texts(instants: Mapping[str, datetime]) -> dict[str, str]:
    return {name: to_text(instant) for name, instant in instants.items()}


def _instants(texts: Mapping[str, str]) -> dict[str, datetime]:
    return {name: from_text(text) for name, text in texts.items()}
