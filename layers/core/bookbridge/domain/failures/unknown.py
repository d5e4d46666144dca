"""Errors that the catalogue does not know: told apart by a signature, and counted (A6). Pure.

What is counted are the failures themselves, so nothing is counted twice however often a step is repeated, and a failure
whose cause has become known is no longer among them.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from .catalogue import NO_DESCRIPTION, UNKNOWN
from .models import Failure, FailureStatus

_VAGUE: Final = frozenset({"business_rule", "request_rejected"})
"""Rows that only pass on the package's words: of Xero, with its one code, whatever no text fits ends there."""

COUNTED: Final = frozenset({UNKNOWN, NO_DESCRIPTION}) | _VAGUE
"""Codes of failures that nobody has explained yet."""

SHARDS: Final = 4
"""The index of unknown errors is split, so that an outage that fails all at once writes to no single hot key."""

_SEARCHED: Final = 4000
_SHORTEST: Final = 3
"""Characters of a record's own value that is replaced: shorter ones are words of their own too often."""

_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f]+")
_PLACEHOLDERS: Final = (
    (re.compile(r"https?://\S+", re.IGNORECASE), "<link>"),
    (re.compile(r"(?<![^\s@<>\"'(])[^\s@<>\"'(]+@[^\s@<>\"')]+"), "<address>"),
    (re.compile(r"\"[^\"]*\"|“[^“”]*”|«[^«»]*»|‘[^‘’]*’|`[^`]*`|(?<!\w)'[^']*'(?!\w)"), "<name>"),  # noqa: RUF001
    (re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE), "<id>"),
    (
        re.compile(r"\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d{2,4}\b", re.IGNORECASE),
        "<number>",
    ),
    (re.compile(r"\+?(?<![\w-])[\w-]*\d[\w-]*(?:[.,:/]\d[\w-]*)*"), "<number>"),
    (re.compile(r"(?:<number>[ ,]*)+"), "<number> "),
)
"""What differs between two records with the same error: links, addresses, quoted names, ids, dates and numbers.

Each is looked for where a word begins, so that a text without any, however odd, is gone through once.
"""


def package_of(failure: Failure) -> str:
    """The URL name of the package whose words a failure has: `quickbooks-online`; empty when it names none."""
    return "-".join(failure.problem.values.get("package", "").lower().split())


def signature_of(failure: Failure) -> str:
    """`package#package_code#digest`: the same for the same error of whatever record; empty for errors that are known.

    The digest is of the package's words without what belongs to the record.
    """
    package = package_of(failure)
    if failure.problem.code not in COUNTED or not package:
        return ""
    if failure.problem.code in _VAGUE and not failure.problem.package_code:
        return ""  # one of our own checks, which knows what it found
    words = "" if failure.problem.code == NO_DESCRIPTION else _normal(failure)
    digest = hashlib.sha256(words.encode()).hexdigest()[:16]
    return f"{package}#{failure.problem.package_code}#{digest}"


def shard_of(failure: Failure) -> str:
    """Where an unknown error is kept: `xero#2`; empty for errors that are known."""
    if not signature_of(failure):
        return ""
    return f"{package_of(failure)}#{zlib.crc32(f'{failure.company_id} {failure.failure_id}'.encode()) % SHARDS}"


def shards(packages: Iterable[str]) -> tuple[str, ...]:
    """All places where unknown errors of these packages are kept."""
    return tuple(f"{package}#{number}" for package in packages for number in range(SHARDS))


def _normal(failure: Failure) -> str:
    text = _CONTROLS.sub(" ", failure.problem.message[:_SEARCHED])
    own = {failure.record_number, failure.party, failure.record_id}
    for value in sorted((each for each in own if len(each) >= _SHORTEST), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "<name>", text)
    for pattern, placeholder in _PLACEHOLDERS:
        text = pattern.sub(placeholder, text)
    return " ".join(text.casefold().split())


@dataclass(frozen=True, slots=True)
class Sighting:
    """One failure with an unknown error, as the index has it."""

    company_id: str
    failure_id: str
    signature: str
    status: FailureStatus
    attempts: int
    first_seen: datetime
    last_seen: datetime


def sighting_of(failure: Failure) -> Sighting:
    """What the index has of a failure."""
    return Sighting(
        failure.company_id,
        failure.failure_id,
        signature_of(failure),
        failure.status,
        failure.attempts,
        failure.opened_at,
        failure.last_failed_at,
    )


@dataclass(frozen=True, slots=True)
class UnknownError:
    """All failures with one signature; `example` is the newest of them."""

    signature: str
    failures: int
    unresolved: int
    attempts: int
    companies: frozenset[str]
    first_seen: datetime
    last_seen: datetime
    example: Sighting

    @property
    def package(self) -> str:
        """The URL name of the package."""
        return self.signature.partition("#")[0]

    @property
    def package_code(self) -> str:
        """The package's own code; empty when it gave none."""
        return self.signature.partition("#")[2].rpartition("#")[0]

    @property
    def rank(self) -> str:
        """Sorts by frequency: most failures first, then most attempts."""
        return f"{10**9 - self.failures:010d}#{10**12 - self.attempts:013d}#{self.signature}"


def counted(sightings: Iterable[Sighting]) -> tuple[UnknownError, ...]:
    """The unknown errors among these failures, most frequent first."""
    found: dict[str, UnknownError] = {}
    for each in sightings:
        found[each.signature] = _with(found.get(each.signature), each)
    return tuple(sorted(found.values(), key=lambda error: error.rank))


def _with(known: UnknownError | None, each: Sighting) -> UnknownError:
    unresolved = int(not each.status.is_closed)
    if known is None:
        companies = frozenset({each.company_id})
        first, last = each.first_seen, each.last_seen
        return UnknownError(each.signature, 1, unresolved, each.attempts, companies, first, last, each)
    return replace(
        known,
        failures=known.failures + 1,
        unresolved=known.unresolved + unresolved,
        attempts=known.attempts + each.attempts,
        companies=known.companies | {each.company_id},
        first_seen=min(known.first_seen, each.first_seen),
        last_seen=max(known.last_seen, each.last_seen),
        example=each if each.last_seen > known.example.last_seen else known.example,
    )
