"""The failure catalogue: from what a package or our own checks say to a cause and to the steps that mend it.

Rows and rules are data (see `rows`). The rows of `shared.json` speak of any package; a package's own `catalogue.json`
adds how that package says it (`matches`), its menus (`phrases`) and rows that no other package has.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.languages import ENGLISH, Language, language
from bookbridge.domain.records import EntityType, Subject, is_entity_type
from bookbridge.domain.stored_records import waiting_on_package

from .models import Problem, Remedy
from .rows import CatalogueError, Row, RowRemedy, Rule, Texts, is_offered, pattern, read_document
from .templates import fill
from .values import cleaned, fields_text

UNKNOWN: Final = "unknown_error"
NO_DESCRIPTION: Final = "no_description"
SEVERAL: Final = "several_faults"
_SEARCHED: Final = 4000
"""Characters of a message that are searched: more than any package sends in earnest."""

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Wording:
    """A problem in one language."""

    title: str
    cause: str
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A document of the package that a record clashes with."""

    entity_type: EntityType
    package_id: str


@dataclass(frozen=True, slots=True)
class Match:
    """What a message means: its row and the values it names.

    `suspects`: types of the references it may be about, so that the caller reads those and names the bad one through
    the values `reference_type` and `reference_name`. `target`: the document it clashes with; its id and type are also
    the values `target_id` and `target_type`, to which the caller may add `target_party`.
    """

    catalogue: Catalogue
    row: Row
    entity_type: Subject
    values: Mapping[str, str]
    suspects: tuple[EntityType, ...] = ()
    target: Target | None = None

    def problem(
        self,
        *,
        message: str,
        package_code: str = "",
        field: str = "",
        package_link: str = "",
        watch: str = "",
        values: Mapping[str, str] | None = None,
        language: str = ENGLISH,
    ) -> Problem:
        """The problem in plain words. `values` add to the message's; `watch` defaults to the clashing document."""
        known = cleaned({**self.values, **(values or {})})
        known.setdefault("record_type", self.entity_type)
        if self.catalogue.package:
            known.setdefault("package", self.catalogue.package)
        if package_code:
            known["package_code"] = package_code
        if field and "field" not in (values or {}):
            known["field"] = self.catalogue.canonical_field(field)
        if not watch and self.row.watch == "target" and self.target:
            watch = waiting_on_package(self.target.entity_type, self.target.package_id)
        words = self.catalogue.word(self.row, known, language)
        return Problem(
            code=self.row.code,
            title=words.title,
            message=message,
            remedies=words.remedies,
            actions=tuple(action for action in self.row.actions if is_offered(action, self.entity_type)),
            package_code=package_code,
            field=self.catalogue.canonical_field(field) or known.get("field", ""),
            package_link=package_link,
            watch=watch,
            values=known,
        )


