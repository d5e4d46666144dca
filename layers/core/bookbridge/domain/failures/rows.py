"""The parts of a failure catalogue as they stand in its JSON, and their reading with errors that name the place.

A document has `version` 1 and any of:

- `package`: the package's name as people read it;
- `rows`: what can be wrong, `{code, title, cause, retryable, watch, actions?, remedies: [{actor, steps[]}]}`; every
  text is `{"en": …, "fr": …}`, written as `templates` describes, with the values that `values` lists; a step with
  `"only_for": "record"` is left out of the failure of a connection as a whole, which offers no actions, and one
  `"only_for": "connection"` out of those of records;
- `matches`: how the package says it, the first that fits wins: `{row, codes?, text?, entity_types?, extract?, values?,
  target?, example}`. `codes` holds codes and ranges (`"600-1999"`); `text` is a regular expression searched without
  regard to case, to narrow a code down or where there is none, as texts are localised; the named groups of `extract`
  become values; `target` names the values that hold type and id of the document it clashes with; `example` is a text
  that fits, proved by a test;
- `entity_types` and `fields`: the package's words for ours; `phrases`: wording that rows use as a value, by package;
  `neutral`: wording for values that are not known; `made`: values made of others, `{name: [text, …]}`, the first text
  whose values are all known.

`catalogue.schema.json` says the same for editors and other programs; a test holds every catalogue against it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from bookbridge.domain.records import SUBJECTS, Subject, category_of

from .models import Actor

Texts = Mapping[str, str]
"""One text in several languages, by language code."""

ONLY_FOR: Final = ("", "record", "connection")
"""Whose failures a step is for: anybody's, those of records, or that of a connection as a whole."""

SOURCE_LANGUAGES: Final = ("en", "fr")
"""Languages that every text of a catalogue has; further ones live in the language files."""

ACTIONS: Final = ("resync", "skip", "clear", "delete")
"""What can be done with a failure. `delete` is offered for services only, whatever a row says (E2)."""

WATCHES: Final = ("", "target", "reference", "record")
"""What in the package to watch for a repair: nothing, the clashing document, a thing referred to, the record's twin."""


def is_offered(action: str, subject: Subject) -> bool:
    """Services can be deleted, other records not (E2); a connection's failure closes by itself, once it works again."""
    return subject != "connection" and (action != "delete" or category_of(subject) == "services")


class CatalogueError(ValueError):
    """A catalogue that cannot be used; the message names the place and what is wrong there."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step in all languages; `only_for` is one of `ONLY_FOR`."""

    texts: Texts
    only_for: str = ""

    def is_for(self, subject: str) -> bool:
        """Whether it is told to those who mend a failure of this type."""
        return self.only_for in {"", "connection" if subject == "connection" else "record"}


@dataclass(frozen=True, slots=True)
class RowRemedy:
    """Steps of one actor."""

    actor: Actor
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that can be wrong: what it is called, why it is so, and who mends it how.

    `retryable`: the same request can succeed later without anybody doing anything. `watch`: one of `WATCHES`.
    """

    code: str
    title: Texts
    cause: Texts
    remedies: tuple[RowRemedy, ...]
    actions: tuple[str, ...]
    retryable: bool
    watch: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One way in which a package reports a row; empty conditions do not narrow."""

    row: str
    codes: frozenset[str]
    ranges: tuple[tuple[int, int], ...]
    text: str
    entity_types: frozenset[str]
    extract: tuple[str, ...]
    values: Mapping[str, str]
    target: tuple[str, str] | None
    example: str

    def fits(self, code: str, text: str, entity_type: Subject) -> bool:
        """Whether an answer of the package is this one; `code` has no leading zeros."""
        return (
            (not (self.codes or self.ranges) or code in self.codes or self._in_range(code))
            and (not self.entity_types or entity_type in self.entity_types)
            and (not self.text or bool(pattern(self.text).search(text)))
        )

    def _in_range(self, code: str) -> bool:
        return code.isdecimal() and any(first <= int(code) <= last for first, last in self.ranges)


