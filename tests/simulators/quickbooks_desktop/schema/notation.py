"""Read the schema's data.

A rule is ``Name: child, child, …``; lines that are indented go on with the rule before. A child is a name with, in this
order, ``:type`` (``str`` if it is left out; the rule of the same name, or a reference for ``…Ref``, if there is one),
``{n}`` its greatest length (of the full name, for a reference), ``*`` if it is required and ``[]`` if it may repeat.
``(a | b, c)`` is a choice and may have ``*`` and ``[]`` too. ``= name`` in place of children repeats the children of
another rule. ``enum Name: a b c`` is an enumeration. Attributes that a request may have besides requestID stand in
brackets behind its name. Lines that begin with ``#`` are remarks.
"""

import re
from importlib.resources import files

from .grammar import Choice, Element, Grammar, Particle, Sequence

_HEAD = re.compile(r"(?P<enum>enum )?(?P<names>[\w|]+)(?: \[(?P<attributes>[\w ]+)\])?:(?P<rest>.*)")
_TOKEN = re.compile(
    r"\s*(?:(?P<name>\w+)(?::(?P<kind>\w+))?(?:\{(?P<longest>\d+)\})?|(?P<sign>[()|,]))(?P<marks>\*?(?:\[\])?)"
)
_SIMPLE = frozenset({"amt", "bool", "date", "guid", "id", "int", "moment", "percent", "price", "quan", "str"})


def load() -> Grammar:
    """Return the grammar of all data files of this folder."""
    texts: dict[str, str] = {}
    grammar = Grammar()
    folder = files(__package__)
    for entry in sorted(folder.iterdir(), key=lambda each: each.name):
        if entry.name.endswith(".txt"):
            _split(entry.read_text(encoding="utf-8"), texts, grammar)
    for name, text in texts.items():
        source = text
        while source.startswith("="):
            source = texts[source.removeprefix("=").strip()]
        grammar.rules[name] = _Rule(source, texts, grammar).sequence()
    return grammar


def _split(text: str, texts: dict[str, str], grammar: Grammar) -> None:
    names: list[str] = []
    enumeration = ""
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line[0].isspace() and enumeration:
            grammar.enumerations[enumeration] |= set(line.split())
            continue
        if line[0].isspace():
            for name in names:
                texts[name] += " " + line.strip()
            continue
        head = _HEAD.fullmatch(line)
        if head is None:
            raise ValueError(f"no rule: {line}")
        enumeration = head["names"] if head["enum"] else ""
        if enumeration:
            grammar.enumerations[enumeration] = frozenset(head["rest"].split())
            continue
        names = head["names"].split("|")
        for name in names:
            texts[name] = head["rest"].strip()
            grammar.attributes[name] = frozenset((head["attributes"] or "").split())


class _Rule:
    """Read the children of one rule."""

    def __init__(self, text: str, texts: dict[str, str], grammar: Grammar) -> None:
        self._tokens = [match for match in _TOKEN.finditer(text) if match.group().strip()]
        if "".join(match.group() for match in self._tokens).replace(" ", "") != text.replace(" ", ""):
            raise ValueError(f"no children: {text}")
        self._at = 0
        self._texts = texts
        self._grammar = grammar

    def sequence(self) -> Sequence:
        items: list[Particle] = []
        while self._at < len(self._tokens) and (token := self._tokens[self._at])["sign"] not in {")", "|"}:
            self._at += 1
            if token["sign"] == "(":
                items.append(self._choice())
            elif token["name"]:
                items.append(self._element(token))
        return Sequence(tuple(items), required=any(item.required for item in items))

    def _choice(self) -> Particle:
        alternatives: list[Particle] = []
        while True:
            alternatives.append(_plain(self.sequence()))
            token = self._tokens[self._at]
            self._at += 1
            if token["sign"] == ")":
                return Choice(tuple(alternatives), "*" in token["marks"], "[]" in token["marks"])

    def _element(self, token: re.Match[str]) -> Element:
        name, kind = token["name"], token["kind"]
        if kind is None:
            kind = name if name in self._texts else "Ref" if name.endswith("Ref") else "str"
            if name in self._grammar.enumerations:
                kind = name
        if kind not in _SIMPLE and kind not in self._texts and kind not in self._grammar.enumerations:
            raise ValueError(f"{name} is of an unknown type {kind}")
        longest = int(token["longest"]) if token["longest"] else None
        return Element(name, kind, longest, "*" in token["marks"], "[]" in token["marks"])


def _plain(sequence: Sequence) -> Particle:
    return sequence.items[0] if len(sequence.items) == 1 else sequence