class Catalogue:
    """Rows by code, and the rules that lead to them; the first rule that fits wins, those of later documents first."""

    def __init__(self, contents: Iterable[object]) -> None:
        """`contents`: parsed catalogue files; later ones extend the earlier. Raises `CatalogueError`."""
        self.package = ""
        self.rows: dict[str, Row] = {}
        self.rules: tuple[Rule, ...] = ()
        self._entity_types: dict[str, str] = {}
        self._fields: dict[str, str] = {}
        self.phrases: dict[tuple[str, str], Texts] = {}
        self.neutral: dict[str, Texts] = {}
        for content in contents:
            document = read_document(content)
            self.package = document.package or self.package
            _add(self.rows, ((row.code, row) for row in document.rows), "row")
            phrases = (((document.package, name), texts) for name, texts in document.phrases.items())
            _add(self.phrases, phrases, "phrase")
            _add(self.neutral, document.neutral.items(), "neutral wording")
            self._entity_types.update(document.entity_types)
            self._fields.update(document.fields)
            self.rules = document.rules + self.rules
        for rule in self.rules:
            if rule.row not in self.rows:
                raise CatalogueError(f"matches: there is no row {rule.row!r}")

    @classmethod
    def from_json(cls, *texts: str) -> Catalogue:
        """A catalogue from the texts of its files. Raises `CatalogueError`."""
        try:
            return cls([json.loads(text) for text in texts])
        except json.JSONDecodeError as error:
            raise CatalogueError(f"not JSON: {error}") from None

    def row(self, code: str) -> Row:
        """The row of a failure code. Raises `CatalogueError` when there is none."""
        try:
            return self.rows[code]
        except KeyError:
            raise CatalogueError(f"there is no row {code!r}") from None

    def match(self, code: str, text: str, entity_type: Subject, field: str = "") -> Match:
        """What a package's answer means; `unknown_error` when no rule fits, `no_description` when there is no answer.

        `code` is the package's (leading zeros do not count), `text` its message and detail, `field` the field that the
        package names beside them.
        """
        code, text = code.strip().lstrip("0"), text.strip()[:_SEARCHED]
        if not (code or text):
            return Match(self, self.row(NO_DESCRIPTION), entity_type, _NOTHING)
        rule = next((rule for rule in self.rules if rule.fits(code, text, entity_type)), None)
        if rule is None:
            return Match(self, self.row(UNKNOWN), entity_type, cleaned({"package_code": code}))
        values = dict(rule.values)
        for expression in rule.extract:
            if found := pattern(expression).search(text):
                values.update({name: value for name, value in found.groupdict().items() if value})
        if named := values.get("reference") or values.get("field") or field:
            values["field"] = self.canonical_field(named)
        suspects = self._suspects(values.get("reference") or field, values.get("among", ""))
        if len(suspects) == 1:
            values["reference_type"] = suspects[0]
        target = self._target(rule, values)
        return Match(self, self.rows[rule.row], entity_type, cleaned(values), suspects, target)

    def problem_for(
        self,
        code: str,
        entity_type: Subject,
        *,
        message: str = "",
        field: str = "",
        package_link: str = "",
        watch: str = "",
        values: Mapping[str, str] | None = None,
        language: str = ENGLISH,
    ) -> Problem:
        """What our own checks found, by failure code. Without a message of its own the problem tells its cause."""
        match = Match(self, self.row(code), entity_type, _NOTHING)
        problem = match.problem(
            message=message, field=field, package_link=package_link, watch=watch, values=values, language=language
        )
        return problem if message else replace(problem, message=self.wording(problem, language).cause)

    def problem_for_faults(
        self,
        faults: Sequence[FieldFault],
        entity_type: Subject,
        *,
        watch: str = "",
        values: Mapping[str, str] | None = None,
        language: str = ENGLISH,
    ) -> Problem:
        """All that our own checks found in one record, as one problem. `faults` is never empty."""
        codes = {fault.code if fault.code in self.rows else "invalid_field" for fault in faults}
        return self.problem_for(
            codes.pop() if len(codes) == 1 else SEVERAL,
            entity_type,
            message="; ".join(f"{fault.field}: {fault.message}" for fault in faults),
            field=faults[0].field,
            watch=watch,
            values={**(values or {}), "field": fields_text(fault.field for fault in faults)},
            language=language,
        )

    def wording(self, problem: Problem, language: str) -> Wording:
        """A stored problem in a language. It is stored in English, and stays so when its code is no longer known."""
        row = self.rows.get(problem.code)
        words = self.word(row, problem.values, language) if row else Wording(problem.title, "", problem.remedies)
        return replace(words, title=problem.title, remedies=problem.remedies) if language == ENGLISH else words

    def word(self, row: Row, values: Mapping[str, str], code: str) -> Wording:
        """A row in the language of a code, with these values."""
        speech = language(code)
        own = speech.failures.get(row.code, {})

        def text(texts: Texts, other: str | None) -> str:
            return fill(
                texts.get(speech.code) or other or texts[ENGLISH],
                lambda name: self._value(name, values, speech),
                lambda name: self._neutral_wording(name, speech),
            )

        def steps(remedy: RowRemedy) -> tuple[str, ...]:
            others: Sequence[str] = own.get("remedies", {}).get(remedy.actor, ())
            filled = (
                text(step, others[index] if index < len(others) else None) for index, step in enumerate(remedy.steps)
            )
            return tuple(step for step in filled if step)

        return Wording(
            title=text(row.title, own.get("title")),
            cause=text(row.cause, own.get("cause")),
            remedies=tuple(Remedy(remedy.actor, steps(remedy)) for remedy in row.remedies),
        )

    def canonical_field(self, path: str) -> str:
        """The canonical field of a package's path: `Line.SalesItemLineDetail.ItemRef` is `lines[].item`."""
        name = self._fields.get(path.rpartition(".")[2])
        if name is None:
            return path
        return f"lines[].{name}" if path.startswith("Line.") else name

    def _value(self, name: str, values: Mapping[str, str], speech: Language) -> str:
        if name == "culprit":
            name = "field" if "field" in values else "reference_type"
        value = values.get(name, "")
        if not value:
            phrase = self.phrases.get((values.get("package", self.package), name), _NOTHING)
            return phrase.get(speech.code) or speech.phrases.get(name) or phrase.get(ENGLISH, "")
        if name.endswith("_type"):
            return speech.type_word(value)
        if name == "field":
            return "; ".join(map(speech.field_words, value.split(", ")))
        return value

    def _neutral_wording(self, name: str, speech: Language) -> str:
        texts = self.neutral.get(name, _NOTHING)
        return texts.get(speech.code) or speech.phrases.get(name) or texts.get(ENGLISH, "")

    def _suspects(self, reference: str, among: str) -> tuple[EntityType, ...]:
        names = [reference.rpartition(".")[2], *pattern(r"\w+").findall(among.lower())]
        types = dict.fromkeys(self._entity_types.get(name, "") for name in names)
        return tuple(name for name in types if is_entity_type(name))

    def _target(self, rule: Rule, values: dict[str, str]) -> Target | None:
        if rule.target is None:
            return None
        kind, package_id = (values.get(name, "") for name in rule.target)
        if not (kind and package_id):
            return None
        name = self._entity_types.get(kind, kind)
        values.update(target_type=name, target_id=package_id)
        return Target(name, package_id) if is_entity_type(name) else None


def shared_json() -> str:
    """The text of the rows that every package shares, to be given to `Catalogue.from_json` before the package's own."""
    return Path(__file__).with_name("shared.json").read_text(encoding="utf-8")


@cache
def load_shared() -> Catalogue:
    """The catalogue of shared rows alone, read when it is first needed."""
    return Catalogue.from_json(shared_json())


def _add(known: dict[_Key, _Value], more: Iterable[tuple[_Key, _Value]], kind: str) -> None:
    for key, value in more:
        if key in known:
            raise CatalogueError(f"{kind} {key!r} is there twice")
        known[key] = value
