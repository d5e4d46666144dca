"""Content models: which children an element has, in which order, and of which types."""

from dataclasses import dataclass, field
from typing import Any, TypeAlias

from tests.simulators.quickbooks_desktop.errors import StatusError, unparsable
from tests.simulators.quickbooks_desktop.value_types import read_value
from tests.simulators.quickbooks_desktop.xml_reading import Node

Body: TypeAlias = dict[str, Any]
"""A message's element: names to texts, to aggregates (dicts) and, where they may repeat, to lists of either."""


@dataclass(frozen=True, slots=True)
class Element:
    """One kind of child. ``kind`` is a simple type, an enumeration or the name of a rule."""

    name: str
    kind: str
    longest: int | None
    required: bool
    repeats: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """Children in this order."""

    items: tuple["Particle", ...]
    required: bool = True
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several contents."""

    alternatives: tuple["Particle", ...]
    required: bool
    repeats: bool


Particle: TypeAlias = Element | Sequence | Choice


@dataclass(slots=True)
class Read:
    """What was read of a request: its ``body``, and the first value that QuickBooks cannot take, if any."""

    body: Body
    refusal: StatusError | None = None


@dataclass(slots=True)
class Grammar:
    """All rules by name, the values of the enumerations, and the attributes that each request may have."""

    rules: dict[str, Sequence] = field(default_factory=dict)
    enumerations: dict[str, frozenset[str]] = field(default_factory=dict)
    attributes: dict[str, frozenset[str]] = field(default_factory=dict)
    _first: dict[int, frozenset[str]] = field(default_factory=dict)
    _children: dict[str, dict[str, Element]] = field(default_factory=dict)

    def read(self, rule: str, node: Node) -> Read:
        """Return the content of ``node`` by the ``rule``; raise 0x80040400 if it breaks it."""
        found = Read({})
        self._aggregate(rule, node, found, found.body)
        return found

    def order(self, rule: str) -> list[str]:
        """Return the names of all children that the ``rule`` allows, in order."""
        return list(self.children(rule))

    def children(self, rule: str) -> dict[str, Element]:
        """Return all children that the ``rule`` allows by name, in order."""
        known = self._children.get(rule)
        if known is None:
            known = self._children[rule] = {}
            _collect(self.rules[rule], known)
        return known

    def _aggregate(self, rule: str, node: Node, read: Read, into: Body) -> None:
        if node.attributes and not rule.endswith("Rq"):
            raise unparsable(f"{node.tag} has no attributes")
        if node.text.strip():
            raise unparsable(f"{node.tag} has no text of its own")
        clearing = rule.endswith("Mod") or rule == "Ref"
        at = self._match(self.rules[rule], node.children, 0, read, into, clearing=clearing)
        if at < len(node.children):
            raise unparsable(f"{node.children[at].tag} is unknown, or out of order, in {node.tag}")

    def _match(self, particle: Particle, nodes: list[Node], at: int, read: Read, into: Body, *, clearing: bool) -> int:
        """Take the nodes that belong to ``particle``, from ``at``; return where they end."""
        if isinstance(particle, Element):
            return self._element(particle, nodes, at, read, into, clearing=clearing)
        if isinstance(particle, Sequence):
            for item in particle.items:
                at = self._match(item, nodes, at, read, into, clearing=clearing)
            return at
        taken = False
        while at < len(nodes) and (not taken or particle.repeats):
            for alternative in particle.alternatives:
                if nodes[at].tag in self._starts(alternative):
                    at = self._match(alternative, nodes, at, read, into, clearing=clearing)
                    taken = True
                    break
            else:
                break
        if not taken and particle.required:
            raise unparsable(f"one of {sorted(self._starts(particle))} is missing")
        return at

    def _element(self, item: Element, nodes: list[Node], at: int, read: Read, into: Body, *, clearing: bool) -> int:
        values: list[Any] = []
        while at < len(nodes) and nodes[at].tag == item.name and (item.repeats or not values):
            values.append(self._value(item, nodes[at], read, clearing=clearing))
            at += 1
        if not values:
            if item.required:
                found = nodes[at].tag if at < len(nodes) else "the end"
                raise unparsable(f"{item.name} is missing: {found} stands in its place")
            return at
        if item.repeats:
            into.setdefault(item.name, []).extend(values)
        else:
            into[item.name] = values[0]
        return at

    def _value(self, item: Element, node: Node, read: Read, *, clearing: bool) -> Any:
        if item.kind in self.rules:
            inner: Body = {}
            self._aggregate(item.kind, node, read, inner)
            if item.kind == "Ref" and len(inner.get("FullName", "")) > (item.longest or 209):
                text = inner["FullName"]
                too_long = (
                    f'The string "{text}" in the field "FullName" is too long. The maximum length is {item.longest}.'
                )
                read.refusal = read.refusal or StatusError(3070, too_long)
            return inner
        if node.children or node.attributes:
            raise unparsable(f"{node.tag} holds a text and nothing else")
        return self.simple(item, node.text, read, clearing=clearing)

    def simple(self, item: Element, text: str, read: Read, *, clearing: bool = False) -> str:
        """Return the ``text`` of a simple element as it is kept; what cannot be kept is noted in ``read``."""
        if not text.strip() and clearing and not item.required:
            return ""
        if (values := self.enumerations.get(item.kind)) is not None:
            if text.strip() not in values:
                raise unparsable(f'{item.name} cannot be "{text}"')
            return text.strip()
        try:
            return read_value(item.kind, text, item.name, item.longest)
        except StatusError as refusal:
            read.refusal = read.refusal or refusal
            return ""

    def _starts(self, particle: Particle) -> frozenset[str]:
        """Return the tags with which the ``particle`` may begin."""
        if isinstance(particle, Element):
            return frozenset({particle.name})
        known = self._first.get(id(particle))
        if known is None:
            known = self._first[id(particle)] = frozenset(self._collected(particle))
        return known

    def _collected(self, particle: Sequence | Choice) -> set[str]:
        found: set[str] = set()
        for part in particle.alternatives if isinstance(particle, Choice) else particle.items:
            found |= self._starts(part)
            if isinstance(particle, Sequence) and part.required:
                break
        return found


def _collect(particle: Particle, found: dict[str, Element]) -> None:
    if isinstance(particle, Element):
        found.setdefault(particle.name, particle)
        return
    for part in particle.alternatives if isinstance(particle, Choice) else particle.items:
        _collect(part, found)
