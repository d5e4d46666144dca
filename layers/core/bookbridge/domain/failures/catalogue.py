"""The failure catalogue: from what a package or our own checks say to a cause and to the steps that mend it.

Rows and rules are data (see `rows`). The rows of `shared.json` speak of any package; a package's own `catalogue.json`
adds how that package says it (`matches`), its menus (`phrases`) and rows that no other package has.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, TypeVar

from bookbridge.domain.errors import FieldFault
from bookbridge.domain.languages import ENGLISH
from bookbridge.domain.records import EntityType, Subject, is_entity_type
from bookbridge.domain.stored_records import waiting_on_package

from .models import Problem
from .rows import CatalogueError, Row, Rule, is_offered, pattern, read_document
from .values import cleaned, fields_text
from .wording import NO_FIELD, Wording, Words, faults_text

UNKNOWN: Final = "unknown_error"
NO_DESCRIPTION: Final = "no_description"
SEVERAL: Final = "several_faults"
_SEARCHED: Final = 4000
"""Characters of a message that are searched: more than any package sends in earnest."""

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


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
        self.edition = ""  # of the texts it was read from: another one after every change of them
        self.rows: dict[str, Row] = {}
        self.rules: tuple[Rule, ...] = ()
        self._entity_types: dict[str, str] = {}
        self.fields: dict[str, str] = {}
        self.words = Words()
        for content in contents:
            document = read_document(content)
            self.package = document.package or self.package
            _add(self.rows, ((row.code, row) for row in document.rows), "row")
            phrases = (((document.package, name), texts) for name, texts in document.phrases.items())
            _add(self.words.phrases, phrases, "phrase")
            _add(self.words.neutral, document.neutral.items(), "neutral wording")
            _add(self.words.made, document.made.items(), "made value")
            self._entity_types.update(document.entity_types)
            self.fields.update(document.fields)
            self.rules = document.rules + self.rules
        for rule in self.rules:
            if rule.row not in self.rows:
                raise CatalogueError(f"matches: there is no row {rule.row!r}")

    @classmethod
    def from_json(cls, *texts: str) -> Catalogue:
        """A catalogue from the texts of its files. Raises `CatalogueError`."""
        try:
            made = cls([json.loads(text) for text in texts])
        except json.JSONDecodeError as error:
            raise CatalogueError(f"not JSON: {error}") from None
        made.edition = hashlib.sha256("".join(texts).encode()).hexdigest()[:12]
        return made

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
        package_code: str = "",
        field: str = "",
        package_link: str = "",
        watch: str = "",
        values: Mapping[str, str] | None = None,
        language: str = ENGLISH,
    ) -> Problem:
        """What our own checks found, by failure code. Without a message of its own the problem tells its cause."""
        problem = Match(self, self.row(code), entity_type, _NOTHING).problem(
            message=message,
            package_code=package_code,
            field=field,
            package_link=package_link,
            watch=watch,
            values=values,
            language=language,
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
        fields = [fault.field for fault in faults if fault.field not in NO_FIELD]
        return self.problem_for(
            codes.pop() if len(codes) == 1 else SEVERAL,
            entity_type,
            message=faults_text(faults),
            field=fields[0] if fields else "",
            watch=watch,
            values={
                **(values or {}),
                **(faults[0].values if len(faults) == 1 else {}),
                "field": fields_text(fields),
                "faults": str(len(faults)),
            },
            language=language,
        )

    def retold(self, problem: Problem, values: Mapping[str, str]) -> Problem:
        """The problem told anew in English with more values, such as the record's number; those it has stay."""
        row = self.rows.get(problem.code)
        if row is None:
            return problem
        known = {**cleaned(values), **problem.values}
        words, before = self.word(row, known, ENGLISH), self.word(row, problem.values, ENGLISH)
        message = words.cause if problem.message == before.cause else problem.message
        return replace(problem, title=words.title, remedies=words.remedies, message=message, values=known)

    def wording(self, problem: Problem, language: str) -> Wording:
        """A stored problem in a language. It is stored in English, and stays so when its code is no longer known.

        What the package said stays in its own words; what our checks found is told by its cause.
        """
        row = self.rows.get(problem.code)
        if row is None:
            return Wording(problem.title, "", problem.remedies, problem.message)
        cause = self.words.cause(row, problem.values, ENGLISH, self.package)
        if language == ENGLISH:
            return Wording(problem.title, cause, problem.remedies, problem.message)
        words = self.word(row, problem.values, language)
        is_ours = "faults" in problem.values or problem.message == cause
        return replace(words, message=words.cause if is_ours else problem.message)

    def word(self, row: Row, values: Mapping[str, str], code: str) -> Wording:
        """A row in the language of a code, with these values."""
        return self.words.word(row, values, code, self.package)

    def canonical_field(self, path: str) -> str:
        """The canonical field of a package's path: `Line.SalesItemLineDetail.ItemRef` is `lines[].item`."""
        name = self.fields.get(path.rpartition(".")[2])
        if name is None:
            return path
        return f"lines[].{name}" if path.startswith("Line.") else name

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