@cache
def pattern(expression: str) -> re.Pattern[str]:
    """The compiled expression; compiled when it is first needed, as most never are."""
    return re.compile(expression, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Document:
    """One catalogue file."""

    package: str
    rows: tuple[Row, ...]
    rules: tuple[Rule, ...]
    entity_types: Mapping[str, str]
    fields: Mapping[str, str]
    phrases: Mapping[str, Texts]
    neutral: Mapping[str, Texts]
    made: Mapping[str, tuple[Texts, ...]]


def read_document(content: object) -> Document:
    """Check and read one parsed catalogue file. Raises `CatalogueError`."""
    document = _object(
        content,
        "catalogue",
        {"version"},
        {"package", "rows", "matches", "entity_types", "fields", "phrases", "neutral", "made"},
    )
    if document["version"] != 1:
        raise CatalogueError(f"catalogue: version {document['version']!r} is not known, only 1 is")
    return Document(
        package=_text(document.get("package", ""), "package"),
        rows=tuple(_row(row, f"rows[{index}]") for index, row in enumerate(_list(document.get("rows", []), "rows"))),
        rules=tuple(
            _rule(rule, f"matches[{index}]") for index, rule in enumerate(_list(document.get("matches", []), "matches"))
        ),
        entity_types=_strings(document.get("entity_types", {}), "entity_types"),
        fields=_strings(document.get("fields", {}), "fields"),
        phrases=_many_texts(document.get("phrases", {}), "phrases"),
        neutral=_many_texts(document.get("neutral", {}), "neutral"),
        made={
            name: tuple(_texts(each, f"made.{name}") for each in _list(texts, f"made.{name}"))
            for name, texts in _mapping(document.get("made", {}), "made").items()
        },
    )


def _row(content: object, place: str) -> Row:
    row = _object(content, place, {"code", "title", "cause", "retryable", "watch", "remedies"}, {"actions"})
    code = _text(row["code"], f"{place}.code")
    if not re.fullmatch(r"[a-z][a-z0-9_]*", code):
        raise CatalogueError(f"{place}.code: {code!r} is not in snake_case")
    place = f"row {code!r}"
    if not isinstance(row["retryable"], bool):
        raise CatalogueError(f"{place}.retryable: must be true or false")
    remedies = tuple(_remedy(remedy, place) for remedy in _list(row["remedies"], f"{place}.remedies"))
    if not remedies:
        raise CatalogueError(f"{place}.remedies: at least one actor must be able to act")
    return Row(
        code=code,
        title=_texts(row["title"], f"{place}.title"),
        cause=_texts(row["cause"], f"{place}.cause"),
        remedies=remedies,
        actions=tuple(
            _one_of(action, ACTIONS, f"{place}.actions") for action in _list(row.get("actions", list(ACTIONS)), place)
        ),
        retryable=row["retryable"],
        watch=_one_of(row["watch"], WATCHES, f"{place}.watch"),
    )


def _remedy(content: object, place: str) -> RowRemedy:
    remedy = _object(content, f"{place}.remedies", {"actor", "steps"}, set())
    actor = Actor(_one_of(remedy["actor"], tuple(Actor), f"{place}.remedies.actor"))
    steps = tuple(_step(step, f"{place}.remedies[{actor}]") for step in _list(remedy["steps"], place))
    if not steps:
        raise CatalogueError(f"{place}.remedies[{actor}]: has no steps")
    return RowRemedy(actor, steps)


def _step(content: object, place: str) -> Step:
    texts = dict(_mapping(content, place))
    only_for = _one_of(texts.pop("only_for", ""), ONLY_FOR, f"{place}.only_for")
    return Step(_texts(texts, place), only_for)


def _rule(content: object, place: str) -> Rule:
    rule = _object(
        content,
        place,
        {"row", "example"},
        {"codes", "text", "entity_types", "extract", "values", "target"},
    )
    codes = _list_of_texts(rule.get("codes", []), f"{place}.codes")
    entity_types = _list_of_texts(rule.get("entity_types", []), f"{place}.entity_types")
    for name in entity_types:
        if name not in SUBJECTS:
            raise CatalogueError(f"{place}.entity_types: {name!r} is none of {', '.join(SUBJECTS)}")
    if not (codes or rule.get("text")):
        raise CatalogueError(f"{place}: needs codes or a text to match on")
    target = rule.get("target")
    return Rule(
        row=_text(rule["row"], f"{place}.row"),
        codes=frozenset(code for code in codes if "-" not in code),
        ranges=tuple(_range(code, place) for code in codes if "-" in code),
        text=_text(rule.get("text", ""), f"{place}.text"),
        entity_types=frozenset(entity_types),
        extract=_list_of_texts(rule.get("extract", []), f"{place}.extract"),
        values=_strings(rule.get("values", {}), f"{place}.values"),
        target=_target(target, f"{place}.target") if target is not None else None,
        example=_text(rule["example"], f"{place}.example"),
    )


def _range(codes: str, place: str) -> tuple[int, int]:
    first, _, last = codes.partition("-")
    if not (first.isdecimal() and last.isdecimal() and int(first) <= int(last)):
        raise CatalogueError(f'{place}.codes: {codes!r} is not a range such as "600-1999"')
    return int(first), int(last)


def _target(content: object, place: str) -> tuple[str, str]:
    target = _object(content, place, {"type", "id"}, set())
    return _text(target["type"], place), _text(target["id"], place)


def _object(content: object, place: str, required: set[str], optional: set[str]) -> dict[str, Any]:
    content = _mapping(content, place)
    if missing := required - content.keys():
        raise CatalogueError(f"{place}: {', '.join(sorted(missing))} is missing")
    if unknown := content.keys() - required - optional:
        raise CatalogueError(f"{place}: {', '.join(sorted(unknown))} is not known here")
    return content


def _mapping(content: object, place: str) -> dict[str, Any]:
    if not isinstance(content, dict):
        raise CatalogueError(f"{place}: must be an object")
    return content


def _list(content: object, place: str) -> list[Any]:
    if not isinstance(content, list):
        raise CatalogueError(f"{place}: must be a list")
    return content


def _text(content: object, place: str) -> str:
    if not isinstance(content, str):
        raise CatalogueError(f"{place}: must be a text, not {content!r}")
    return content


def _list_of_texts(content: object, place: str) -> tuple[str, ...]:
    return tuple(_text(entry, place) for entry in _list(content, place))


def _strings(content: object, place: str) -> dict[str, str]:
    return {name: _text(value, f"{place}.{name}") for name, value in _mapping(content, place).items()}


def _texts(content: object, place: str) -> dict[str, str]:
    texts = _strings(content, place)
    if missing := [name for name in SOURCE_LANGUAGES if not texts.get(name, "").strip()]:
        raise CatalogueError(f"{place}: has no text in {', '.join(missing)}")
    return texts


def _many_texts(content: object, place: str) -> dict[str, Texts]:
    return {name: _texts(texts, f"{place}.{name}") for name, texts in _mapping(content, place).items()}


def _one_of(value: object, allowed: tuple[str, ...], place: str) -> str:
    if value not in allowed:
        raise CatalogueError(f"{place}: {value!r} is none of {', '.join(map(repr, allowed))}")
    return str(value)
